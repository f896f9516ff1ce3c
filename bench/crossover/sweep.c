/* SPDX-License-Identifier: Apache-2.0 */
#include "sweep.h"

#include "bench/data/lines.h"
#include "bench/host/tlb.h"
#include "bench/names.h"
#include "common/err.h"
#include "rate.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Guest RAM beside the working set: image, page tables, pages that are edited; MiB. */
#define RAM_BESIDE 128u

static int add_point(struct launch *l, uint64_t bytes, struct rate r)
{
    const struct image *img = catalog_find(&l->catalog, CROSSOVER_WORKLOAD);
    char settings[120];
    struct suite_line line = {.settings = settings,
                              .ram_mib = (unsigned)(bytes >> 20) / 2 * 2 + RAM_BESIDE};

    snprintf(settings, sizeof settings, "bytes=%" PRIu64 " edits=%" PRIu64 " misses=%" PRIu64,
             bytes, r.edits, r.misses);
    return img ? plan_add(&l->plan, img, &line, &l->args)
               : err(ENOENT, "no image of the workload " CROSSOVER_WORKLOAD " in %s",
                     l->catalog.dir);
}

static int add_grid(struct launch *l)
{
    const struct sweep *sweep = l->ctx;
    const struct crossover_grid *g = &sweep->grid;
    int rc = 0;

    for (size_t b = 0; b < g->nbytes && !rc; b++)
        for (size_t e = 0; e < g->nedits && !rc; e++)
            rc = add_point(l, g->bytes[b], rate_of(g->edits[e]));
    return rc;
}

static uint64_t bytes_of(const struct point *p)
{
    return p->param[catalog_param(p->image, "bytes")];
}

/* Whether this sweep can have put another point near the crossing of that working set. */
static bool may_refine(const struct launch *l, uint64_t bytes)
{
    const struct sweep *sweep = l->ctx;
    size_t put = 0;

    for (size_t i = sweep->ngrid; i < l->plan.n; i++)
        put += bytes_of(&l->plan.point[i]) == bytes;
    for (size_t b = 0; b < sweep->grid.nbytes; b++)
        if (sweep->grid.bytes[b] == bytes)
            return put < sweep->grid.steps;
    return false;
}

static uint64_t param(const json_t *line, const char *name)
{
    return (uint64_t)json_integer_value(json_object_get(json_object_get(line, "params"), name));
}

/* A point that the sweep had come to before it was cut. What this sweep cannot have put there stays
 * unknown: ledger_read() refuses it. */
static int on_line(void *ctx, const json_t *line)
{
    struct launch *l = ctx;
    uint64_t bytes = param(line, "bytes");

    if (strcmp(lines_text(line, "type"), "begin") || !may_refine(l, bytes))
        return 0;
    return add_point(l, bytes, (struct rate){param(line, "edits"), param(line, "misses")});
}

int sweep_plan(struct launch *l)
{
    struct sweep *sweep = l->ctx;
    int rc;

    l->plan = (struct plan){.suite = "", .ram_mib = l->args.ram_mib};
    rc = add_grid(l);
    sweep->ngrid = l->plan.n;
    if (!rc)
        rc = plan_check_keys(&l->plan, &l->args);
    if (!rc && resume_is_open(&l->resume))
        rc = lines_each(&l->store, "samples.jsonl", on_line, l);
    if (rc)
        plan_free(&l->plan);
    return rc;
}

int sweep_build(struct crossover *c, const struct launch *l, const struct summary *sum)
{
    const struct sweep *sweep = l->ctx;
    const char *const mode[2] = {modes_name(l->machine.modes.mode[0]),
                                 modes_name(l->machine.modes.mode[1])};

    return crossover_build(c, sum, mode, &sweep->grid);
}

/* Adds the points of another round to the plan; none when all is known well enough. */
static int plan_round(struct launch *l)
{
    struct summary sum = {0};
    struct crossover c;
    double edits;
    int rc = summary_build(&sum, &l->store, l->machine.tsc.khz);

    if (rc)
        return rc;
    rc = sweep_build(&c, l, &sum);
    for (size_t i = 0; !rc && i < c.n; i++)
        if (crossover_next(&c, &c.size[i], &edits))
            rc = add_point(l, c.size[i].bytes, rate_of(edits));
    crossover_free(&c);
    summary_free(&sum);
    return rc;
}

static int next_round(struct launch *l, struct session *s, unsigned round)
{
    const struct sweep *sweep = l->ctx;
    size_t before = l->plan.n;
    int rc = plan_round(l);

    if (rc || l->plan.n == before)
        return rc;
    fprintf(stderr,
            "mmubench: step %u of at most %" PRIu64 " towards the crossing of %zu working sets\n",
            round, sweep->grid.steps, l->plan.n - before);
    return session_grow(s);
}

/* Where the round ends that begins at point `i`: it has each working set once, ascending. */
static size_t round_end(const struct plan *p, size_t i)
{
    while (++i < p->n && bytes_of(&p->point[i]) > bytes_of(&p->point[i - 1]))
        ;
    return i;
}

/* Loads of a working set within the reach of the second-level TLB are no misses. */
static void warn_of_reach(const struct launch *l)
{
    const struct sweep *sweep = l->ctx;
    const struct point *p = &l->plan.point[0];
    int page = catalog_param(p->image, "page");
    json_t *tlb = tlb_json(NULL);
    uint64_t reach = page < 0 ? 0 : tlb_reach(tlb, 2, p->param[page]);
    char size[24];

    if (sweep->grid.bytes[0] <= reach)
        fprintf(stderr,
                "mmubench: warning: working sets up to %s are within the TLB's reach: their loads "
                "are no TLB misses (--sizes)\n",
                names_size(size, sizeof size, reach));
    json_decref(tlb);
}

int sweep_measure(struct launch *l, struct session *s)
{
    const struct sweep *sweep = l->ctx;
    size_t from, to = sweep->ngrid;
    int rc;

    warn_of_reach(l);
    rc = session_run_points(s, 0, to);
    for (unsigned round = 1; !rc; round++) {
        from = to;
        if (from == l->plan.n)
            rc = next_round(l, s, round);
        if (rc || from == l->plan.n)
            break;
        to = round_end(&l->plan, from);
        rc = session_run_points(s, from, to);
    }
    if (!rc && s->nruns == s->ledger.next_run)
        fputs("mmubench: nothing is left to measure\n", stderr);
    return rc;
}
