/* SPDX-License-Identifier: Apache-2.0 */
#include "pair.h"

#include "bench/data/family.h"
#include "common/err.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool pair_compare(struct pair_row *out, const struct summary_row *a, const struct summary_row *b)
{
    if (!a || !b || !a->s.n || !b->s.n || strcmp(a->unit, b->unit) || a->s.ci_low <= 0 ||
        b->s.ci_low <= 0)
        return false;
    *out = (struct pair_row){
        .a = a,
        .b = b,
        .ratio = a->s.median / b->s.median,
        .low = a->s.ci_low / b->s.ci_high,
        .high = a->s.ci_high / b->s.ci_low,
    };
    if (a->s.n < PAIR_SAMPLES || b->s.n < PAIR_SAMPLES)
        out->verdict = PAIR_UNSURE;
    else if (stats_overlap(&a->s, &b->s))
        out->verdict = PAIR_SAME;
    else
        out->verdict = out->ratio < 1 ? PAIR_LESS : PAIR_MORE;
    return true;
}

static size_t rows_of(const struct summary *sum, const char *mmu)
{
    size_t n = 0;

    for (size_t i = 0; i < sum->n; i++)
        n += !strcmp(sum->row[i].mmu, mmu);
    return n;
}

int pair_make(struct pair *p, const struct summary *sa, const char *a, const struct summary *sb,
              const char *b)
{
    size_t found = 0;

    *p = (struct pair){.row = calloc(sa->n + 1, sizeof *p->row)};
    if (!p->row)
        return err(ENOMEM, "no memory to compare %s with %s", a, b);
    for (size_t i = 0; i < sa->n; i++) {
        const struct summary_row *r = &sa->row[i];
        const struct summary_row *q = summary_find(sb, r->workload, r->point, b, r->metric);

        if (strcmp(r->mmu, a) || !q)
            continue;
        found++;
        if (pair_compare(&p->row[p->n], r, q))
            p->verdicts[p->row[p->n++].verdict]++;
    }
    p->alone_a = rows_of(sa, a) - found;
    p->alone_b = rows_of(sb, b) - found;
    return 0;
}

void pair_free(struct pair *p)
{
    free(p->row);
    *p = (struct pair){0};
}

/* How far from 1, as a factor. */
static double gap(const struct pair_row *r)
{
    return fabs(log(r->ratio));
}

static bool has_workload(const struct pair_row *const *rows, size_t n, const struct pair_row *r)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(rows[i]->a->workload, r->a->workload))
            return true;
    return false;
}

size_t pair_extremes(const struct pair *p, enum pair_verdict verdict, const struct pair_row **out,
                     size_t max)
{
    size_t n = 0;

    while (n < max) {
        const struct pair_row *best = NULL;

        for (size_t i = 0; i < p->n; i++)
            if (p->row[i].verdict == verdict && !has_workload(out, n, &p->row[i]) &&
                (!best || gap(&p->row[i]) > gap(best)))
                best = &p->row[i];
        if (!best)
            break;
        out[n++] = best;
    }
    return n;
}

double pair_middle(const struct pair *p, size_t family)
{
    double *v = malloc((p->n + 1) * sizeof *v);
    double middle = NAN;
    size_t n = 0;

    if (!v)
        return NAN;
    for (size_t i = 0; i < p->n; i++)
        if (family == FAMILIES || family_of(p->row[i].a->workload) == family)
            v[n++] = p->row[i].ratio;
    stats_sort(v, n);
    middle = stats_percentile(v, n, 50);
    free(v);
    return middle;
}
