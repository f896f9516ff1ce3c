/* SPDX-License-Identifier: Apache-2.0 */
/* Two columns of numbers compared row by row: two modes of a run, or one mode of two runs. */
#ifndef MMUBENCH_PAIR_H
#define MMUBENCH_PAIR_H

#include "bench/data/summary.h"

enum pair_verdict {
    PAIR_LESS, /* the first takes less time than the second */
    PAIR_MORE,
    PAIR_SAME,  /* the intervals share a point: no difference was found */
    PAIR_UNSURE /* too few samples for an interval that means something */
};

/* With fewer, a bootstrap interval is a pretence. */
#define PAIR_SAMPLES 5u

struct pair_row {
    const struct summary_row *a, *b;
    enum pair_verdict verdict;
    double ratio;     /* median of a / median of b */
    double low, high; /* the least and the largest ratio of values out of the two intervals: wider
                         than an interval of the ratio itself would be, and without 1 just when the
                         two do not overlap */
};

struct pair {
    size_t n;
    struct pair_row *row; /* owned; events that both have, times above zero and the same unit */
    size_t verdicts[PAIR_UNSURE + 1];
    size_t alone_a, alone_b; /* events that only one of them has */
};

/* Rows of mode `a` in `sa` beside those of mode `b` in `sb`, which may be the same summary. 0 or
 * -ENOMEM with a text. */
int pair_make(struct pair *p, const struct summary *sa, const char *a, const struct summary *sb,
              const char *b);
void pair_free(struct pair *p);

/* Of two rows; verdict, ratio and bounds. False when they cannot be compared. */
bool pair_compare(struct pair_row *out, const struct summary_row *a, const struct summary_row *b);

/* The rows with that verdict, the farthest from 1 first, one of each workload, at most `max`.
 * Returns how many. */
size_t pair_extremes(const struct pair *p, enum pair_verdict verdict, const struct pair_row **out,
                     size_t max);

/* Median of the ratios of the rows of a family (bench/data/family.h; FAMILIES: all); NaN without
 * one. */
double pair_middle(const struct pair *p, size_t family);

#endif
