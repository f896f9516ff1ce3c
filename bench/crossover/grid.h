/* SPDX-License-Identifier: Apache-2.0 */
/* What a sweep was asked for: the rates of edits and the working sets. */
#ifndef MMUBENCH_CROSSOVER_GRID_H
#define MMUBENCH_CROSSOVER_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GRID_MAX 64u /* rates, or working sets */

struct crossover_grid {
    double edits[GRID_MAX];   /* for each 1000 misses; ascending */
    uint64_t bytes[GRID_MAX]; /* ascending */
    size_t nedits, nbytes;
    uint64_t steps; /* points put near each crossing, at most */
};

/* From "0,0.1,1,10" and "64M,256M": in any order, each once. -EINVAL with a text. */
int grid_edits(struct crossover_grid *g, const char *list);
int grid_bytes(struct crossover_grid *g, const char *list);

#define GRID_STEPS_DEFAULT UINT64_MAX

/* Fills the lists that are empty, and `steps` where it is GRID_STEPS_DEFAULT. */
int grid_defaults(struct crossover_grid *g, bool quick);

/* The lists that grid_defaults() takes. */
const char *grid_default_edits(bool quick);
const char *grid_default_bytes(bool quick);

#endif
