/* SPDX-License-Identifier: Apache-2.0 */
/* Integer instructions that are neither plain arithmetic nor shifts. */
#include "emu.h"
#include "flags.h"

static enum cpu_result finish(struct emu *e, enum cpu_result r)
{
    return r == CPU_OK ? emu_done(e) : r;
}

/* The address alone: no segment base, no access. */
enum cpu_result integer_lea(struct emu *e)
{
    return finish(e, emu_put(e, &e->insn->operand[0], emu_effective(e)));
}

/* Operations on xDX:xAX, or AX for bytes. `v` holds the two halves; all 64 bits of each register
 * go in and come out. */
static void run_wide(enum op op, uint64_t v[2], uint64_t b, unsigned size, uint32_t *packed)
{
#define SIZES(text)                                                 \
    do {                                                            \
        if (size == 8)                                              \
            FLAGS_RUN_WIDE(text, v[0], v[1], b, *packed);           \
        else if (size == 4)                                         \
            FLAGS_RUN_WIDE(text, v[0], v[1], (uint32_t)b, *packed); \
        else if (size == 2)                                         \
            FLAGS_RUN_WIDE(text, v[0], v[1], (uint16_t)b, *packed); \
        else                                                        \
            FLAGS_RUN_WIDE(text, v[0], v[1], (uint8_t)b, *packed);  \
        return;                                                     \
    } while (0)

    if (op == OP_MUL)
        SIZES("mul %[b]");
    if (op == OP_IMUL)
        SIZES("imul %[b]");
    if (op == OP_DIV)
        SIZES("div %[b]");
    SIZES("idiv %[b]");
#undef SIZES
}

static enum cpu_result wide(struct emu *e, uint64_t b)
{
    struct vcpu_state *s = e->s;
    uint64_t v[2] = {s->gpr[RAX], s->gpr[RDX]};
    uint32_t packed = flags_pack(s->rflags);

    run_wide((enum op)e->insn->op, v, b, e->insn->operand[0].size, &packed);
    s->gpr[RAX] = v[0];
    s->gpr[RDX] = v[1];
    s->rflags = flags_unpack(s->rflags, packed);
    return emu_done(e);
}

/* imul with two or three operands: the product is cut to the operand size. */
static enum cpu_result imul_cut(struct emu *e)
{
    const struct operand *o = e->insn->operand;
    const struct operand *left = o[2].kind == OPERAND_NONE ? &o[0] : &o[1];
    const struct operand *right = o[2].kind == OPERAND_NONE ? &o[1] : &o[2];
    uint32_t packed = flags_pack(e->s->rflags);
    uint64_t a, b;
    enum cpu_result r = emu_get(e, left, &a);

    if (r == CPU_OK)
        r = emu_get(e, right, &b);
    if (r != CPU_OK)
        return r;
    uint32_t a32 = (uint32_t)a;
    uint16_t a16 = (uint16_t)a;
    if (o[0].size == 8) {
        FLAGS_RUN("imul %[b], %[a]", a, b, packed);
    } else if (o[0].size == 4) {
        FLAGS_RUN("imul %[b], %[a]", a32, (uint32_t)b, packed);
        a = a32;
    } else {
        FLAGS_RUN("imul %[b], %[a]", a16, (uint16_t)b, packed);
        a = a16;
    }
    emu_put(e, &o[0], a);
    e->s->rflags = flags_unpack(e->s->rflags, packed);
    return emu_done(e);
}

enum cpu_result integer_mul(struct emu *e)
{
    const struct operand *o = e->insn->operand;
    uint64_t b;

    if (o[1].kind != OPERAND_NONE)
        return imul_cut(e);
    enum cpu_result r = emu_get(e, &o[0], &b);
    return r == CPU_OK ? wide(e, b) : r;
}

struct dividend {
    uint64_t high, low; /* `size` bytes each */
};

static struct dividend dividend(const struct vcpu_state *s, unsigned size)
{
    uint64_t mask = emu_mask(size);

    if (size == 1)
        return (struct dividend){s->gpr[RAX] >> 8 & 0xff, s->gpr[RAX] & 0xff};
    return (struct dividend){s->gpr[RDX] & mask, s->gpr[RAX] & mask};
}

static bool negative(uint64_t v, unsigned size)
{
    return v >> (8 * size - 1) & 1;
}

static uint64_t quotient(struct dividend n, uint64_t d, unsigned size)
{
    unsigned bits = 8 * size;
    uint64_t q = bits == 64 ? n.low : n.high << bits | n.low, high = bits == 64 ? n.high : 0;

    __asm__("divq %[d]" : "+a"(q), "+d"(high) : [d] "r"(d) : "cc");
    return q;
}

/* Whether idiv's quotient fits: by magnitudes, for the host's own idiv would fault here. */
static bool signed_fits(struct dividend n, uint64_t d, unsigned size)
{
    uint64_t mask = emu_mask(size), limit = mask >> 1;
    bool minus = negative(n.high, size);

    if (minus) {
        n.low = -n.low & mask;
        n.high = (~n.high + (n.low == 0)) & mask;
    }
    if (negative(d, size)) {
        d = -d & mask;
        minus = !minus;
    }
    return n.high < d && quotient(n, d, size) <= limit + minus;
}

enum cpu_result integer_div(struct emu *e)
{
    const struct operand *o = &e->insn->operand[0];
    uint64_t d;
    enum cpu_result r = emu_get(e, o, &d);

    if (r != CPU_OK)
        return r;
    struct dividend n = dividend(e->s, o->size);
    bool fits = e->insn->op == OP_DIV ? n.high < d : signed_fits(n, d, o->size);
    return fits ? wide(e, d) : emu_raise(e, VEC_DE, 0);
}

static uint64_t sign_extend(uint64_t v, unsigned size)
{
    unsigned shift = 64 - 8 * size;

    return (uint64_t)((int64_t)(v << shift) >> shift);
}

/* Extends the lower half of xAX into all of it. */
enum cpu_result integer_cbw(struct emu *e)
{
    unsigned size = e->insn->size;

    emu_set_gpr(e->s, RAX, size, sign_extend(e->s->gpr[RAX], size / 2));
    return emu_done(e);
}

/* Extends xAX into xDX. */
enum cpu_result integer_cwd(struct emu *e)
{
    unsigned size = e->insn->size;

    emu_set_gpr(e->s, RDX, size,
                negative(e->s->gpr[RAX] & emu_mask(size), size) ? ~UINT64_C(0) : 0);
    return emu_done(e);
}

/* A source of 0 leaves the target of bsf and bsr, how much of it the host's CPU says: all 64 bits
 * of it go in and come out. */
static uint64_t scan(enum op op, uint64_t a, uint64_t b, unsigned size, uint32_t *packed)
{
#define SIZES(name)                                         \
    do {                                                    \
        if (size == 8)                                      \
            FLAGS_RUN(name " %q[b], %q[a]", a, b, *packed); \
        else if (size == 4)                                 \
            FLAGS_RUN(name " %k[b], %k[a]", a, b, *packed); \
        else                                                \
            FLAGS_RUN(name " %w[b], %w[a]", a, b, *packed); \
        return a;                                           \
    } while (0)

    switch (op) {
    case OP_BSF:
        SIZES("bsf");
    case OP_BSR:
        SIZES("bsr");
    case OP_TZCNT:
        SIZES("tzcnt");
    case OP_LZCNT:
        SIZES("lzcnt");
    default:
        SIZES("popcnt");
    }
#undef SIZES
}

enum cpu_result integer_count(struct emu *e)
{
    const struct operand *o = e->insn->operand;
    uint64_t *to = &e->s->gpr[o[0].reg], b;
    uint32_t packed = flags_pack(e->s->rflags);
    enum cpu_result r = emu_get(e, &o[1], &b);

    if (r != CPU_OK)
        return r;
    *to = scan((enum op)e->insn->op, *to, b, o[0].size, &packed);
    e->s->rflags = flags_unpack(e->s->rflags, packed);
    return emu_done(e);
}

enum cpu_result integer_bswap(struct emu *e)
{
    const struct operand *o = &e->insn->operand[0];
    uint64_t *v = &e->s->gpr[o->reg];

    *v = o->size == 8 ? __builtin_bswap64(*v) : __builtin_bswap32((uint32_t)*v);
    return emu_done(e);
}

enum cpu_result integer_flag(struct emu *e)
{
    uint64_t *f = &e->s->rflags;
    enum op op = (enum op)e->insn->op;

    if (op == OP_CLC)
        *f &= ~RFLAGS_CF;
    else if (op == OP_STC)
        *f |= RFLAGS_CF;
    else if (op == OP_CMC)
        *f ^= RFLAGS_CF;
    else if (op == OP_CLD)
        *f &= ~RFLAGS_DF;
    else
        *f |= RFLAGS_DF;
    return emu_done(e);
}

enum cpu_result integer_lahf(struct emu *e)
{
    uint64_t ah = (e->s->rflags & FLAGS_LOW) | RFLAGS_FIXED;

    e->s->gpr[RAX] = (e->s->gpr[RAX] & ~UINT64_C(0xff00)) | ah << 8;
    return emu_done(e);
}

enum cpu_result integer_sahf(struct emu *e)
{
    e->s->rflags = (e->s->rflags & ~FLAGS_LOW) | (e->s->gpr[RAX] >> 8 & FLAGS_LOW);
    return emu_done(e);
}
