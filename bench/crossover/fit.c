/* SPDX-License-Identifier: Apache-2.0 */
#include "fit.h"

#include "common/err.h"
#include "monotone.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* A variance below this is none: of samples that are all alike. */
#define VARIANCE_MIN 1e-12

/* Room for all of it; arrays of n points. Owned. */
struct work {
    size_t n;
    /* Medians of A and of B: [0] of all samples, then of each resample. */
    double (*a)[1 + STATS_DRAWS], (*b)[1 + STATS_DRAWS];
    double *weight; /* of a point: one over the variance of its ratio's logarithm */
    /* Of one pass: the logarithm of the ratio, or its negative where that is what rises, and the
     * geometric mean of A and B. */
    double *ratio, *scale;
    struct monotone_block *block;
};

const char *fit_verdict_name(enum fit_verdict v)
{
    static const char *const names[] = {
#define X(id, name) [FIT_##id] = name,
        FIT_VERDICTS(X)
#undef X
    };

    return names[v];
}

enum fit_side fit_side_of(const struct stats_ratio *r)
{
    return r->high < 1 ? FIT_B : r->low > 1 ? FIT_A : FIT_SAME;
}

/* Whether the faster one changes more than once. By chance one point in twenty may differ near the
 * crossing: inside the range a change counts when two points in a row say so. */
static bool is_uneven(const struct fit_point *p, size_t n)
{
    enum fit_side now = FIT_SAME, last = FIT_SAME;
    unsigned changes = 0;

    for (size_t i = 0; i < n; i++) {
        enum fit_side s = fit_side_of(&p[i].ratio);

        if (s == FIT_SAME)
            continue;
        if (now == FIT_SAME)
            now = s;
        if (s != now && (s == last || i + 1 == n)) {
            now = s;
            changes++;
        }
        last = s;
    }
    return changes > 1;
}

static enum fit_verdict verdict_of(const struct fit *f, const struct fit_point *p, size_t n)
{
    if (is_uneven(p, n))
        return FIT_UNEVEN;
    if (f->below == f->above)
        return f->below == FIT_SAME ? FIT_NONE : FIT_THROUGHOUT;
    if (f->below == FIT_SAME)
        return FIT_ABOVE;
    return f->above == FIT_SAME ? FIT_BELOW : FIT_CROSSING;
}

/*
 * Where the rising logarithms of the ratio go through zero: between two points the difference of
 * the costs, scale * 2 sinh(ratio / 2), is a straight line over the rate. An end of the range when
 * that is beyond it.
 */
static double zero_of(const struct fit_point *p, const struct work *w)
{
    size_t i = 0;

    while (i < w->n && w->ratio[i] < 0)
        i++;
    if (i == 0 || i == w->n)
        return p[i ? w->n - 1 : 0].rate;

    double before = w->scale[i - 1] * sinh(w->ratio[i - 1] / 2);
    double after = w->scale[i] * sinh(w->ratio[i] / 2);

    return p[i - 1].rate + (p[i].rate - p[i - 1].rate) * before / (before - after);
}

/* The rate of equal cost by draw `k`; 0: by all samples. */
static double crossing(const struct fit_point *p, struct work *w, int rises, size_t k)
{
    for (size_t i = 0; i < w->n; i++) {
        w->ratio[i] = rises * log(w->b[i][k] / w->a[i][k]);
        w->scale[i] = sqrt(w->a[i][k] * w->b[i][k]);
    }
    monotone_rise(w->ratio, w->weight, w->n, w->block);
    return zero_of(p, w);
}

static double inside(double rate, const struct fit_point *p, size_t n)
{
    return rate > p[0].rate && rate < p[n - 1].rate ? rate : NAN;
}

static void locate(struct fit *f, const struct fit_point *p, struct work *w)
{
    double at[STATS_DRAWS];
    /* B / A falls where B is the faster one above, or A below. */
    int rises = f->above == FIT_B || f->below == FIT_A ? -1 : 1;

    for (size_t k = 0; k < STATS_DRAWS; k++)
        at[k] = crossing(p, w, rises, 1 + k);
    stats_interval(at, &f->low, &f->high);
    f->low = inside(f->low, p, w->n);
    f->high = inside(f->high, p, w->n);
    if (f->verdict == FIT_CROSSING)
        f->at = inside(crossing(p, w, rises, 0), p, w->n);
    if (f->verdict == FIT_CROSSING && isnan(f->at)) /* what lies between outweighs an end */
        *f = (struct fit){FIT_UNEVEN, f->below, f->above, NAN, NAN, NAN};
}

static int draw_point(struct fit_point *p, struct work *w, size_t i)
{
    double log_ratio[STATS_DRAWS], mean = 0, square = 0;
    int rc = stats_median(&w->a[i][0], p->a);

    if (!rc)
        rc = stats_median(&w->b[i][0], p->b);
    if (!rc)
        rc = stats_draws(&w->a[i][1], 2 * i, p->a->v, p->a->start, p->a->groups);
    if (!rc)
        rc = stats_draws(&w->b[i][1], 2 * i + 1, p->b->v, p->b->start, p->b->groups);
    if (rc)
        return rc;
    for (size_t k = 0; k < STATS_DRAWS; k++) {
        log_ratio[k] = log(w->b[i][1 + k] / w->a[i][1 + k]);
        mean += log_ratio[k] / STATS_DRAWS;
        square += log_ratio[k] * log_ratio[k] / STATS_DRAWS;
    }
    w->weight[i] = 1 / fmax(square - mean * mean, VARIANCE_MIN);
    stats_interval(log_ratio, &p->ratio.low, &p->ratio.high);
    p->ratio = (struct stats_ratio){
        .ratio = w->b[i][0] / w->a[i][0], .low = exp(p->ratio.low), .high = exp(p->ratio.high)};
    return 0;
}

static int work_open(struct work *w, size_t n)
{
    *w = (struct work){
        .n = n,
        .a = calloc(n, sizeof *w->a),
        .b = calloc(n, sizeof *w->b),
        .weight = calloc(n, sizeof *w->weight),
        .ratio = calloc(n, sizeof *w->ratio),
        .scale = calloc(n, sizeof *w->scale),
        .block = calloc(n, sizeof *w->block),
    };
    return w->a && w->b && w->weight && w->ratio && w->scale && w->block
               ? 0
               : err(ENOMEM, "no memory for the samples of %zu points", n);
}

static void work_close(struct work *w)
{
    free(w->a);
    free(w->b);
    free(w->weight);
    free(w->ratio);
    free(w->scale);
    free(w->block);
}

int fit_points(struct fit *f, struct fit_point *p, size_t n)
{
    struct work w;
    int rc = work_open(&w, n);

    for (size_t i = 0; i < n && !rc; i++)
        rc = draw_point(&p[i], &w, i);
    if (!rc) {
        *f = (struct fit){.below = fit_side_of(&p[0].ratio),
                          .above = fit_side_of(&p[n - 1].ratio),
                          .at = NAN,
                          .low = NAN,
                          .high = NAN};
        f->verdict = verdict_of(f, p, n);
        if (f->verdict == FIT_CROSSING || f->verdict == FIT_ABOVE || f->verdict == FIT_BELOW)
            locate(f, p, &w);
    }
    work_close(&w);
    return rc;
}
