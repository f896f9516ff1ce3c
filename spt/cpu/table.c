/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptor-table registers and loads of segment registers. */
#include "emu.h"

#include <string.h>

#define TYPE_LDT      2u /* SDM Vol. 3A table 3-2 */
#define TYPE_TSS_FREE 9u
#define TYPE_TSS_BUSY 11u

static struct segment *segment_register(struct vcpu_state *s, unsigned reg)
{
    struct segment *const all[SEG_COUNT] = {
        [SEG_ES] = &s->es, [SEG_CS] = &s->cs, [SEG_SS] = &s->ss,
        [SEG_DS] = &s->ds, [SEG_FS] = &s->fs, [SEG_GS] = &s->gs,
    };

    return all[reg];
}

/* lgdt, lidt: 16-bit limit, 64-bit base. */
enum cpu_result table_load(struct emu *e)
{
    struct dtable *t = e->insn->op == OP_LGDT ? &e->s->gdt : &e->s->idt;
    uint8_t raw[10];
    uint64_t base;
    enum cpu_result r = emu_read(e, emu_linear(e), raw, sizeof(raw), emu_how(e));

    if (r != CPU_OK)
        return r;
    memcpy(&base, raw + 2, 8);
    if (!gva_canonical(gva(base)))
        return emu_gp(e);
    t->base = base;
    memcpy(&t->limit, raw, 2);
    return emu_done(e);
}

enum cpu_result table_store(struct emu *e)
{
    const struct dtable *t = e->insn->op == OP_SGDT ? &e->s->gdt : &e->s->idt;
    uint8_t raw[10];

    memcpy(raw, &t->limit, 2);
    memcpy(raw + 2, &t->base, 8);
    enum cpu_result r = emu_write(e, emu_linear(e), raw, sizeof(raw), emu_how(e));
    return r == CPU_OK ? emu_done(e) : r;
}

/* sldt, str: a register gets the selector zero-extended, memory 16 bits of it. */
enum cpu_result table_selector(struct emu *e)
{
    struct operand o = e->insn->operand[0];
    uint16_t selector = e->insn->op == OP_STR ? e->s->tr.selector : e->s->ldt.selector;

    if (o.kind == OPERAND_MEM)
        o.size = 2;
    enum cpu_result r = emu_put(e, &o, selector);
    return r == CPU_OK ? emu_done(e) : r;
}

/* The 16-byte descriptor of an LDT or TSS, from the GDT only. */
static enum cpu_result read_system(struct emu *e, uint16_t selector, unsigned type,
                                   struct segment *seg, uint64_t *at)
{
    uint64_t raw[2];
    uint32_t code = selector & ~3u;
    enum cpu_result r;

    if ((selector & 4) || (selector & ~7u) + 15 > e->s->gdt.limit)
        return emu_raise(e, VEC_GP, code);
    *at = e->s->gdt.base + (selector & ~7u);
    r = emu_read(e, *at, raw, 16, EMU_SYSTEM);
    if (r != CPU_OK)
        return r;
    if ((raw[0] & DESC_S) || desc_type(raw[0]) != type || (raw[1] >> 40 & 0x1f))
        return emu_raise(e, VEC_GP, code);
    if (!(raw[0] & DESC_P))
        return emu_raise(e, VEC_NP, code);
    *seg = desc_segment(selector, raw[0]);
    seg->base |= raw[1] << 32;
    return gva_canonical(gva(seg->base)) ? CPU_OK : emu_raise(e, VEC_GP, code);
}

static enum cpu_result selector_operand(struct emu *e, uint16_t *selector)
{
    struct operand o = e->insn->operand[0];
    uint64_t v;

    o.size = 2;
    enum cpu_result r = emu_get(e, &o, &v);
    *selector = (uint16_t)v;
    return r;
}

enum cpu_result table_lldt(struct emu *e)
{
    struct segment seg;
    uint16_t selector;
    uint64_t at;
    enum cpu_result r = selector_operand(e, &selector);

    if (r != CPU_OK)
        return r;
    if (desc_is_null(selector))
        seg = desc_null(selector, 0);
    else
        r = read_system(e, selector, TYPE_LDT, &seg, &at);
    if (r != CPU_OK)
        return r;
    e->s->ldt = seg;
    return emu_done(e);
}

enum cpu_result table_ltr(struct emu *e)
{
    struct segment seg;
    uint16_t selector;
    uint64_t at;
    enum cpu_result r = selector_operand(e, &selector);

    if (r != CPU_OK)
        return r;
    if (desc_is_null(selector))
        return emu_gp(e);
    r = read_system(e, selector, TYPE_TSS_FREE, &seg, &at);
    if (r != CPU_OK)
        return r;
    uint8_t access = (uint8_t)(TYPE_TSS_BUSY | seg.dpl << 5 | 0x80);
    r = emu_write(e, at + 5, &access, 1, EMU_SYSTEM);
    if (r != CPU_OK)
        return r;
    seg.type = TYPE_TSS_BUSY;
    e->s->tr = seg;
    return emu_done(e);
}

static enum cpu_result load_data(struct emu *e, uint16_t selector, struct segment *seg)
{
    unsigned rpl = selector & 3, cpl = vcpu_cpl(e->s);
    struct descriptor d;
    enum cpu_result r;

    if (desc_is_null(selector)) {
        *seg = desc_null(selector, 0);
        return CPU_OK;
    }
    r = desc_read(e, selector, &d);
    if (r != CPU_OK)
        return r;
    unsigned type = desc_type(d.raw), dpl = desc_dpl(d.raw);
    bool code = type & TYPE_CODE, conforming = code && (type & TYPE_CONFORMING);
    if (!(d.raw & DESC_S) || (code && !(type & TYPE_WRITABLE)) ||
        (!conforming && (rpl > dpl || cpl > dpl)))
        return emu_raise(e, VEC_GP, selector & ~3u);
    if (!(d.raw & DESC_P))
        return emu_raise(e, VEC_NP, selector & ~3u);
    *seg = desc_segment(selector, d.raw);
    return desc_mark_accessed(e, &d);
}

static enum cpu_result load_register(struct emu *e, unsigned reg, uint16_t selector)
{
    struct vcpu_state *s = e->s;
    struct segment seg;
    uint64_t raw;
    enum cpu_result r;

    if (reg == SEG_CS)
        return emu_raise(e, VEC_UD, 0);
    if (reg == SEG_SS) {
        r = desc_return_stack(e, selector, vcpu_cpl(s), &raw);
        if (r == CPU_OK)
            s->ss = desc_stack(selector, raw);
        return r;
    }
    r = load_data(e, selector, &seg);
    if (r == CPU_OK)
        *segment_register(s, reg) = seg;
    return r;
}

/* After a load of SS no single-step trap is taken (SDM Vol. 3A 6.8.3). */
static enum cpu_result loaded(struct emu *e, unsigned reg)
{
    enum cpu_result r = emu_done(e);

    return reg == SEG_SS ? CPU_OK : r;
}

enum cpu_result table_to_segment(struct emu *e)
{
    struct operand o = e->insn->operand[1];
    unsigned reg = e->insn->operand[0].reg;
    uint64_t selector;

    o.size = 2;
    enum cpu_result r = emu_get(e, &o, &selector);
    if (r == CPU_OK)
        r = load_register(e, reg, (uint16_t)selector);
    return r == CPU_OK ? loaded(e, reg) : r;
}

enum cpu_result table_from_segment(struct emu *e)
{
    struct operand o = e->insn->operand[0];

    if (o.kind == OPERAND_MEM)
        o.size = 2;
    enum cpu_result r = emu_put(e, &o, segment_register(e->s, e->insn->operand[1].reg)->selector);
    return r == CPU_OK ? emu_done(e) : r;
}

enum cpu_result table_pop_segment(struct emu *e)
{
    unsigned size = e->insn->size, reg = e->insn->operand[0].reg;
    uint16_t selector;
    enum cpu_result r = emu_read(e, e->s->gpr[RSP], &selector, 2, EMU_STACK);

    if (r == CPU_OK)
        r = load_register(e, reg, selector);
    if (r != CPU_OK)
        return r;
    e->s->gpr[RSP] += size;
    return loaded(e, reg);
}
