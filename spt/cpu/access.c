/* SPDX-License-Identifier: Apache-2.0 */
/* Guest memory and operands as an instruction sees them. */
#include "emu.h"

#include <string.h>

uint64_t emu_mask(unsigned size)
{
    return size >= 8 ? ~UINT64_C(0) : (UINT64_C(1) << (8 * size)) - 1;
}

uint64_t emu_linear(const struct emu *e)
{
    const struct cpu_insn *in = e->insn;
    uint64_t a = (uint64_t)in->disp;

    if (in->base == INSN_REG_RIP)
        a += e->s->rip + in->len;
    else if (in->base != INSN_REG_NONE)
        a += e->s->gpr[in->base];
    if (in->index != INSN_REG_NONE)
        a += e->s->gpr[in->index] * in->scale;
    a &= emu_mask(in->address_size);
    if (in->segment == SEG_FS)
        a += e->s->fs.base;
    else if (in->segment == SEG_GS)
        a += e->s->gs.base;
    return a;
}

unsigned emu_how(const struct emu *e)
{
    return e->insn->segment == SEG_SS ? EMU_STACK : 0;
}

static bool unaligned(const struct emu *e, uint64_t at, size_t len, unsigned how)
{
    return vcpu_cpl(e->s) == 3 && (e->s->rflags & RFLAGS_AC) && (e->s->cr0 & CR0_AM) &&
           !(how & EMU_SYSTEM) && (len == 2 || len == 4 || len == 8) && (at & (len - 1));
}

static enum cpu_result stop_for_mmio(struct emu *e, unsigned how)
{
    if (how & EMU_SYSTEM)
        return emu_refuse(e, "a descriptor table or the TSS lies outside guest RAM; move it");
    e->exit->kind = VCPU_EXIT_MMIO;
    e->exit->mmio = e->bus->mmio.mmio;
    return CPU_EXIT;
}

static enum cpu_result access_memory(struct emu *e, uint64_t at, void *buf, size_t len,
                                     enum access kind, unsigned how)
{
    bool user = vcpu_cpl(e->s) == 3 && !(how & EMU_SYSTEM);
    struct vcpu_event *ev = &e->out->event;

    if (!gva_canonical(gva(at)) || !gva_canonical(gva(at + len - 1)))
        return emu_raise(e, how & EMU_STACK ? VEC_SS : VEC_GP, 0);
    if (__builtin_expect(unaligned(e, at, len, how), 0))
        return emu_raise(e, VEC_AC, 0);
    switch (e->bus->access(e->bus, gva(at), buf, len, kind, user, ev)) {
    case CPU_BUS_OK:
        return CPU_OK;
    case CPU_BUS_MMIO:
        return stop_for_mmio(e, how);
    default:
        if ((how & EMU_RMW) && ev->vector == VEC_PF)
            ev->error_code |= PF_W;
        return CPU_EVENT;
    }
}

enum cpu_result emu_read(struct emu *e, uint64_t at, void *buf, size_t len, unsigned how)
{
    return access_memory(e, at, buf, len, ACCESS_READ, how);
}

enum cpu_result emu_write(struct emu *e, uint64_t at, const void *buf, size_t len, unsigned how)
{
    uint8_t copy[64]; /* the bus takes one buffer for both directions */

    memcpy(copy, buf, len);
    enum cpu_result r = access_memory(e, at, copy, len, ACCESS_WRITE, how);
    if (r != CPU_EXIT)
        e->bus->held = false;
    return r;
}

/* An MMIO read-modify-write takes three passes: the read stops, then the write stops, then both are
 * answered. In the third the bus answers the write only, so the value read is held here. */
enum cpu_result emu_read_first(struct emu *e, uint64_t at, void *buf, size_t len, unsigned how)
{
    struct cpu_bus *bus = e->bus;

    if (__builtin_expect(bus->held && bus->mmio_done && bus->mmio.mmio.write, 0)) {
        memcpy(buf, &bus->held_value, len > 8 ? 8 : len);
        return CPU_OK;
    }
    enum cpu_result r = emu_read(e, at, buf, len, how);
    bus->held = r == CPU_OK && len <= 8;
    if (bus->held)
        memcpy(&bus->held_value, buf, len);
    return r;
}

void emu_set_gpr(struct vcpu_state *s, unsigned reg, unsigned size, uint64_t value)
{
    uint64_t keep = size >= 4 ? 0 : ~emu_mask(size); /* 32-bit results are zero-extended */

    s->gpr[reg] = (s->gpr[reg] & keep) | (value & emu_mask(size));
}

enum cpu_result emu_get(struct emu *e, const struct operand *o, uint64_t *value)
{
    *value = 0;
    switch (o->kind) {
    case OPERAND_GPR:
        *value = e->s->gpr[o->reg] & emu_mask(o->size);
        return CPU_OK;
    case OPERAND_HIGH:
        *value = e->s->gpr[o->reg] >> 8 & 0xff;
        return CPU_OK;
    case OPERAND_IMM:
        *value = e->insn->imm;
        return CPU_OK;
    case OPERAND_MEM:
        return emu_read(e, emu_linear(e), value, o->size, emu_how(e));
    default:
        return CPU_STEP;
    }
}

enum cpu_result emu_put(struct emu *e, const struct operand *o, uint64_t value)
{
    switch (o->kind) {
    case OPERAND_GPR:
        emu_set_gpr(e->s, o->reg, o->size, value);
        return CPU_OK;
    case OPERAND_HIGH:
        e->s->gpr[o->reg] = (e->s->gpr[o->reg] & ~UINT64_C(0xff00)) | (value & 0xff) << 8;
        return CPU_OK;
    case OPERAND_MEM:
        return emu_write(e, emu_linear(e), &value, o->size, emu_how(e));
    default:
        return CPU_STEP;
    }
}
