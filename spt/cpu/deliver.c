/* SPDX-License-Identifier: Apache-2.0 */
/* Delivery of an event through the guest's 64-bit IDT (SDM Vol. 3A 6.12.1, 6.13, 6.14). */
#include "emu.h"

#include <string.h>

#define GATE_INTERRUPT 0xeu
#define GATE_TRAP      0xfu

/* Error-code bits, SDM Vol. 3A 6.13. */
#define CODE_EXT 1u
#define CODE_IDT 2u

#define RFLAGS_VM (UINT64_C(1) << 17)

/* One attempt at one event; on failure `fault` is what came up instead. */
struct delivery {
    struct cpu_bus *bus;
    struct vcpu_state *s;
    struct vcpu_event ev;
    bool soft;
    uint32_t ext; /* CODE_EXT unless a software interrupt caused it */
    struct vcpu_event fault;
};

struct gate {
    uint64_t offset;
    uint16_t selector;
    uint8_t ist, type, dpl;
    bool present;
};

static bool fail(struct delivery *d, enum vector vector, uint32_t code)
{
    d->fault = (struct vcpu_event){
        .valid = true, .has_error = true, .vector = (uint8_t)vector, .error_code = code};
    return false;
}

static bool reach(struct delivery *d, uint64_t at, void *buf, size_t len, enum access kind,
                  bool user, enum vector bad)
{
    if (!gva_canonical(gva(at)) || !gva_canonical(gva(at + len - 1)))
        return fail(d, bad, d->ext);
    switch (d->bus->access(d->bus, gva(at), buf, len, kind, user, &d->fault)) {
    case CPU_BUS_OK:
        return true;
    case CPU_BUS_MMIO: /* nothing there: reads give ones, writes are lost */
        if (kind != ACCESS_WRITE)
            memset(buf, 0xff, len);
        return true;
    default:
        return false;
    }
}

static bool read_gate(struct delivery *d, struct gate *g)
{
    unsigned vector = d->ev.vector;
    uint32_t code = vector * 8 | CODE_IDT | d->ext;
    uint64_t raw[2];

    if (vector * 16u + 15u > d->s->idt.limit)
        return fail(d, VEC_GP, code);
    if (!reach(d, d->s->idt.base + vector * 16u, raw, 16, ACCESS_READ, false, VEC_GP))
        return false;
    g->offset = (raw[0] & 0xffff) | (raw[0] >> 32 & 0xffff0000) | raw[1] << 32;
    g->selector = (uint16_t)(raw[0] >> 16);
    g->ist = raw[0] >> 32 & 7;
    g->type = raw[0] >> 40 & 0x1f; /* with the S bit, which must be 0 */
    g->dpl = raw[0] >> 45 & 3;
    g->present = raw[0] >> 47 & 1;
    if (g->type != GATE_INTERRUPT && g->type != GATE_TRAP)
        return fail(d, VEC_GP, code);
    if (d->soft && g->dpl < vcpu_cpl(d->s))
        return fail(d, VEC_GP, code);
    return g->present || fail(d, VEC_NP, code);
}

/* The gate's code segment; *cpl is the privilege that it enters. */
static bool read_code(struct delivery *d, const struct gate *g, struct segment *cs, unsigned *cpl)
{
    const struct vcpu_state *s = d->s;
    bool local = g->selector & 4;
    uint32_t code = (g->selector & ~3u) | d->ext, limit = local ? s->ldt.limit : s->gdt.limit;
    uint64_t at = (local ? s->ldt.base : s->gdt.base) + (g->selector & ~7u), raw;

    if (desc_is_null(g->selector))
        return fail(d, VEC_GP, d->ext);
    if ((local && s->ldt.unusable) || (g->selector | 7u) > limit)
        return fail(d, VEC_GP, code);
    if (!reach(d, at, &raw, 8, ACCESS_READ, false, VEC_GP))
        return false;
    unsigned type = desc_type(raw), dpl = desc_dpl(raw), now = vcpu_cpl(s);
    if (!(raw & DESC_S) || !(type & TYPE_CODE) || dpl > now)
        return fail(d, VEC_GP, code);
    if (!(raw & DESC_P))
        return fail(d, VEC_NP, code);
    if (!(raw & DESC_L) || (raw & DESC_D))
        return fail(d, VEC_GP, code);
    if (!(type & TYPE_ACCESSED)) {
        uint8_t access = (uint8_t)(raw >> 40) | TYPE_ACCESSED;
        if (!reach(d, at + 5, &access, 1, ACCESS_WRITE, false, VEC_GP))
            return false;
        raw |= (uint64_t)TYPE_ACCESSED << 40;
    }
    *cpl = type & TYPE_CONFORMING ? now : dpl;
    *cs = desc_segment((uint16_t)((g->selector & ~3u) | *cpl), raw);
    return true;
}

/* RSP before the push: from the TSS (IST or RSPn) or the present one. */
static bool find_stack(struct delivery *d, const struct gate *g, unsigned cpl, uint64_t *rsp)
{
    const struct segment *tr = &d->s->tr;
    unsigned offset = g->ist ? 36u + 8u * (g->ist - 1u) : 4u + 8u * cpl; /* figure 8-11 */

    *rsp = d->s->gpr[RSP];
    if (g->ist || cpl != vcpu_cpl(d->s)) {
        if (offset + 7 > tr->limit)
            return fail(d, VEC_TS, (tr->selector & ~3u) | d->ext);
        if (!reach(d, tr->base + offset, rsp, 8, ACCESS_READ, false, VEC_TS))
            return false;
    }
    *rsp &= ~UINT64_C(15);
    return true;
}

/* Faults save RF = 1, so that they do not hit an instruction breakpoint twice (SDM Vol.
 * 3B 18.3.1.1); traps, software interrupts, NMI and #DF save it as it is. */
static uint64_t saved_flags(const struct delivery *d)
{
    const uint32_t as_is =
        1u << VEC_DB | 1u << VEC_NMI | 1u << VEC_BP | 1u << VEC_OF | 1u << VEC_DF;
    bool fault = !d->soft && d->ev.vector < 32 && !(as_is >> d->ev.vector & 1u);

    return d->s->rflags | (fault ? RFLAGS_RF : 0);
}

static bool push_frame(struct delivery *d, uint64_t rsp, unsigned cpl)
{
    const struct vcpu_state *s = d->s;
    uint64_t frame[6] = {d->ev.error_code, s->rip,      s->cs.selector,
                         saved_flags(d),   s->gpr[RSP], s->ss.selector};
    unsigned skip = d->ev.has_error ? 0 : 1;
    size_t len = (6 - skip) * 8;

    return reach(d, rsp - len, frame + skip, len, ACCESS_WRITE, cpl == 3, VEC_SS);
}

static bool attempt(struct delivery *d, unsigned *effects)
{
    struct vcpu_state *s = d->s;
    struct gate g;
    struct segment cs;
    unsigned cpl, was = vcpu_cpl(s);
    uint64_t rsp;

    if (!read_gate(d, &g) || !read_code(d, &g, &cs, &cpl) || !find_stack(d, &g, cpl, &rsp))
        return false;
    if (!gva_canonical(gva(g.offset)))
        return fail(d, VEC_GP, d->ext);
    if (!push_frame(d, rsp, cpl))
        return false;
    s->gpr[RSP] = rsp - (d->ev.has_error ? 48 : 40);
    s->rip = g.offset;
    s->cs = cs;
    s->rflags &= ~(RFLAGS_TF | RFLAGS_NT | RFLAGS_RF | RFLAGS_VM);
    if (g.type == GATE_INTERRUPT)
        s->rflags &= ~RFLAGS_IF;
    if (cpl != was) {
        s->ss = desc_null((uint16_t)cpl, cpl);
        *effects |= CPU_EFFECT_ROLE;
    }
    return true;
}

/* #DE, #TS, #NP, #SS, #GP: SDM Vol. 3A table 6-4. */
static bool contributory(const struct vcpu_event *ev)
{
    const uint32_t which = 1u << VEC_DE | 1u << VEC_TS | 1u << VEC_NP | 1u << VEC_SS | 1u << VEC_GP;

    return ev->vector < 32 && (which >> ev->vector & 1u);
}

/* Whether `second`, raised while `first` was delivered, makes a #DF: SDM Vol. 3A table 6-5. */
static bool doubles(const struct vcpu_event *first, const struct vcpu_event *second)
{
    if (contributory(first))
        return contributory(second);
    return first->vector == VEC_PF && (contributory(second) || second->vector == VEC_PF);
}

bool cpu_deliver(struct cpu_bus *bus, struct vcpu_event ev, unsigned soft, unsigned *effects)
{
    struct delivery d = {
        .bus = bus, .s = bus->state, .ev = ev, .soft = soft != 0, .ext = soft ? 0 : CODE_EXT};

    while (!attempt(&d, effects)) {
        if (d.soft)
            d.s->rip -= soft; /* what faulted is the instruction itself */
        else if (d.ev.vector == VEC_DF)
            return false;
        if (!d.soft && doubles(&d.ev, &d.fault))
            d.ev = (struct vcpu_event){.valid = true, .has_error = true, .vector = VEC_DF};
        else
            d.ev = d.fault;
        d.soft = false;
        d.ext = CODE_EXT;
    }
    return true;
}
