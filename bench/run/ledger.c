/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger.h"

#include "bench/data/lines.h"
#include "common/err.h"
#include "record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { EMPTY, BEGUN, DONE };

/* While the file is read: the run whose lines follow. */
struct reading {
    struct ledger *l;
    json_int_t run;
    uint8_t *slot; /* NULL: no run has begun */
};

size_t ledger_total(const struct ledger *l)
{
    return l->repeat * l->plan->n * l->modes->n;
}

static uint8_t *slot_of(const struct ledger *l, size_t rep, size_t point, size_t mode)
{
    return &l->slot[(point * l->repeat + rep) * l->modes->n + mode];
}

int ledger_open(struct ledger *l, const struct plan *plan, const struct selection *modes,
                uint64_t repeat)
{
    *l = (struct ledger){.plan = plan, .modes = modes, .repeat = repeat};
    return ledger_grow(l);
}

int ledger_grow(struct ledger *l)
{
    size_t total = ledger_total(l);
    uint8_t *more = realloc(l->slot, total);

    if (!more)
        return err(ENOMEM, "no memory for %zu runs", total);
    memset(more + l->nslots, EMPTY, total - l->nslots);
    l->slot = more;
    l->nslots = total;
    return 0;
}

void ledger_close(struct ledger *l)
{
    free(l->slot);
    l->slot = NULL;
}

bool ledger_done(const struct ledger *l, size_t rep, size_t point, size_t mode)
{
    return l->ndone && *slot_of(l, rep, point, mode) == DONE;
}

static size_t find_point(const struct plan *p, const json_t *line)
{
    size_t i = 0;

    for (; i < p->n; i++) {
        json_t *params = record_params(&p->point[i]);
        bool same = !strcmp(catalog_name(p->point[i].image), lines_text(line, "workload")) &&
                    json_equal(params, json_object_get(line, "params"));

        json_decref(params);
        if (same)
            break;
    }
    return i;
}

static size_t find_mode(const struct selection *s, const char *name)
{
    size_t i = 0;

    while (i < s->n && strcmp(modes_name(s->mode[i]), name))
        i++;
    return i;
}

static int on_begin(struct reading *r, const json_t *line)
{
    struct ledger *l = r->l;
    size_t point = find_point(l->plan, line);
    size_t mode = find_mode(l->modes, lines_text(line, "mmu"));
    json_int_t rep = json_integer_value(json_object_get(line, "rep"));

    if (point == l->plan->n || mode == l->modes->n || rep < 0 || (uint64_t)rep >= l->repeat)
        return err(EINVAL,
                   "samples.jsonl: run %lld (%s, %s, repetition %lld) is none of this program's "
                   "plan for that command line: measure into a new folder",
                   (long long)r->run, lines_text(line, "workload"), lines_text(line, "mmu"),
                   (long long)rep + 1);
    r->slot = slot_of(l, (size_t)rep, point, mode);
    if (*r->slot != DONE)
        *r->slot = BEGUN;
    if ((size_t)r->run >= l->next_run)
        l->next_run = (size_t)r->run + 1;
    return 0;
}

static void on_end(struct reading *r, const json_t *line)
{
    if (r->slot && !strcmp(lines_text(line, "outcome"), run_outcome_name(RUN_DONE)) &&
        json_integer_value(json_object_get(line, "status")) == 0)
        *r->slot = DONE;
    r->slot = NULL;
}

static int on_line(void *ctx, const json_t *line)
{
    struct reading *r = ctx;
    const char *type = lines_text(line, "type");

    r->run = json_integer_value(json_object_get(line, "run"));
    if (!strcmp(type, "begin"))
        return on_begin(r, line);
    if (!strcmp(type, "run"))
        on_end(r, line);
    return 0;
}

int ledger_read(struct ledger *l, const struct store *s)
{
    struct reading r = {.l = l};
    int rc = lines_each(s, "samples.jsonl", on_line, &r);

    for (size_t i = 0; i < ledger_total(l); i++) {
        l->ndone += l->slot[i] == DONE;
        l->ncut += l->slot[i] == BEGUN;
    }
    return rc;
}
