/* SPDX-License-Identifier: Apache-2.0 */
/* What the guest did against what the reference says. */
#include "oracle.h"

#include "common/pt.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void outcome_text(const struct model_outcome *r, char *out, size_t bytes)
{
    if (r->error == MODEL_NO_FAULT)
        snprintf(out, bytes, "rax %#" PRIx64 ", no fault", r->rax);
    else
        snprintf(out, bytes,
                 "rax %#" PRIx64 ", error %#" PRIx64 ", cr2 %#" PRIx64 ", rip %#" PRIx64, r->rax,
                 r->error, r->cr2, r->rip);
}

static bool same_outcome(const struct model_outcome *want, const struct model_outcome *got)
{
    return want->rax == got->rax && want->error == got->error && want->cr2 == got->cr2 &&
           want->rip == got->rip;
}

/* A in the directory entry of a walk that faults below it may be set or not (SDM Vol. 3A 4.8), if
 * it is the processor that walks. */
static bool same_entries(const struct oracle *o, const struct model_outcome *want,
                         const struct model_outcome *got)
{
    uint64_t differ = want->pde ^ got->pde;
    if (o->target.early_accessed && want->error != MODEL_NO_FAULT && !(want->pde & PTE_PS) &&
        (want->pde & PTE_P))
        differ &= ~PTE_A;
    return want->pte == got->pte && !differ;
}

static void find(struct finding *f, enum difference kind, size_t op)
{
    f->kind = kind;
    f->op = op;
}

static void outcome_differs(struct finding *f, size_t i, const struct model_outcome *want,
                            const struct model_outcome *got, bool is_case)
{
    char w[160], g[160], pw[2][96], pg[2][96];
    outcome_text(want, w, sizeof w);
    outcome_text(got, g, sizeof g);
    find(f, DIFF_OUTCOME, i);
    int n = snprintf(f->text, sizeof f->text, "expected %s; got %s", w, g);
    if (!is_case || n < 0 || (size_t)n >= sizeof f->text)
        return;
    op_entry_text(want->pte, pw[0], sizeof pw[0]);
    op_entry_text(want->pde, pw[1], sizeof pw[1]);
    op_entry_text(got->pte, pg[0], sizeof pg[0]);
    op_entry_text(got->pde, pg[1], sizeof pg[1]);
    snprintf(f->text + n, sizeof f->text - (size_t)n, "; then pte %s pde %s, got pte %s pde %s",
             pw[0], pw[1], pg[0], pg[1]);
}

static void compare_log(const struct oracle *o, const struct program *p, struct finding *f)
{
    const uint64_t *log = (const uint64_t *)(o->ram.base + ORACLE_LOG);
    size_t entry = 0;
    for (size_t i = 0; i < p->n; i++) {
        const bool is_case = op_logs(p->op[i].kind) == 2;
        if (entry + op_logs(p->op[i].kind) > o->nlog) {
            find(f, DIFF_STOP, i);
            snprintf(f->text, sizeof f->text, "the guest did not come past it: %s",
                     o->stop[0] ? o->stop : "its log ends");
            return;
        }
        const uint64_t *e = log + 4 * entry;
        struct model_outcome got = {e[0], e[1], e[2], e[3], 0, 0};
        if (is_case) {
            got.pte = e[4];
            got.pde = e[5];
        }
        if (!same_outcome(&p->outcome[i], &got) ||
            (is_case && !same_entries(o, &p->outcome[i], &got))) {
            outcome_differs(f, i, &p->outcome[i], &got, is_case);
            return;
        }
        entry += op_logs(p->op[i].kind);
    }
    if (o->stop[0]) {
        find(f, DIFF_STOP, p->n ? p->n - 1 : 0);
        snprintf(f->text, sizeof f->text, "after its last operation: %s", o->stop);
    }
}

static bool same_mmio(const struct model_mmio *a, const struct model_mmio *b)
{
    return a->gpa == b->gpa && a->size == b->size && a->write == b->write && a->value == b->value;
}

static void compare_mmio(const struct oracle *o, const struct program *p, struct finding *f)
{
    const struct model *m = &p->model;
    unsigned n = o->nmmio < m->nmmio ? o->nmmio : m->nmmio;
    for (unsigned i = 0; i < n; i++) {
        const struct model_mmio *w = &m->mmio[i], *g = &o->mmio[i];
        if (same_mmio(w, g))
            continue;
        find(f, DIFF_MMIO, p->n - 1);
        snprintf(f->text, sizeof f->text,
                 "MMIO access %u: expected %s of %u bytes at %#" PRIx64 " (%#" PRIx64
                 "), got %s of %u bytes at %#" PRIx64 " (%#" PRIx64 ")",
                 i, w->write ? "write" : "read", w->size, w->gpa, w->value,
                 g->write ? "write" : "read", g->size, g->gpa, g->value);
        return;
    }
    if (o->nmmio != m->nmmio) {
        find(f, DIFF_MMIO, p->n - 1);
        snprintf(f->text, sizeof f->text, "%u MMIO accesses instead of %u", o->nmmio, m->nmmio);
    }
}

static void compare_memory(const struct oracle *o, const struct program *p, struct finding *f)
{
    for (unsigned i = 0; i < MODEL_FRAMES; i++) {
        const uint64_t at = model_frame_gpa(i);
        const uint64_t *got = (const uint64_t *)(o->ram.base + at);
        for (unsigned k = 1; k < PT_ENTRIES; k++) { /* entry 0 of a root is the interpreter's */
            char w[128], g[128];
            if (got[k] == p->model.mem[i][k])
                continue;
            op_entry_text(p->model.mem[i][k], w, sizeof w);
            op_entry_text(got[k], g, sizeof g);
            find(f, DIFF_MEMORY, p->n - 1);
            snprintf(f->text, sizeof f->text,
                     "memory at the end: frame %#" PRIx64 " entry %u is %s instead of %s", at, k, g,
                     w);
            return;
        }
    }
}

void oracle_compare(const struct oracle *o, const struct program *p, struct finding *f)
{
    f->kind = SAME;
    f->op = 0;
    f->text[0] = '\0';
    compare_log(o, p, f);
    if (f->kind == SAME)
        compare_mmio(o, p, f);
    if (f->kind == SAME)
        compare_memory(o, p, f);
}

int oracle_check(struct oracle *o, const struct program *p, struct finding *f)
{
    int rc = oracle_run(o, p);
    if (!rc)
        oracle_compare(o, p, f);
    return rc;
}
