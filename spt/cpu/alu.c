/* SPDX-License-Identifier: Apache-2.0 */
#include "alu.h"

#define STATUS (RFLAGS_CF | RFLAGS_PF | RFLAGS_AF | RFLAGS_ZF | RFLAGS_SF | RFLAGS_OF)

static uint64_t flag(bool set, uint64_t bit)
{
    return set ? bit : 0;
}

/* PF, ZF and SF depend on the result alone. */
static uint64_t result_flags(uint64_t r, unsigned top)
{
    return flag(!__builtin_parity((unsigned)(r & 0xff)), RFLAGS_PF) | flag(r == 0, RFLAGS_ZF) |
           flag(r >> top & 1, RFLAGS_SF);
}

/* `carries` has the carry (borrow) out of each bit, `overflow` the overflow at each bit. */
static uint64_t carry_flags(uint64_t carries, uint64_t overflow, unsigned top)
{
    return flag(carries >> top & 1, RFLAGS_CF) | flag(carries >> 3 & 1, RFLAGS_AF) |
           flag(overflow >> top & 1, RFLAGS_OF);
}

struct sum {
    uint64_t result, flags;
};

static struct sum add(uint64_t a, uint64_t b, bool carry, uint64_t mask, unsigned top)
{
    uint64_t r = (a + b + carry) & mask;

    return (struct sum){r, carry_flags((a & b) | ((a | b) & ~r), (a ^ r) & (b ^ r), top)};
}

static struct sum subtract(uint64_t a, uint64_t b, bool borrow, uint64_t mask, unsigned top)
{
    uint64_t r = (a - b - borrow) & mask;

    return (struct sum){r, carry_flags((~a & b) | ((~a | b) & r), (a ^ b) & (a ^ r), top)};
}

static struct sum logical(enum op op, uint64_t a, uint64_t b)
{
    uint64_t r = op == OP_OR ? a | b : op == OP_XOR ? a ^ b : a & b;

    return (struct sum){r, 0};
}

uint64_t alu(enum op op, uint64_t a, uint64_t b, unsigned size, uint64_t *rflags)
{
    unsigned top = 8 * size - 1;
    uint64_t mask = ~UINT64_C(0) >> (63 - top), affected = STATUS;
    bool carry = *rflags & RFLAGS_CF;
    struct sum s;

    a &= mask;
    b &= mask;
    switch (op) {
    case OP_ADD:
        s = add(a, b, false, mask, top);
        break;
    case OP_ADC:
        s = add(a, b, carry, mask, top);
        break;
    case OP_INC:
        s = add(a, 1, false, mask, top);
        affected &= ~RFLAGS_CF;
        break;
    case OP_SUB:
    case OP_CMP:
        s = subtract(a, b, false, mask, top);
        break;
    case OP_SBB:
        s = subtract(a, b, carry, mask, top);
        break;
    case OP_DEC:
        s = subtract(a, 1, false, mask, top);
        affected &= ~RFLAGS_CF;
        break;
    case OP_NEG:
        s = subtract(0, a, false, mask, top);
        break;
    case OP_NOT:
        return ~a & mask;
    default:
        s = logical(op, a, b);
    }
    s.flags |= result_flags(s.result, top);
    *rflags = (*rflags & ~affected) | (s.flags & affected);
    return s.result;
}
