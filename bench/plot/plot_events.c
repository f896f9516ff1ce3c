/* SPDX-License-Identifier: Apache-2.0 */
/* What an event costs: a group of bars for each event, a bar per mode. */
#include "bench/data/scale.h"
#include "plot_internal.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define MOST_ROWS 16u

static bool is_event(const struct summary_row *r)
{
    return r->s.n && strcmp(r->workload, "chase") != 0;
}

/* What the overview shows: of each event the plainest form. */
static const struct {
    const char *workload, *metric;
} headlines[] = {
    {"out", "out"},
    {"syscall", "syscall"},
    {"divzero", "divzero"},
    {"pgfault", "pgfault"},
    {"protfault", "protfault"},
    {"hidden", "cold"},
    {"hidden", "warm"},
    {"adbits", "both"},
    {"ptemod", "rewrite"},
    {"ptemod", "perm"},
    {"ptemod", "batch"},
    {"invlpg", "touched"},
    {"churn", "churn"},
    {"fork", "cow"},
    {"movcr3", "switch"},
    {"flush", "cr3"},
};

static bool is_headline(const struct summary_row *r)
{
    for (size_t i = 0; is_event(r) && i < sizeof headlines / sizeof headlines[0]; i++)
        if (!strcmp(r->workload, headlines[i].workload) && !strcmp(r->metric, headlines[i].metric))
            return true;
    return false;
}

/* Keeps the first setting of each. */
static void keep_first(struct plot_rows *rows)
{
    size_t n = 0;

    for (size_t i = 0; i < rows->n; i++) {
        bool again = false;

        for (size_t k = 0; k < n; k++)
            again = again || (!strcmp(rows->row[k]->workload, rows->row[i]->workload) &&
                              !strcmp(rows->row[k]->metric, rows->row[i]->metric));
        if (!again)
            rows->row[n++] = rows->row[i];
    }
    rows->n = n;
}

struct bars {
    const struct plot *p;
    const struct plot_rows *rows;
    const struct plot_page *page;
    double from; /* where bars begin: a logarithmic axis has no zero */
    double to;
};

/* A decade below the least, so that the shortest bar is one. */
static void find_range(struct bars *b)
{
    double least = INFINITY, most = 0;

    for (size_t i = 0; i < b->page->n; i++)
        for (size_t m = 0; m < b->p->nmodes; m++) {
            const struct summary_row *r = plot_row_in(b->p, b->rows->row[b->page->from + i], m);

            if (!r || !r->s.n || r->s.median <= 0)
                continue;
            least = fmin(least, r->s.median);
            most = fmax(most, fmax(r->s.median, r->s.p90));
        }
    b->from = isfinite(least) ? pow(10, floor(log10(least) - 0.3)) : 0.1;
    b->to = most > 0 ? most * pow(most / b->from, 0.18) : 1; /* room for the numbers */
}

/* Where the bar of mode m stands in its group, in bars from the middle: modes that do not have the
 * event take no room. */
static double place(const struct bars *b, const struct summary_row *event, size_t m)
{
    size_t before = 0, all = 0;

    for (size_t k = 0; k < b->p->nmodes; k++) {
        const struct summary_row *r = plot_row_in(b->p, event, k);
        bool is_there = r && r->s.n && r->s.median > 0;

        all += is_there;
        before += is_there && k < m;
    }
    return (double)before - ((double)all - 1) / 2;
}

static int write_mode(const struct bars *b, size_t m, struct plot_picture *pic)
{
    int drawn = 0;
    char text[32];

    for (size_t i = 0; i < b->page->n; i++) {
        const struct summary_row *r = plot_row_in(b->p, b->rows->row[b->page->from + i], m);

        if (!r || !r->s.n || r->s.median <= 0)
            continue;
        if (!drawn++) {
            plot_block(pic, b->p->mode[m]);
            fputs("# row, median, p10, p90, text, place in the group\n", pic->data.f);
        }
        fprintf(pic->data.f, "%zu %.6g %.6g %.6g \"%s\" %g\n", i, r->s.median,
                fmax(r->s.p10, b->from), fmax(r->s.p90, b->from),
                scale_text(text, sizeof text, r->s.median, r->unit, " "),
                place(b, b->rows->row[b->page->from + i], m));
    }
    return drawn;
}

static void write_axes(const struct bars *b, struct plot_picture *pic)
{
    fprintf(pic->script.f,
            "set xlabel \"time per operation (median; lines: 10th to 90th percentile)\"\n"
            "set logscale x 10\nset xrange [%.6g:%.6g]\nset yrange [-%.2f:%.2f]\n"
            "set border 1\n"
            "set grid xtics noytics\nunset mxtics\n",
            b->from * 0.999, b->to, (double)b->page->n - 0.4, 0.6);
    plot_decades(pic->script.f, 'x', b->from, b->to, b->rows->row[b->page->from]->unit);
    plot_row_tics(pic, b->p->sum, b->rows, b->page);
}

/* Text has no colours that could be relied on: the mode's name stands behind the number. */
static void write_labels(struct plot_picture *pic, const char *mode, int block, bool text)
{
    if (text)
        fputs(" notitle", pic->script.f);
    else
        plot_key(pic, mode);
    fprintf(pic->script.f, ", \\\n  data index %d using ($4>$2?$4:$2):(-$1-$6*w):", block);
    if (!text) {
        fputs("5 with labels left offset 0.6,0 font small notitle", pic->script.f);
        return;
    }
    fputs("(stringcolumn(5).\" ", pic->script.f);
    plot_quoted(pic->script.f, mode);
    fputs("\") with labels left offset 1,0 notitle", pic->script.f);
}

/* Bars in a picture; in text a line each, since characters cannot be filled. */
static void write_plot(const struct bars *b, struct plot_picture *pic, const int *block, bool text)
{
    FILE *f = pic->script.f;
    const char *between = "plot ";

    fprintf(f, "w = %.4f # of a bar\n",
            text ? 1.0 / ((double)b->p->nmodes + 1) : 0.82 / (double)b->p->nmodes);
    for (size_t m = 0; m < b->p->nmodes; m++) {
        if (block[m] < 0)
            continue;
        if (text)
            fprintf(f,
                    "%sdata index %d using (%g):(-$1-$6*w):($2-%g):(0) with vectors nohead lt %d",
                    between, block[m], b->from, b->from, plot_style_of(b->p, m));
        else
            fprintf(f,
                    "%sdata index %d using 2:(-$1):(%g):2:(-$1-($6+0.5)*w):(-$1-($6-0.5)*w) with "
                    "boxxyerror lt %d",
                    between, block[m], b->from, plot_style_of(b->p, m));
        write_labels(pic, b->p->mode[m], block[m], text);
        if (!text)
            fprintf(f,
                    ", \\\n  data index %d using 3:(-$1-$6*w):($4-$3):(0) with vectors heads size "
                    "graph 0.0015,90 lc rgb \"#666666\" notitle",
                    block[m]);
        between = ", \\\n  ";
    }
    fputc('\n', f);
}

static int draw_page(struct bars *b, struct plot_result *r, const char *name, const char *title)
{
    struct plot_picture pic;
    int block[MODES_MAX];
    int blocks = 0;

    if (plot_begin(&pic, b->p, name, title))
        return -ENOMEM;
    find_range(b);
    write_axes(b, &pic);
    for (size_t m = 0; m < b->p->nmodes; m++)
        block[m] = write_mode(b, m, &pic) ? blocks++ : -1;
    pic.height = (unsigned)(140 + (double)b->page->n * (8 + 15 * (double)b->p->nmodes));
    pic.text_lines = (unsigned)(b->page->n * (b->p->nmodes + 1) + 9);
    fputs("if (text) {\n", pic.script.f);
    write_plot(b, &pic, block, true);
    fputs("} else {\n", pic.script.f);
    write_plot(b, &pic, block, false);
    fputs("}\n", pic.script.f);
    return plot_end(&pic, b->p, r, blocks > 0);
}

static int draw_overview(const struct plot *p, struct plot_result *r, const struct plot_rows *all)
{
    struct plot_rows rows;
    int rc = plot_rows_of(&rows, p->sum, all->n <= MOST_ROWS ? is_event : is_headline);

    if (rc)
        return rc;
    if (all->n > MOST_ROWS)
        keep_first(&rows);

    struct plot_page page = {.n = rows.n};
    struct bars b = {.p = p, .rows = &rows, .page = &page};

    if (rows.n)
        rc = draw_page(&b, r, "events", "What an event costs");
    free(rows.row);
    return rc;
}

static int draw_pages(const struct plot *p, struct plot_result *r, const struct plot_rows *all)
{
    struct plot_page page = {0};
    struct bars b = {.p = p, .rows = all, .page = &page};
    int rc = 0;

    while (!rc && plot_next_page(all, MOST_ROWS, &page)) {
        char name[PLOT_NAME_BYTES], title[120];

        plot_page_name(name, "events", &page);
        snprintf(title, sizeof title, "What an event costs: %s", page.family->title);
        rc = draw_page(&b, r, name, title);
    }
    return rc;
}

int plot_events(const struct plot *p, struct plot_result *r)
{
    struct plot_rows all;
    int rc = plot_rows_of(&all, p->sum, is_event);

    if (rc)
        return rc;
    if (all.n == 0)
        snprintf(r->why, sizeof r->why, "no times of any workload but chase");
    else
        rc = draw_overview(p, r, &all);
    if (!rc && all.n > MOST_ROWS)
        rc = draw_pages(p, r, &all);
    free(all.row);
    return rc;
}
