/* SPDX-License-Identifier: Apache-2.0 */
/* What the handlers of single instructions share; private to spt/cpu. */
#ifndef MMUBENCH_SPT_CPU_EMU_H
#define MMUBENCH_SPT_CPU_EMU_H

#include "insn.h"

struct emu {
    const struct cpu_insn *insn;
    struct cpu_bus *bus;
    struct vcpu_state *s;
    struct vcpu_exit *exit;
    struct cpu_outcome *out;
};

typedef enum cpu_result (*emu_handler)(struct emu *e);

/* How an access is made: bits. */
#define EMU_SYSTEM (1u << 0) /* implicit supervisor access: descriptor tables and TSS */
#define EMU_STACK  (1u << 1) /* through SS: a non-canonical address is #SS(0) */

/* Ends of an instruction. emu_done() moves RIP past it, clears RF and raises #DB if TF was set;
 * emu_done_at() goes to `rip` instead (checked by the caller). emu_exit() is emu_done() with an
 * exit to the runner: a #DB then waits in state->event. */
enum cpu_result emu_raise(struct emu *e, enum vector vector, uint32_t error_code);

static inline enum cpu_result emu_done_at(struct emu *e, uint64_t rip)
{
    uint64_t before = e->s->rflags;

    e->s->rip = rip;
    if (__builtin_expect((before & (RFLAGS_TF | RFLAGS_RF)) == 0, 1))
        return CPU_OK; /* without a store that the next instruction's flags would wait for */
    e->s->rflags &= ~RFLAGS_RF;
    /* TF as it was before the instruction counts (SDM Vol. 3A 17.3.1.4); iretq and popf see to
     * that themselves by not coming here with a new TF. */
    return before & RFLAGS_TF ? emu_raise(e, VEC_DB, 0) : CPU_OK;
}

static inline enum cpu_result emu_done(struct emu *e)
{
    return emu_done_at(e, e->s->rip + e->insn->len);
}

enum cpu_result emu_exit(struct emu *e, enum vcpu_exit_kind kind);
enum cpu_result emu_gp(struct emu *e);
/* "<mnemonic>: <text>" as the reason; the text names the remedy. */
enum cpu_result emu_refuse(struct emu *e, const char *text);

/* Which flags iret and popf of that operand size may change at this privilege (SDM Vol. 2A IRET).
 */
uint64_t emu_changeable_flags(const struct vcpu_state *s, unsigned size);

/* True for the vectors that push an error code (SDM Vol. 3A table 6-1). */
bool emu_has_error_code(unsigned vector);

/* Address of the memory operand without and with its segment's base, and whether it goes through
 * SS. */
uint64_t emu_effective(const struct emu *e);
uint64_t emu_linear(const struct emu *e);
unsigned emu_how(const struct emu *e);

/* Guest memory; CPU_OK, or how the instruction ends. */
enum cpu_result emu_read(struct emu *e, uint64_t at, void *buf, size_t len, unsigned how);
enum cpu_result emu_write(struct emu *e, uint64_t at, const void *buf, size_t len, unsigned how);
/* First half of a read-modify-write; its emu_write() must be the instruction's next access. */
enum cpu_result emu_read_first(struct emu *e, uint64_t at, void *buf, size_t len, unsigned how);

/* Ones in the low `size` bytes, size from 1. */
static inline uint64_t emu_mask(unsigned size)
{
    return size >= 8 ? ~UINT64_C(0) : ~UINT64_C(0) >> (64 - 8 * size);
}

static inline void emu_set_gpr(struct vcpu_state *s, unsigned reg, unsigned size, uint64_t value)
{
    if (__builtin_expect(size >= 4, 1)) /* 32-bit results are zero-extended */
        s->gpr[reg] = value & emu_mask(size);
    else
        s->gpr[reg] = (s->gpr[reg] & ~emu_mask(size)) | (value & emu_mask(size));
}

/* Operands; values are zero-extended from their size, immediates sign-extended. emu_get_first() is
 * for a read-modify-write. Register operands are inline: they are most of what is interpreted. */
enum cpu_result emu_get_other(struct emu *e, const struct operand *o, uint64_t *value);
enum cpu_result emu_put_other(struct emu *e, const struct operand *o, uint64_t value);
enum cpu_result emu_get_first_other(struct emu *e, const struct operand *o, uint64_t *value);

static inline bool emu_get_simple(const struct emu *e, const struct operand *o, uint64_t *value)
{
    if (o->kind == OPERAND_GPR)
        *value = e->s->gpr[o->reg] & emu_mask(o->size);
    else if (o->kind == OPERAND_IMM)
        *value = e->insn->imm;
    else
        return false;
    return true;
}

static inline enum cpu_result emu_get(struct emu *e, const struct operand *o, uint64_t *value)
{
    return emu_get_simple(e, o, value) ? CPU_OK : emu_get_other(e, o, value);
}

static inline enum cpu_result emu_get_first(struct emu *e, const struct operand *o, uint64_t *value)
{
    return emu_get_simple(e, o, value) ? CPU_OK : emu_get_first_other(e, o, value);
}

static inline enum cpu_result emu_put(struct emu *e, const struct operand *o, uint64_t value)
{
    if (o->kind != OPERAND_GPR)
        return emu_put_other(e, o, value);
    emu_set_gpr(e->s, o->reg, o->size, value);
    return CPU_OK;
}

/* desc.c: descriptors in the guest's GDT and LDT (SDM Vol. 3A 3.4.5). */
struct descriptor {
    uint64_t at; /* linear address of the 8 bytes */
    uint64_t raw;
};
/* Reads the descriptor of `selector` (not null). Beyond the table: #GP(selector). */
enum cpu_result desc_read(struct emu *e, uint16_t selector, struct descriptor *d);
enum cpu_result desc_mark_accessed(struct emu *e, struct descriptor *d);
/* Checks as for a far return or iret to `selector`; a stack must be for privilege `rpl`. The
 * descriptor is for desc_segment(); it is 0 for a null stack selector. */
enum cpu_result desc_return_code(struct emu *e, uint16_t selector, uint64_t *raw);
enum cpu_result desc_return_stack(struct emu *e, uint16_t selector, unsigned rpl, uint64_t *raw);

static inline bool desc_is_null(uint16_t selector)
{
    return (selector & ~3u) == 0;
}

static inline unsigned desc_type(uint64_t raw)
{
    return (unsigned)(raw >> 40) & 15u;
}

static inline unsigned desc_dpl(uint64_t raw)
{
    return (unsigned)(raw >> 45) & 3u;
}

#define DESC_S (UINT64_C(1) << 44) /* code or data */
#define DESC_P (UINT64_C(1) << 47)
#define DESC_L (UINT64_C(1) << 53)
#define DESC_D (UINT64_C(1) << 54)

#define TYPE_ACCESSED   1u
#define TYPE_WRITABLE   2u /* data; of code: readable */
#define TYPE_CONFORMING 4u /* code */
#define TYPE_CODE       8u

/* Inline, so that a segment is built where it will stay: copying one just written costs the CPU a
 * failed store forwarding. */
static inline struct segment desc_null(uint16_t selector, unsigned dpl)
{
    return (struct segment){.selector = selector, .dpl = (uint8_t)dpl, .unusable = true};
}

static inline struct segment desc_segment(uint16_t selector, uint64_t raw)
{
    uint32_t limit = (uint32_t)(raw & 0xffff) | (uint32_t)(raw >> 32 & 0xf0000);
    bool granular = raw >> 55 & 1;

    return (struct segment){
        .base = (raw >> 16 & 0xffffff) | (raw >> 32 & 0xff000000),
        .limit = granular ? limit << 12 | 0xfff : limit,
        .selector = selector,
        /* loading it marks it so */
        .type = (uint8_t)(desc_type(raw) | (raw & DESC_S ? TYPE_ACCESSED : 0)),
        .dpl = (uint8_t)desc_dpl(raw),
        .present = (raw & DESC_P) != 0,
        .db = (raw & DESC_D) != 0,
        .s = (raw & DESC_S) != 0,
        .l = (raw & DESC_L) != 0,
        .g = granular,
        .avl = raw >> 52 & 1,
    };
}

/* `raw` as from desc_return_stack(). */
static inline struct segment desc_stack(uint16_t selector, uint64_t raw)
{
    return raw ? desc_segment(selector, raw) : desc_null(selector, selector & 3);
}

/* Handlers, by file. */
enum cpu_result control_read(struct emu *e);
enum cpu_result control_write(struct emu *e);
enum cpu_result control_clts(struct emu *e);
enum cpu_result control_lmsw(struct emu *e);
enum cpu_result control_smsw(struct emu *e);
enum cpu_result control_invlpg(struct emu *e);
enum cpu_result control_xsetbv(struct emu *e);

enum cpu_result msr_read(struct emu *e);
enum cpu_result msr_write(struct emu *e);
enum cpu_result msr_swapgs(struct emu *e);
enum cpu_result msr_rdtsc(struct emu *e);

enum cpu_result port_in(struct emu *e);
enum cpu_result port_out(struct emu *e);
enum cpu_result port_string(struct emu *e);
enum cpu_result port_cli(struct emu *e);
enum cpu_result port_sti(struct emu *e);

enum cpu_result table_load(struct emu *e);
enum cpu_result table_store(struct emu *e);
enum cpu_result table_lldt(struct emu *e);
enum cpu_result table_ltr(struct emu *e);
enum cpu_result table_selector(struct emu *e);
enum cpu_result table_to_segment(struct emu *e);
enum cpu_result table_from_segment(struct emu *e);
enum cpu_result table_pop_segment(struct emu *e);

enum cpu_result transfer_iret(struct emu *e);
enum cpu_result transfer_retf(struct emu *e);
enum cpu_result transfer_far(struct emu *e);
enum cpu_result transfer_syscall(struct emu *e);
enum cpu_result transfer_sysret(struct emu *e);
enum cpu_result transfer_sysenter(struct emu *e);
enum cpu_result transfer_int(struct emu *e);
enum cpu_result transfer_int1(struct emu *e);

enum cpu_result cpuid_answer(struct emu *e);

enum cpu_result mem_mov(struct emu *e);
enum cpu_result mem_extend(struct emu *e);
enum cpu_result mem_xchg(struct emu *e);
enum cpu_result mem_xadd(struct emu *e);
enum cpu_result mem_cmpxchg(struct emu *e);
enum cpu_result mem_cmpxchg_wide(struct emu *e);
enum cpu_result mem_alu(struct emu *e);
enum cpu_result mem_bit(struct emu *e);
enum cpu_result mem_clflush(struct emu *e);

enum cpu_result integer_lea(struct emu *e);
enum cpu_result integer_mul(struct emu *e);
enum cpu_result integer_div(struct emu *e);
enum cpu_result integer_cbw(struct emu *e);
enum cpu_result integer_cwd(struct emu *e);
enum cpu_result integer_count(struct emu *e);
enum cpu_result integer_bswap(struct emu *e);
enum cpu_result integer_flag(struct emu *e);
enum cpu_result integer_lahf(struct emu *e);
enum cpu_result integer_sahf(struct emu *e);

enum cpu_result shift_run(struct emu *e);
enum cpu_result shift_double(struct emu *e);

enum cpu_result branch_jcc(struct emu *e);
enum cpu_result branch_setcc(struct emu *e);
enum cpu_result branch_cmov(struct emu *e);
enum cpu_result branch_loop(struct emu *e);
enum cpu_result branch_jrcxz(struct emu *e);

enum cpu_result string_run(struct emu *e);

enum cpu_result stack_push(struct emu *e);
enum cpu_result stack_pop(struct emu *e);
enum cpu_result stack_pushf(struct emu *e);
enum cpu_result stack_popf(struct emu *e);
enum cpu_result stack_call(struct emu *e);
enum cpu_result stack_ret(struct emu *e);
enum cpu_result stack_jmp(struct emu *e);
enum cpu_result stack_leave(struct emu *e);

#endif
