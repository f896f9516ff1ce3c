/* SPDX-License-Identifier: Apache-2.0 */
#include "summary.h"

#include "common/err.h"
#include "lines.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void row_free(struct summary_row *r)
{
    free(r->workload);
    free(r->metric);
    free(r->mmu);
    free(r->unit);
    free(r->sha256);
    free(r->point);
    free(r->samples.v);
    free(r->samples.start);
    json_decref(r->params);
    json_decref(r->counters);
}

void summary_free(struct summary *sum)
{
    for (size_t i = 0; i < sum->n; i++)
        row_free(&sum->row[i]);
    free(sum->row);
    *sum = (struct summary){0};
}

void summary_keep(struct summary *sum, const bool *wanted)
{
    size_t n = 0;

    for (size_t i = 0; i < sum->n; i++)
        if (wanted[i])
            sum->row[n++] = sum->row[i];
        else
            row_free(&sum->row[i]);
    sum->n = n;
}

bool summary_same_event(const struct summary_row *a, const struct summary_row *b)
{
    return !strcmp(a->workload, b->workload) && !strcmp(a->metric, b->metric) &&
           !strcmp(a->point, b->point);
}

const struct summary_row *summary_find(const struct summary *sum, const char *workload,
                                       const char *point, const char *mmu, const char *metric)
{
    for (size_t i = 0; i < sum->n; i++) {
        const struct summary_row *r = &sum->row[i];

        if (!strcmp(r->workload, workload) && !strcmp(r->point, point) && !strcmp(r->mmu, mmu) &&
            !strcmp(r->metric, metric))
            return r;
    }
    return NULL;
}

json_t *summary_row_json(const struct summary_row *r, bool interrupted)
{
    json_t *o = json_pack("{s:s, s:O, s:s, s:s}", "workload", r->workload, "params", r->params,
                          "mmu", r->mmu, "metric", r->metric);

    if (r->s.n) { /* else the times are left out: they are not zero */
        json_t *times =
            json_pack("{s:s, s:I, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:I}", "unit", r->unit, "n",
                      (json_int_t)r->s.n, "median", r->s.median, "p10", r->s.p10, "p90", r->s.p90,
                      "min", r->s.min, "max", r->s.max, "ci_low", r->s.ci_low, "ci_high",
                      r->s.ci_high, "outliers", (json_int_t)r->s.outliers);

        json_object_update(o, times);
        json_decref(times);
    }
    json_object_set(o, "counters", r->counters);
    json_object_set_new(o, "image_sha256", json_string(r->sha256));
    json_object_set_new(o, "interrupted", json_boolean(interrupted));
    return o;
}

/* Appends the row's line to *text, a string of *n bytes. */
static int append_row(char **text, size_t *n, json_t *o)
{
    char *line = o ? json_dumps(o, JSON_COMPACT | JSON_REAL_PRECISION(9)) : NULL;
    size_t k = line ? strlen(line) : 0;
    char *more = line ? realloc(*text, *n + k + 1) : NULL;

    json_decref(o);
    if (more) {
        memcpy(more + *n, line, k);
        more[*n + k] = '\n';
        *text = more;
        *n += k + 1;
    }
    free(line);
    return more ? 0 : err(ENOMEM, "no memory for the summary");
}

int summary_write(const struct summary *sum, const struct store *s, bool interrupted)
{
    char *text = NULL;
    size_t n = 0;
    int rc = 0;

    for (size_t i = 0; i < sum->n && !rc; i++)
        rc = append_row(&text, &n, summary_row_json(&sum->row[i], interrupted));
    if (!rc)
        rc = store_file(s, "summary.jsonl", text, n);
    free(text);
    return rc;
}

static const char *key_text(const json_t *o, const char *key)
{
    const char *t = json_string_value(json_object_get(o, key));

    return t ? t : "";
}

static char *text_of(const json_t *o, const char *key)
{
    return strdup(key_text(o, key));
}

static double number_of(const json_t *o, const char *key)
{
    return json_number_value(json_object_get(o, key));
}

static int read_row(void *ctx, const json_t *line)
{
    struct summary *sum = ctx;
    struct summary_row *more = realloc(sum->row, (sum->n + 1) * sizeof *more);
    json_t *params = json_object_get(line, "params");
    json_t *counters = json_object_get(line, "counters");

    if (!more)
        return err(ENOMEM, "no memory for the summary");
    sum->row = more;
    if (!json_is_object(params) || !json_is_object(counters))
        return err(EINVAL, "a row without params or counters");
    if (!*key_text(line, "workload") || !*key_text(line, "metric") || !*key_text(line, "mmu"))
        return err(EINVAL, "a row without workload, metric or mmu");
    sum->interrupted |= json_is_true(json_object_get(line, "interrupted"));
    sum->row[sum->n++] = (struct summary_row){
        .workload = text_of(line, "workload"),
        .metric = text_of(line, "metric"),
        .mmu = text_of(line, "mmu"),
        .unit = text_of(line, "unit"),
        .sha256 = text_of(line, "image_sha256"),
        .point = json_dumps(params, JSON_COMPACT | JSON_SORT_KEYS),
        .params = json_incref(params),
        .counters = json_incref(counters),
        .s = {.n = (size_t)number_of(line, "n"),
              .median = number_of(line, "median"),
              .p10 = number_of(line, "p10"),
              .p90 = number_of(line, "p90"),
              .min = number_of(line, "min"),
              .max = number_of(line, "max"),
              .ci_low = number_of(line, "ci_low"),
              .ci_high = number_of(line, "ci_high"),
              .outliers = (size_t)number_of(line, "outliers")},
    };
    return 0;
}

int summary_read(struct summary *out, const struct store *s)
{
    *out = (struct summary){0};

    int rc = lines_each(s, "summary.jsonl", read_row, out);

    if (rc)
        summary_free(out);
    return rc;
}
