/* SPDX-License-Identifier: Apache-2.0 */
/* Samples of modes whose cost is known, for tests of what is made of them. */
#ifndef MMUBENCH_TESTS_MODEL_H
#define MMUBENCH_TESTS_MODEL_H

#include "bench/data/rng.h"
#include "bench/data/stats.h"

#define MODEL_REPS    10u
#define MODEL_SAMPLES 20u

/* A mode's cost: of a miss, and of an edit; ns. */
struct model {
    double miss, edit;
};

/* Of a miss with its share of the edits, at a rate of edits for each 1000 misses. */
double model_cost(struct model m, double rate);

/* Drawn evenly on a logarithmic axis. */
double model_between(struct rng *r, double low, double high);

double model_normal(struct rng *r); /* mean 0, deviation 1 */

struct model_samples {
    double v[MODEL_REPS * MODEL_SAMPLES];
    size_t start[MODEL_REPS + 1];
    struct stats_series s; /* of the two; not to be copied */
};

/* Noise of each repetition and, of the same size, of each sample in it; a share of the cost. */
void model_draw(struct model_samples *x, double value, double noise, struct rng *r);

#endif
