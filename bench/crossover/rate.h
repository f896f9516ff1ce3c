/* SPDX-License-Identifier: Apache-2.0 */
/* A rate of page-table edits, as the parameters of the mixed load say it: whole edits in a round of
 * misses. */
#ifndef MMUBENCH_CROSSOVER_RATE_H
#define MMUBENCH_CROSSOVER_RATE_H

#include <stdint.h>

/* Bounds of a rate other than 0, in edits for each 1000 misses. */
#define RATE_MIN 0.001
#define RATE_MAX 1e6

struct rate {
    uint64_t edits, misses;
};

/* The rate with the shortest round that is within a thousandth of `per_1000` (0, or within the
 * bounds): a sample holds whole rounds, and is not to become long. */
struct rate rate_of(double per_1000);

/* Edits for each 1000 misses. */
double rate_per_1000(struct rate r);

#endif
