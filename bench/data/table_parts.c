/* SPDX-License-Identifier: Apache-2.0 */
/* What each event's time is made of, a table for each mode that tells. */
#include "columns.h"
#include "table.h"
#include "timing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define GAP     2
#define COLUMNS (TIMING_PARTS + 1) /* the whole first */

struct grid {
    const struct table *t;
    const struct summary_row **row; /* owned */
    size_t n;
    double khz;
    int label_width, width[COLUMNS];
};

/* The row of the event in that mode, if it is known what it is made of. */
static const struct summary_row *known(const struct grid *g, size_t i, size_t m)
{
    const struct summary_row *r = table_in(g->t, g->row[i], g->t->mode[m]);

    return r && timing_known(r) ? r : NULL;
}

typedef char cells[COLUMNS][24];

static void head_cells(cells c)
{
    for (unsigned k = 0; k < COLUMNS; k++)
        strcpy(c[k], k ? timing_head(k - 1) : "all");
}

static void row_cells(cells c, const struct grid *g, const struct summary_row *r)
{
    double part[TIMING_PARTS], sum = timing_split(r, g->khz, part);

    for (unsigned k = 0; k < COLUMNS; k++)
        snprintf(c[k], sizeof c[k], "%.0f", k ? part[k - 1] : sum);
}

static void widen(struct grid *g, cells c)
{
    for (unsigned k = 0; k < COLUMNS; k++)
        columns_widen(&g->width[k], c[k]);
}

/* Widths for the rows of a mode; returns how many there are. */
static size_t measure(struct grid *g, size_t m)
{
    char text[160];
    cells c;
    size_t rows = 0;

    g->label_width = 0;
    memset(g->width, 0, sizeof g->width);
    head_cells(c);
    widen(g, c);
    for (size_t i = 0; i < g->n; i++) {
        const struct summary_row *r = known(g, i, m);

        if (!r)
            continue;
        rows++;
        columns_widen(&g->label_width, summary_label(text, sizeof text, g->t->sum, r));
        row_cells(c, g, r);
        widen(g, c);
    }
    return rows;
}

static void print_line(FILE *f, const struct grid *g, const char *label, cells c)
{
    struct columns out = {.f = f};

    columns_left(&out, label, g->label_width);
    for (unsigned k = 0; k < COLUMNS; k++) {
        columns_gap(&out, GAP);
        columns_right(&out, c[k], g->width[k]);
    }
    columns_end(&out);
}

static void print_mode(FILE *f, const struct grid *g, size_t m)
{
    char text[160];
    cells c;

    fprintf(f, "\n%s: %s per operation\n\n", g->t->mode[m], g->row[0]->unit);
    head_cells(c);
    print_line(f, g, "", c);
    for (size_t i = 0; i < g->n; i++) {
        const struct summary_row *r = known(g, i, m);

        if (!r)
            continue;
        row_cells(c, g, r);
        print_line(f, g, summary_label(text, sizeof text, g->t->sum, r), c);
    }
}

int table_print_parts(FILE *f, const struct table *t, double khz)
{
    struct grid g = {.t = t, .khz = khz};
    bool any = false;

    g.row = table_rows(t, &g.n);
    if (!g.row)
        return -ENOMEM;
    for (size_t m = 0; m < t->nmodes; m++) {
        if (!measure(&g, m))
            continue;
        print_mode(f, &g, m);
        any = true;
    }
    fputs(
        any ? "\ntrap: all outside the monitor, with the guest's own instructions; map: host calls "
              "that change mappings\n"
            : "no cycle counters: they need a run of spt with --timing\n",
        f);
    free(g.row);
    return 0;
}
