/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rate at which two modes cost the same, from samples at some rates. Each cost is a constant
 * and a part proportional to the rate, so that the ratio of the two only rises or only falls with
 * it: this, and no more, is taken for granted. Pure: samples in, numbers out.
 */
#ifndef MMUBENCH_CROSSOVER_FIT_H
#define MMUBENCH_CROSSOVER_FIT_H

#include "bench/data/stats.h"

/* X(id, name): over the rates that were measured */
#define FIT_VERDICTS(X)                                                                       \
    X(NONE, "no difference")    /* the same cost at both ends */                              \
    X(CROSSING, "crossing")     /* one is faster at the low end, the other at the high one */ \
    X(THROUGHOUT, "throughout") /* the same one is faster at both ends */                     \
    X(ABOVE, "above")           /* no difference at the low end, one is faster at the high */ \
    X(BELOW, "below")           /* one is faster at the low end, no difference at the high */ \
    X(UNEVEN, "uneven")         /* the faster one changes more than once: no such cost known */

enum fit_verdict {
#define X(id, name) FIT_##id,
    FIT_VERDICTS(X)
#undef X
        FIT_VERDICT_COUNT
};

/* Who is faster. */
enum fit_side { FIT_A, FIT_B, FIT_SAME };

struct fit_point {
    double rate;
    const struct stats_series *a, *b; /* samples of A and of B at this rate */
    struct stats_ratio ratio;         /* B / A; filled by fit_points() */
};

struct fit {
    enum fit_verdict verdict;
    enum fit_side below, above; /* at the lowest and at the highest rate */
    /* The rate of equal cost and its 95% interval. `at` is NaN where there is no crossing, an end
     * of the interval where it is beyond the rates measured. */
    double at, low, high;
};

/* `n` points, at least one, ascending by rate; fills their ratios. For the interval, repetitions
 * and their samples are drawn anew at each point. 0 or -errno with a text. */
int fit_points(struct fit *f, struct fit_point *p, size_t n);

const char *fit_verdict_name(enum fit_verdict v);

enum fit_side fit_side_of(const struct stats_ratio *r);

#endif
