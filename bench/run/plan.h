/* SPDX-License-Identifier: Apache-2.0 */
/* The points that a run will measure: suites and the command line, expanded and checked. */
#ifndef MMUBENCH_PLAN_H
#define MMUBENCH_PLAN_H

#include "bench/args.h"
#include "catalog.h"
#include "suite.h"

struct point {
    const struct image *image;
    uint64_t param[GUEST_MAX_PARAMS];
    bool cold;
};

struct plan {
    size_t n;
    struct point *point; /* owned */
    size_t repeated;     /* points that were there already, and so were not added */
    uint64_t ram_mib;    /* what every point fits in, or what the user said */
    const char *suite;   /* name, or "" when workloads were named */
    bool bad_image;      /* plan_make() failed for an image, not for what was asked */
};

/* Images that the user names are added to the catalog. -EINVAL with a text that says what is
 * possible; -ENOENT, -ENOEXEC and the like for an image that cannot be used. */
int plan_make(struct plan *p, struct catalog *c, const struct args_run *a);
void plan_free(struct plan *p);

/* For commands with points of their own: adds one, as a line of a suite says it and --set changes
 * it. A plan is empty when it is zero but for ram_mib, which is then that of --ram. */
int plan_add(struct plan *p, const struct image *img, const struct suite_line *line,
             const struct args_run *a);

/* The same for the one workload or image `what`, by its own defaults and --set: no suite matters.
 */
int plan_one(struct plan *p, struct catalog *c, const struct args_run *a, const char *what);

/* When all were added: -EINVAL with a text for a key of --set that no point has, which would be a
 * setting lost silently. */
int plan_check_keys(const struct plan *p, const struct args_run *a);

/* True when images were named by path and nothing else. */
bool plan_only_paths(const struct args_run *a);

/* What is not at its default, for people: "bytes=64K page=2M cold"; `out` is returned. */
const char *plan_params_text(char *out, size_t bytes, const struct point *p);

#endif
