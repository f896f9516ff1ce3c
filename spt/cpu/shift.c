/* SPDX-License-Identifier: Apache-2.0 */
/* Shifts and rotates. The host's CPU masks the count and leaves flags alone for a count of 0. */
#include "emu.h"
#include "flags.h"

#define RUN(text, type)                                 \
    do {                                                \
        type v = (type)a;                               \
        FLAGS_RUN_CL(text, v, (type)b, count, *packed); \
        return v;                                       \
    } while (0)

#define SHIFT(name, text)                                                           \
    static uint64_t do_##name(uint64_t a, uint64_t b, uint8_t count, unsigned size, \
                              uint32_t *packed)                                     \
    {                                                                               \
        if (size == 8)                                                              \
            RUN(text, uint64_t);                                                    \
        if (size == 4)                                                              \
            RUN(text, uint32_t);                                                    \
        RUN(text, uint16_t);                                                        \
    }

#define SHIFT_ANY(name, text)                                                       \
    SHIFT(name##_wide, text)                                                        \
    static uint64_t do_##name(uint64_t a, uint64_t b, uint8_t count, unsigned size, \
                              uint32_t *packed)                                     \
    {                                                                               \
        if (size != 1)                                                              \
            return do_##name##_wide(a, b, count, size, packed);                     \
        RUN(text, uint8_t);                                                         \
    }

SHIFT_ANY(rol, "rol %%cl, %[a]")
SHIFT_ANY(ror, "ror %%cl, %[a]")
SHIFT_ANY(rcl, "rcl %%cl, %[a]")
SHIFT_ANY(rcr, "rcr %%cl, %[a]")
SHIFT_ANY(shl, "shl %%cl, %[a]")
SHIFT_ANY(shr, "shr %%cl, %[a]")
SHIFT_ANY(sar, "sar %%cl, %[a]")
SHIFT(shld, "shld %%cl, %[b], %[a]")
SHIFT(shrd, "shrd %%cl, %[b], %[a]")

/* `b` is what shld and shrd shift in. */
static uint64_t shift(enum op op, uint64_t a, uint64_t b, uint8_t count, unsigned size,
                      uint32_t *packed)
{
    switch (op) {
    case OP_ROL:
        return do_rol(a, b, count, size, packed);
    case OP_ROR:
        return do_ror(a, b, count, size, packed);
    case OP_RCL:
        return do_rcl(a, b, count, size, packed);
    case OP_RCR:
        return do_rcr(a, b, count, size, packed);
    case OP_SHR:
        return do_shr(a, b, count, size, packed);
    case OP_SAR:
        return do_sar(a, b, count, size, packed);
    case OP_SHLD:
        return do_shld(a, b, count, size, packed);
    case OP_SHRD:
        return do_shrd(a, b, count, size, packed);
    default:
        return do_shl(a, b, count, size, packed);
    }
}

static enum cpu_result finish(struct emu *e, uint64_t a, uint64_t b, uint64_t count)
{
    const struct operand *to = &e->insn->operand[0];
    uint32_t packed = flags_pack(e->s->rflags);
    enum cpu_result r;

    a = shift((enum op)e->insn->op, a, b, (uint8_t)count, to->size, &packed);
    r = emu_put(e, to, a);
    if (r != CPU_OK)
        return r;
    e->s->rflags = flags_unpack(e->s->rflags, packed);
    return emu_done(e);
}

enum cpu_result shift_run(struct emu *e)
{
    const struct operand *o = e->insn->operand;
    uint64_t a, count;
    enum cpu_result r = emu_get(e, &o[1], &count);

    if (r == CPU_OK)
        r = emu_get_first(e, &o[0], &a);
    return r == CPU_OK ? finish(e, a, 0, count) : r;
}

enum cpu_result shift_double(struct emu *e)
{
    const struct operand *o = e->insn->operand;
    uint64_t a, b, count;
    enum cpu_result r = emu_get(e, &o[2], &count);

    if (r == CPU_OK)
        r = emu_get(e, &o[1], &b);
    if (r == CPU_OK)
        r = emu_get_first(e, &o[0], &a);
    return r == CPU_OK ? finish(e, a, b, count) : r;
}
