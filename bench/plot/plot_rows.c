/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows a picture has, and how they are named. */
#include "bench/data/scale.h"
#include "bench/names.h"
#include "common/err.h"
#include "plot_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_there(const struct plot_rows *rows, const struct summary_row *r)
{
    for (size_t i = rows->n; i-- > 0;)
        if (summary_same_event(rows->row[i], r))
            return true;
    return false;
}

int plot_rows_of(struct plot_rows *rows, const struct summary *sum,
                 bool (*want)(const struct summary_row *r))
{
    *rows = (struct plot_rows){.row = calloc(sum->n + 1, sizeof(const struct summary_row *))};
    if (!rows->row)
        return err(ENOMEM, "no memory for a plot");
    for (size_t f = 0; f < FAMILIES; f++)
        for (size_t i = 0; i < sum->n; i++)
            if (family_of(sum->row[i].workload) == f && (!want || want(&sum->row[i])) &&
                !is_there(rows, &sum->row[i]))
                rows->row[rows->n++] = &sum->row[i];
    return 0;
}

static size_t same_family(const struct plot_rows *rows, size_t from)
{
    size_t n = 1;

    while (from + n < rows->n &&
           family_of(rows->row[from + n]->workload) == family_of(rows->row[from]->workload))
        n++;
    return n;
}

/* So many rows, or somewhat fewer, that no workload is cut in two if that can be. */
static size_t whole_workloads(const struct plot_rows *rows, size_t from, size_t n)
{
    size_t whole = n;

    while (whole && from + whole < rows->n &&
           !strcmp(rows->row[from + whole - 1]->workload, rows->row[from + whole]->workload))
        whole--;
    return 2 * whole > n ? whole : n;
}

bool plot_next_page(const struct plot_rows *rows, size_t most, struct plot_page *page)
{
    const struct family *family;
    size_t left, pages;

    page->from += page->n;
    if (page->from >= rows->n)
        return false;
    family = family_at(family_of(rows->row[page->from]->workload));
    page->part = page->family == family ? page->part + 1 : 1;
    page->family = family;
    left = same_family(rows, page->from);
    pages = (left + most - 1) / most;
    page->n = (left + pages - 1) / pages;
    if (page->n < left)
        page->n = whole_workloads(rows, page->from, page->n);
    return true;
}

void plot_page_name(char out[PLOT_NAME_BYTES], const char *kind, const struct plot_page *page)
{
    if (page->part > 1)
        snprintf(out, PLOT_NAME_BYTES, "%s-%s-%u", kind, page->family->name, page->part);
    else
        snprintf(out, PLOT_NAME_BYTES, "%s-%s", kind, page->family->name);
}

const struct summary_row *plot_row_in(const struct plot *p, const struct summary_row *event,
                                      size_t m)
{
    return summary_find(p->sum, event->workload, event->point, p->mode[m], event->metric);
}

void plot_row_tics(struct plot_picture *pic, const struct summary *sum,
                   const struct plot_rows *rows, const struct plot_page *page)
{
    FILE *f = pic->script.f;

    fputs("set ytics scale 0 (", f);
    for (size_t i = 0; i < page->n; i++) {
        char text[PLOT_LABEL_BYTES];

        fputs(i ? ", \"" : "\"", f);
        plot_quoted(f, summary_label(text, sizeof text, sum, rows->row[page->from + i]));
        fprintf(f, "\" -%zu", i);
    }
    fputs(")\n", f);
}

void plot_rule(FILE *f, size_t row)
{
    fprintf(f,
            "if (!text) { set arrow from graph 0, first %.1f to graph 1, first %.1f nohead back "
            "lw 0.5 lc rgb \"#dddddd\" }\n",
            0.5 - (double)row, 0.5 - (double)row);
}

static void tic_text(char *out, size_t bytes, double value, const char *unit)
{
    struct scale s = scale_time(value, unit);

    snprintf(out, bytes, "%g %s", value / s.one, s.name);
}

void plot_decades(FILE *f, char axis, double from, double to, const char *unit)
{
    const char *between = "";

    fprintf(f, "set %ctics (", axis);
    for (double v = pow(10, ceil(log10(from) - 0.001)); v <= to * 1.001; v *= 10) {
        char text[32];

        tic_text(text, sizeof text, v, unit);
        fprintf(f, "%s\"%s\" %.6g", between, text, v);
        between = ", ";
    }
    fputs(")\n", f);
}

json_int_t plot_param(const struct summary_row *r, const char *key)
{
    return json_integer_value(json_object_get(r->params, key));
}

struct plot_interval plot_difference(const struct stats *a, const struct stats *b)
{
    double mid = a->median - b->median;

    return (struct plot_interval){
        .mid = mid,
        .low = mid - hypot(a->median - a->ci_low, b->ci_high - b->median),
        .high = mid + hypot(a->ci_high - a->median, b->median - b->ci_low),
    };
}

struct plot_interval plot_ratio(const struct stats *a, const struct stats *b)
{
    double mid;

    if (a->ci_low <= 0 || b->ci_low <= 0 || !a->n || !b->n)
        return (struct plot_interval){0};
    mid = a->median / b->median;
    return (struct plot_interval){
        .mid = mid,
        .low = mid * exp(-hypot(log(a->median / a->ci_low), log(b->ci_high / b->median))),
        .high = mid * exp(hypot(log(a->ci_high / a->median), log(b->median / b->ci_low))),
    };
}

void plot_size_tics(FILE *f)
{
    char size[24];

    fputs("set xtics (", f);
    for (unsigned shift = 12; shift <= 40; shift += 2)
        fprintf(f, "%s\"%s\" %" PRIu64, shift == 12 ? "" : ", ",
                names_size(size, sizeof size, UINT64_C(1) << shift), UINT64_C(1) << shift);
    fputs(")\n", f);
}
