/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one or several runs show, as one HTML file that needs nothing else: a summary in words that
 * is computed from the rows, the pictures, tables with intervals and events, the machine, the modes
 * with their proofs, how each number came about.
 */
#ifndef MMUBENCH_REPORT_H
#define MMUBENCH_REPORT_H

#include <stddef.h>

#define REPORT_RUNS 8u

/*
 * Reads the results folders, draws their pictures aside and writes `out` (NULL: report.html in the
 * first folder); what stood there is replaced only by a whole new report. `path` gets its name.
 * -errno with a text: a folder that cannot be read is named with file and line.
 */
int report_write(const char *const *dirs, size_t n, const char *out, char *path, size_t bytes);

#endif
