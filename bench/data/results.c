/* SPDX-License-Identifier: Apache-2.0 */
#include "results.h"

#include "bench/names.h"
#include "common/err.h"
#include "packed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int read_machine(struct results *r)
{
    json_error_t why;
    int fd = openat(r->store.dirfd, "machine.json", O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return err_sys("cannot read %s/machine.json (is this the results folder of a run?)",
                       r->store.dir);
    r->machine = json_loadfd(fd, 0, &why);
    close(fd);
    if (json_is_object(r->machine))
        return 0;
    return err(EINVAL, "%s/machine.json:%d: not a JSON object (%s)", r->store.dir,
               r->machine ? 1 : why.line, r->machine ? "another type" : why.text);
}

/* A run that was killed has no summary, an interrupted one says so in it. */
static int was_cut(const struct store *s, bool *cut)
{
    struct summary sum;
    int rc;

    *cut = faccessat(s->dirfd, "summary.jsonl", F_OK, 0) != 0;
    if (*cut)
        return 0;
    rc = summary_read(&sum, s);
    *cut = sum.interrupted;
    summary_free(&sum);
    return rc;
}

uint64_t results_tsc_khz(const json_t *machine)
{
    return (uint64_t)json_integer_value(json_object_get(json_object_get(machine, "tsc"), "khz"));
}

static int read_summary(struct results *r, enum results_from from)
{
    bool cut;
    int rc;

    if (from == RESULTS_BEST && !packed_has(&r->store, "samples.jsonl"))
        from = RESULTS_SUMMARY;
    if (from == RESULTS_SUMMARY && faccessat(r->store.dirfd, "summary.jsonl", F_OK, 0) == 0)
        return summary_read(&r->sum, &r->store);
    rc = was_cut(&r->store, &cut);
    if (!rc)
        rc = summary_build(&r->sum, &r->store, results_tsc_khz(r->machine));
    if (!rc)
        r->sum.interrupted = cut;
    return rc;
}

int results_open(struct results *r, const char *dir, enum results_from from)
{
    *r = (struct results){0};

    int rc = store_open(&r->store, dir);

    if (!rc)
        rc = read_machine(r);
    if (!rc)
        rc = read_summary(r, from);
    if (!rc && r->sum.n == 0)
        rc = err(ENODATA, "%s: nothing was measured in that run", r->store.dir);
    if (rc)
        results_close(r);
    return rc;
}

void results_close(struct results *r)
{
    summary_free(&r->sum);
    json_decref(r->machine);
    r->machine = NULL;
    store_close(&r->store, false);
}

static bool setting_of(const void *ctx, const char *key, char out[24])
{
    const struct summary_row *row = ctx;
    const json_t *value = json_object_get(row->params, key);

    if (json_is_integer(value))
        names_size(out, 24, (uint64_t)json_integer_value(value));
    else
        snprintf(out, 24, "%s", json_is_string(value) ? json_string_value(value) : "");
    return value != NULL;
}

static bool mark(const struct summary *sum, const char *text, bool *wanted, int *rc)
{
    struct pattern p;
    bool any = false;

    *rc = pattern_parse(&p, text);
    for (size_t i = 0; i < sum->n && !*rc; i++)
        if (pattern_has_name(&p, sum->row[i].workload) &&
            pattern_has_settings(&p, setting_of, &sum->row[i]))
            any = wanted[i] = true;
    return any;
}

int results_choose(struct results *r, char *const *patterns, size_t n)
{
    bool *wanted = calloc(r->sum.n + 1, sizeof *wanted);
    int rc = wanted ? 0 : err(ENOMEM, "no memory for the rows");

    for (size_t i = 0; i < n && !rc; i++)
        if (!mark(&r->sum, patterns[i], wanted, &rc) && !rc)
            rc = err(EINVAL, "%s has no row that matches \"%s\"", r->store.dir, patterns[i]);
    if (!rc && n)
        summary_keep(&r->sum, wanted);
    free(wanted);
    return rc;
}

static int no_such_mode(const struct results *r, const char *name, const char *const *there,
                        size_t n)
{
    char hint[64], all[256];

    return err(EINVAL, "--mmu=%s: %s has no such mode%s (possible: %s)", name, r->store.dir,
               names_hint(hint, sizeof hint, name, there, n),
               names_join(all, sizeof all, there, n));
}

static size_t place_of(const char *name, const char *const *names, size_t n)
{
    size_t i = 0;

    while (i < n && strcmp(name, names[i]))
        i++;
    return i;
}

static int parse_modes(const struct results *r, char *list, const char *mode[MODES_MAX], size_t *n)
{
    const char *there[MODES_MAX];
    size_t nthere = summary_modes(&r->sum, there);

    *n = 0;
    for (char *save, *name = strtok_r(list, ",", &save); name; name = strtok_r(NULL, ",", &save)) {
        size_t i = place_of(name, there, nthere);

        if (i == nthere)
            return no_such_mode(r, name, there, nthere);
        if (place_of(name, mode, *n) == *n)
            mode[(*n)++] = there[i];
    }
    return *n ? 0 : err(EINVAL, "--mmu=: a comma-separated list of modes is needed");
}

/* In the order that was asked for then, where the folder tells it. */
static size_t modes_as_run(const struct results *r, const char *mode[MODES_MAX])
{
    const json_t *run = json_object_get(json_object_get(r->machine, "run"), "modes");
    const char *there[MODES_MAX];
    size_t nthere = summary_modes(&r->sum, there);
    size_t n = 0;

    for (size_t i = 0; i < json_array_size(run); i++) {
        const char *name = json_string_value(json_array_get(run, i));
        size_t at = name ? place_of(name, there, nthere) : nthere;

        if (at < nthere && place_of(name, mode, n) == n)
            mode[n++] = there[at];
    }
    for (size_t i = 0; i < nthere; i++)
        if (place_of(there[i], mode, n) == n)
            mode[n++] = there[i];
    return n;
}

int results_modes(struct results *r, const char *list, const char *mode[MODES_MAX], size_t *n)
{
    if (!list) {
        *n = modes_as_run(r, mode);
        return 0;
    }

    char *copy = strdup(list);
    bool *wanted = calloc(r->sum.n + 1, sizeof *wanted);
    int rc = copy && wanted ? parse_modes(r, copy, mode, n) : err(ENOMEM, "no memory for the rows");

    for (size_t i = 0; i < r->sum.n && !rc; i++)
        wanted[i] = place_of(r->sum.row[i].mmu, mode, *n) < *n;
    if (!rc)
        summary_keep(&r->sum, wanted);
    free(wanted);
    free(copy);
    return rc;
}

const char *results_machine(char *out, size_t bytes, const struct results *r, const char *path)
{
    const json_t *v = r->machine;
    char *text;

    for (size_t n; v && *path; path += n + (path[n] == '.')) {
        char key[48];

        n = strcspn(path, ".");
        snprintf(key, sizeof key, "%.*s", (int)n, path);
        v = json_object_get(v, key);
    }
    if (json_is_string(v)) {
        snprintf(out, bytes, "%s", json_string_value(v));
        return out;
    }
    text = v && !json_is_null(v) ? json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS)
                                 : NULL;
    snprintf(out, bytes, "%s", text ? text : "");
    free(text);
    return out;
}
