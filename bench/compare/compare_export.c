/* SPDX-License-Identifier: Apache-2.0 */
/* A comparison for other programs. */
#include "bench/data/export.h"
#include "compare.h"

#include <math.h>

static const struct summary_row *either(const struct compare_row *r)
{
    return r->a ? r->a : r->b;
}

static void put_side(FILE *f, const struct summary_row *r)
{
    fputc(',', f);
    export_field(f, r ? r->mmu : "");
    if (r && r->s.n)
        fprintf(f, ",%zu,%.9g,%.9g,%.9g", r->s.n, r->s.median, r->s.ci_low, r->s.ci_high);
    else
        fputs(",,,,", f);
}

void compare_csv(FILE *f, const struct compare *c)
{
    fputs("workload,params,metric,unit,mmu_a,n_a,median_a,ci_low_a,ci_high_a,mmu_b,n_b,median_b,"
          "ci_low_b,ci_high_b,ratio,ratio_low,ratio_high,verdict\n",
          f);
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_row *r = &c->row[i];

        export_field(f, either(r)->workload);
        fputc(',', f);
        export_field(f, either(r)->point);
        fputc(',', f);
        export_field(f, either(r)->metric);
        fprintf(f, ",%s", either(r)->unit);
        put_side(f, r->a);
        put_side(f, r->b);
        if (r->a && r->b && isfinite(r->ratio.ratio))
            fprintf(f, ",%.6g,%.6g,%.6g", r->ratio.ratio, r->ratio.low, r->ratio.high);
        else
            fputs(",,,", f);
        fprintf(f, ",%s\n", compare_verdict_name(r->verdict));
    }
}

/* JSON has no NaN and no infinity. */
static json_t *number(double v)
{
    return isfinite(v) ? json_real(v) : json_null();
}

static json_t *row_json(const struct compare_row *r)
{
    const struct summary_row *any = either(r);
    bool both = r->a && r->b;

    return json_pack(
        "{s:s, s:O, s:s, s:o, s:o, s:o, s:o, s:o, s:s, s:o}", "workload", any->workload, "params",
        any->params, "metric", any->metric, "a", r->a ? summary_row_json(r->a, false) : json_null(),
        "b", r->b ? summary_row_json(r->b, false) : json_null(), "ratio",
        both ? number(r->ratio.ratio) : json_null(), "ratio_low",
        both ? number(r->ratio.low) : json_null(), "ratio_high",
        both ? number(r->ratio.high) : json_null(), "verdict", compare_verdict_name(r->verdict),
        "counters", r->counters ? json_incref(r->counters) : json_object());
}

int compare_json(FILE *f, const struct compare *c)
{
    json_t *rows = json_array();

    for (size_t i = 0; i < c->n; i++)
        json_array_append_new(rows, row_json(&c->row[i]));
    return export_object(f,
                         json_pack("{s:s, s:s, s:O, s:I, s:I, s:f, s:f, s:o}", "a", c->a->store.dir,
                                   "b", c->b->store.dir, "besides", c->machine, "rows_in_both",
                                   (json_int_t)compare_both(c), "rows_that_differ",
                                   (json_int_t)compare_differ(c), "percent", compare_percent(c),
                                   "threshold_percent", c->threshold, "rows", rows));
}
