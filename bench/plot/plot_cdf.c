/* SPDX-License-Identifier: Apache-2.0 */
/* Distributions: small multiples, a panel for each event and a curve for each mode. */
#include "bench/data/scale.h"
#include "common/err.h"
#include "plot_internal.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS   3u
#define MOST_ROWS 12u  /* panels */
#define STEPS     200u /* points of a curve */

static size_t count(const struct summary_row *r)
{
    return r->samples.groups ? r->samples.start[r->samples.groups] : 0;
}

static bool has_samples(const struct summary_row *r)
{
    return r->s.n && count(r) && r->s.max > 0 && strcmp(r->workload, "chase") != 0;
}

/* All samples in ascending order; owned by the caller, NULL: no memory. */
static double *sorted(const struct summary_row *r)
{
    double *v = malloc(count(r) * sizeof *v);

    if (v) {
        memcpy(v, r->samples.v, count(r) * sizeof *v);
        stats_sort(v, count(r));
    }
    return v;
}

struct panel {
    const struct summary_row *event;
    double from, to; /* of the time axis */
    int block[MODES_MAX];
};

static int write_curve(struct plot_picture *pic, const struct plot *p, size_t m, struct panel *g)
{
    const struct summary_row *r = plot_row_in(p, g->event, m);
    double *v;
    size_t n;

    g->block[m] = -1;
    if (!r || !has_samples(r))
        return 0;
    v = sorted(r);
    n = count(r);
    if (!v)
        return err(ENOMEM, "no memory for a plot");
    g->block[m] = plot_block(pic, r->mmu);
    fprintf(pic->data.f, "# %zu samples: time, percentile\n", n);
    for (unsigned i = 0; i <= STEPS; i++) {
        double percent = 100.0 * i / STEPS;

        fprintf(pic->data.f, "%.6g %g\n", stats_percentile(v, n, percent), percent);
    }
    g->from = fmin(g->from, fmax(stats_percentile(v, n, 0.5), 0.01));
    g->to = fmax(g->to, stats_percentile(v, n, 99.5));
    free(v);
    return 0;
}

/* Three tics, whatever the range: at a sixth, the middle and five sixths. */
static void write_tics(FILE *f, const struct panel *g)
{
    fputs("set xtics (", f);
    for (int i = 1; i <= 5; i += 2) {
        double v = g->from * pow(g->to / g->from, i / 6.0);
        char text[32];

        fprintf(f, "%s\"%s\" %.6g", i > 1 ? ", " : "",
                scale_text(text, sizeof text, v, g->event->unit, " "), v);
    }
    fputs(")\n", f);
}

static int write_panel(struct plot_picture *pic, const struct plot *p,
                       const struct summary_row *event, size_t at)
{
    struct panel g = {.event = event, .from = INFINITY};
    char label[PLOT_LABEL_BYTES];
    const char *between = "plot ";

    for (size_t m = 0; m < p->nmodes; m++)
        if (write_curve(pic, p, m, &g))
            return -ENOMEM;
    g.from /= 1.05;
    g.to = fmax(g.to, g.from) * 1.05;
    fputs("set title \"", pic->script.f);
    plot_quoted(pic->script.f, summary_label(label, sizeof label, p->sum, event));
    fprintf(pic->script.f, "\" font note offset 0,-0.6\nset xrange [%.6g:%.6g]\n", g.from, g.to);
    fprintf(pic->script.f, "set format y text || %zu == 0 ? \"%%g%%%%\" : \"\"\n", at % COLUMNS);
    write_tics(pic->script.f, &g);
    for (size_t m = 0; m < p->nmodes; m++) {
        if (g.block[m] < 0)
            continue;
        fprintf(pic->script.f, "%sdata index %d using 1:2 with lines lt %d lw 2 title \"", between,
                g.block[m], plot_style_of(p, m));
        plot_quoted(pic->script.f, p->mode[m]);
        fputc('"', pic->script.f);
        between = ", \\\n  ";
    }
    fputs(at == 0 ? "\nunset label\n" : "\n", pic->script.f);
    return 0;
}

/* The legend stands above all panels; gnuplot would fit it into one of them. Returns where it ends,
 * in pixels from the top. */
static unsigned write_legend(struct plot_picture *pic, const struct plot *p)
{
    unsigned x = 20, y = 66;

    for (size_t m = 0; m < p->nmodes; m++) {
        unsigned width = ((unsigned)strlen(p->mode[m]) + 5) * 8;

        if (x > 20 && x + width > pic->width) {
            x = 20;
            y += 18;
        }
        fputs("if (!text) { set label \"━ ", pic->script.f);
        plot_quoted(pic->script.f, p->mode[m]);
        fprintf(pic->script.f, "\" at screen %.4f, screen %.4f left tc lt %d }\n",
                (double)x / pic->width, 1 - (double)y / pic->height, plot_style_of(p, m));
        x += width;
    }
    return y + 16;
}

static void write_axes(struct plot_picture *pic, const struct plot *p, size_t panels)
{
    size_t columns = panels < COLUMNS ? panels : COLUMNS;
    size_t rows = (panels + columns - 1) / columns;
    unsigned top;

    pic->height = (unsigned)(120 + 190 * rows);
    pic->text_lines = (unsigned)(16 * panels);
    top = write_legend(pic, p) + 22;
    fprintf(pic->script.f,
            "if (!text) { set label \"across: time per operation, logarithmic; up: share of the "
            "samples\" at screen 0.985, screen %.4f right font note tc rgb \"#666666\"; unset "
            "key }\n"
            "if (text) { set multiplot layout %zu,1 } else { set multiplot layout %zu,%zu margins "
            "0.055,0.985,%.4f,%.4f spacing 0.025,%.4f }\n"
            "set logscale x 10\nunset mxtics\nset yrange [0:100]\nset ytics 0, 25, 100\n"
            "set border 3\nset grid xtics ytics\n",
            1 - 43.0 / pic->height, panels, rows, columns, 36.0 / pic->height,
            1 - (double)top / pic->height, 62.0 / pic->height);
}

static int draw_page(const struct plot *p, struct plot_result *r, const struct plot_rows *rows,
                     const struct plot_page *page)
{
    struct plot_picture pic;
    char name[PLOT_NAME_BYTES], title[120];
    int rc = 0;

    plot_page_name(name, r->kind->name, page);
    snprintf(title, sizeof title, "%s: %s", r->kind->title, page->family->title);
    if (plot_begin(&pic, p, name, title))
        return -ENOMEM;
    write_axes(&pic, p, page->n);
    for (size_t i = 0; i < page->n && !rc; i++)
        rc = write_panel(&pic, p, rows->row[page->from + i], i);
    fputs("unset multiplot\n", pic.script.f);
    return plot_end(&pic, p, r, !rc);
}

int plot_cdf(const struct plot *p, struct plot_result *r)
{
    struct plot_page page = {0};
    struct plot_rows rows;
    int rc = plot_rows_of(&rows, p->sum, has_samples);

    if (!rc && rows.n == 0)
        snprintf(r->why, sizeof r->why,
                 "no raw samples of any workload but chase (is samples.jsonl there?)");
    while (!rc && plot_next_page(&rows, MOST_ROWS, &page))
        rc = draw_page(p, r, &rows, &page);
    free(rows.row);
    return rc;
}
