/* SPDX-License-Identifier: Apache-2.0 */
/* Groups the raw samples: one series for each workload, setting, mode and metric. */
#include "common/err.h"
#include "common/units.h"
#include "lines.h"
#include "summary.h"
#include "superseded.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct series {
    char *point, *metric; /* owned; the rest of the key is in `run` */
    json_t *run;          /* the "begin" line of its first run; owned reference */
    json_int_t last_run;  /* whose samples are being added: a new one starts a new group */
    struct stats_series samples;
    size_t n, room; /* of samples.v */
    json_t *counts; /* summed counters of its sections */
    double ops;     /* operations of those sections */
};

struct build {
    uint64_t khz;
    struct superseded left_out;
    size_t n;
    struct series *series;
    json_t *run; /* the "begin" line of the run whose lines follow; owned reference */
    char *point;
};

static bool same(const struct series *s, const struct build *b, const char *metric)
{
    return !strcmp(s->metric, metric) && !strcmp(s->point, b->point) &&
           !strcmp(lines_text(s->run, "workload"), lines_text(b->run, "workload")) &&
           !strcmp(lines_text(s->run, "mmu"), lines_text(b->run, "mmu"));
}

static struct series *series_of(struct build *b, const char *metric)
{
    for (size_t i = b->n; i-- > 0;)
        if (same(&b->series[i], b, metric))
            return &b->series[i];

    struct series *more = realloc(b->series, (b->n + 1) * sizeof *more);

    if (!more)
        return NULL;
    b->series = more;
    more[b->n] = (struct series){
        .point = strdup(b->point),
        .metric = strdup(metric),
        .run = json_incref(b->run),
        .last_run = -1,
        .counts = json_object(),
    };
    return &more[b->n++];
}

/* Doubles an array of 8-byte elements when it is full. */
static void *grown(void *v, size_t n, size_t *room)
{
    if (n < *room)
        return v;
    *room = *room ? 2 * *room : 64;
    return realloc(v, *room * sizeof(double));
}

static int start_group(struct series *s, json_int_t run)
{
    struct stats_series *all = &s->samples;
    size_t *start = realloc(all->start, (all->groups + 2) * sizeof *start);

    if (!start)
        return -ENOMEM;
    all->start = start;
    start[all->groups++] = s->n;
    s->last_run = run;
    return 0;
}

static int on_sample(struct build *b, const json_t *line)
{
    double ops = json_number_value(json_object_get(line, "ops"));
    double cycles = json_number_value(json_object_get(line, "cycles"));
    json_int_t run = json_integer_value(json_object_get(line, "run"));
    struct series *s = series_of(b, lines_text(line, "metric"));
    double *v = s ? grown(s->samples.v, s->n, &s->room) : NULL;

    if (!v)
        return -ENOMEM;
    s->samples.v = v;
    if (ops <= 0 || !json_is_number(json_object_get(line, "cycles")))
        return err(EINVAL, "a sample without operations or cycles in run %lld", (long long)run);
    if (run != s->last_run && start_group(s, run))
        return -ENOMEM;
    v[s->n++] = (b->khz ? units_cycles_to_ns_f(cycles, b->khz) : cycles) / ops;
    s->samples.start[s->samples.groups] = s->n;
    return 0;
}

static int on_section(struct build *b, const json_t *line)
{
    struct series *s = series_of(b, lines_text(line, "metric"));
    json_t *counters = json_object_get(line, "counters");
    const char *key;
    json_t *value;

    if (!s)
        return -ENOMEM;
    s->ops += json_number_value(json_object_get(line, "ops"));
    json_object_foreach(counters, key, value)
    {
        double sum = json_number_value(json_object_get(s->counts, key));

        json_object_set_new(s->counts, key, json_real(sum + json_number_value(value)));
    }
    return 0;
}

static int on_begin(struct build *b, const json_t *line)
{
    json_decref(b->run);
    free(b->point);
    b->run = json_deep_copy(line);
    b->point = json_dumps(json_object_get(line, "params"), JSON_COMPACT | JSON_SORT_KEYS);
    return b->point && *lines_text(line, "workload") && *lines_text(line, "mmu")
               ? 0
               : err(EINVAL, "a run begins without workload, params or mmu");
}

static int on_line(void *ctx, const json_t *line)
{
    static const struct {
        const char *type;
        int (*fn)(struct build *b, const json_t *line);
    } types[] = {{"begin", on_begin}, {"sample", on_sample}, {"section", on_section}};
    struct build *b = ctx;
    const char *type = lines_text(line, "type");

    if (superseded_has(&b->left_out, line))
        return 0;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(type, types[i].type))
            continue;
        if (i > 0 && !b->run)
            return err(EINVAL, "a %s before any run began", type);

        int rc = types[i].fn(b, line);

        return rc == -ENOMEM ? err(ENOMEM, "no memory for the samples") : rc;
    }
    return 0; /* "run" lines and whatever later versions add */
}

static json_t *per_operation(const struct series *s)
{
    json_t *o = json_object();
    const char *key;
    json_t *value;

    json_object_foreach(s->counts, key, value) if (s->ops > 0)
        json_object_set_new(o, key, json_real(json_real_value(value) / s->ops));
    return o;
}

/* The samples move to the row. */
static int make_row(struct summary_row *r, struct series *s, uint64_t khz)
{
    const struct stats_series *all = &s->samples;
    int rc = s->n ? stats_of(&r->s, all->v, all->start, all->groups) : 0;

    if (rc)
        return rc;
    r->workload = strdup(lines_text(s->run, "workload"));
    r->metric = strdup(s->metric);
    r->mmu = strdup(lines_text(s->run, "mmu"));
    r->unit = strdup(khz ? "ns" : "cycles");
    r->sha256 = strdup(lines_text(s->run, "image_sha256"));
    r->point = strdup(s->point);
    r->params = json_deep_copy(json_object_get(s->run, "params"));
    r->counters = per_operation(s);
    r->samples = s->samples;
    s->samples = (struct stats_series){0};
    return 0;
}

static void build_free(struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        struct series *s = &b->series[i];

        free(s->point);
        free(s->metric);
        free(s->samples.v);
        free(s->samples.start);
        json_decref(s->run);
        json_decref(s->counts);
    }
    free(b->series);
    superseded_free(&b->left_out);
    json_decref(b->run);
    free(b->point);
}

int summary_build(struct summary *out, const struct store *s, uint64_t khz)
{
    struct build b = {.khz = khz};
    int rc = superseded_read(&b.left_out, s);

    *out = (struct summary){0};
    if (!rc)
        rc = lines_each(s, "samples.jsonl", on_line, &b);
    if (!rc && b.n) {
        out->row = calloc(b.n, sizeof *out->row);
        if (!out->row)
            rc = err(ENOMEM, "no memory for the summary");
    }
    for (size_t i = 0; i < b.n && !rc; i++)
        if (b.series[i].n || b.series[i].ops > 0) /* without samples (--counts): counters alone */
            rc = make_row(&out->row[out->n++], &b.series[i], khz);
    build_free(&b);
    if (rc)
        summary_free(out);
    return rc;
}
