/* SPDX-License-Identifier: Apache-2.0 */
/* Guest memory and operands as an instruction sees them. */
#include "emu.h"

#include <string.h>

uint64_t emu_effective(const struct emu *e)
{
    const struct cpu_insn *in = e->insn;
    uint64_t a = (uint64_t)in->disp;

    if (in->base == INSN_REG_RIP)
        a += e->s->rip + in->len;
    else if (in->base != INSN_REG_NONE)
        a += e->s->gpr[in->base];
    if (in->index != INSN_REG_NONE)
        a += e->s->gpr[in->index] * in->scale;
    return a & emu_mask(in->address_size);
}

uint64_t emu_linear(const struct emu *e)
{
    uint64_t a = emu_effective(e);

    if (e->insn->segment == SEG_FS)
        a += e->s->fs.base;
    else if (e->insn->segment == SEG_GS)
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
        return CPU_EVENT;
    }
}

enum cpu_result emu_read(struct emu *e, uint64_t at, void *buf, size_t len, unsigned how)
{
    return access_memory(e, at, buf, len, ACCESS_READ, how);
}

enum cpu_result emu_write(struct emu *e, uint64_t at, const void *buf, size_t len, unsigned how)
{
    /* The bus takes one buffer for both directions; for a write it only reads it. */
    enum cpu_result r = access_memory(e, at, (void *)(uintptr_t)buf, len, ACCESS_WRITE, how);

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
    /* The whole access is one write (SDM Vol. 3A 4.6): rights, A and D come before the value. */
    enum cpu_result r = access_memory(e, at, NULL, len, ACCESS_WRITE, how);
    if (r == CPU_OK)
        r = emu_read(e, at, buf, len, how);
    bus->held = r == CPU_OK && len <= 8;
    if (bus->held)
        memcpy(&bus->held_value, buf, len);
    return r;
}

/* What a read of `size` bytes left in *v, alone. */
static uint64_t low_bytes(const uint64_t *v, unsigned size)
{
    uint32_t v32;
    uint16_t v16;

    if (size == 8)
        return *v;
    if (size == 4) { /* a load no wider than the store before it, which the CPU can forward */
        memcpy(&v32, v, 4);
        return v32;
    }
    if (size != 2)
        return *(const uint8_t *)v;
    memcpy(&v16, v, 2);
    return v16;
}

enum cpu_result emu_get_other(struct emu *e, const struct operand *o, uint64_t *value)
{
    enum cpu_result r = CPU_STEP;

    if (o->kind == OPERAND_MEM) {
        r = emu_read(e, emu_linear(e), value, o->size, emu_how(e));
        if (r == CPU_OK)
            *value = low_bytes(value, o->size);
    } else if (o->kind == OPERAND_HIGH) {
        *value = e->s->gpr[o->reg] >> 8 & 0xff;
        r = CPU_OK;
    }
    return r;
}

enum cpu_result emu_get_first_other(struct emu *e, const struct operand *o, uint64_t *value)
{
    if (o->kind != OPERAND_MEM)
        return emu_get_other(e, o, value);
    enum cpu_result r = emu_read_first(e, emu_linear(e), value, o->size, emu_how(e));
    if (r == CPU_OK)
        *value = low_bytes(value, o->size);
    return r;
}

enum cpu_result emu_put_other(struct emu *e, const struct operand *o, uint64_t value)
{
    if (o->kind == OPERAND_MEM)
        return emu_write(e, emu_linear(e), &value, o->size, emu_how(e));
    if (o->kind != OPERAND_HIGH)
        return CPU_STEP;
    e->s->gpr[o->reg] = (e->s->gpr[o->reg] & ~UINT64_C(0xff00)) | (value & 0xff) << 8;
    return CPU_OK;
}
