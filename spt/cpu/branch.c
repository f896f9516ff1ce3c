/* SPDX-License-Identifier: Apache-2.0 */
/* What depends on a condition: jcc, setcc, cmovcc, loop, jrcxz. */
#include "emu.h"

#define LESS (UINT64_C(1) << 12) /* SF differs from OF; the bit is IOPL's in RFLAGS itself */

/* Conditions come in pairs, the odd one being the opposite (SDM Vol. 2D B.1.4.7). */
static bool holds(uint64_t rflags, unsigned condition)
{
    static const uint16_t any_of[8] = {
        RFLAGS_OF, RFLAGS_CF, RFLAGS_ZF, RFLAGS_CF | RFLAGS_ZF,
        RFLAGS_SF, RFLAGS_PF, LESS,      LESS | RFLAGS_ZF,
    };
    uint64_t less = (rflags << 5 ^ rflags << 1) & LESS; /* SF is bit 7, OF bit 11 */

    return (((rflags & ~LESS) | less) & any_of[condition >> 1] ? 1u : 0u) != (condition & 1);
}

static enum cpu_result jump_if(struct emu *e, bool taken)
{
    uint64_t next = e->s->rip + e->insn->len, to = next + e->insn->imm;

    if (!taken)
        return emu_done_at(e, next);
    return gva_canonical(gva(to)) ? emu_done_at(e, to) : emu_gp(e);
}

enum cpu_result branch_jcc(struct emu *e)
{
    return jump_if(e, holds(e->s->rflags, e->insn->condition));
}

enum cpu_result branch_setcc(struct emu *e)
{
    enum cpu_result r = emu_put(e, &e->insn->operand[0], holds(e->s->rflags, e->insn->condition));

    return r == CPU_OK ? emu_done(e) : r;
}

/* The source is read and a 32-bit register zero-extended whatever the condition. */
enum cpu_result branch_cmov(struct emu *e)
{
    const struct operand *o = e->insn->operand;
    uint64_t from, to;
    enum cpu_result r = emu_get(e, &o[1], &from);

    if (r != CPU_OK)
        return r;
    emu_get(e, &o[0], &to);
    emu_put(e, &o[0], holds(e->s->rflags, e->insn->condition) ? from : to);
    return emu_done(e);
}

enum cpu_result branch_jrcxz(struct emu *e)
{
    return jump_if(e, (e->s->gpr[RCX] & emu_mask(e->insn->address_size)) == 0);
}

/* The count is RCX or ECX; a jump that faults leaves it. */
enum cpu_result branch_loop(struct emu *e)
{
    unsigned size = e->insn->address_size;
    uint64_t count = (e->s->gpr[RCX] - 1) & emu_mask(size), before = e->s->gpr[RCX];
    bool zero = e->s->rflags & RFLAGS_ZF, taken = count != 0;
    enum cpu_result r;

    if (e->insn->op != OP_LOOP)
        taken = taken && zero == (e->insn->op == OP_LOOPE);
    emu_set_gpr(e->s, RCX, size, count);
    r = jump_if(e, taken);
    if (r == CPU_EVENT && e->out->event.vector == VEC_GP)
        e->s->gpr[RCX] = before;
    return r;
}
