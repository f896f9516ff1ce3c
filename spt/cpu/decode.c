/* SPDX-License-Identifier: Apache-2.0 */
/* Zydis' decoding into struct cpu_insn, and a cache of it. */
#include "insn.h"

#include <string.h>
#include <Zydis/Zydis.h>

#define CACHE_ENTRIES 1024u /* a power of two */

/* Verified by the instruction's own bytes: two overlapping words, bytes 0..7 and 7..14. */
struct cache_entry {
    uint64_t rip;
    uint64_t low, high;
    uint64_t low_mask, high_mask; /* of the bytes that are the instruction's */
    struct cpu_insn insn;         /* insn.len 0: the entry is empty */
};

struct cpu_cache {
    struct cache_entry entry[CACHE_ENTRIES];
};

const size_t cpu_cache_bytes = sizeof(struct cpu_cache);

struct insn_bytes {
    uint64_t low, high;
};

static uint8_t gpr_number(ZydisRegister r)
{
    if (r == ZYDIS_REGISTER_NONE)
        return INSN_REG_NONE;
    if (r == ZYDIS_REGISTER_RIP || r == ZYDIS_REGISTER_EIP)
        return INSN_REG_RIP;
    return (uint8_t)ZydisRegisterGetId(r);
}

static void put_register(struct operand *to, ZydisRegister r)
{
    uint8_t id = (uint8_t)ZydisRegisterGetId(r);

    to->reg = id;
    switch (ZydisRegisterGetClass(r)) {
    case ZYDIS_REGCLASS_GPR8: /* AL..BL, AH..BH, SPL..DIL, R8B.. */
        to->kind = id >= 4 && id < 8 ? OPERAND_HIGH : OPERAND_GPR;
        to->reg = id < 4 ? id : (uint8_t)(id - 4);
        break;
    case ZYDIS_REGCLASS_GPR16:
    case ZYDIS_REGCLASS_GPR32:
    case ZYDIS_REGCLASS_GPR64:
        to->kind = OPERAND_GPR;
        break;
    case ZYDIS_REGCLASS_SEGMENT:
        to->kind = OPERAND_SEG;
        break;
    case ZYDIS_REGCLASS_CONTROL:
        to->kind = OPERAND_CR;
        break;
    default:
        to->kind = OPERAND_OTHER;
    }
}

static void put_memory(struct cpu_insn *in, const ZydisDecodedOperandMem *m)
{
    in->base = gpr_number(m->base);
    in->index = gpr_number(m->index);
    in->scale = m->scale;
    in->segment = (uint8_t)ZydisRegisterGetId(m->segment);
    in->disp = m->disp.value;
}

static void put_operand(struct cpu_insn *in, struct operand *to, const ZydisDecodedOperand *from)
{
    to->size = (uint8_t)(from->size / 8);
    switch (from->type) {
    case ZYDIS_OPERAND_TYPE_REGISTER:
        put_register(to, from->reg.value);
        break;
    case ZYDIS_OPERAND_TYPE_MEMORY:
        to->kind = OPERAND_MEM;
        put_memory(in, &from->mem);
        break;
    case ZYDIS_OPERAND_TYPE_IMMEDIATE:
        to->kind = from->imm.is_relative ? OPERAND_REL : OPERAND_IMM;
        in->imm = from->imm.value.u;
        break;
    default:
        to->kind = OPERAND_OTHER;
    }
}

/* The families with a condition in the low bits of their opcode. */
static enum op conditional(const ZydisDecodedInstruction *z, enum op op)
{
    if (op != OP_UNKNOWN)
        return op; /* loops are conditional branches too */
    switch (z->meta.category) {
    case ZYDIS_CATEGORY_COND_BR:
        return OP_JCC;
    case ZYDIS_CATEGORY_CMOV:
        return OP_CMOV;
    case ZYDIS_CATEGORY_SETCC:
        return OP_SETCC;
    default:
        return op;
    }
}

/* Those that CPUs of different makers, or of one, do differently: the host's CPU decides. */
static bool varies(const struct cpu_insn *in, const ZydisDecodedInstruction *z, enum op op)
{
    bool branch = z->meta.branch_type == ZYDIS_BRANCH_TYPE_SHORT ||
                  z->meta.branch_type == ZYDIS_BRANCH_TYPE_NEAR;

    if (op == OP_BSWAP)
        return in->size == 2;
    return branch && (z->attributes & ZYDIS_ATTRIB_HAS_OPERANDSIZE); /* AMD cuts RIP to 16 bits */
}

/* One mnemonic may be several operations, told apart by operands. */
static enum op refine(const struct cpu_insn *in, const ZydisDecodedInstruction *z,
                      const ZydisDecodedOperand *operands, enum op op)
{
    const struct operand *o = in->operand;
    bool far = z->meta.branch_type == ZYDIS_BRANCH_TYPE_FAR;

    if (op == OP_MOV && o[0].kind == OPERAND_SEG)
        return OP_TO_SEG;
    if (op == OP_MOV && o[1].kind == OPERAND_SEG)
        return OP_FROM_SEG;
    if (op == OP_MOV && o[0].kind == OPERAND_CR)
        return OP_CR_WRITE;
    if (op == OP_MOV && o[1].kind == OPERAND_CR)
        return OP_CR_READ;
    if (op == OP_MOV && (o[0].kind == OPERAND_OTHER || o[1].kind == OPERAND_OTHER))
        return OP_DR;
    if (op == OP_POP && o[0].kind == OPERAND_SEG)
        return OP_POP_SEG;
    if (op == OP_MOVS && operands[0].type == ZYDIS_OPERAND_TYPE_REGISTER)
        return OP_UNKNOWN; /* the SSE2 movsd, of the same name */
    if (op == OP_RET && far)
        return OP_RETF;
    if (op == OP_JMP && far)
        return OP_JMP_FAR;
    if (op == OP_CALL && far)
        return OP_CALL_FAR;
    op = conditional(z, op);
    if (varies(in, z, op))
        return OP_UNKNOWN;
    if (op == OP_UNKNOWN && (z->attributes & ZYDIS_ATTRIB_IS_PRIVILEGED))
        return OP_PRIVILEGED;
    return op;
}

static void fill(struct cpu_insn *in, const ZydisDecodedInstruction *z,
                 const ZydisDecodedOperand *operands)
{
    memset(in, 0, sizeof(*in));
    in->len = z->length;
    in->size = (uint8_t)(z->operand_width / 8);
    in->address_size = (uint8_t)(z->address_width / 8);
    in->mnemonic = (uint16_t)z->mnemonic;
    in->condition = z->opcode & 15;
    in->lock = (z->attributes & ZYDIS_ATTRIB_HAS_LOCK) != 0;
    if (z->attributes & (ZYDIS_ATTRIB_HAS_REP | ZYDIS_ATTRIB_HAS_REPE))
        in->rep = INSN_REP;
    else if (z->attributes & ZYDIS_ATTRIB_HAS_REPNE)
        in->rep = INSN_REPNE;
    for (unsigned i = 0; i < z->operand_count; i++) {
        const ZydisDecodedOperand *o = &operands[i];

        if (o->type == ZYDIS_OPERAND_TYPE_MEMORY && o->mem.type != ZYDIS_MEMOP_TYPE_AGEN)
            in->memory = true;
        if (i < z->operand_count_visible && i < 3)
            put_operand(in, &in->operand[i], o);
        else if (o->type == ZYDIS_OPERAND_TYPE_MEMORY &&
                 o->visibility == ZYDIS_OPERAND_VISIBILITY_HIDDEN &&
                 o->mem.base == ZYDIS_REGISTER_RSI)
            in->segment = (uint8_t)ZydisRegisterGetId(o->mem.segment); /* lods, movs */
    }
    in->op = (uint8_t)refine(in, z, operands, mnemonic_op(z->mnemonic));
}

static bool decode(struct cpu_insn *in, const struct insn_bytes *b, size_t len)
{
    uint8_t raw[16];
    ZydisDecoder decoder;
    ZydisDecodedInstruction z;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];

    memcpy(raw, &b->low, 8);
    memcpy(raw + 7, &b->high, 8);
    if (ZYAN_FAILED(ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64)))
        return false;
    if (ZYAN_FAILED(ZydisDecoderDecodeFull(&decoder, raw, len, &z, operands)))
        return false;
    fill(in, &z, operands);
    return true;
}

static struct insn_bytes load(const uint8_t bytes[CPU_INSN_MAX])
{
    struct insn_bytes b;

    memcpy(&b.low, bytes, 8);
    memcpy(&b.high, bytes + 7, 8);
    return b;
}

/* Mask of the low `n` bytes, n from 0. */
static uint64_t byte_mask(unsigned n)
{
    return n >= 8 ? ~UINT64_C(0) : (UINT64_C(1) << (8 * n)) - 1;
}

static bool matches(const struct cache_entry *c, uint64_t rip, const struct insn_bytes *b,
                    size_t len)
{
    uint64_t low = (c->low ^ b->low) & c->low_mask, high = (c->high ^ b->high) & c->high_mask;

    /* An empty entry has length 0, which is taken for a very long instruction. */
    return ((c->rip ^ rip) | low | high) == 0 && c->insn.len - 1u < len;
}

static struct cache_entry *find(struct cpu_cache *cache, uint64_t rip)
{
    return &cache->entry[(rip ^ (rip >> 10)) & (CACHE_ENTRIES - 1)];
}

static void (*before_library)(void); /* set once, before the first guest runs */

void cpu_before_library(void (*before)(void))
{
    before_library = before;
}

/* Apart from the hit, which then needs no stack. */
static __attribute__((noinline)) const struct cpu_insn *miss(struct cpu_cache *cache, uint64_t rip,
                                                             const uint8_t bytes[CPU_INSN_MAX],
                                                             size_t len)
{
    struct cache_entry *c = find(cache, rip);
    struct insn_bytes b = load(bytes);

    if (before_library)
        before_library();
    c->insn.len = 0;
    if (!decode(&c->insn, &b, len))
        return NULL;
    c->rip = rip;
    c->low = b.low;
    c->high = b.high;
    c->low_mask = byte_mask(c->insn.len);
    c->high_mask = byte_mask(c->insn.len > 7 ? c->insn.len - 7u : 0);
    return &c->insn;
}

static const struct cpu_insn *look_up(struct cpu_cache *cache, uint64_t rip,
                                      const uint8_t bytes[CPU_INSN_MAX], size_t len)
{
    const struct cache_entry *c = find(cache, rip);
    struct insn_bytes b = load(bytes);

    return __builtin_expect(matches(c, rip, &b, len), 1) ? &c->insn : miss(cache, rip, bytes, len);
}

/* The end of readable code: what is missing is taken for zero. */
static __attribute__((noinline)) const struct cpu_insn *look_up_short(struct cpu_cache *cache,
                                                                      uint64_t rip,
                                                                      const uint8_t *bytes,
                                                                      size_t len)
{
    uint8_t padded[CPU_INSN_MAX] = {0};

    memcpy(padded, bytes, len);
    return look_up(cache, rip, padded, len);
}

const struct cpu_insn *cpu_decode(struct cpu_cache *cache, struct gva rip, const uint8_t *bytes,
                                  size_t len)
{
    return __builtin_expect(len >= CPU_INSN_MAX, 1) ? look_up(cache, rip.v, bytes, CPU_INSN_MAX)
                                                    : look_up_short(cache, rip.v, bytes, len);
}

const char *cpu_insn_name(const struct cpu_insn *insn)
{
    return ZydisMnemonicGetString((ZydisMnemonic)insn->mnemonic);
}

enum cpu_kind cpu_insn_kind(const struct cpu_insn *insn)
{
    switch (insn->op) {
    case OP_IRET:
        return CPU_KIND_IRETQ;
    case OP_CR_WRITE:
        return insn->operand[0].reg == 3 ? CPU_KIND_CR3_WRITE : CPU_KIND_CR_WRITE;
    case OP_CLTS:
    case OP_LMSW:
        return CPU_KIND_CR_WRITE;
    case OP_INVLPG:
        return CPU_KIND_INVLPG;
    case OP_IN:
    case OP_OUT:
    case OP_IO_STRING:
        return CPU_KIND_IO;
    case OP_HLT:
        return CPU_KIND_HLT;
    default:
        return insn->op >= OP_MOV || (insn->op == OP_UNKNOWN && insn->memory) ? CPU_KIND_MEMORY
                                                                              : CPU_KIND_OTHER;
    }
}
