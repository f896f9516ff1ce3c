/* SPDX-License-Identifier: Apache-2.0 */
/* What `mmubench run` measures when nothing is named: the suites, as data. */
#ifndef MMUBENCH_SUITE_H
#define MMUBENCH_SUITE_H

#include <stdbool.h>
#include <stddef.h>

/* One point: a workload with some of its parameters set. */
struct suite_line {
    const char *workload;
    const char *settings; /* "key=value key=value"; the rest stays at its default */
    bool cold;            /* guest RAM is given back to the host before each run */
};

struct suite {
    const char *name; /* "full", "quick" */
    const char *summary;
    unsigned ram_mib; /* guest RAM that every point of it fits in */
    size_t n;
    const struct suite_line *line;
};

size_t suite_count(void);
const struct suite *suite_at(size_t i);
const struct suite *suite_get(bool quick);

/* Cuts the first "key=value" out of *settings and moves on. False at the end; a malformed word has
 * an empty key. */
bool suite_next_setting(const char **settings, char key[24], char value[24]);

#endif
