/* SPDX-License-Identifier: Apache-2.0 */
/* Data instructions that were stopped for the memory they touch. Each reads all it needs, writes
 * memory, and only then changes registers and flags. */
#include "alu.h"
#include "emu.h"

#include <string.h>

static enum cpu_result finish(struct emu *e, enum cpu_result r)
{
    return r == CPU_OK ? emu_done(e) : r;
}

enum cpu_result mem_mov(struct emu *e)
{
    const struct operand *o = e->insn->operand;
    uint64_t v;
    enum cpu_result r = emu_get(e, &o[1], &v);

    return finish(e, r == CPU_OK ? emu_put(e, &o[0], v) : r);
}

enum cpu_result mem_extend(struct emu *e)
{
    const struct operand *o = e->insn->operand;
    unsigned shift = 64 - 8u * o[1].size;
    uint64_t v;
    enum cpu_result r = emu_get(e, &o[1], &v);

    if (r != CPU_OK)
        return r;
    if (e->insn->op == OP_MOVSX)
        v = (uint64_t)((int64_t)(v << shift) >> shift);
    return finish(e, emu_put(e, &o[0], v));
}

enum cpu_result mem_xchg(struct emu *e)
{
    const struct operand *o = e->insn->operand;
    const struct operand *mem = o[0].kind == OPERAND_MEM ? &o[0] : &o[1];
    const struct operand *reg = mem == &o[0] ? &o[1] : &o[0];
    uint64_t old, new;
    enum cpu_result r = emu_get_first(e, mem, &old);

    if (r == CPU_OK)
        r = emu_get(e, reg, &new);
    if (r == CPU_OK)
        r = emu_put(e, mem, new);
    return finish(e, r == CPU_OK ? emu_put(e, reg, old) : r);
}

enum cpu_result mem_xadd(struct emu *e)
{
    const struct operand *o = e->insn->operand;
    uint64_t old, add, flags = e->s->rflags;
    enum cpu_result r = emu_get_first(e, &o[0], &old);

    if (r == CPU_OK)
        r = emu_get(e, &o[1], &add);
    if (r != CPU_OK)
        return r;
    uint64_t sum = alu(OP_ADD, old, add, o[0].size, &flags);
    if (o[0].kind != OPERAND_MEM) { /* xadd of a register with itself leaves the sum */
        emu_put(e, &o[1], old);
        emu_put(e, &o[0], sum);
    } else {
        r = emu_put(e, &o[0], sum);
        if (r != CPU_OK)
            return r;
        emu_put(e, &o[1], old);
    }
    e->s->rflags = flags;
    return emu_done(e);
}

enum cpu_result mem_cmpxchg(struct emu *e)
{
    const struct operand *o = e->insn->operand;
    unsigned size = o[0].size;
    uint64_t old, new, expected = e->s->gpr[RAX] & emu_mask(size), flags = e->s->rflags;
    enum cpu_result r = emu_get_first(e, &o[0], &old);

    if (r == CPU_OK)
        r = emu_get(e, &o[1], &new);
    if (r != CPU_OK)
        return r;
    alu(OP_CMP, expected, old, size, &flags);
    r = emu_put(e, &o[0], old == expected ? new : old); /* it always writes (SDM Vol. 2A CMPXCHG) */
    if (r != CPU_OK)
        return r;
    if (old != expected)
        emu_set_gpr(e->s, RAX, size, old);
    e->s->rflags = flags;
    return emu_done(e);
}

/* cmpxchg8b and cmpxchg16b: halves of 4 or 8 bytes in RDX:RAX and RCX:RBX. */
enum cpu_result mem_cmpxchg_wide(struct emu *e)
{
    struct vcpu_state *s = e->s;
    unsigned size = e->insn->operand[0].size, half = size / 2;
    uint64_t at = emu_linear(e), mask = emu_mask(half);
    uint64_t low = 0, high = 0;
    uint8_t raw[16];
    enum cpu_result r;

    if (size == 16 && (at & 15))
        return emu_gp(e);
    r = emu_read_first(e, at, raw, size, emu_how(e));
    if (r != CPU_OK)
        return r;
    memcpy(&low, raw, half);
    memcpy(&high, raw + half, half);
    bool equal = low == (s->gpr[RAX] & mask) && high == (s->gpr[RDX] & mask);
    if (equal) {
        memcpy(raw, &s->gpr[RBX], half);
        memcpy(raw + half, &s->gpr[RCX], half);
    }
    r = emu_write(e, at, raw, size, emu_how(e));
    if (r != CPU_OK)
        return r;
    if (!equal) {
        emu_set_gpr(s, RAX, half, low);
        emu_set_gpr(s, RDX, half, high);
    }
    s->rflags = equal ? s->rflags | RFLAGS_ZF : s->rflags & ~RFLAGS_ZF;
    return emu_done(e);
}

enum cpu_result mem_alu(struct emu *e)
{
    const struct operand *o = e->insn->operand;
    enum op op = (enum op)e->insn->op;
    uint64_t a, b = 0, flags = e->s->rflags;
    enum cpu_result r = alu_compares(op) ? emu_get(e, &o[0], &a) : emu_get_first(e, &o[0], &a);

    if (r == CPU_OK && o[1].kind != OPERAND_NONE)
        r = emu_get(e, &o[1], &b);
    if (r != CPU_OK)
        return r;
    a = alu(op, a, b, o[0].size, &flags);
    if (!alu_compares(op))
        r = emu_put(e, &o[0], a);
    if (r != CPU_OK)
        return r;
    e->s->rflags = flags;
    return emu_done(e);
}

/* A bit index in a register reaches beyond the operand: it is a signed bit offset from it. */
static uint64_t bit_address(const struct emu *e, uint64_t index, unsigned size)
{
    int64_t offset = size == 8   ? (int64_t)index
                     : size == 4 ? (int32_t)(uint32_t)index
                                 : (int16_t)(uint16_t)index;
    int64_t bits = 8 * (int64_t)size;

    return emu_linear(e) + (uint64_t)((offset - (offset & (bits - 1))) / 8);
}

static uint64_t change_bit(enum op op, uint64_t v, uint64_t bit)
{
    return op == OP_BTS ? v | bit : op == OP_BTR ? v & ~bit : op == OP_BTC ? v ^ bit : v;
}

static enum cpu_result bit_done(struct emu *e, bool was_set)
{
    e->s->rflags = was_set ? e->s->rflags | RFLAGS_CF : e->s->rflags & ~RFLAGS_CF;
    return emu_done(e);
}

static enum cpu_result register_bit(struct emu *e, uint64_t bit)
{
    const struct operand *o = &e->insn->operand[0];
    uint64_t v;
    enum cpu_result r = emu_get(e, o, &v);

    if (r == CPU_OK && e->insn->op != OP_BT)
        r = emu_put(e, o, change_bit((enum op)e->insn->op, v, bit));
    return r == CPU_OK ? bit_done(e, v & bit) : r;
}

enum cpu_result mem_bit(struct emu *e)
{
    const struct operand *o = e->insn->operand;
    enum op op = (enum op)e->insn->op;
    unsigned size = o[0].size, how = emu_how(e);
    uint64_t index, v = 0, bit;
    enum cpu_result r = emu_get(e, &o[1], &index);

    if (r != CPU_OK)
        return r;
    bit = UINT64_C(1) << (index & (8 * size - 1));
    if (o[0].kind != OPERAND_MEM)
        return register_bit(e, bit);
    uint64_t at = o[1].kind == OPERAND_IMM ? emu_linear(e) : bit_address(e, index, size);
    r = op == OP_BT ? emu_read(e, at, &v, size, how) : emu_read_first(e, at, &v, size, how);
    if (r != CPU_OK)
        return r;
    uint64_t changed = change_bit(op, v, bit);
    if (op != OP_BT)
        r = emu_write(e, at, &changed, size, how);
    if (r != CPU_OK)
        return r;
    return bit_done(e, v & bit);
}

/* Faults as a read of a byte; the host's caches need no flush for the guest's sake. MMIO is not
 * read by it. */
enum cpu_result mem_clflush(struct emu *e)
{
    uint8_t byte;
    enum cpu_result r = emu_read(e, emu_linear(e), &byte, 1, emu_how(e));

    return r == CPU_EVENT || r == CPU_REFUSED ? r : emu_done(e);
}
