/* SPDX-License-Identifier: Apache-2.0 */
/* Files of JSON objects, one per line. */
#ifndef MMUBENCH_LINES_H
#define MMUBENCH_LINES_H

#include "store.h"

/* The text of a member, or "" where there is none. */
const char *lines_text(const json_t *line, const char *key);

/* Calls `fn` with each object of the file `name` (or NAME.xz); a last line without its end is left
 * out, since it was never finished. Stops at non-zero and returns it. -EINVAL, also of `fn`, gets
 * file and line in front of its text; it is what a line gives that is no object. */
int lines_each(const struct store *s, const char *name, int (*fn)(void *ctx, const json_t *line),
               void *ctx);

#endif
