/* SPDX-License-Identifier: Apache-2.0 */
#include "crossover.h"

#include "common/err.h"
#include "rate.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A crossing is known well enough when the interval, or the gap between its neighbours, is this
 * narrow: the ratio of its ends. */
#define NARROW 1.1
/* From the lowest rate above zero towards zero: half a decade. */
#define HALF_DECADE 3.1622776601683795

static uint64_t param(const struct summary_row *r, const char *name)
{
    return (uint64_t)json_integer_value(json_object_get(r->params, name));
}

static double edits_of(const struct summary_row *r)
{
    return rate_per_1000((struct rate){param(r, "edits"), param(r, "misses")});
}

/* Times that can be compared: a ratio to nothing is none. */
static bool is_usable(const struct summary_row *r)
{
    return r && r->s.n && r->s.min > 0 && param(r, "misses");
}

static bool is_point(const struct crossover *c, const struct summary *sum, size_t i,
                     struct crossover_pair *pair)
{
    const struct summary_row *r = &sum->row[i];

    if (strcmp(r->workload, CROSSOVER_WORKLOAD) || strcmp(r->metric, CROSSOVER_METRIC) ||
        strcmp(r->mmu, c->mode[0]))
        return false;
    pair->a = r;
    pair->b = summary_find(sum, r->workload, r->point, c->mode[1], r->metric);
    return is_usable(pair->a) && is_usable(pair->b);
}

static int by_place(const void *x, const void *y)
{
    const struct summary_row *a = ((const struct crossover_pair *)x)->a;
    const struct summary_row *b = ((const struct crossover_pair *)y)->a;
    uint64_t bytes_a = param(a, "bytes"), bytes_b = param(b, "bytes");
    double edits_a = edits_of(a), edits_b = edits_of(b);

    if (bytes_a != bytes_b)
        return bytes_a < bytes_b ? -1 : 1;
    return (edits_a > edits_b) - (edits_a < edits_b);
}

/* All points, by working set and rate; *n of them. The caller frees the array. */
static struct crossover_pair *collect(const struct crossover *c, const struct summary *sum,
                                      size_t *n)
{
    struct crossover_pair *all = calloc(sum->n + 1, sizeof *all);

    *n = 0;
    for (size_t i = 0; all && i < sum->n; i++)
        if (is_point(c, sum, i, &all[*n]))
            (*n)++;
    if (all)
        qsort(all, *n, sizeof *all, by_place);
    return all;
}

/* The working set of the first of `n` pairs; returns how many it has. */
static size_t make_size(struct crossover_size *s, const struct crossover_pair *pair, size_t n)
{
    size_t k = 0;

    s->bytes = param(pair[0].a, "bytes");
    while (k < n && param(pair[k].a, "bytes") == s->bytes)
        k++;
    s->pair = calloc(k, sizeof *s->pair);
    s->point = calloc(k, sizeof *s->point);
    if (!s->pair || !s->point)
        return k;
    s->n = k;
    memcpy(s->pair, pair, k * sizeof *pair);
    for (size_t i = 0; i < k; i++)
        s->point[i] = (struct fit_point){
            .rate = edits_of(pair[i].a), .a = &pair[i].a->samples, .b = &pair[i].b->samples};
    return k;
}

int crossover_build(struct crossover *c, const struct summary *sum, const char *const mode[2],
                    const struct crossover_grid *grid)
{
    struct crossover_pair *all;
    size_t n = 0;
    int rc = 0;

    *c = (struct crossover){.mode = {mode[0], mode[1]}, .grid = grid};
    all = collect(c, sum, &n);
    c->size = calloc(n + 1, sizeof *c->size);
    if (!all || !c->size)
        rc = err(ENOMEM, "no memory for %zu points", n);
    for (size_t i = 0; i < n && !rc;) {
        struct crossover_size *s = &c->size[c->n++];

        i += make_size(s, &all[i], n - i);
        rc = s->n ? fit_points(&s->fit, s->point, s->n) : err(ENOMEM, "no memory for the points");
    }
    free(all);
    if (rc)
        crossover_free(c);
    return rc;
}

void crossover_free(struct crossover *c)
{
    for (size_t i = 0; i < c->n; i++) {
        free(c->size[i].pair);
        free(c->size[i].point);
    }
    free(c->size);
    c->size = NULL;
    c->n = 0;
}

bool crossover_in_grid(const struct crossover_grid *g, double edits)
{
    for (size_t i = 0; i < g->nedits; i++)
        if (rate_per_1000(rate_of(g->edits[i])) == edits)
            return true;
    return false;
}

static size_t refined(const struct crossover *c, const struct crossover_size *s)
{
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++)
        n += !crossover_in_grid(c->grid, s->point[i].rate);
    return n;
}

bool crossover_next(const struct crossover *c, const struct crossover_size *s, double *edits)
{
    const struct fit *f = &s->fit;
    size_t i = 0;

    if (f->verdict != FIT_CROSSING || refined(c, s) >= c->grid->steps ||
        f->high <= NARROW * f->low) /* false for NaN */
        return false;
    while (i < s->n && s->point[i].rate < f->at)
        i++;

    double low = s->point[i - 1].rate, high = s->point[i].rate;

    *edits = low > 0 ? sqrt(low * high) : high / HALF_DECADE;
    return high > NARROW * low && *edits >= RATE_MIN;
}
