/* SPDX-License-Identifier: Apache-2.0 */
/* The guest's tables as ranges: neighbouring pages of one size and the same rights are one run. */
#ifndef MMUBENCH_BENCH_INSPECT_RUNS_H
#define MMUBENCH_BENCH_INSPECT_RUNS_H

#include "look.h"

struct run_of_pages {
    uint64_t start, end; /* GVA; bit 47 is not extended */
    bool mapped;         /* by the guest; else only an own table has something here */
    unsigned level;      /* of its pages */
    bool writable, user, nx;
    bool linear;              /* frames follow one another as the pages do */
    uint64_t gpa;             /* of its first page */
    uint64_t low, high;       /* bounds of its frames, bytes */
    uint64_t accessed, dirty; /* bytes */
    uint64_t match[INSPECT_MAX_ROOTS][INSPECT_MATCH_KINDS]; /* bytes, by root of look.in */
};

struct runs {
    size_t n;
    struct run_of_pages *run;                               /* owned */
    uint64_t match[INSPECT_MAX_ROOTS][INSPECT_MATCH_KINDS]; /* totals, bytes */
};

/* Walks the whole address space. 0, -EINTR when cancelled, or -ENOMEM. runs_free() is due in any
 * case. */
int runs_collect(struct runs *r, const struct look *l);
void runs_free(struct runs *r);

/* Bytes that a root maps in a way that the guest's tables forbid: a bug of the backend. */
uint64_t runs_stale(const struct runs *r);

void runs_print(const struct runs *r, const struct look *l);
json_t *runs_json(const struct runs *r, const struct look *l); /* a new reference */

#endif
