/* SPDX-License-Identifier: Apache-2.0 */
#include "alu.h"

#include "flags.h"

#define RUN(how, text, type)            \
    do {                                \
        type v = (type)a;               \
        how(text, v, (type)b, *packed); \
        return v;                       \
    } while (0)

#define OPERATION(name, how, text)                                                     \
    static uint64_t do_##name(uint64_t a, uint64_t b, unsigned size, uint32_t *packed) \
    {                                                                                  \
        if (size == 8)                                                                 \
            RUN(how, text, uint64_t);                                                  \
        if (size == 4)                                                                 \
            RUN(how, text, uint32_t);                                                  \
        if (size == 2)                                                                 \
            RUN(how, text, uint16_t);                                                  \
        RUN(how, text, uint8_t);                                                       \
    }

OPERATION(add, FLAGS_SET, "add %[b], %[a]")
OPERATION(or, FLAGS_SET, "or %[b], %[a]")
OPERATION(adc, FLAGS_RUN, "adc %[b], %[a]")
OPERATION(sbb, FLAGS_RUN, "sbb %[b], %[a]")
OPERATION(and, FLAGS_SET, "and %[b], %[a]")
OPERATION(sub, FLAGS_SET, "sub %[b], %[a]")
OPERATION(xor, FLAGS_SET, "xor %[b], %[a]")
OPERATION(inc, FLAGS_RUN, "inc %[a]")
OPERATION(dec, FLAGS_RUN, "dec %[a]")
OPERATION(neg, FLAGS_SET, "neg %[a]")

static uint64_t run(enum op op, uint64_t a, uint64_t b, unsigned size, uint32_t *packed)
{
    switch (op) {
    case OP_ADD:
        return do_add(a, b, size, packed);
    case OP_OR:
        return do_or(a, b, size, packed);
    case OP_ADC:
        return do_adc(a, b, size, packed);
    case OP_SBB:
        return do_sbb(a, b, size, packed);
    case OP_SUB:
    case OP_CMP:
        return do_sub(a, b, size, packed);
    case OP_XOR:
        return do_xor(a, b, size, packed);
    case OP_INC:
        return do_inc(a, b, size, packed);
    case OP_DEC:
        return do_dec(a, b, size, packed);
    case OP_NEG:
        return do_neg(a, b, size, packed);
    default:
        return do_and(a, b, size, packed);
    }
}

uint64_t alu(enum op op, uint64_t a, uint64_t b, unsigned size, uint64_t *rflags)
{
    uint32_t packed = flags_pack(*rflags);

    if (op == OP_NOT)
        return ~a & (~UINT64_C(0) >> (64 - 8 * size));
    uint64_t result = run(op, a, b, size, &packed);
    *rflags = flags_unpack(*rflags, packed);
    return result;
}
