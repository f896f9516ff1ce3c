/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The runs of `mmubench crossover`: the grid first, then in rounds further points near crossings,
 * one for each working set whose crossing is not known well enough. A sweep that was cut has the
 * points of its rounds in samples.jsonl, and goes on from there.
 */
#ifndef MMUBENCH_CROSSOVER_SWEEP_H
#define MMUBENCH_CROSSOVER_SWEEP_H

#include "bench/run/launch.h"
#include "crossover.h"

/* The `ctx` of its struct launch. */
struct sweep {
    struct crossover_grid grid;
    size_t ngrid; /* the first points of the plan, which are the grid */
    char **argv;  /* the command line without the options of the grid; owned */
};

/* What struct launch_kind asks for. */
int sweep_plan(struct launch *l);
int sweep_measure(struct launch *l, struct session *s);

/* crossover_build() for the two modes of the launch. */
int sweep_build(struct crossover *c, const struct launch *l, const struct summary *sum);

#endif
