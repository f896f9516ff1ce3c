/* SPDX-License-Identifier: Apache-2.0 */
/* stos, movs, lods with and without rep. Registers advance with each element, as on the CPU, so
 * that a fault in the middle restarts where it stopped. */
#include "emu.h"

#define CHUNK \
    512u /* elements per call at most: a page of table entries; the rest when it runs again */

/* Registers advance in the address size; a 32-bit one is zero-extended. */
static void advance(struct emu *e, unsigned reg, int64_t by)
{
    emu_set_gpr(e->s, reg, e->insn->address_size, e->s->gpr[reg] + (uint64_t)by);
}

static uint64_t source(const struct emu *e)
{
    const struct vcpu_state *s = e->s;
    uint64_t base = e->insn->segment == SEG_FS   ? s->fs.base
                    : e->insn->segment == SEG_GS ? s->gs.base
                                                 : 0;

    return base + (s->gpr[RSI] & emu_mask(e->insn->address_size));
}

static uint64_t target(const struct emu *e)
{
    return e->s->gpr[RDI] & emu_mask(e->insn->address_size);
}

static enum cpu_result one_element(struct emu *e, unsigned size, int64_t step)
{
    struct vcpu_state *s = e->s;
    enum op op = (enum op)e->insn->op;
    uint64_t v = s->gpr[RAX];
    enum cpu_result r = CPU_OK;

    if (op == OP_MOVS)
        r = emu_read_first(e, source(e), &v, size, 0);
    else if (op == OP_LODS)
        r = emu_read(e, source(e), &v, size, 0);
    if (r == CPU_OK && op != OP_LODS)
        r = emu_write(e, target(e), &v, size, 0);
    if (r != CPU_OK)
        return r;
    if (op == OP_LODS)
        emu_set_gpr(s, RAX, size, v);
    else
        advance(e, RDI, step);
    if (op != OP_STOS)
        advance(e, RSI, step);
    return CPU_OK;
}

static enum cpu_result repeat(struct emu *e, unsigned size, int64_t step)
{
    struct vcpu_state *s = e->s;
    uint64_t mask = emu_mask(e->insn->address_size);
    bool trap = s->rflags & RFLAGS_TF; /* after each element */

    for (unsigned n = trap ? 1 : CHUNK; (s->gpr[RCX] & mask) != 0; n--) {
        if (n == 0)
            return trap ? emu_raise(e, VEC_DB, 0) : CPU_OK; /* RIP stays: it goes on */
        enum cpu_result r = one_element(e, size, step);
        if (r != CPU_OK)
            return r;
        advance(e, RCX, -1);
    }
    return emu_done(e);
}

enum cpu_result string_run(struct emu *e)
{
    unsigned size = e->insn->size;
    int64_t step = e->s->rflags & RFLAGS_DF ? -(int64_t)size : (int64_t)size;

    if (e->insn->rep != INSN_NO_REP)
        return repeat(e, size, step);
    enum cpu_result r = one_element(e, size, step);
    return r == CPU_OK ? emu_done(e) : r;
}
