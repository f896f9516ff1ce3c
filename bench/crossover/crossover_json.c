/* SPDX-License-Identifier: Apache-2.0 */
/* crossover.json; the format stands in crossover.h. */
#include "common/err.h"
#include "crossover.h"

#include <errno.h>
#include <math.h>

#define VERSION 1

static json_t *number(double v)
{
    return isfinite(v) ? json_real(v) : json_null();
}

static json_t *side(const struct crossover *c, enum fit_side s)
{
    return s == FIT_SAME ? json_null() : json_string(c->mode[s]);
}

static json_t *cost(const struct summary_row *r)
{
    return json_pack("{s:f, s:f, s:f, s:I}", "median", r->s.median, "ci_low", r->s.ci_low,
                     "ci_high", r->s.ci_high, "n", (json_int_t)r->s.n);
}

static json_t *point(const struct crossover *c, const struct fit_point *p,
                     const struct crossover_pair *pair)
{
    return json_pack("{s:f, s:O, s:o, s:o, s:f, s:f, s:f, s:b}", "edits", p->rate, "params",
                     pair->a->params, "a", cost(pair->a), "b", cost(pair->b), "ratio",
                     p->ratio.ratio, "ratio_low", p->ratio.low, "ratio_high", p->ratio.high,
                     "refined", !crossover_in_grid(c->grid, p->rate));
}

static json_t *size(const struct crossover *c, const struct crossover_size *s)
{
    json_t *points = json_array();
    char text[400];

    for (size_t i = 0; i < s->n; i++)
        json_array_append_new(points, point(c, &s->point[i], &s->pair[i]));
    return json_pack("{s:I, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "bytes", (json_int_t)s->bytes,
                     "verdict", fit_verdict_name(s->fit.verdict), "text",
                     crossover_text(text, sizeof text, c, s), "below", side(c, s->fit.below),
                     "above", side(c, s->fit.above), "at", number(s->fit.at), "low",
                     number(s->fit.low), "high", number(s->fit.high), "points", points);
}

static json_t *asked(const struct crossover_grid *g)
{
    json_t *edits = json_array(), *bytes = json_array();

    for (size_t i = 0; i < g->nedits; i++)
        json_array_append_new(edits, json_real(g->edits[i]));
    for (size_t i = 0; i < g->nbytes; i++)
        json_array_append_new(bytes, json_integer((json_int_t)g->bytes[i]));
    return json_pack("{s:o, s:o}", "edits", edits, "bytes", bytes);
}

int crossover_write(const struct crossover *c, const struct store *s, bool interrupted)
{
    json_t *sizes = json_array();
    json_t *o;
    int rc;

    for (size_t i = 0; i < c->n; i++)
        json_array_append_new(sizes, size(c, &c->size[i]));
    o = json_pack("{s:i, s:[s, s], s:s, s:s, s:s, s:o, s:b, s:o}", "version", VERSION, "modes",
                  c->mode[0], c->mode[1], "workload", CROSSOVER_WORKLOAD, "metric",
                  CROSSOVER_METRIC, "unit", c->n ? c->size[0].pair[0].a->unit : "ns", "asked",
                  asked(c->grid), "interrupted", interrupted, "sizes", sizes);
    rc = o ? store_json(s, "crossover.json", o) : err(ENOMEM, "no memory for crossover.json");
    json_decref(o);
    return rc;
}
