/* SPDX-License-Identifier: Apache-2.0 */
#include "resume.h"

#include "bench/data/results.h"
#include "common/err.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Two measurements of one clock differ by less. */
#define TSC_TOLERANCE 1e-3

static const json_t *run_of(const struct resume *r)
{
    return json_object_get(r->machine, "run");
}

/* The command line, as main() got it. */
static int take_argv(struct resume *r)
{
    const json_t *line = json_object_get(run_of(r), "command_line");
    size_t n = json_array_size(line);

    r->argv = calloc(n + 1, sizeof *r->argv);
    if (!r->argv)
        return err(ENOMEM, "no memory for a command line");
    for (size_t i = 0; i < n; i++) {
        r->argv[i] = (char *)json_string_value(json_array_get(line, i));
        if (!r->argv[i])
            return -EINVAL;
    }
    r->argc = (int)n;
    return n ? 0 : -EINVAL;
}

static int incomplete(const struct store *s)
{
    return err(EINVAL,
               "%s/machine.json does not tell how the run was started (was it made by an earlier "
               "version?): measure into a new folder",
               s->dir);
}

int resume_open(struct resume *r, const struct store *s)
{
    int fd = openat(s->dirfd, "machine.json", O_RDONLY | O_CLOEXEC);
    json_error_t why;
    int rc;

    *r = (struct resume){0};
    if (fd < 0)
        return err_sys("cannot read %s/machine.json: nothing to resume", s->dir);
    r->machine = json_loadfd(fd, JSON_REJECT_DUPLICATES, &why);
    close(fd);
    if (!r->machine)
        return err(EINVAL, "%s/machine.json:%d: %s", s->dir, why.line, why.text);
    rc = take_argv(r);
    return rc == -EINVAL || !json_array_size(json_object_get(run_of(r), "modes")) ? incomplete(s)
                                                                                  : rc;
}

void resume_close(struct resume *r)
{
    json_decref(r->machine);
    free(r->argv);
    *r = (struct resume){0};
}

bool resume_is_open(const struct resume *r)
{
    return r->machine != NULL;
}

int resume_chosen(const struct resume *r, struct args_run *a)
{
    const json_t *seed = json_object_get(run_of(r), "seed");
    const json_t *cpu = json_object_get(run_of(r), "cpu");

    if (!json_is_integer(seed) || !json_is_integer(cpu))
        return err(EINVAL, "machine.json: the run has no seed or no CPU");
    a->seed = (uint64_t)json_integer_value(seed);
    a->cpu = (int)json_integer_value(cpu);
    return 0;
}

int resume_modes(const struct resume *r, struct args_run *a)
{
    const json_t *modes = json_object_get(run_of(r), "modes");
    size_t n = json_array_size(modes);

    if (n > MODES_MAX)
        return err(EINVAL, "machine.json: %zu modes in one run", n);
    for (size_t i = 0; i < n; i++) {
        const char *name = json_string_value(json_array_get(modes, i));
        int rc = name ? modes_find(name, &a->mode[i]) : err(EINVAL, "machine.json: bad modes");

        if (rc)
            return rc;
    }
    a->nmodes = n;
    return 0;
}

static int different(const char *path, const json_t *was, const json_t *is)
{
    char *a = was ? json_dumps(was, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    char *b = is ? json_dumps(is, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    int rc = err(EINVAL,
                 "cannot be resumed here: %s was %.150s and is %.150s; unlike samples are not "
                 "mixed: measure into a new folder",
                 path, a ? a : "missing", b ? b : "missing");

    free(a);
    free(b);
    return rc;
}

/* Names the first place where the two differ; goes into objects. */
static int compare(const char *path, const json_t *was, const json_t *is)
{
    const char *key;
    json_t *value;
    char deeper[160];

    if (json_equal(was, is))
        return 0;
    if (json_is_object(was) && json_is_object(is))
        json_object_foreach((json_t *)was, key, value)
        {
            snprintf(deeper, sizeof deeper, "%s.%s", path, key);

            int rc = compare(deeper, value, json_object_get(is, key));

            if (rc)
                return rc;
        }
    return different(path, was, is);
}

/* What changes results and does not change by itself while a machine is up. */
static int check_machine(const struct resume *r, const json_t *now)
{
    static const char *const facts[] = {"tool",       "cpu",         "kernel", "hypervisor",
                                        "huge_pages", "mitigations", "cpus",   "kvm"};

    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        const json_t *was = json_object_get(r->machine, facts[i]);
        const json_t *is = json_object_get(now, facts[i]);
        int rc = was || is ? compare(facts[i], was, is) : 0;

        if (rc)
            return rc;
    }
    return 0;
}

static int check_images(const struct resume *r, const struct plan *plan)
{
    const json_t *images = json_object_get(run_of(r), "image_sha256");

    for (size_t i = 0; i < plan->n; i++) {
        const struct image *img = plan->point[i].image;
        const char *was = json_string_value(json_object_get(images, catalog_name(img)));

        if (!was || strcmp(was, img->sha256))
            return err(EINVAL,
                       "cannot be resumed: the image of %s had SHA-256 %s and has %s: build it as "
                       "it was, or measure into a new folder",
                       catalog_name(img), was ? was : "(none)", img->sha256);
    }
    return 0;
}

static int check_tsc(const struct resume *r, struct units_tsc *tsc)
{
    json_int_t was = (json_int_t)results_tsc_khz(r->machine);
    double ratio = was ? (double)tsc->khz / (double)was : 0;

    if ((was || tsc->khz) && (ratio < 1 - TSC_TOLERANCE || ratio > 1 + TSC_TOLERANCE))
        return err(EINVAL,
                   "cannot be resumed here: the TSC ran at %lld kHz and runs at %llu kHz: measure "
                   "into a new folder",
                   (long long)was, (unsigned long long)tsc->khz);
    tsc->khz = (uint64_t)was;
    return 0;
}

int resume_check(const struct resume *r, const json_t *now, const struct plan *plan,
                 struct units_tsc *tsc)
{
    int rc = check_machine(r, now);

    if (!rc)
        rc = check_images(r, plan);
    return rc ? rc : check_tsc(r, tsc);
}

const char *resume_time(char out[24])
{
    time_t now = time(NULL);
    struct tm t;

    strftime(out, 24, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &t));
    return out;
}

int resume_note(const struct resume *r, const struct store *s, const struct ledger *l)
{
    json_t *run = json_object_get(r->machine, "run");
    json_t *resumed = json_object_get(run, "resumed");
    char when[24];

    if (!resumed) {
        resumed = json_array();
        json_object_set_new(run, "resumed", resumed);
    }
    json_array_append_new(resumed,
                          json_pack("{s:s, s:I, s:I}", "at", resume_time(when), "runs_done",
                                    (json_int_t)l->ndone, "runs_cut", (json_int_t)l->ncut));
    return store_json(s, "machine.json", r->machine);
}
