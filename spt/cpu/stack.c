/* SPDX-License-Identifier: Apache-2.0 */
/* Near stack and branch instructions that were stopped for the memory they touch. */
#include "emu.h"

static enum cpu_result push(struct emu *e, uint64_t v, unsigned size)
{
    enum cpu_result r = emu_write(e, e->s->gpr[RSP] - size, &v, size, EMU_STACK);

    if (r == CPU_OK)
        e->s->gpr[RSP] -= size;
    return r;
}

static uint16_t segment_selector(const struct vcpu_state *s, unsigned reg)
{
    return reg == SEG_FS ? s->fs.selector : s->gs.selector; /* 64-bit mode pushes no other */
}

enum cpu_result stack_push(struct emu *e)
{
    const struct operand *o = &e->insn->operand[0];
    uint64_t v;
    enum cpu_result r = CPU_OK;

    if (o->kind == OPERAND_SEG)
        v = segment_selector(e->s, o->reg);
    else
        r = emu_get(e, o, &v);
    if (r == CPU_OK)
        r = push(e, v, e->insn->size);
    return r == CPU_OK ? emu_done(e) : r;
}

/* An address by RSP is taken after the increment (SDM Vol. 2B POP). */
enum cpu_result stack_pop(struct emu *e)
{
    const struct operand *o = &e->insn->operand[0];
    unsigned size = e->insn->size;
    uint64_t v = 0, before = e->s->gpr[RSP];
    enum cpu_result r = emu_read(e, before, &v, size, EMU_STACK);

    if (r != CPU_OK)
        return r;
    e->s->gpr[RSP] = before + size;
    r = emu_put(e, o, v);
    if (r == CPU_OK)
        return emu_done(e);
    e->s->gpr[RSP] = before;
    return r;
}

enum cpu_result stack_pushf(struct emu *e)
{
    const uint64_t hidden = RFLAGS_RF | UINT64_C(1) << 17; /* RF and VM are pushed as 0 */
    enum cpu_result r = push(e, e->s->rflags & ~hidden, e->insn->size);

    return r == CPU_OK ? emu_done(e) : r;
}

enum cpu_result stack_popf(struct emu *e)
{
    struct vcpu_state *s = e->s;
    unsigned size = e->insn->size;
    uint64_t v = 0, mask = emu_changeable_flags(s, size) & ~RFLAGS_RF;
    enum cpu_result r = emu_read(e, s->gpr[RSP], &v, size, EMU_STACK);

    if (r != CPU_OK)
        return r;
    s->gpr[RSP] += size;
    r = emu_done(e); /* by the old TF */
    s->rflags = (s->rflags & ~mask) | (v & mask) | RFLAGS_FIXED;
    return r;
}

static enum cpu_result branch_target(struct emu *e, uint64_t *to)
{
    const struct operand *o = &e->insn->operand[0];
    enum cpu_result r = CPU_OK;

    if (o->kind == OPERAND_REL)
        *to = e->s->rip + e->insn->len + e->insn->imm;
    else
        r = emu_get(e, o, to);
    return r == CPU_OK && !gva_canonical(gva(*to)) ? emu_gp(e) : r;
}

enum cpu_result stack_call(struct emu *e)
{
    uint64_t to;
    enum cpu_result r = branch_target(e, &to);

    if (r == CPU_OK)
        r = push(e, e->s->rip + e->insn->len, 8);
    return r == CPU_OK ? emu_done_at(e, to) : r;
}

enum cpu_result stack_jmp(struct emu *e)
{
    uint64_t to;
    enum cpu_result r = branch_target(e, &to);

    return r == CPU_OK ? emu_done_at(e, to) : r;
}

enum cpu_result stack_ret(struct emu *e)
{
    const struct operand *o = &e->insn->operand[0];
    uint64_t to, release = o->kind == OPERAND_IMM ? e->insn->imm & 0xffff : 0;
    enum cpu_result r = emu_read(e, e->s->gpr[RSP], &to, 8, EMU_STACK);

    if (r != CPU_OK)
        return r;
    if (!gva_canonical(gva(to)))
        return emu_gp(e);
    e->s->gpr[RSP] += 8 + release;
    return emu_done_at(e, to);
}

enum cpu_result stack_leave(struct emu *e)
{
    unsigned size = e->insn->size;
    uint64_t v = 0, frame = e->s->gpr[RBP];
    enum cpu_result r = emu_read(e, frame, &v, size, EMU_STACK);

    if (r != CPU_OK)
        return r;
    e->s->gpr[RSP] = frame + size;
    emu_set_gpr(e->s, RBP, size, v);
    return emu_done(e);
}
