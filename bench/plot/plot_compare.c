/* SPDX-License-Identifier: Apache-2.0 */
/* Two runs: what the second one's times are relative to the first one's. */
#include "common/err.h"
#include "plot_internal.h"

#include <string.h>

static const struct summary_row *other_of(const struct plot *p, const struct summary_row *row)
{
    const struct summary_row *other =
        summary_find(p->options->with_sum, row->workload, row->point, row->mmu, row->metric);

    return other && other->s.n && !strcmp(other->unit, row->unit) ? other : NULL;
}

static struct plot_interval relative(const void *ctx, const struct summary_row *event, size_t m)
{
    const struct plot *p = ctx;
    const struct summary_row *row = plot_row_in(p, event, m);
    const struct summary_row *other = row ? other_of(p, row) : NULL;

    return other ? plot_ratio(&other->s, &row->s) : (struct plot_interval){0};
}

/* Leaves rows that both runs have, and the modes that they have them in. */
static void keep_common(struct plot *p, struct plot_rows *rows)
{
    bool used[MODES_MAX] = {false};
    size_t n = 0, modes = 0;

    for (size_t i = 0; i < rows->n; i++) {
        bool any = false;

        for (size_t m = 0; m < p->nmodes; m++)
            if (relative(p, rows->row[i], m).mid > 0)
                any = used[m] = true;
        if (any)
            rows->row[n++] = rows->row[i];
    }
    rows->n = n;
    for (size_t m = 0; m < p->nmodes; m++)
        if (used[m])
            p->mode[modes++] = p->mode[m];
    p->nmodes = modes;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash && slash[1] ? slash + 1 : path;
}

int plot_compare(const struct plot *p, struct plot_result *r)
{
    struct plot both = *p;
    struct plot_ratios what = {.title = "Two runs", .ratio = relative, .ctx = &both};
    struct plot_rows rows;
    char axis[400];
    int rc;

    if (!p->options->with) {
        snprintf(r->why, sizeof r->why, "one run only: `mmubench plot A B` compares two");
        return 0;
    }
    rc = plot_rows_of(&rows, p->sum, NULL);
    if (rc)
        return rc;
    keep_common(&both, &rows);
    snprintf(axis, sizeof axis,
             "time in %.100s relative to %.100s (95%% interval; left of 1: faster)",
             last_part(p->options->with->dir), last_part(p->store->dir));
    what.axis = axis;
    what.n = both.nmodes;
    for (size_t m = 0; m < both.nmodes; m++) {
        snprintf(what.series[m].key, sizeof what.series[m].key, "%s", both.mode[m]);
        what.series[m].style = plot_style_of(&both, m);
    }
    if (rows.n == 0)
        snprintf(r->why, sizeof r->why, "no row (workload, setting, metric, mode) is in both runs");
    else
        rc = plot_ratios(&both, r, &what, &rows);
    free(rows.row);
    return rc;
}
