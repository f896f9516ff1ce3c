/* SPDX-License-Identifier: Apache-2.0 */
/* What an event's time is made of, by the cycle counters of a run with --timing. */
#include "bench/data/results.h"
#include "bench/data/scale.h"
#include "bench/data/timing.h"
#include "plot_internal.h"

#include <errno.h>
#include <string.h>

#define MOST_ROWS 20u

static const char *const colour[TIMING_PARTS] = {
    [TIMING_TRAP] = "#0072B2",    [TIMING_WALK] = "#E69F00", [TIMING_MAP] = "#D55E00",
    [TIMING_HANDOFF] = "#CC79A7", [TIMING_REST] = "#56B4E9",
};

static double split(const struct plot *p, const struct summary_row *r, double part[TIMING_PARTS])
{
    return timing_split(r, (double)results_tsc_khz(p->machine), part);
}

struct bar {
    const struct summary_row *row;
    size_t mode;
};

/* The bars of a page: each event in each mode that has the counters. */
static size_t find_bars(const struct plot *p, const struct plot_rows *rows,
                        const struct plot_page *page, struct bar bar[MOST_ROWS * MODES_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < page->n; i++)
        for (size_t m = 0; m < p->nmodes; m++) {
            const struct summary_row *r = plot_row_in(p, rows->row[page->from + i], m);

            if (r && timing_known(r))
                bar[n++] = (struct bar){r, m};
        }
    return n;
}

static void write_part(const struct plot *p, struct plot_picture *pic, const struct bar *bar,
                       size_t n, size_t k)
{
    plot_block(pic, timing_name(k));
    fputs("# row, from %, to %, text\n", pic->data.f);
    for (size_t i = 0; i < n; i++) {
        double part[TIMING_PARTS], sum = split(p, bar[i].row, part), before = 0;
        char text[32] = "";

        for (size_t q = 0; q < k; q++)
            before += part[q];
        if (part[k] > 0.085 * sum)
            scale_text(text, sizeof text, part[k], bar[i].row->unit, " ");
        fprintf(pic->data.f, "%zu %.3f %.3f \"%s\"\n", i, 100 * before / sum,
                100 * (before + part[k]) / sum, text);
    }
}

static void write_totals(const struct plot *p, struct plot_picture *pic, const struct bar *bar,
                         size_t n)
{
    plot_block(pic, "the whole");
    for (size_t i = 0; i < n; i++) {
        double part[TIMING_PARTS];
        char text[32];

        fprintf(pic->data.f, "%zu 100 100 \"%s\"\n", i,
                scale_text(text, sizeof text, split(p, bar[i].row, part), bar[i].row->unit, " "));
    }
}

static void write_axes(const struct plot *p, struct plot_picture *pic, const struct bar *bar,
                       size_t n)
{
    FILE *f = pic->script.f;
    bool several = false;

    for (size_t i = 1; i < n; i++)
        several = several || bar[i].mode != bar[0].mode;
    fprintf(
        f,
        "set xlabel \"share of the time of one operation, %% (numbers: time; at the end: all)\"\n"
        "set xrange [0:112]\nset xtics 0, 20, 100\nset yrange [-%.2f:0.6]\nset border 1\n"
        "set grid xtics noytics\nset ytics scale 0 (",
        (double)n - 0.4);
    for (size_t i = 0; i < n; i++) {
        char label[PLOT_LABEL_BYTES];
        bool again = i && summary_same_event(bar[i].row, bar[i - 1].row);

        fputs(i ? ", \"" : "\"", f);
        plot_quoted(f, again ? "" : summary_label(label, sizeof label, p->sum, bar[i].row));
        if (several) {
            fputs(again ? "" : " · ", f);
            plot_quoted(f, p->mode[bar[i].mode]);
        }
        fprintf(f, "\" -%zu", i);
    }
    fputs(")\n", f);
    for (size_t i = 1; several && i < n; i++)
        if (!summary_same_event(bar[i].row, bar[i - 1].row))
            plot_rule(f, i);
}

static void write_plot(struct plot_picture *pic)
{
    for (size_t k = 0; k < TIMING_PARTS; k++) {
        fprintf(
            pic->script.f,
            "%sdata index %zu using (($2+$3)/2):(-$1):2:3:(-$1-0.36):(-$1+0.36) with boxxyerror "
            "lc rgb \"%s\"",
            k ? ", \\\n  " : "plot ", k, colour[k]);
        plot_key(pic, timing_name(k));
        fprintf(pic->script.f,
                ", \\\n  data index %zu using (($2+$3)/2):(-$1):4 with labels font small %snotitle",
                k, k == 0 || k == 2 ? "tc rgb (text ? \"black\" : \"white\") " : "");
    }
    fprintf(pic->script.f,
            ", \\\n  data index %u using 2:(-$1):4 with labels left offset 0.8,0 notitle\n",
            (unsigned)TIMING_PARTS);
}

static int draw_page(const struct plot *p, struct plot_result *r, const struct plot_rows *rows,
                     const struct plot_page *page)
{
    struct bar bar[MOST_ROWS * MODES_MAX];
    size_t n = find_bars(p, rows, page, bar);
    struct plot_picture pic;
    char name[PLOT_NAME_BYTES], title[120];

    plot_page_name(name, r->kind->name, page);
    snprintf(title, sizeof title, "%s: %s", r->kind->title, page->family->title);
    if (plot_begin(&pic, p, name, title))
        return -ENOMEM;
    write_axes(p, &pic, bar, n);
    for (size_t k = 0; k < TIMING_PARTS; k++)
        write_part(p, &pic, bar, n, k);
    write_totals(p, &pic, bar, n);
    write_plot(&pic);
    pic.height = (unsigned)(150 + 26 * n);
    pic.text_lines = (unsigned)(3 * n + 10);
    return plot_end(&pic, p, r, n > 0);
}

int plot_parts(const struct plot *p, struct plot_result *r)
{
    struct plot_page page = {0};
    struct plot_rows rows;
    int rc = plot_rows_of(&rows, p->sum, timing_known);

    if (!rc && rows.n == 0)
        snprintf(r->why, sizeof r->why, "no cycle counters: they need a run of spt with --timing");
    while (!rc && plot_next_page(&rows, MOST_ROWS / (p->nmodes > 2 ? 2 : 1), &page))
        rc = draw_page(p, r, &rows, &page);
    free(rows.row);
    return rc;
}
