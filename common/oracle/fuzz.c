/* SPDX-License-Identifier: Apache-2.0 */
/* The fuzzer's loop, and the shrinking of what it finds. */
#include "oracle.h"

#include "common/err.h"
#include "common/units.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A guest that hangs costs a run's whole time limit each time. */
#define SHRINK_LIMIT_NS (UINT64_C(180) * NS_PER_SEC)

static bool over(const struct oracle *o, const struct fuzz_plan *plan, uint64_t done)
{
    if (o->cancel && atomic_load(o->cancel))
        return true;
    if (plan->programs && done >= plan->programs)
        return true;
    return plan->deadline_ns && units_now_ns() >= plan->deadline_ns;
}

int oracle_fuzz(struct oracle *o, const struct fuzz_plan *plan, struct program *p,
                struct finding *f, uint64_t *done)
{
    int rc = 0;
    f->kind = SAME;
    for (*done = 0; !rc && f->kind == SAME && !over(o, plan, *done); ++*done) {
        fuzz_program(p, o, plan->seed + *done, plan->ops);
        rc = oracle_check(o, p, f);
        if (plan->progress)
            plan->progress(plan->ctx, *done + 1);
    }
    return rc;
}

/* Checks the program of these operations. */
static int check(struct oracle *o, struct program *spare, const struct op *op, size_t n,
                 struct finding *f)
{
    program_set(spare, op, n);
    f->kind = SAME;
    return spare->n ? oracle_check(o, spare, f) : 0;
}

/* Does the program of these operations still differ? Then it takes p's place. */
static int try(struct oracle *o, struct program *p, struct program *spare, struct finding *f,
               const struct op *op, size_t n, bool *better)
{
    struct finding found;
    *better = false;
    spare->wp = p->wp;
    spare->nxe = p->nxe;
    spare->case_pte = p->case_pte;
    spare->case_pde = p->case_pde;
    spare->seed = p->seed;
    spare->model.traits = p->model.traits;
    int rc = check(o, spare, op, n, &found);
    if (rc || found.kind == SAME)
        return rc;
    const struct program t = *p;
    *p = *spare;
    *spare = t;
    *f = found;
    *better = true;
    return 0;
}

struct budget {
    unsigned runs;
    uint64_t end_ns;
};

static bool spent(const struct oracle *o, const struct budget *b)
{
    return !b->runs || units_now_ns() >= b->end_ns || (o->cancel && atomic_load(o->cancel));
}

/* One pass: cuts out chunks of `chunk` operations, from the end. */
static int pass(struct oracle *o, struct program *p, struct program *spare, struct finding *f,
                size_t chunk, struct op *op, struct budget *left, bool *progress)
{
    size_t end = p->n;
    while (end > 0 && !spent(o, left)) {
        size_t from = end > chunk ? end - chunk : 0, n = 0;
        bool better;
        for (size_t i = 0; i < p->n; i++)
            if (i < from || i >= end)
                op[n++] = p->op[i];
        left->runs--;
        int rc = try(o, p, spare, f, op, n, &better);
        if (rc)
            return rc;
        *progress = *progress || better;
        end = from < p->n ? from : p->n;
    }
    return 0;
}

int oracle_shrink(struct oracle *o, struct program *p, struct finding *f, unsigned runs)
{
    struct program spare;
    struct op *op = calloc(ORACLE_MAX_OPS, sizeof *op);
    struct budget left = {runs, units_now_ns() + SHRINK_LIMIT_NS};
    int rc = program_init(&spare);
    if (!op && !rc)
        rc = err(ENOMEM, "no memory to shrink a program");
    bool better = false;
    if (!rc) { /* what comes after the difference is of no use */
        size_t n = f->kind == DIFF_MEMORY || f->kind == DIFF_MMIO ? p->n : f->op + 1;
        memcpy(op, p->op, n * sizeof *op);
        rc = try(o, p, &spare, f, op, n, &better);
    }
    for (size_t chunk = p->n / 2 + 1; !rc && !spent(o, &left);) {
        bool progress = false;
        rc = pass(o, p, &spare, f, chunk, op, &left, &progress);
        if (chunk == 1 && !progress)
            break;
        chunk = chunk > 1 ? chunk / 2 : 1;
    }
    program_free(&spare);
    free(op);
    return rc;
}
