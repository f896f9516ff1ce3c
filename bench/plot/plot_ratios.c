/* SPDX-License-Identifier: Apache-2.0 */
/* Ratios with their intervals, a row for each event. */
#include "plot_internal.h"

#include <errno.h>
#include <math.h>

#define SERIES_HEIGHT 14u /* pixels: a number fits, see add_series() */
#define MOST_ROWS     24u

struct page {
    const struct plot_ratios *what;
    const struct plot_rows *rows;
    const struct plot_page *page;
    double from, to; /* of the axis */
};

static struct plot_interval ratio_at(const struct page *g, size_t i, size_t series)
{
    return g->what->ratio(g->what->ctx, g->rows->row[g->page->from + i], series);
}

/* 1 is always there, and some room for the numbers. */
static void find_range(struct page *g)
{
    g->from = 0.8;
    g->to = 1.25;
    for (size_t i = 0; i < g->page->n; i++)
        for (size_t k = 0; k < g->what->n; k++) {
            struct plot_interval v = ratio_at(g, i, k);

            if (v.mid <= 0)
                continue;
            g->from = fmin(g->from, v.low / 1.1);
            g->to = fmax(g->to, v.high * 1.1);
        }
    g->to *= pow(g->to / g->from, 0.08);
}

/* 1, 2, 5 in each decade, or the decades alone where they are many. */
static void write_tics(FILE *f, const struct page *g)
{
    static const double steps[] = {1, 2, 5};
    size_t n = g->to / g->from > 2000 ? 1 : 3;
    const char *between = "";

    fputs("set xtics (", f);
    for (double v = pow(10, floor(log10(g->from))); v <= g->to; v *= 10)
        for (size_t i = 0; i < n; i++) {
            fprintf(f, "%s\"%g\" %g", between, v * steps[i], v * steps[i]);
            between = ", ";
        }
    fputs(")\n", f);
}

static void write_axes(struct plot_picture *pic, const struct plot *p, const struct page *g)
{
    fprintf(pic->script.f,
            "set xlabel \"%s\"\nset logscale x 10\nset xrange [%.4g:%.4g]\n"
            "set yrange [-%.2f:0.6]\nset border 1\nset grid xtics noytics\nunset mxtics\n"
            "set arrow from first 1, graph 0 to first 1, graph 1 nohead back lw 1.4 "
            "lc rgb \"#555555\"\n",
            g->what->axis, g->from, g->to, (double)g->page->n - 0.4);
    for (size_t i = 1; i < g->page->n; i++)
        plot_rule(pic->script.f, i);
    write_tics(pic->script.f, g);
    plot_row_tics(pic, p->sum, g->rows, g->page);
}

/* Returns how many points the series has. */
static int write_series(struct plot_picture *pic, const struct page *g, size_t k)
{
    int n = 0;

    for (size_t i = 0; i < g->page->n; i++) {
        struct plot_interval v = ratio_at(g, i, k);

        if (v.mid <= 0)
            continue;
        if (!n++) {
            plot_block(pic, g->what->series[k].key);
            fputs("# row, ratio, low, high, text\n", pic->data.f);
        }
        fprintf(pic->data.f, "%zu %.5g %.5g %.5g \"%.2f\"\n", i, v.mid, v.low, v.high, v.mid);
    }
    return n;
}

static void add_series(struct plot_picture *pic, const struct page *g, size_t k, bool first)
{
    double off = -((double)k - (double)(g->what->n - 1) / 2) / ((double)g->what->n + 1);

    fprintf(pic->script.f,
            "%sdata index %d using 2:(-$1%+.3f):3:4 with xerrorbars lt %d lw 1.6 ps 0.9",
            first ? "plot " : ", \\\n  ", pic->blocks - 1, off, g->what->series[k].style);
    plot_key(pic, g->what->series[k].key);
    fprintf(pic->script.f,
            ", \\\n  data index %d using 4:(-$1%+.3f):5 with labels left offset 0.6,0 "
            "font small tc rgb \"#555555\" notitle",
            pic->blocks - 1, off);
}

static int draw_page(const struct plot *p, struct plot_result *r, struct page *g)
{
    struct plot_picture pic;
    char name[PLOT_NAME_BYTES], title[120];
    bool first = true;

    plot_page_name(name, r->kind->name, g->page);
    snprintf(title, sizeof title, "%s: %s", g->what->title, g->page->family->title);
    if (plot_begin(&pic, p, name, title))
        return -ENOMEM;
    find_range(g);
    write_axes(&pic, p, g);
    for (size_t k = 0; k < g->what->n; k++)
        if (write_series(&pic, g, k)) {
            add_series(&pic, g, k, first);
            first = false;
        }
    fputc('\n', pic.script.f);
    pic.height = (unsigned)(150 + SERIES_HEIGHT * g->page->n * (g->what->n + 1));
    pic.text_lines = (unsigned)(g->page->n * (g->what->n + 1) + 9);
    return plot_end(&pic, p, r, !first);
}

int plot_ratios(const struct plot *p, struct plot_result *r, const struct plot_ratios *what,
                const struct plot_rows *rows)
{
    struct plot_page at = {0};
    struct page g = {.what = what, .rows = rows, .page = &at};
    size_t most = MOST_ROWS / (what->n > 3 ? 2 : 1);
    int rc = 0;

    while (!rc && plot_next_page(rows, most, &at))
        rc = draw_page(p, r, &g);
    return rc;
}
