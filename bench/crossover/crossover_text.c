/* SPDX-License-Identifier: Apache-2.0 */
/* The verdicts as sentences, and the table. */
#include "bench/names.h"
#include "crossover.h"

#include <math.h>
#include <stdio.h>

#define PER "edits per 1000 misses"

/* How many times the faster one is faster, at one point. */
static double factor(const struct fit_point *p, enum fit_side faster)
{
    return faster == FIT_B ? 1 / p->ratio.ratio : p->ratio.ratio;
}

static double most(const struct crossover_size *s, enum fit_side faster)
{
    double v = 0;

    for (size_t i = 0; i < s->n; i++)
        v = fmax(v, factor(&s->point[i], faster));
    return v;
}

static double least(const struct crossover_size *s, enum fit_side faster)
{
    double v = INFINITY;

    for (size_t i = 0; i < s->n; i++)
        v = fmin(v, factor(&s->point[i], faster));
    return v;
}

static void print_crossing(FILE *f, const struct crossover *c, const struct crossover_size *s)
{
    const struct fit *fit = &s->fit;

    fprintf(f, "%s is faster up to %.3g [", c->mode[fit->below], fit->at);
    fprintf(f, isnan(fit->low) ? "below %.3g" : "%.3g",
            isnan(fit->low) ? s->point[0].rate : fit->low);
    fprintf(f, isnan(fit->high) ? ", above %.3g" : ", %.3g",
            isnan(fit->high) ? s->point[s->n - 1].rate : fit->high);
    fprintf(f, "] " PER ", %s beyond", c->mode[fit->above]);
}

static void print_throughout(FILE *f, const struct crossover *c, const struct crossover_size *s)
{
    enum fit_side w = s->fit.below;

    fprintf(
        f, "no crossing from %.4g to %.4g " PER ": %s is faster throughout, by %.3g to %.3g times",
        s->point[0].rate, s->point[s->n - 1].rate, c->mode[w], fmax(1, least(s, w)), most(s, w));
}

/* `edge`: where the difference begins or ends; NaN where that cannot be said. */
static void print_one_sided(FILE *f, const struct crossover *c, const struct crossover_size *s)
{
    const struct fit *fit = &s->fit;
    bool above = fit->verdict == FIT_ABOVE;
    double edge = above ? fit->high : fit->low;
    enum fit_side w = above ? fit->above : fit->below;

    fprintf(f, "no difference at the %s end; %s is faster ", above ? "low" : "high", c->mode[w]);
    if (isnan(edge))
        fprintf(f, "at %.4g " PER, s->point[above ? s->n - 1 : 0].rate);
    else
        fprintf(f, "%s %.4g " PER, above ? "above" : "below", edge);
    fprintf(f, ", by up to %.3g times", most(s, w));
}

static void print_none(FILE *f, const struct crossover *c, const struct crossover_size *s)
{
    (void)c;
    fprintf(f, "no difference from %.4g to %.4g " PER, s->point[0].rate, s->point[s->n - 1].rate);
}

static void print_uneven(FILE *f, const struct crossover *c, const struct crossover_size *s)
{
    (void)c;
    fprintf(f,
            "no single crossing from %.4g to %.4g " PER ": the faster mode changes more than once; "
            "measure with more repetitions",
            s->point[0].rate, s->point[s->n - 1].rate);
}

const char *crossover_text(char *out, size_t bytes, const struct crossover *c,
                           const struct crossover_size *s)
{
    static void (*const print[FIT_VERDICT_COUNT])(FILE * f, const struct crossover *c,
                                                  const struct crossover_size *s) = {
        [FIT_NONE] = print_none,
        [FIT_CROSSING] = print_crossing,
        [FIT_THROUGHOUT] = print_throughout,
        [FIT_ABOVE] = print_one_sided,
        [FIT_BELOW] = print_one_sided,
        [FIT_UNEVEN] = print_uneven,
    };
    FILE *f = fmemopen(out, bytes, "w");

    out[0] = '\0';
    if (f) {
        print[s->fit.verdict](f, c, s);
        fclose(f);
    }
    return out;
}

static const struct fit_point *point_at(const struct crossover_size *s, double rate)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->point[i].rate == rate)
            return &s->point[i];
    return NULL;
}

/* The lowest rate above `rate` of any working set; infinite behind the last. */
static double rate_after(const struct crossover *c, double rate)
{
    double next = INFINITY;

    for (size_t k = 0; k < c->n; k++)
        for (size_t i = 0; i < c->size[k].n; i++)
            if (c->size[k].point[i].rate > rate)
                next = fmin(next, c->size[k].point[i].rate);
    return next;
}

static void print_row(const struct crossover *c, double rate)
{
    printf("%-22.4g", rate);
    for (size_t k = 0; k < c->n; k++) {
        const struct fit_point *p = point_at(&c->size[k], rate);
        char cell[24] = "";

        if (p)
            snprintf(cell, sizeof cell, "%.3g%s", p->ratio.ratio,
                     fit_side_of(&p->ratio) == FIT_SAME ? " =" : "");
        printf(k + 1 < c->n ? " %-9s" : " %s", cell);
    }
    putchar('\n');
}

void crossover_print(const struct crossover *c)
{
    char size[24], text[400];

    if (!c->n) {
        puts("no working set has times of both modes: nothing to compare");
        return;
    }
    printf("\n%s / %s, time per miss: below 1 %s is faster, \"=\" no difference\n", c->mode[1],
           c->mode[0], c->mode[1]);
    printf("%-22s", PER);
    for (size_t k = 0; k < c->n; k++)
        printf(k + 1 < c->n ? " %-9s" : " %s", names_size(size, sizeof size, c->size[k].bytes));
    putchar('\n');
    for (double rate = rate_after(c, -1); isfinite(rate); rate = rate_after(c, rate))
        print_row(c, rate);
    putchar('\n');
    for (size_t k = 0; k < c->n; k++)
        printf("%-6s %s\n", names_size(size, sizeof size, c->size[k].bytes),
               crossover_text(text, sizeof text, c, &c->size[k]));
    putchar('\n');
}
