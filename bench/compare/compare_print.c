/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/data/columns.h"
#include "common/err.h"
#include "compare.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum column { LABEL, MODE, A, A_RANGE, B, B_RANGE, RATIO, RATIO_RANGE, VERDICT, COLUMNS };

struct line {
    char text[COLUMNS][160];
};

/* What stands above a column, and whether it is left out where there is no room: 1 before 2. */
static const struct {
    const char *head;
    bool number;
    int leave_out;
} columns[COLUMNS] = {
    [LABEL] = {""},
    [MODE] = {""},
    [A] = {"A", true, 2},
    [A_RANGE] = {"", false, 1},
    [B] = {"B", true, 2},
    [B_RANGE] = {"", false, 1},
    [RATIO] = {"B / A", true},
    [RATIO_RANGE] = {""},
    [VERDICT] = {"B is"},
};

struct grid {
    struct line *line; /* owned */
    size_t n;
    int width[COLUMNS]; /* 0: not shown */
};

static void put_median(char *value, char *range, size_t bytes, const struct summary_row *r)
{
    int d = r ? columns_digits(r->s.median) : 0;

    if (!r || !r->s.n) {
        strcpy(value, "-");
        return;
    }
    snprintf(value, bytes, "%.*f", d, r->s.median);
    snprintf(range, bytes, "[%.*f, %.*f]", d, r->s.ci_low, d, r->s.ci_high);
}

static const struct summary *summary_of(const struct compare *c, const struct compare_row *r)
{
    return r->a ? &c->a->sum : &c->b->sum;
}

static const char *label(char *out, size_t bytes, const struct compare *c,
                         const struct compare_row *r)
{
    return summary_label(out, bytes, summary_of(c, r), r->a ? r->a : r->b);
}

static void fill_line(struct line *l, const struct compare *c, const struct compare_row *r)
{
    size_t bytes = sizeof l->text[0];

    label(l->text[LABEL], bytes, c, r);
    if (!c->mmu_a)
        snprintf(l->text[MODE], bytes, "%s", r->a->mmu);
    put_median(l->text[A], l->text[A_RANGE], bytes, r->a);
    put_median(l->text[B], l->text[B_RANGE], bytes, r->b);
    if (isfinite(r->ratio.ratio)) {
        snprintf(l->text[RATIO], bytes, "%.3f", r->ratio.ratio);
        snprintf(l->text[RATIO_RANGE], bytes, "[%.3f, %.3f]", r->ratio.low, r->ratio.high);
    }
    strcpy(l->text[VERDICT], compare_verdict_name(r->verdict));
}

static bool is_shown(const struct compare_row *r, const struct compare_view *view)
{
    return r->a && r->b && !(view->only_differing && r->verdict == COMPARE_SAME);
}

static int grid_width(const struct grid *g)
{
    int n = 0;

    for (enum column i = 0; i < COLUMNS; i++)
        n += g->width[i] ? g->width[i] + 2 : 0;
    return n - 2;
}

static void fit(struct grid *g, unsigned width)
{
    for (int turn = 1; turn <= 2 && grid_width(g) > (int)width; turn++)
        for (enum column i = 0; i < COLUMNS; i++)
            if (columns[i].leave_out == turn)
                g->width[i] = 0;
}

static int grid_open(struct grid *g, const struct compare *c, const struct compare_view *view)
{
    *g = (struct grid){.line = calloc(c->n + 1, sizeof *g->line)};
    if (!g->line)
        return err(ENOMEM, "no memory for a table");
    for (size_t i = 0; i < c->n; i++)
        if (is_shown(&c->row[i], view))
            fill_line(&g->line[g->n++], c, &c->row[i]);
    for (enum column i = 0; i < COLUMNS; i++) {
        for (size_t k = 0; k < g->n; k++)
            columns_widen(&g->width[i], g->line[k].text[i]);
        if (g->n)
            columns_widen(&g->width[i], columns[i].head);
    }
    fit(g, view->width);
    return 0;
}

static void print_texts(FILE *f, const struct grid *g, const struct line *l)
{
    struct columns c = {.f = f};

    for (enum column i = 0; i < COLUMNS; i++) {
        const char *text = l ? l->text[i] : columns[i].head;

        if (!g->width[i])
            continue;
        (columns[i].number ? columns_right : columns_left)(&c, text, g->width[i]);
        columns_gap(&c, columns[i].number && g->width[i + 1] ? 1 : 2); /* with its range: near */
    }
    columns_end(&c);
}

#define VALUE_SHOWN 64 /* characters of what differs between machines */

static void print_value(FILE *f, const char *side, const char *value)
{
    fprintf(f, "    %s: %.*s%s\n", side, VALUE_SHOWN, *value ? value : "(not told)",
            strlen(value) > VALUE_SHOWN ? "..." : "");
}

static void print_sides(FILE *f, const struct compare *c)
{
    size_t i;
    json_t *o;

    fprintf(f, "A: %s%s%s\nB: %s%s%s\n", c->a->store.dir, c->mmu_a ? ", " : "",
            c->mmu_a ? c->mmu_a : "", c->b->store.dir, c->mmu_b ? ", " : "",
            c->mmu_b ? c->mmu_b : "");
    if (json_array_size(c->machine))
        fputs("\nBesides the times, A and B differ in:\n", f);
    json_array_foreach(c->machine, i, o)
    {
        fprintf(f, "  %s\n", json_string_value(json_object_get(o, "what")));
        print_value(f, "A", json_string_value(json_object_get(o, "a")));
        print_value(f, "B", json_string_value(json_object_get(o, "b")));
    }
    for (size_t k = 0; k < 2; k++)
        if ((k ? c->b : c->a)->sum.interrupted)
            fprintf(f, "%s was interrupted: it may have fewer repetitions or rows\n",
                    k ? "B" : "A");
}

static const char *unit_of(const struct compare *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (isfinite(c->row[i].ratio.ratio))
            return c->row[i].a->unit;
    return "";
}

static void print_rows(FILE *f, const struct compare *c, const struct grid *g)
{
    if (!g->n)
        return;
    fprintf(f,
            "\n%s per operation, median [95%% interval of the median]; ratio [95%% interval of the "
            "ratio]\n\n",
            unit_of(c));
    print_texts(f, g, NULL);
    for (size_t i = 0; i < g->n; i++)
        print_texts(f, g, &g->line[i]);
}

static size_t missing(const struct compare *c)
{
    return c->count[COMPARE_ONLY_A] + c->count[COMPARE_ONLY_B];
}

static void print_missing(FILE *f, const struct compare *c)
{
    if (missing(c))
        fprintf(f, "\n%zu rows are in one of them only\n", missing(c));
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_row *r = &c->row[i];
        char text[160];

        if (!r->a || !r->b)
            fprintf(f, "  %s: %s, %s\n", compare_verdict_name(r->verdict),
                    label(text, sizeof text, c, r), (r->a ? r->a : r->b)->mmu);
    }
}

static void print_row_counters(FILE *f, const struct compare *c, const struct compare_row *r)
{
    char text[160];
    const char *key;
    json_t *pair;
    const char *separator = "";

    fprintf(f, "  %s, %s: ", label(text, sizeof text, c, r), r->a->mmu);
    json_object_foreach(r->counters, key, pair)
    {
        fprintf(f, "%s%s %.4g | %.4g", separator, key, json_number_value(json_array_get(pair, 0)),
                json_number_value(json_array_get(pair, 1)));
        separator = ", ";
    }
    fputc('\n', f);
}

#define COUNTERS_SHOWN 20u /* rows */

static void print_counters(FILE *f, const struct compare *c, bool all)
{
    size_t rows = 0;

    for (size_t i = 0; i < c->n; i++) {
        if (!c->row[i].counters || !json_object_size(c->row[i].counters))
            continue;
        if (!rows++)
            fputs("\ncounters per operation that differ by more than 1%, A | B\n", f);
        if (all || rows <= COUNTERS_SHOWN)
            print_row_counters(f, c, &c->row[i]);
    }
    if (!all && rows > COUNTERS_SHOWN)
        fprintf(f, "  and %zu rows more (--counters shows them)\n", rows - COUNTERS_SHOWN);
}

int compare_print(FILE *f, const struct compare *c, const struct compare_view *view)
{
    struct grid g;
    int rc = grid_open(&g, c, view);

    if (rc)
        return rc;
    print_sides(f, c);
    print_rows(f, c, &g);
    print_missing(f, c);
    print_counters(f, c, view->all_counters);
    fprintf(f, "\n%zu of %zu rows differ (%.1f%%)\n", compare_differ(c), compare_both(c),
            compare_percent(c));
    free(g.line);
    return 0;
}
