/* SPDX-License-Identifier: Apache-2.0 */
/* Control transfers that change CS or privilege: iretq, far returns and jumps, syscall, sysret,
 * int. */
#include "emu.h"

#include <string.h>

#define RFLAGS_STATUS \
    (RFLAGS_CF | RFLAGS_PF | RFLAGS_AF | RFLAGS_ZF | RFLAGS_SF | RFLAGS_DF | RFLAGS_OF)
#define RFLAGS_ID  (UINT64_C(1) << 21)
#define RFLAGS_VIX (UINT64_C(3) << 19) /* VIF and VIP */

/* Pops `n` values of the operand size at RSP + skip. */
static enum cpu_result pop_values(struct emu *e, uint64_t skip, unsigned n, uint64_t *v)
{
    uint64_t at = e->s->gpr[RSP] + skip;
    uint8_t raw[5 * 4];
    unsigned size = e->insn->size;
    enum cpu_result r;

    if (__builtin_expect(size == 8, 1))
        return emu_read(e, at, v, (size_t)n * 8, EMU_STACK);
    r = emu_read(e, at, raw, (size_t)n * size, EMU_STACK);
    for (unsigned i = 0; i < n && r == CPU_OK; i++) {
        v[i] = 0;
        memcpy(&v[i], raw + (size_t)i * size, size);
    }
    return r;
}

/* A return to less privilege loses segments that it could not have loaded (SDM Vol. 2A RET). The
 * base stays: in 64-bit mode FS and GS are used by it alone. */
static void drop_if_privileged(struct segment *seg, unsigned cpl)
{
    bool conforming = (seg->type & (TYPE_CODE | TYPE_CONFORMING)) == (TYPE_CODE | TYPE_CONFORMING);

    if (seg->unusable || conforming || seg->dpl >= cpl)
        return;
    seg->selector = 0;
    seg->unusable = true;
    seg->present = false;
}

/* `cs` and `ss` are selectors, the other two their descriptors. */
static void enter_level(struct emu *e, uint16_t cs, uint64_t code, uint16_t ss, uint64_t stack)
{
    struct vcpu_state *s = e->s;
    unsigned cpl = cs & 3;

    if (cpl != vcpu_cpl(s)) {
        e->out->effects |= CPU_EFFECT_ROLE;
        drop_if_privileged(&s->ds, cpl);
        drop_if_privileged(&s->es, cpl);
        drop_if_privileged(&s->fs, cpl);
        drop_if_privileged(&s->gs, cpl);
    }
    s->cs = desc_segment(cs, code);
    s->ss = desc_stack(ss, stack);
    s->ss.dpl = (uint8_t)cpl;
}

uint64_t emu_changeable_flags(const struct vcpu_state *s, unsigned size)
{
    unsigned cpl = vcpu_cpl(s), iopl = (unsigned)(s->rflags >> 12) & 3;
    uint64_t mask = RFLAGS_STATUS | RFLAGS_TF | RFLAGS_NT;

    if (size > 2)
        mask |= RFLAGS_RF | RFLAGS_AC | RFLAGS_ID;
    if (cpl <= iopl)
        mask |= RFLAGS_IF;
    if (cpl == 0)
        mask |= RFLAGS_IOPL | (size > 2 ? RFLAGS_VIX : 0);
    return mask;
}

enum cpu_result transfer_iret(struct emu *e)
{
    struct vcpu_state *s = e->s;
    struct {
        uint64_t rip, cs, rflags, rsp, ss;
    } f;
    uint64_t code, stack;
    enum cpu_result r;

    if (s->rflags & RFLAGS_NT)
        return emu_gp(e); /* no task returns in long mode */
    r = pop_values(e, 0, 5, (uint64_t *)&f);
    if (r != CPU_OK)
        return r;
    r = desc_return_code(e, (uint16_t)f.cs, &code);
    if (r == CPU_OK)
        r = desc_return_stack(e, (uint16_t)f.ss, f.cs & 3, &stack);
    if (r != CPU_OK)
        return r;
    if (!gva_canonical(gva(f.rip)))
        return emu_gp(e);
    uint64_t mask = emu_changeable_flags(s, e->insn->size);
    s->rflags = (s->rflags & ~mask & ~RFLAGS_RF) | (f.rflags & mask) | RFLAGS_FIXED;
    enter_level(e, (uint16_t)f.cs, code, (uint16_t)f.ss, stack);
    s->rip = f.rip;
    s->gpr[RSP] = f.rsp;
    e->out->effects |= CPU_EFFECT_IRETQ;
    return CPU_OK; /* a TF that it set takes effect after the next instruction */
}

/* retf [imm]: to the same or to less privilege. */
enum cpu_result transfer_retf(struct emu *e)
{
    struct vcpu_state *s = e->s;
    const struct operand *o = &e->insn->operand[0];
    uint64_t release = o->kind == OPERAND_IMM ? e->insn->imm & 0xffff : 0;
    uint64_t v[2], outer[2], code, stack;
    unsigned size = e->insn->size;
    enum cpu_result r = pop_values(e, 0, 2, v);

    if (r != CPU_OK)
        return r;
    r = desc_return_code(e, (uint16_t)v[1], &code);
    if (r != CPU_OK)
        return r;
    unsigned cpl = v[1] & 3;
    uint64_t rsp = s->gpr[RSP] + 2 * size + release;
    if (cpl != vcpu_cpl(s)) {
        r = pop_values(e, 2 * size + release, 2, outer);
        if (r == CPU_OK)
            r = desc_return_stack(e, (uint16_t)outer[1], cpl, &stack);
        if (r != CPU_OK)
            return r;
        rsp = outer[0] + release;
    }
    if (!gva_canonical(gva(v[0])))
        return emu_gp(e);
    if (cpl != vcpu_cpl(s))
        enter_level(e, (uint16_t)v[1], code, (uint16_t)outer[1], stack);
    else
        s->cs = desc_segment((uint16_t)v[1], code);
    s->gpr[RSP] = rsp;
    return emu_done_at(e, v[0]);
}

/* A code segment for a direct far jmp or call: privilege stays (SDM Vol. 3A 5.8.1). */
static enum cpu_result direct_code(struct emu *e, uint16_t selector, struct segment *cs)
{
    unsigned cpl = vcpu_cpl(e->s), rpl = selector & 3;
    struct descriptor d;
    enum cpu_result r;

    if (desc_is_null(selector))
        return emu_gp(e);
    r = desc_read(e, selector, &d);
    if (r != CPU_OK)
        return r;
    if (!(d.raw & DESC_S))
        return emu_refuse(e, "call gates and task switches are not supported; use iretq");
    unsigned type = desc_type(d.raw), dpl = desc_dpl(d.raw);
    if (!(type & TYPE_CODE) || (type & TYPE_CONFORMING ? dpl > cpl : rpl > cpl || dpl != cpl))
        return emu_raise(e, VEC_GP, selector & ~3u);
    if (!(d.raw & DESC_P))
        return emu_raise(e, VEC_NP, selector & ~3u);
    if (!(d.raw & DESC_L))
        return emu_refuse(e, "16- and 32-bit code segments are not supported; set the L bit of its "
                             "descriptor");
    if (d.raw & DESC_D)
        return emu_raise(e, VEC_GP, selector & ~3u);
    *cs = desc_segment((uint16_t)((selector & ~3u) | cpl), d.raw);
    return desc_mark_accessed(e, &d);
}

static enum cpu_result push_return(struct emu *e, unsigned size)
{
    uint64_t v[2] = {e->s->rip + e->insn->len, e->s->cs.selector};
    uint8_t raw[16];
    enum cpu_result r;

    memcpy(raw, &v[0], size);
    memcpy(raw + size, &v[1], size);
    r = emu_write(e, e->s->gpr[RSP] - 2 * size, raw, 2 * size, EMU_STACK);
    if (r == CPU_OK)
        e->s->gpr[RSP] -= 2 * size;
    return r;
}

/* jmp and call m16:16, m16:32, m16:64. */
enum cpu_result transfer_far(struct emu *e)
{
    unsigned size = e->insn->size;
    uint8_t raw[10];
    uint64_t rip = 0;
    uint16_t selector;
    struct segment cs;
    enum cpu_result r;

    if (e->insn->operand[0].kind != OPERAND_MEM)
        return emu_raise(e, VEC_UD, 0);
    r = emu_read(e, emu_linear(e), raw, size + 2, emu_how(e));
    if (r != CPU_OK)
        return r;
    memcpy(&rip, raw, size);
    memcpy(&selector, raw + size, 2);
    r = direct_code(e, selector, &cs);
    if (r != CPU_OK)
        return r;
    if (!gva_canonical(gva(rip)))
        return emu_gp(e);
    if (e->insn->op == OP_CALL_FAR) {
        r = push_return(e, size);
        if (r != CPU_OK)
            return r;
    }
    e->s->cs = cs;
    return emu_done_at(e, rip);
}

bool cpu_syscall(struct vcpu_state *s)
{
    uint16_t selector = (uint16_t)(s->star >> 32) & 0xfffc;

    if (!(s->efer & EFER_SCE))
        return false;
    s->gpr[RCX] = s->rip;
    s->gpr[R11] = s->rflags & ~RFLAGS_RF;
    s->rip = s->lstar;
    s->rflags = (s->rflags & ~s->sfmask & ~RFLAGS_RF) | RFLAGS_FIXED;
    s->cs = segment_code64(selector, 0);
    s->ss = segment_data((uint16_t)(selector + 8), 0);
    return true;
}

enum cpu_result transfer_syscall(struct emu *e)
{
    struct vcpu_state *s = e->s;
    bool step = s->rflags & RFLAGS_TF;

    if (!(s->efer & EFER_SCE))
        return emu_raise(e, VEC_UD, 0);
    s->rip += e->insn->len;
    cpu_syscall(s);
    e->out->effects |= CPU_EFFECT_ROLE;
    /* TF masked by SFMASK takes effect before the trap would (SDM Vol. 2B SYSCALL). */
    return step && (s->rflags & RFLAGS_TF) ? emu_raise(e, VEC_DB, 0) : CPU_OK;
}

enum cpu_result transfer_sysret(struct emu *e)
{
    const uint64_t flags = 0x3c7fd7; /* SDM Vol. 2B SYSRET: RF, VM and reserved bits are cleared */
    struct vcpu_state *s = e->s;
    uint16_t base = (uint16_t)(s->star >> 48);

    if (!(s->efer & EFER_SCE))
        return emu_raise(e, VEC_UD, 0);
    if (vcpu_cpl(s) != 0)
        return emu_gp(e);
    if (e->insn->size != 8)
        return emu_refuse(e, "32-bit user code is not supported; use sysretq");
    if (!gva_canonical(gva(s->gpr[RCX])))
        return emu_gp(e);
    s->rflags = (s->gpr[R11] & flags) | RFLAGS_FIXED;
    s->rip = s->gpr[RCX];
    s->cs = segment_code64((uint16_t)((base + 16) | 3), 3);
    s->ss = segment_data((uint16_t)((base + 8) | 3), 3);
    e->out->effects |= CPU_EFFECT_ROLE;
    return CPU_OK;
}

enum cpu_result transfer_sysenter(struct emu *e)
{
    if ((e->s->sysenter_cs & 0xfffc) == 0)
        return emu_gp(e);
    return emu_refuse(e, "not supported; use syscall and iretq");
}

/* int n and int3: the event is delivered with RIP past them. */
enum cpu_result transfer_int(struct emu *e)
{
    const struct operand *o = &e->insn->operand[0];
    uint8_t vector = o->kind == OPERAND_IMM ? (uint8_t)e->insn->imm : VEC_BP;

    e->s->rip += e->insn->len;
    e->s->rflags &= ~RFLAGS_RF;
    e->out->soft = e->insn->len;
    e->out->event = (struct vcpu_event){.valid = true, .vector = vector};
    return CPU_EVENT;
}

/* ICEBP: a #DB trap; not a software interrupt, so gate DPL does not matter. */
enum cpu_result transfer_int1(struct emu *e)
{
    e->s->rip += e->insn->len;
    e->s->rflags &= ~RFLAGS_RF;
    return emu_raise(e, VEC_DB, 0);
}
