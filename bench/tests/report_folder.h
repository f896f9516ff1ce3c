/* SPDX-License-Identifier: Apache-2.0 */
/* Results folders for reports: machine.json as a run on a modest virtual machine writes it. */
#ifndef MMUBENCH_TESTS_REPORT_FOLDER_H
#define MMUBENCH_TESTS_REPORT_FOLDER_H

#include "folder.h"

/* Like folder_write() with three modes and a refused one; names that a page must escape are in it.
 */
const char *report_folder(const char *name);

/* The same with other rows. */
const char *report_folder_of(const char *name, const struct folder_row *row, size_t n,
                             size_t samples);

/* The machine.json of these folders, written by that version. */
void report_folder_machine(const char *dir, const char *version);

/* The text of a file; the caller frees it. Fails the test if it cannot be read. */
char *report_folder_read(const char *path);

#endif
