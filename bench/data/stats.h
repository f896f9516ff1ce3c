/* SPDX-License-Identifier: Apache-2.0 */
/* Medians, percentiles and bootstrap intervals. No unit of its own: what comes in goes out. */
#ifndef MMUBENCH_STATS_H
#define MMUBENCH_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stats {
    size_t n;
    double median, p10, p90, min, max;
    double ci_low, ci_high; /* 95% bootstrap interval of the median */
    size_t outliers; /* of the n: more than STATS_FENCE interquartile ranges outside the quartiles
                        (Tukey 1977: "far out"). Counted, never dropped */
};

#define STATS_FENCE 3

/* Samples of one row: repetition g has v[start[g]] up to v[start[g + 1]], for g in [0, groups). */
struct stats_series {
    double *v;
    size_t *start; /* groups + 1 of them */
    size_t groups;
};

/* How two medians compare: `ratio` is median of b / median of a, with its 95% bootstrap interval.
 */
struct stats_ratio {
    double ratio, low, high;
};

/* Sorts `v` ascending. */
void stats_sort(double *v, size_t n);

/* Percentile `p` (0 to 100) of sorted values, linear between neighbours (Hyndman and Fan, type 7).
 * NaN for n = 0. */
double stats_percentile(const double *sorted, size_t n, double p);

/*
 * Everything at once. `v` holds the samples of repetition g at [start[g], start[g + 1]), for g in
 * [0, groups). The bootstrap draws repetitions first and samples inside them second, since samples
 * of one run share their fate; the seed is fixed, so that the same samples give the same interval.
 * -ENOMEM or 0; -EINVAL without a sample.
 */
int stats_of(struct stats *s, const double *v, const size_t *start, size_t groups);

/* Both sides are drawn anew for each ratio, each as in stats_of() and independently of the other.
 * -ENOMEM or 0; -EINVAL without a sample. A median of a that is 0 gives ratios of infinity or NaN.
 */
int stats_ratio(struct stats_ratio *r, const struct stats_series *a, const struct stats_series *b);

/* For statistics of other kinds. The median of all samples; the medians of STATS_DRAWS resamples,
 * in the order of drawing, the same ones for the same seed; and the ends between which 95% of such
 * values lie, which are sorted by that. 0 or -errno, as above. */
#define STATS_DRAWS 1000u
int stats_median(double *median, const struct stats_series *s);
int stats_draws(double medians[STATS_DRAWS], uint64_t seed, const double *v, const size_t *start,
                size_t groups);
void stats_interval(double values[STATS_DRAWS], double *low, double *high);

/* True when the two intervals share a point: no difference can be claimed. */
bool stats_overlap(const struct stats *a, const struct stats *b);

#endif
