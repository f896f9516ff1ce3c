/* SPDX-License-Identifier: Apache-2.0 */
#include "export.h"

#include "common/err.h"

#include <errno.h>
#include <string.h>

void export_field(FILE *f, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, f);
        return;
    }
    fputc('"', f);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', f);
        fputc(*text, f);
    }
    fputc('"', f);
}

/* The keys that any row has, as an object: it keeps the order in which they came. */
static json_t *keys_of(const struct summary *sum, json_t *(*part)(const struct summary_row *r))
{
    json_t *keys = json_object();

    for (size_t i = 0; i < sum->n; i++)
        json_object_update_missing(keys, part(&sum->row[i]));
    return keys;
}

static json_t *params_of(const struct summary_row *r)
{
    return r->params;
}

static json_t *counters_of(const struct summary_row *r)
{
    return r->counters;
}

static void put_names(FILE *f, const char *prefix, const json_t *keys)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)keys, key, value)
    {
        (void)value;
        fprintf(f, ",%s.", prefix);
        export_field(f, key);
    }
}

static void put_value(FILE *f, const json_t *v)
{
    fputc(',', f);
    if (json_is_integer(v))
        fprintf(f, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
    else if (json_is_real(v))
        fprintf(f, "%.9g", json_real_value(v));
    else if (json_is_string(v))
        export_field(f, json_string_value(v));
}

static void put_values(FILE *f, const json_t *keys, const json_t *of)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)keys, key, value) put_value(f, json_object_get(of, key));
}

static void put_row(FILE *f, const struct summary_row *r, const json_t *params,
                    const json_t *counters)
{
    static const char *const columns[] = {"mmu",     "metric",   "unit",        "n",   "median",
                                          "p10",     "p90",      "min",         "max", "ci_low",
                                          "ci_high", "outliers", "image_sha256"};
    json_t *o = summary_row_json(r, false);

    export_field(f, r->workload);
    put_values(f, params, r->params);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        put_value(f, json_object_get(o, columns[i]));
    put_values(f, counters, r->counters);
    fputc('\n', f);
    json_decref(o);
}

int export_csv(FILE *f, const struct summary *sum)
{
    json_t *params = keys_of(sum, params_of);
    json_t *counters = keys_of(sum, counters_of);
    int rc = params && counters ? 0 : err(ENOMEM, "no memory for the names of the columns");

    if (!rc) {
        fputs("workload", f);
        put_names(f, "param", params);
        fputs(",mmu,metric,unit,n,median,p10,p90,min,max,ci_low,ci_high,outliers,image_sha256", f);
        put_names(f, "counter", counters);
        fputc('\n', f);
        for (size_t i = 0; i < sum->n; i++)
            put_row(f, &sum->row[i], params, counters);
    }
    json_decref(params);
    json_decref(counters);
    return rc;
}

int export_object(FILE *f, json_t *all)
{
    int rc = all && json_dumpf(all, f, JSON_INDENT(2) | JSON_REAL_PRECISION(9)) == 0
                 ? 0
                 : err(ENOMEM, "no memory for the rows");

    fputc('\n', f);
    json_decref(all);
    return rc;
}

int export_json(FILE *f, const struct results *r)
{
    json_t *rows = json_array();

    for (size_t i = 0; i < r->sum.n; i++)
        json_array_append_new(rows, summary_row_json(&r->sum.row[i], r->sum.interrupted));
    return export_object(f, json_pack("{s:s, s:O, s:o}", "results", r->store.dir, "machine",
                                      r->machine, "rows", rows));
}
