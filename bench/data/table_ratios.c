/* SPDX-License-Identifier: Apache-2.0 */
/* Many modes beside one: only the ratios, so that a dozen fit. */
#include "columns.h"
#include "common/err.h"
#include "table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define GAP 2

struct ratios {
    const struct table *t;
    const struct summary_row **row; /* owned */
    size_t n;
    int label_width, time_width, width[MODES_MAX];
};

/* A policy without the name of its mode where the first mode is that one. */
static const char *head_of(const struct table *t, size_t m)
{
    size_t n = strlen(t->mode[0]);

    return m && !strncmp(t->mode[m], t->mode[0], n) && t->mode[m][n] == ':' ? t->mode[m] + n + 1
                                                                            : t->mode[m];
}

static const char *time_text(char out[24], const struct summary_row *r)
{
    if (r && r->s.n)
        snprintf(out, 24, "%.*f", r->s.median < 100 ? 2 : 0, r->s.median);
    else
        strcpy(out, "-");
    return out;
}

static const char *ratio_text(char out[24], const struct summary_row *r,
                              const struct summary_row *base)
{
    if (!r || !r->s.n || !base || !base->s.n || base->s.median <= 0)
        strcpy(out, "-");
    else if (stats_overlap(&r->s, &base->s))
        strcpy(out, "=");
    else
        snprintf(out, 24, "%.*f", columns_ratio_digits(r->s.median / base->s.median),
                 r->s.median / base->s.median);
    return out;
}

static int ratios_open(struct ratios *g, const struct table *t)
{
    char text[160];

    *g = (struct ratios){.t = t};
    g->row = table_rows(t, &g->n);
    if (!g->row)
        return -ENOMEM;
    columns_widen(&g->time_width, t->mode[0]);
    for (size_t m = 1; m < t->nmodes; m++)
        columns_widen(&g->width[m], head_of(t, m));
    for (size_t i = 0; i < g->n; i++) {
        const struct summary_row *base = table_in(t, g->row[i], t->mode[0]);

        columns_widen(&g->label_width, summary_label(text, sizeof text, t->sum, g->row[i]));
        columns_widen(&g->time_width, time_text(text, base));
        for (size_t m = 1; m < t->nmodes; m++)
            columns_widen(&g->width[m], ratio_text(text, table_in(t, g->row[i], t->mode[m]), base));
    }
    return 0;
}

/* The first mode behind those from `m` on that fit beside the label; at least one does. */
static size_t fitting(const struct ratios *g, size_t m)
{
    int used = g->label_width + GAP + g->time_width;
    size_t end = m;

    while (end < g->t->nmodes && (end == m || used + GAP + g->width[end] <= (int)g->t->width))
        used += GAP + g->width[end++];
    return end;
}

static void print_block(FILE *f, const struct ratios *g, size_t from, size_t to)
{
    const struct table *t = g->t;
    struct columns c = {.f = f};
    char text[160];

    columns_left(&c, "", g->label_width + GAP);
    columns_right(&c, t->mode[0], g->time_width);
    for (size_t m = from; m < to; m++) {
        columns_gap(&c, GAP);
        columns_right(&c, head_of(t, m), g->width[m]);
    }
    columns_end(&c);
    for (size_t i = 0; i < g->n; i++) {
        const struct summary_row *base = table_in(t, g->row[i], t->mode[0]);

        columns_left(&c, summary_label(text, sizeof text, t->sum, g->row[i]), g->label_width + GAP);
        columns_right(&c, time_text(text, base), g->time_width);
        for (size_t m = from; m < to; m++) {
            columns_gap(&c, GAP);
            columns_right(&c, ratio_text(text, table_in(t, g->row[i], t->mode[m]), base),
                          g->width[m]);
        }
        columns_end(&c);
    }
    fputc('\n', f);
}

int table_print_ratios(FILE *f, const struct table *t)
{
    struct ratios g;
    int rc = ratios_open(&g, t);

    if (rc)
        return rc;
    fprintf(f,
            "\n%s per operation in %s, and how many times that the others take; =: the intervals "
            "overlap\n\n",
            g.n ? g.row[0]->unit : "", t->mode[0]);
    for (size_t m = 1; m < t->nmodes;) {
        size_t end = fitting(&g, m);

        print_block(f, &g, m, end);
        m = end;
    }
    free(g.row);
    return 0;
}
