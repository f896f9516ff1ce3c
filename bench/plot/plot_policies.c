/* SPDX-License-Identifier: Apache-2.0 */
/* The shadow MMU's policies: modes like spt:prefetch=1, relative to spt. */
#include "plot_internal.h"

#include <string.h>

struct policies {
    const struct plot *p;
    size_t variant[MODES_MAX]; /* indices of modes */
    size_t n;
};

static bool has_times(const struct summary_row *r)
{
    return r->s.n > 0;
}

/* "spt" of "spt:prefetch=1". */
static const struct summary_row *base_of(const struct plot *p, const struct summary_row *event,
                                         const char *variant)
{
    char base[32];

    snprintf(base, sizeof base, "%.*s", (int)strcspn(variant, ":"), variant);
    return summary_find(p->sum, event->workload, event->point, base, event->metric);
}

static struct plot_interval relative(const void *ctx, const struct summary_row *event, size_t k)
{
    const struct policies *c = ctx;
    const struct summary_row *row = plot_row_in(c->p, event, c->variant[k]);
    const struct summary_row *base = base_of(c->p, event, c->p->mode[c->variant[k]]);

    return row && base ? plot_ratio(&row->s, &base->s) : (struct plot_interval){0};
}

static void find_variants(struct policies *c, struct plot_ratios *what)
{
    for (size_t m = 0; m < c->p->nmodes; m++) {
        if (!strchr(c->p->mode[m], ':'))
            continue;
        snprintf(what->series[c->n].key, sizeof what->series[0].key, "%s", c->p->mode[m]);
        what->series[c->n].style = plot_style_of(c->p, m);
        c->variant[c->n++] = m;
    }
    what->n = c->n;
}

/* Leaves rows that have something to compare. */
static void keep_comparable(struct plot_rows *rows, const struct policies *c)
{
    size_t n = 0;

    for (size_t i = 0; i < rows->n; i++)
        for (size_t k = 0; k < c->n; k++)
            if (relative(c, rows->row[i], k).mid > 0) {
                rows->row[n++] = rows->row[i];
                break;
            }
    rows->n = n;
}

int plot_policies(const struct plot *p, struct plot_result *r)
{
    struct policies c = {.p = p};
    struct plot_ratios what = {.title = "Policies against the default",
                               .axis =
                                   "time relative to the mode without the policy (95% interval; "
                                   "left of 1: faster)",
                               .ratio = relative,
                               .ctx = &c};
    struct plot_rows rows;
    int rc;

    find_variants(&c, &what);
    rc = plot_rows_of(&rows, p->sum, has_times);
    if (rc)
        return rc;
    keep_comparable(&rows, &c);
    if (c.n == 0)
        snprintf(r->why, sizeof r->why, "no mode with a policy, as in --mmu=spt,spt:unsync=0");
    else if (rows.n == 0)
        snprintf(r->why, sizeof r->why, "modes with policies, but not the mode without them");
    else
        rc = plot_ratios(p, r, &what, &rows);
    free(rows.row);
    return rc;
}
