/* SPDX-License-Identifier: Apache-2.0 */
#include "superseded.h"

#include "common/err.h"
#include "lines.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    json_t *last; /* repetition -> the line of the latest run of it */
    json_t *runs;
};

static json_int_t run_of(const json_t *line)
{
    return json_integer_value(json_object_get(line, "run"));
}

/* Workload, settings, mode and number of the repetition, as one text; NULL without memory. */
static char *repetition(const json_t *line)
{
    json_t *key = json_pack("[O?, O?, O?, O?]", json_object_get(line, "workload"),
                            json_object_get(line, "params"), json_object_get(line, "mmu"),
                            json_object_get(line, "rep"));
    char *text = key ? json_dumps(key, JSON_COMPACT | JSON_SORT_KEYS) : NULL;

    json_decref(key);
    return text;
}

static const char *as_text(json_int_t run, char out[24])
{
    snprintf(out, 24, "%lld", (long long)run);
    return out;
}

static int on_line(void *ctx, const json_t *line)
{
    struct reading *r = ctx;
    char run[24];

    if (strcmp(lines_text(line, "type"), "begin"))
        return 0;

    char *key = repetition(line);
    const json_t *before = key ? json_object_get(r->last, key) : NULL;
    int rc = key ? 0 : -ENOMEM;

    if (before)
        rc = json_object_set_new(r->runs, as_text(json_integer_value(before), run), json_true());
    if (!rc)
        rc = json_object_set_new(r->last, key, json_integer(run_of(line)));
    free(key);
    return rc ? err(ENOMEM, "no memory for the runs") : 0;
}

int superseded_read(struct superseded *s, const struct store *store)
{
    struct reading r = {.last = json_object(), .runs = json_object()};
    int rc = lines_each(store, "samples.jsonl", on_line, &r);

    json_decref(r.last);
    s->runs = r.runs;
    return rc;
}

void superseded_free(struct superseded *s)
{
    json_decref(s->runs);
    s->runs = NULL;
}

bool superseded_has(const struct superseded *s, const json_t *line)
{
    char run[24];

    return json_object_size(s->runs) && json_object_get(s->runs, as_text(run_of(line), run));
}

size_t superseded_count(const struct superseded *s)
{
    return json_object_size(s->runs);
}
