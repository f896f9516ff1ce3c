/* SPDX-License-Identifier: Apache-2.0 */
/* One results folder: read, and what it says of how the run ended. */
#include "bench/data/lines.h"
#include "common/err.h"
#include "report_internal.h"
#include "version.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool has_file(const struct report_run *r, const char *name)
{
    return faccessat(r->results.store.dirfd, name, F_OK, 0) == 0;
}

/* The line of machine.json that has the key, for people; 1 if it cannot be told. */
static unsigned line_of(const struct store *s, const char *key)
{
    int fd = openat(s->dirfd, "machine.json", O_RDONLY | O_CLOEXEC);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
    char *text = NULL;
    size_t room = 0;
    unsigned line = 0, found = 1;

    while (f && getline(&text, &room, f) > 0) {
        line++;
        if (strstr(text, key))
            found = line; /* the last one: "version" of the tool stands behind all others */
    }
    free(text);
    if (f)
        fclose(f);
    return found;
}

/* Fields may have changed their meaning between versions: such a folder is refused, not guessed at.
 */
static int check_version(const struct results *res)
{
    char theirs[64];

    results_machine(theirs, sizeof theirs, res, "tool.version");
    if (!strcmp(theirs, MMUBENCH_VERSION))
        return 0;
    return err(EINVAL,
               "%s/machine.json:%u: written by mmubench %s, and this is " MMUBENCH_VERSION
               ": make the report with that version, or measure again",
               res->store.dir, line_of(&res->store, "\"version\""),
               theirs[0] ? theirs : "of an unknown version");
}

static int see_row(void *ctx, const json_t *line)
{
    struct report_run *r = ctx;

    r->interrupted |= json_is_true(json_object_get(line, "interrupted"));
    return 0;
}

struct seen {
    struct report_run *run;
    json_t *begin; /* the line of the run that goes on; owned reference */
};

static bool is_known(const json_t *failures, const json_t *begin)
{
    size_t i;
    json_t *one;

    json_array_foreach(failures, i, one)
    {
        if (!strcmp(json_string_value(json_array_get(one, 0)), lines_text(begin, "workload")) &&
            !strcmp(json_string_value(json_array_get(one, 1)), lines_text(begin, "mmu")))
            return true;
    }
    return false;
}

static json_t *child(json_t *o, const char *key)
{
    if (!json_object_get(o, key))
        json_object_set_new(o, key, json_object());
    return json_object_get(o, key);
}

/* What guests said in the first repetition; the others say the same. */
static void see_print(struct seen *s, const char *text)
{
    if (s->begin && json_integer_value(json_object_get(s->begin, "rep")) == 0)
        json_object_set_new(child(child(s->run->notes, lines_text(s->begin, "workload")), text),
                            lines_text(s->begin, "mmu"), json_true());
}

/* Runs of guests that did not end well, the first of each workload in each mode. */
static int see_run(void *ctx, const json_t *line)
{
    struct seen *s = ctx;
    const char *type = lines_text(line, "type");

    if (!strcmp(type, "begin")) {
        json_decref(s->begin);
        s->begin = json_deep_copy(line);
    } else if (!strcmp(type, "print")) {
        see_print(s, lines_text(line, "text"));
    } else if (!strcmp(type, "run") && strcmp(lines_text(line, "outcome"), "done") &&
               !is_known(s->run->failures, s->begin)) {
        json_array_append_new(s->run->failures,
                              json_pack("[s, s, s]", lines_text(s->begin, "workload"),
                                        lines_text(s->begin, "mmu"),
                                        *lines_text(line, "text") ? lines_text(line, "text")
                                                                  : lines_text(line, "outcome")));
    }
    return 0;
}

static int read_end(struct report_run *r)
{
    struct seen seen = {.run = r};
    int rc = 0;

    r->failures = json_array();
    r->notes = json_object();
    r->killed = !has_file(r, "summary.jsonl");
    r->interrupted = r->killed;
    if (!r->killed)
        rc = lines_each(&r->results.store, "summary.jsonl", see_row, r);
    if (!rc && (has_file(r, "samples.jsonl") || has_file(r, "samples.jsonl.xz")))
        rc = lines_each(&r->results.store, "samples.jsonl", see_run, &seen);
    json_decref(seen.begin);
    return rc;
}

static void name_run(struct report_run *r)
{
    char real[PATH_MAX];
    const char *path = realpath(r->results.store.dir, real) ? real : r->results.store.dir;
    const char *slash = strrchr(path, '/');

    snprintf(r->name, sizeof r->name, "%.63s", slash && slash[1] ? slash + 1 : path);
}

int report_run_open(struct report_run *r, const char *dir)
{
    int rc = results_open(&r->results, dir, RESULTS_SUMMARY);

    if (rc)
        return rc;
    rc = check_version(&r->results);
    if (!rc)
        rc = read_end(r);
    name_run(r);
    r->nmodes = summary_modes(&r->results.sum, r->mode);
    return rc;
}

void report_run_close(struct report_run *r)
{
    report_drawn_free(&r->drawn);
    report_drawn_free(&r->beside);
    json_decref(r->failures);
    json_decref(r->notes);
    results_close(&r->results);
}
