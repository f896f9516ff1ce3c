/* SPDX-License-Identifier: Apache-2.0 */
/* Port I/O and the interrupt flag: what IOPL guards (SDM Vol. 1 19.5). */
#include "emu.h"

#define TSS_IO_BASE 102u /* offset of the 16-bit I/O map base, SDM Vol. 3A figure 8-11 */

static bool iopl_allows(const struct vcpu_state *s)
{
    return vcpu_cpl(s) <= ((unsigned)(s->rflags >> 12) & 3);
}

/* The TSS's bitmap: one bit per port, 0 = allowed; two bytes are read always. */
static enum cpu_result bitmap_allows(struct emu *e, unsigned port, unsigned size)
{
    const struct segment *tr = &e->s->tr;
    uint16_t base, bits;
    enum cpu_result r;

    if (TSS_IO_BASE + 1 > tr->limit)
        return emu_gp(e);
    r = emu_read(e, tr->base + TSS_IO_BASE, &base, 2, EMU_SYSTEM);
    if (r != CPU_OK)
        return r;
    if (base + port / 8 + 1 > tr->limit)
        return emu_gp(e);
    r = emu_read(e, tr->base + base + port / 8, &bits, 2, EMU_SYSTEM);
    if (r != CPU_OK)
        return r;
    return bits >> (port & 7) & ((1u << size) - 1) ? emu_gp(e) : CPU_OK;
}

static enum cpu_result port_access(struct emu *e, const struct operand *port_operand, bool in,
                                   unsigned size)
{
    struct vcpu_state *s = e->s;
    uint64_t port = port_operand->kind == OPERAND_IMM ? e->insn->imm & 0xff : s->gpr[RDX] & 0xffff;
    enum cpu_result r = iopl_allows(s) ? CPU_OK : bitmap_allows(e, (unsigned)port, size);

    if (r != CPU_OK)
        return r;
    e->exit->io.port = (uint16_t)port;
    e->exit->io.size = (uint8_t)size;
    e->exit->io.in = in;
    e->exit->io.value = in ? 0 : (uint32_t)(s->gpr[RAX] & emu_mask(size));
    return emu_exit(e, VCPU_EXIT_IO);
}

enum cpu_result port_in(struct emu *e)
{
    const struct operand *o = e->insn->operand;

    return port_access(e, &o[1], true, o[0].size);
}

enum cpu_result port_out(struct emu *e)
{
    const struct operand *o = e->insn->operand;

    return port_access(e, &o[0], false, o[1].size);
}

enum cpu_result port_string(struct emu *e)
{
    enum cpu_result r = CPU_OK;

    if (!iopl_allows(e->s))
        r = bitmap_allows(e, e->s->gpr[RDX] & 0xffff, e->insn->size > 4 ? 4 : e->insn->size);
    return r != CPU_OK ? r : emu_refuse(e, "string port I/O is not supported; use in and out");
}

void cpu_finish_in(struct vcpu_state *s, const struct vcpu_exit *exit)
{
    emu_set_gpr(s, RAX, exit->io.size, exit->io.value);
}

enum cpu_result port_cli(struct emu *e)
{
    if (!iopl_allows(e->s))
        return emu_gp(e);
    e->s->rflags &= ~RFLAGS_IF;
    return emu_done(e);
}

enum cpu_result port_sti(struct emu *e)
{
    if (!iopl_allows(e->s))
        return emu_gp(e);
    e->s->rflags |= RFLAGS_IF;
    return emu_done(e);
}
