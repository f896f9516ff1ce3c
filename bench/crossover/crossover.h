/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where two modes change places: the mixed load over (page-table edits for each 1000 TLB misses) x
 * (working set), and for every working set the rate of edits at which one overtakes the other.
 *
 * crossover.json, beside machine.json, samples.jsonl and summary.jsonl of the run; intervals are of
 * 95%, bootstrapped over repetitions and their samples; no number in it is infinite or NaN:
 *   version      1
 *   modes        [A, B]: names as in summary.jsonl
 *   workload     "mixed"; `metric`: "miss"; `unit`: "ns" or "cycles", per miss with its share of
 *                the edits
 *   asked        {"edits": [...], "bytes": [...]}: the grid; edits for each 1000 misses
 *   interrupted  true when not everything was measured
 *   sizes        an object for each working set, ascending:
 *     bytes        the working set
 *     verdict      a name of enum fit_verdict (fit.h)
 *     text         the same as a sentence
 *     below, above who is faster at the lowest and at the highest rate measured: a name of
 *                  `modes`, or null where the interval of the ratio there includes 1
 *     at, low, high  edits for each 1000 misses at which both cost the same, and the interval: the
 *                  line of equality. `at` is null where there is no crossing; `low` or `high` is
 *                  null where that end is beyond the rates measured. With verdict "above" nothing
 *                  differs below `high`, with "below" nothing above `low`
 *     points       ascending by `edits`; at least those of the grid, if both modes have samples
 *       edits        for each 1000 misses, with a fraction; 0 is a value
 *       params       of the workload, as in summary.jsonl
 *       a, b         {"median", "ci_low", "ci_high", "n"} of A and of B, in `unit`
 *       ratio, ratio_low, ratio_high   median of B / median of A: below 1 where B is faster
 *       refined      true for a point that is not of the grid but was put near the crossing
 */
#ifndef MMUBENCH_CROSSOVER_H
#define MMUBENCH_CROSSOVER_H

#include "bench/data/store.h"
#include "bench/data/summary.h"
#include "fit.h"
#include "grid.h"

#define CROSSOVER_WORKLOAD "mixed"
#define CROSSOVER_METRIC   "miss"

/* The rows of one point, of A and of B; they belong to the summary. */
struct crossover_pair {
    const struct summary_row *a, *b;
};

/* One working set. */
struct crossover_size {
    uint64_t bytes;
    size_t n;                    /* points */
    struct fit_point *point;     /* ascending by rate: edits for each 1000 misses; owned */
    struct crossover_pair *pair; /* of each point; owned */
    struct fit fit;
};

struct crossover {
    const char *mode[2]; /* A and B */
    const struct crossover_grid *grid;
    size_t n;
    struct crossover_size *size; /* ascending by bytes; owned */
};

/* From the rows of the mixed load that both modes have; `sum` has its samples (summary_build()) and
 * outlives `c`, as `mode` and `grid` do. 0 or -errno with a text. */
int crossover_build(struct crossover *c, const struct summary *sum, const char *const mode[2],
                    const struct crossover_grid *grid);
void crossover_free(struct crossover *c);

/* Whether a point at that rate is one of the grid. */
bool crossover_in_grid(const struct crossover_grid *g, double edits);

/* The next rate to measure: halfway, on a logarithmic axis, between the neighbours of the crossing.
 * False when the crossing is known well enough, when the steps are used up, or when there is none.
 */
bool crossover_next(const struct crossover *c, const struct crossover_size *s, double *edits);

/* The verdict as a sentence, into `out`; returns it. */
const char *crossover_text(char *out, size_t bytes, const struct crossover *c,
                           const struct crossover_size *s);

int crossover_write(const struct crossover *c, const struct store *s, bool interrupted);

/* For people, on stdout: the ratio by rate and working set, then a sentence for each of these. */
void crossover_print(const struct crossover *c);

#endif
