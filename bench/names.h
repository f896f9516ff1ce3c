/* SPDX-License-Identifier: Apache-2.0 */
/* Names that users type: the nearest known one to a misspelt one, lists, and numbers with units. */
#ifndef MMUBENCH_NAMES_H
#define MMUBENCH_NAMES_H

#include <stddef.h>
#include <stdint.h>

/* The known name with the fewest edits (insert, delete, replace, swap of neighbours) from `given`,
 * if they are few enough to be a slip of the hand; else NULL. */
const char *names_nearest(const char *given, const char *const *known, size_t n);

/* "; did you mean \"chase\"?", or "" when nothing is near. Into `out`; returns it. */
const char *names_hint(char *out, size_t bytes, const char *given, const char *const *known,
                       size_t n);

/* "a, b, c" into `out`; returns it. */
const char *names_join(char *out, size_t bytes, const char *const *known, size_t n);

/* A whole number with an optional suffix K, M or G (powers of 1024). 0, or -EINVAL / -ERANGE. */
int names_number(const char *text, uint64_t *value);

/* The shortest such text for the value ("64K"); returns `out`. */
const char *names_size(char *out, size_t bytes, uint64_t value);

#endif
