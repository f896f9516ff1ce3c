/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include "columns.h"
#include "common/err.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The parts of a cell, which stand below one another from row to row. */
enum part { VALUE, INTERVAL, RATIO, PARTS };

struct cell {
    char part[PARTS][40];
};

/* How a cell is written, from the widest to the narrowest. */
enum form { FORM_INTERVALS, FORM_SHARES, FORM_BELOW };

struct grid {
    const struct table *t;
    enum form form;
    const struct summary_row **row; /* owned */
    size_t n;
    struct cell *cell; /* [row][mode]; owned */
    char (*label)[160];
    int label_width, part_width[MODES_MAX][PARTS];
};

static void interval(char *out, size_t bytes, const struct stats *s, enum form form)
{
    int d = columns_digits(s->median);
    double more = fmax(s->ci_high - s->median, s->median - s->ci_low);

    if (form != FORM_SHARES)
        snprintf(out, bytes, "[%.*f, %.*f]", d, s->ci_low, d, s->ci_high);
    else if (s->median > 0)
        snprintf(out, bytes, "±%.*f%%", more < s->median / 100 ? 1 : 0, 100 * more / s->median);
}

static void fill_cell(struct cell *c, const struct summary_row *r, const struct summary_row *base,
                      enum form form)
{
    const struct stats *s = r ? &r->s : NULL;

    *c = (struct cell){0};
    if (!r || !s->n) {
        strcpy(c->part[VALUE], "-");
        return;
    }
    snprintf(c->part[VALUE], sizeof c->part[VALUE], "%.*f", columns_digits(s->median), s->median);
    interval(c->part[INTERVAL], sizeof c->part[INTERVAL], s, form);
    if (!base || base == r || !base->s.n)
        return;
    if (stats_overlap(s, &base->s))
        strcpy(c->part[RATIO], "no diff");
    else if (base->s.median > 0)
        snprintf(c->part[RATIO], sizeof c->part[RATIO], "x%.*f",
                 columns_ratio_digits(s->median / base->s.median), s->median / base->s.median);
}

static void fill(struct grid *g, enum form form)
{
    const struct table *t = g->t;

    g->form = form;
    memset(g->part_width, 0, sizeof g->part_width);
    for (size_t i = 0; i < g->n; i++)
        for (size_t m = 0; m < t->nmodes; m++) {
            struct cell *c = &g->cell[i * t->nmodes + m];

            fill_cell(c, table_in(t, g->row[i], t->mode[m]), table_in(t, g->row[i], t->mode[0]),
                      form);
            for (enum part p = 0; p < PARTS; p++)
                columns_widen(&g->part_width[form == FORM_BELOW ? 0 : m][p], c->part[p]);
        }
}

static int parts_width(const int width[PARTS])
{
    int n = 0;

    for (enum part p = 0; p < PARTS; p++)
        n += width[p] ? width[p] + (p > 0) : 0;
    return n;
}

static int column_width(const struct grid *g, size_t m)
{
    int n = parts_width(g->part_width[m]);

    columns_widen(&n, g->t->mode[m]);
    return n;
}

/* Between columns. */
static int gap(const struct grid *g)
{
    return g->form == FORM_INTERVALS ? 3 : 2;
}

static int grid_width(const struct grid *g)
{
    int n = g->label_width;

    for (size_t m = 0; m < g->t->nmodes; m++)
        n += gap(g) + column_width(g, m);
    return n;
}

static void grid_close(struct grid *g)
{
    free(g->row);
    free(g->cell);
    free(g->label);
}

static int grid_open(struct grid *g, const struct table *t)
{
    *g = (struct grid){.t = t};
    g->row = table_rows(t, &g->n);
    if (!g->row)
        return -ENOMEM;
    g->cell = calloc(g->n * t->nmodes + 1, sizeof *g->cell);
    g->label = calloc(g->n + 1, sizeof *g->label);
    if (!g->cell || !g->label) {
        grid_close(g);
        return err(ENOMEM, "no memory for a table");
    }
    for (size_t i = 0; i < g->n; i++)
        columns_widen(&g->label_width,
                      summary_label(g->label[i], sizeof g->label[i], t->sum, g->row[i]));
    for (enum form form = FORM_INTERVALS; form <= FORM_BELOW; form++) {
        fill(g, form);
        if (grid_width(g) <= (int)t->width)
            break;
    }
    return 0;
}

static void put_cell(struct columns *c, const struct cell *cell, const int width[PARTS])
{
    for (enum part p = 0; p < PARTS; p++) {
        if (width[p] && p > 0)
            columns_gap(c, 1);
        (p == INTERVAL ? columns_left : columns_right)(c, cell->part[p], width[p]);
    }
}

static void print_across(FILE *f, const struct grid *g)
{
    const struct table *t = g->t;
    struct columns c = {.f = f};

    columns_left(&c, "", g->label_width);
    for (size_t m = 0; m < t->nmodes; m++) {
        columns_gap(&c, gap(g));
        columns_left(&c, t->mode[m], column_width(g, m));
    }
    columns_end(&c);
    for (size_t i = 0; i < g->n; i++) {
        columns_left(&c, g->label[i], g->label_width);
        for (size_t m = 0; m < t->nmodes; m++) {
            columns_gap(&c, gap(g));
            put_cell(&c, &g->cell[i * t->nmodes + m], g->part_width[m]);
            columns_gap(&c, column_width(g, m) - parts_width(g->part_width[m]));
        }
        columns_end(&c);
    }
}

static void print_below(FILE *f, const struct grid *g)
{
    const struct table *t = g->t;
    struct columns c = {.f = f};
    int mode_width = 0;

    for (size_t m = 0; m < t->nmodes; m++)
        columns_widen(&mode_width, t->mode[m]);
    for (size_t i = 0; i < g->n; i++) {
        fprintf(f, "%s\n", g->label[i]);
        for (size_t m = 0; m < t->nmodes; m++) {
            columns_gap(&c, 4);
            columns_left(&c, t->mode[m], mode_width + 2);
            put_cell(&c, &g->cell[i * t->nmodes + m], g->part_width[0]);
            columns_end(&c);
        }
    }
}

static void print_head(FILE *f, const struct grid *g)
{
    const struct table *t = g->t;
    const char *unit = g->n ? g->row[0]->unit : "";

    fprintf(f, "\n%s per operation, median %s", unit,
            g->form == FORM_SHARES ? "±95% interval of it" : "[95% interval of the median]");
    if (t->nmodes > 1)
        fprintf(f, "%sx: times %s; no diff: the intervals overlap", t->width < 110 ? "\n" : "; ",
                t->mode[0]);
    fputs("\n\n", f);
}

/* Counted over what the table shows. */
static void print_outliers(FILE *f, const struct grid *g)
{
    const struct table *t = g->t;
    const struct summary_row *most = NULL;
    size_t n = 0, outliers = 0;

    for (size_t i = 0; i < g->n; i++)
        for (size_t m = 0; m < t->nmodes; m++) {
            const struct summary_row *r = table_in(t, g->row[i], t->mode[m]);

            if (!r)
                continue;
            n += r->s.n;
            outliers += r->s.outliers;
            if (!most || r->s.outliers > most->s.outliers)
                most = r;
        }
    if (!outliers)
        return;

    char label[160];

    fprintf(f,
            "\noutliers, kept in all figures (beyond %d interquartile ranges from the quartiles): "
            "%zu of %zu samples;\nmost: %zu of %zu in %s, %s\n",
            STATS_FENCE, outliers, n, most->s.outliers, most->s.n,
            summary_label(label, sizeof label, t->sum, most), most->mmu);
}

int table_print(FILE *f, const struct table *t)
{
    struct grid g;
    int rc = grid_open(&g, t);

    if (rc)
        return rc;
    print_head(f, &g);
    (g.form == FORM_BELOW ? print_below : print_across)(f, &g);
    print_outliers(f, &g);
    fputc('\n', f);
    grid_close(&g);
    return 0;
}
