/* SPDX-License-Identifier: Apache-2.0 */
/* Segment descriptors of the guest, and what a return checks in them. */
#include "emu.h"

enum cpu_result desc_read(struct emu *e, uint16_t selector, struct descriptor *d)
{
    const struct vcpu_state *s = e->s;
    bool local = selector & 4;
    uint64_t base = local ? s->ldt.base : s->gdt.base;
    uint32_t limit = local ? s->ldt.limit : s->gdt.limit;

    if ((local && s->ldt.unusable) || (selector | 7u) > limit)
        return emu_raise(e, VEC_GP, selector & ~3u);
    d->at = base + (selector & ~7u);
    return emu_read(e, d->at, &d->raw, 8, EMU_SYSTEM);
}

enum cpu_result desc_mark_accessed(struct emu *e, struct descriptor *d)
{
    uint8_t access;

    if (desc_type(d->raw) & TYPE_ACCESSED)
        return CPU_OK;
    d->raw |= (uint64_t)TYPE_ACCESSED << 40;
    access = (uint8_t)(d->raw >> 40);
    return emu_write(e, d->at + 5, &access, 1, EMU_SYSTEM);
}

enum cpu_result desc_return_code(struct emu *e, uint16_t selector, uint64_t *raw)
{
    unsigned cpl = vcpu_cpl(e->s), rpl = selector & 3;
    uint32_t code = selector & ~3u;
    struct descriptor d;
    enum cpu_result r;

    if (desc_is_null(selector))
        return emu_gp(e);
    r = desc_read(e, selector, &d);
    if (r != CPU_OK)
        return r;
    bool conforming = desc_type(d.raw) & TYPE_CONFORMING;
    if (!(d.raw & DESC_S) || !(desc_type(d.raw) & TYPE_CODE) || rpl < cpl)
        return emu_raise(e, VEC_GP, code);
    if (conforming ? desc_dpl(d.raw) > rpl : desc_dpl(d.raw) != rpl)
        return emu_raise(e, VEC_GP, code);
    if (!(d.raw & DESC_P))
        return emu_raise(e, VEC_NP, code);
    if (!(d.raw & DESC_L))
        return emu_refuse(e, "16- and 32-bit code segments are not supported; set the L bit of its "
                             "descriptor");
    if (d.raw & DESC_D)
        return emu_raise(e, VEC_GP, code);
    *raw = d.raw;
    return desc_mark_accessed(e, &d);
}

enum cpu_result desc_return_stack(struct emu *e, uint16_t selector, unsigned rpl, uint64_t *raw)
{
    uint32_t code = selector & ~3u;
    struct descriptor d;
    enum cpu_result r;

    if (desc_is_null(selector)) {
        *raw = 0;
        return rpl == 3 || (selector & 3) != rpl ? emu_gp(e) : CPU_OK;
    }
    r = desc_read(e, selector, &d);
    if (r != CPU_OK)
        return r;
    if ((selector & 3u) != rpl || !(d.raw & DESC_S) ||
        (desc_type(d.raw) & (TYPE_CODE | TYPE_WRITABLE)) != TYPE_WRITABLE || desc_dpl(d.raw) != rpl)
        return emu_raise(e, VEC_GP, code);
    if (!(d.raw & DESC_P))
        return emu_raise(e, VEC_SS, code);
    *raw = d.raw;
    return desc_mark_accessed(e, &d);
}
