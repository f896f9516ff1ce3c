/* SPDX-License-Identifier: Apache-2.0 */
#include "plan.h"

#include "bench/names.h"
#include "common/err.h"
#include "pattern.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct suite *suite_of(const struct args_run *a)
{
    return a->suite ? a->suite : suite_get(a->quick);
}

static bool same_point(const struct point *a, const struct point *b)
{
    return !strcmp(a->image->sha256, b->image->sha256) && a->cold == b->cold &&
           !memcmp(a->param, b->param, sizeof a->param);
}

/* Points that --set made equal are measured once. */
static int add_point(struct plan *p, const struct point *q)
{
    for (size_t i = 0; i < p->n; i++)
        if (same_point(&p->point[i], q)) {
            p->repeated++;
            return 0;
        }

    struct point *more = realloc(p->point, (p->n + 1) * sizeof *more);

    if (!more)
        return err(ENOMEM, "no memory for %zu points", p->n + 1);
    p->point = more;
    p->point[p->n++] = *q;
    return 0;
}

static void point_init(struct point *q, const struct image *img, bool quick)
{
    *q = (struct point){.image = img};
    for (uint32_t i = 0; img->has_desc && i < img->desc.nparams; i++)
        q->param[i] = quick ? img->desc.param[i].quick : img->desc.param[i].value;
}

static int set_param(struct point *q, int i, uint64_t value)
{
    const struct guest_param *d = &q->image->desc.param[i];

    if (value < d->min || value > d->max)
        return err(EINVAL, "%s: %s=%" PRIu64 " is outside its bounds %" PRIu64 " to %" PRIu64,
                   catalog_name(q->image), d->name, value, d->min, d->max);
    q->param[i] = value;
    return 0;
}

static int apply_settings(struct point *q, const char *settings)
{
    char key[24];
    char text[24];

    while (suite_next_setting(&settings, key, text)) {
        int i = catalog_param(q->image, key);
        uint64_t value;

        if (i < 0 || names_number(text, &value))
            return err(EINVAL, "suite: %s has no setting %s=%s", catalog_name(q->image), key, text);

        int rc = set_param(q, i, value);

        if (rc)
            return rc;
    }
    return 0;
}

/* --set applies to every workload that has the key. */
static int apply_user(struct point *q, const struct args_run *a)
{
    for (size_t s = 0; s < a->nset; s++) {
        int i = catalog_param(q->image, a->set[s].key);
        int rc = i < 0 ? 0 : set_param(q, i, a->set[s].value);

        if (rc)
            return rc;
    }
    q->cold |= a->cold;
    return 0;
}

static const struct suite_line defaults = {.settings = "", .ram_mib = SUITE_RAM_MIB};

static bool setting_of(const void *ctx, const char *key, char out[24])
{
    const struct point *q = ctx;
    int i = catalog_param(q->image, key);

    if (i >= 0)
        names_size(out, 24, q->param[i]);
    else
        snprintf(out, 24, "%s", q->cold ? "cold" : "warm");
    return i >= 0 || !strcmp(key, "ram");
}

/* The point of the line, when it matches (NULL: any does). */
static int add_line(struct plan *p, const struct image *img, const struct suite_line *line,
                    const struct args_run *a, const struct pattern *only)
{
    struct point q;

    point_init(&q, img, a->quick);
    q.cold = line->cold;

    int rc = apply_settings(&q, line->settings);

    if (!rc)
        rc = apply_user(&q, a);
    if (rc || (only && !pattern_has_settings(only, setting_of, &q)))
        return rc;
    if (!a->ram_mib && line->ram_mib > p->ram_mib)
        p->ram_mib = line->ram_mib;
    return add_point(p, &q);
}

int plan_add(struct plan *p, const struct image *img, const struct suite_line *line,
             const struct args_run *a)
{
    return add_line(p, img, line, a, NULL);
}

/* The suite's points of one workload, or its defaults when no suite has it and none was asked for.
 */
static int add_workload(struct plan *p, const struct image *img, const struct args_run *a,
                        const struct pattern *only)
{
    const struct suite *s = suite_of(a);
    const struct suite_line *line;
    bool found = a->suite != NULL;
    int rc = 0;

    for (size_t i = 0; !rc && (line = suite_next(s, &i));)
        if (!strcmp(line->workload, catalog_name(img))) {
            rc = add_line(p, img, line, a, only);
            found = true;
        }
    return found || rc ? rc : add_line(p, img, &defaults, a, only);
}

static int unknown_workload(const struct catalog *c, const char *name)
{
    const char *names[CATALOG_MAX];
    size_t n = catalog_names(c, names);
    char hint[64];
    char list[256];

    return err(EINVAL,
               "unknown workload \"%s\"%s (possible: %s; a path of an image has a / or .elf)", name,
               names_hint(hint, sizeof hint, name, names, n),
               names_join(list, sizeof list, names, n));
}

static bool is_path(const char *what)
{
    size_t n = strlen(what);

    return strchr(what, '/') || (n > 4 && !strcmp(what + n - 4, ".elf"));
}

bool plan_only_paths(const struct args_run *a)
{
    for (size_t i = 0; i < a->nwhat; i++)
        if (!is_path(a->what[i]))
            return false;
    return a->nwhat > 0;
}

/* Names fit, settings or the suite do not. */
static int no_such_point(const char *what, const struct args_run *a)
{
    return err(EINVAL,
               "suite %s has no point that matches \"%s\" (`mmubench list` shows its points; --set "
               "KEY=VALUE makes others)",
               suite_of(a)->name, what);
}

static int image_of(struct plan *p, struct catalog *c, const char *what, const struct image **img)
{
    *img = is_path(what) ? NULL : catalog_find(c, what);
    if (*img)
        return 0;
    if (!is_path(what))
        return unknown_workload(c, what);

    int rc = catalog_add(c, what, img);

    p->bad_image = rc != 0;
    return rc;
}

static int add_matching(struct plan *p, const struct catalog *c, const char *what,
                        const struct args_run *a)
{
    struct pattern only;
    size_t before = p->n + p->repeated;
    bool known = false;
    int rc = pattern_parse(&only, what);

    for (size_t i = 0; i < c->nfound && !rc; i++)
        if (pattern_has_name(&only, catalog_name(c->image[i]))) {
            known = true;
            rc = add_workload(p, c->image[i], a, &only);
        }
    if (rc || p->n + p->repeated > before)
        return rc;
    return known ? no_such_point(what, a) : unknown_workload(c, only.name);
}

static int add_named(struct plan *p, struct catalog *c, const char *what, const struct args_run *a)
{
    const struct image *img = NULL;

    if (!is_path(what))
        return add_matching(p, c, what, a);

    int rc = image_of(p, c, what, &img);

    return rc ? rc : add_line(p, img, &defaults, a, NULL);
}

static int add_suite(struct plan *p, const struct catalog *c, const struct args_run *a)
{
    const struct suite *s = suite_of(a);
    const struct suite_line *line;
    int rc = 0;

    for (size_t i = 0; !rc && (line = suite_next(s, &i));) {
        const struct image *img = catalog_find(c, line->workload);

        rc = img ? add_line(p, img, line, a, NULL) : unknown_workload(c, line->workload);
    }
    p->suite = s->name;
    return rc;
}

static int unknown_key(const struct plan *p, const char *key)
{
    const char *names[GUEST_MAX_PARAMS * 4];
    size_t n = 0;
    char hint[64];
    char list[256];

    for (size_t i = 0; i < p->n; i++) {
        const struct image *img = p->point[i].image;

        if (i > 0 && img == p->point[i - 1].image)
            continue;
        for (uint32_t k = 0; img->has_desc && k < img->desc.nparams; k++)
            if (n < sizeof names / sizeof names[0])
                names[n++] = img->desc.param[k].name;
    }
    return err(EINVAL, "--set %s: no chosen workload has that parameter%s (possible: %s)", key,
               names_hint(hint, sizeof hint, key, names, n),
               names_join(list, sizeof list, names, n));
}

int plan_check_keys(const struct plan *p, const struct args_run *a)
{
    for (size_t s = 0; s < a->nset; s++) {
        bool used = false;

        for (size_t i = 0; i < p->n && !used; i++)
            used = catalog_param(p->point[i].image, a->set[s].key) >= 0;
        if (!used)
            return unknown_key(p, a->set[s].key);
    }
    return 0;
}

/* Results are known by the workload's name: two images must not share a row. */
static int check_names(const struct plan *p)
{
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = 0; k < i; k++) {
            const struct image *a = p->point[k].image;
            const struct image *b = p->point[i].image;

            if (!strcmp(catalog_name(a), catalog_name(b)) && strcmp(a->sha256, b->sha256))
                return err(
                    EINVAL,
                    "%.160s and %.160s are different images, both named \"%s\": run them apart",
                    a->path, b->path, catalog_name(a));
        }
    return 0;
}

int plan_make(struct plan *p, struct catalog *c, const struct args_run *a)
{
    int rc = 0;

    *p = (struct plan){.suite = "", .ram_mib = a->ram_mib};
    if (a->nwhat == 0)
        rc = add_suite(p, c, a);
    for (size_t i = 0; i < a->nwhat && !rc; i++)
        rc = add_named(p, c, a->what[i], a);
    if (!rc)
        rc = plan_check_keys(p, a);
    if (!rc)
        rc = check_names(p);
    if (rc)
        plan_free(p);
    return rc;
}

int plan_one(struct plan *p, struct catalog *c, const struct args_run *a, const char *what)
{
    const struct image *img = NULL;

    *p = (struct plan){.suite = "", .ram_mib = a->ram_mib};

    int rc = image_of(p, c, what, &img);

    if (!rc)
        rc = add_line(p, img, &defaults, a, NULL);
    if (!rc)
        rc = plan_check_keys(p, a);
    if (rc)
        plan_free(p);
    return rc;
}

void plan_free(struct plan *p)
{
    free(p->point);
    p->point = NULL;
    p->n = 0;
}

const char *plan_params_text(char *out, size_t bytes, const struct point *p)
{
    size_t used = 0;
    char size[24];

    out[0] = '\0';
    for (uint32_t i = 0; p->image->has_desc && i < p->image->desc.nparams && used < bytes; i++) {
        if (p->param[i] == p->image->desc.param[i].value)
            continue;

        int k = snprintf(out + used, bytes - used, "%s%s=%s", used ? " " : "",
                         p->image->desc.param[i].name, names_size(size, sizeof size, p->param[i]));

        used += (size_t)(k > 0 ? k : 0);
    }
    if (p->cold && used < bytes)
        snprintf(out + used, bytes - used, "%scold", used ? " " : "");
    return out;
}
