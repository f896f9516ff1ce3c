/* SPDX-License-Identifier: Apache-2.0 */
/* What `mmubench run` measures when no workload is named: the suites, as data. */
#ifndef MMUBENCH_SUITE_H
#define MMUBENCH_SUITE_H

#include <stdbool.h>
#include <stddef.h>

/* What a point is about; a suite takes the lines of some of them. */
enum suite_family {
    SUITE_LOADS = 1,     /* loads of mapped memory: TLB misses and page walks */
    SUITE_PROGRAMS = 2,  /* kernels of real programs, and edits among misses */
    SUITE_EXITS = 4,     /* into the guest's kernel or out of the guest, no page table in it */
    SUITE_FAULTS = 8,    /* page faults, true and hidden */
    SUITE_TABLES = 16,   /* edits of page tables, and flushes */
    SUITE_SWITCHES = 32, /* between address spaces */
    SUITE_MEMORY = 64,   /* guest-physical memory: devices, ROM, slots, balloon, dirty log */
};

/* One point: a workload with some of its parameters set. */
struct suite_line {
    unsigned family; /* one of enum suite_family */
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
    unsigned families; /* whose lines it has */
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
