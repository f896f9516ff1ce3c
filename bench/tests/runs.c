/* SPDX-License-Identifier: Apache-2.0 */
#include "runs.h"

#include "bench/exit_code.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *text_of(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

static void begin(struct runs *r, const json_t *o)
{
    struct runs_one *one = &r->run[r->n++];
    char *params = json_dumps(json_object_get(o, "params"), JSON_COMPACT | JSON_SORT_KEYS);

    *one = (struct runs_one){.rep = (size_t)json_integer_value(json_object_get(o, "rep"))};
    snprintf(one->workload, sizeof one->workload, "%s", text_of(o, "workload"));
    snprintf(one->mmu, sizeof one->mmu, "%s", text_of(o, "mmu"));
    assert_true(params && strlen(params) < sizeof one->params);
    strcpy(one->params, params);
    free(params);
}

static void take_line(struct runs *r, const json_t *o)
{
    const char *type = text_of(o, "type");
    struct runs_one *last;

    if (!strcmp(type, "begin")) {
        assert_true(r->n < RUNS_MAX);
        begin(r, o);
        return;
    }
    assert_true(r->n > 0);
    last = &r->run[r->n - 1];
    last->samples += !strcmp(type, "sample");
    if (!strcmp(type, "run"))
        last->done = !strcmp(text_of(o, "outcome"), "done");
}

void runs_load(struct runs *r, const char *dir)
{
    char path[300];
    json_t *o;
    FILE *f;

    r->n = 0;
    snprintf(path, sizeof path, "%s/samples.jsonl", dir);
    if (!tool_exists(path))
        return;
    tool_check_lines(path);
    f = fopen(path, "r");
    assert_non_null(f);
    while ((o = json_loadf(f, JSON_DISABLE_EOF_CHECK, NULL))) {
        take_line(r, o);
        json_decref(o);
    }
    fclose(f);
}

void runs_order(const struct runs *r, char *out, size_t bytes)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < r->n; i++)
        if (r->run[i].done)
            used += (size_t)snprintf(out + used, bytes - used, "%zu %s %s %s\n", r->run[i].rep,
                                     r->run[i].workload, r->run[i].params, r->run[i].mmu);
    assert_true(used < bytes);
}

void runs_falsify(const char *dir, const char *what, const char *with)
{
    static char text[65536];
    char path[300];
    FILE *f;
    char *at;

    snprintf(path, sizeof path, "%s/machine.json", dir);
    f = fopen(path, "r+");
    assert_non_null(f);
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    at = strstr(text, what);
    assert_non_null(at);
    memcpy(at, with, strlen(with));
    rewind(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    fclose(f);
}

static size_t count(const char *dir)
{
    static struct runs r;

    runs_load(&r, dir);
    return r.n;
}

void runs_refused(struct tool *t, const char *command, const char *dir, const char *what,
                  const char *with, const char *said)
{
    size_t before;

    runs_falsify(dir, what, with);
    before = count(dir);
    TOOL(t, command, "--resume", dir);
    tool_check(t, EXIT_CODE_USAGE, said);
    assert_int_equal(count(dir), before);
}
