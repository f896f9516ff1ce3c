/* SPDX-License-Identifier: Apache-2.0 */
#include "oracle.h"

#include "common/err.h"

#include <errno.h>
#include <stdlib.h>

int program_init(struct program *p)
{
    *p = (struct program){.op = calloc(ORACLE_MAX_OPS, sizeof *p->op),
                          .outcome = calloc(ORACLE_MAX_OPS, sizeof *p->outcome)};
    if (p->op && p->outcome)
        return 0;
    program_free(p);
    return err(ENOMEM, "no memory for a program of %u operations", ORACLE_MAX_OPS);
}

void program_free(struct program *p)
{
    free(p->op);
    free(p->outcome);
    p->op = NULL;
    p->outcome = NULL;
}

static void start_model(struct program *p, const struct model_traits *t)
{
    const struct model_traits traits = *t; /* may lie in the model */
    model_init(&p->model, &traits, p->wp, p->nxe);
    p->model.case_pte = p->case_pte;
    p->model.case_pde = p->case_pde;
}

void program_clear(struct program *p, const struct model_traits *t, bool wp, bool nxe)
{
    p->seed = 0;
    p->n = 0;
    p->wp = wp;
    p->nxe = nxe;
    p->case_pte = p->case_pde = ORACLE_POOL;
    start_model(p, t);
}

const char *program_add(struct program *p, const struct op *o)
{
    const struct op op = *o; /* may be one of p's own */
    if (p->n == ORACLE_MAX_OPS)
        return "more operations than fit";
    const char *why = model_step(&p->model, &op, &p->outcome[p->n]);
    if (!why)
        p->op[p->n++] = op;
    return why;
}

void program_set(struct program *p, const struct op *op, size_t n)
{
    p->n = 0;
    start_model(p, &p->model.traits);
    for (size_t i = 0; i < n; i++)
        program_add(p, &op[i]);
}
