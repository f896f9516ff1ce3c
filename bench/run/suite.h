/* SPDX-License-Identifier: Apache-2.0 */
/* What `mmubench run` measures when no workload is named: the suites, as data. */
#ifndef MMUBENCH_SUITE_H
#define MMUBENCH_SUITE_H

#include <stdbool.h>
#include <stddef.h>

/* One point: a workload with some of its parameters set. */
struct suite_line {
    const char *workload;
    const char *settings; /* "key=value key=value"; the rest stays at its default */
    bool cold;            /* guest RAM is given back to the host before each run */
    unsigned ram_mib;     /* guest RAM that it fits in, even */
};

#define SUITE_RAM_MIB 512u /* of most of them, and of a workload that no suite has */

struct suite {
    const char *name; /* what --suite= takes */
    const char *summary;
    bool quick;        /* means --quick as well */
    unsigned families; /* whose workloads it has: bits by enum family_id */
    size_t n;
    const struct suite_line *line;
};

size_t suite_count(void);
const struct suite *suite_at(size_t i);
const struct suite *suite_get(bool quick); /* what runs when no suite is named */

/* The suite of that name, or -EINVAL with a text that says what there is. */
int suite_find(const char *name, const struct suite **s);

/* The first line of the suite at or after *i, and *i moves behind it; NULL at the end. */
const struct suite_line *suite_next(const struct suite *s, size_t *i);

/* Cuts the first "key=value" out of *settings and moves on. False at the end; a malformed word has
 * an empty key. */
bool suite_next_setting(const char **settings, char key[24], char value[24]);

#endif
