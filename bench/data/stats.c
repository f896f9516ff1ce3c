/* SPDX-License-Identifier: Apache-2.0 */
#include "stats.h"

#include "common/err.h"
#include "rng.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BOOTSTRAP_SEED UINT64_C(0x6d6d7562656e6368)
/* A resample of more than this many samples buys nothing but time. */
#define RESAMPLE_MAX 4000u

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

void stats_sort(double *v, size_t n)
{
    qsort(v, n, sizeof *v, by_value);
}

double stats_percentile(const double *sorted, size_t n, double p)
{
    if (n == 0)
        return NAN;

    double at = (double)(n - 1) * p / 100.0;
    size_t low = (size_t)at;
    double part = at - (double)low;

    if (low + 1 >= n)
        return sorted[n - 1];
    return sorted[low] + part * (sorted[low + 1] - sorted[low]);
}

static void swap(double *a, double *b)
{
    double t = *a;

    *a = *b;
    *b = t;
}

/* Hoare's selection: afterwards v[k] is what it would be if v were sorted, smaller ones before. */
static void select_nth(double *v, size_t n, size_t k)
{
    size_t low = 0;
    size_t high = n - 1;

    while (low < high) {
        double pivot = v[low + (high - low) / 2];
        size_t i = low;
        size_t j = high;

        for (;;) {
            while (v[i] < pivot)
                i++;
            while (v[j] > pivot)
                j--;
            if (i >= j)
                break;
            swap(&v[i++], &v[j--]);
        }
        if (k <= j)
            high = j;
        else
            low = j + 1;
    }
}

static double median_in_place(double *v, size_t n)
{
    size_t k = n / 2;

    select_nth(v, n, k);
    if (n % 2)
        return v[k];

    double below = v[0];

    for (size_t i = 1; i < k; i++)
        below = fmax(below, v[i]);
    return (below + v[k]) / 2;
}

/* One resample of up to `room` samples; returns how many it drew. */
static size_t resample(struct rng *rng, double *out, size_t room, const double *v,
                       const size_t *start, size_t groups)
{
    size_t n = 0;

    for (size_t g = 0; g < groups && n < room; g++) {
        size_t from = rng_below(rng, groups);
        size_t size = start[from + 1] - start[from];

        for (size_t i = 0; i < size && n < room; i++)
            out[n++] = v[start[from] + rng_below(rng, size)];
    }
    return n;
}

int stats_draws(double medians[STATS_DRAWS], uint64_t seed, const double *v, const size_t *start,
                size_t groups)
{
    struct rng rng = {seed};
    size_t longest = 0;

    for (size_t g = 0; g < groups; g++)
        if (start[g + 1] - start[g] > longest)
            longest = start[g + 1] - start[g];
    if (!longest)
        return err(EINVAL, "no samples");

    size_t room = longest * groups < RESAMPLE_MAX ? longest * groups : RESAMPLE_MAX;
    double *drawn = malloc(room * sizeof *drawn);
    size_t m = 0;

    if (!drawn)
        return err(ENOMEM, "no memory for %zu samples", room);
    while (m < STATS_DRAWS) {
        size_t n = resample(&rng, drawn, room, v, start, groups);

        if (n)
            medians[m++] = median_in_place(drawn, n);
    }
    free(drawn);
    return 0;
}

void stats_interval(double values[STATS_DRAWS], double *low, double *high)
{
    stats_sort(values, STATS_DRAWS);
    *low = stats_percentile(values, STATS_DRAWS, 2.5);
    *high = stats_percentile(values, STATS_DRAWS, 97.5);
}

static size_t count_outliers(const double *sorted, size_t n)
{
    double q1 = stats_percentile(sorted, n, 25);
    double q3 = stats_percentile(sorted, n, 75);
    double fence = STATS_FENCE * (q3 - q1);
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += sorted[i] < q1 - fence || sorted[i] > q3 + fence;
    return count;
}

int stats_of(struct stats *s, const double *v, const size_t *start, size_t groups)
{
    size_t n = groups ? start[groups] : 0;
    double medians[STATS_DRAWS];

    if (n == 0)
        return err(EINVAL, "no samples to summarise");

    double *sorted = malloc(n * sizeof *sorted);

    if (!sorted)
        return err(ENOMEM, "no memory for %zu samples", n);
    memcpy(sorted, v, n * sizeof *sorted);
    stats_sort(sorted, n);
    *s = (struct stats){
        .n = n,
        .median = stats_percentile(sorted, n, 50),
        .p10 = stats_percentile(sorted, n, 10),
        .p90 = stats_percentile(sorted, n, 90),
        .min = sorted[0],
        .max = sorted[n - 1],
        .outliers = count_outliers(sorted, n),
    };
    free(sorted);

    int rc = stats_draws(medians, BOOTSTRAP_SEED, v, start, groups);

    if (!rc)
        stats_interval(medians, &s->ci_low, &s->ci_high);
    return rc;
}

int stats_median(double *median, const struct stats_series *s)
{
    size_t n = s->groups ? s->start[s->groups] : 0;
    double *copy = n ? malloc(n * sizeof *copy) : NULL;

    if (!copy)
        return n ? err(ENOMEM, "no memory for %zu samples", n) : err(EINVAL, "no samples");
    memcpy(copy, s->v, n * sizeof *copy);
    *median = median_in_place(copy, n);
    free(copy);
    return 0;
}

int stats_ratio(struct stats_ratio *r, const struct stats_series *a, const struct stats_series *b)
{
    double of_a[STATS_DRAWS], of_b[STATS_DRAWS];
    double median_a, median_b;
    int rc = stats_median(&median_a, a);

    if (!rc)
        rc = stats_median(&median_b, b);
    if (!rc)
        rc = stats_draws(of_a, BOOTSTRAP_SEED, a->v, a->start, a->groups);
    if (!rc) /* another seed: with the same one both sides would draw the same places */
        rc = stats_draws(of_b, ~BOOTSTRAP_SEED, b->v, b->start, b->groups);
    if (rc)
        return rc;
    r->ratio = median_b / median_a;
    for (size_t i = 0; i < STATS_DRAWS; i++)
        of_b[i] /= of_a[i];
    stats_interval(of_b, &r->low, &r->high);
    return 0;
}

bool stats_overlap(const struct stats *a, const struct stats *b)
{
    return a->ci_low <= b->ci_high && b->ci_low <= a->ci_high;
}
