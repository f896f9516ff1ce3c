/* SPDX-License-Identifier: Apache-2.0 */
/* Dispatch by operation, and the ways in which an instruction ends. */
#include "emu.h"

static enum cpu_result run_privileged(struct emu *e)
{
    return emu_refuse(e, "this privileged instruction is not supported; remove it from the guest");
}

static enum cpu_result run_unknown(struct emu *e)
{
    /* Without memory it can only have come here by a #GP that it would raise on real hardware. */
    return e->insn->memory ? CPU_STEP : emu_gp(e);
}

static enum cpu_result run_ud(struct emu *e)
{
    return emu_raise(e, VEC_UD, 0);
}

static enum cpu_result run_debug_register(struct emu *e)
{
    return emu_refuse(e, "debug registers are not supported; remove it from the guest");
}

static enum cpu_result run_invpcid(struct emu *e)
{
    return emu_refuse(e, "PCID is not supported; use invlpg or a CR3 load");
}

static enum cpu_result run_hlt(struct emu *e)
{
    return emu_exit(e, VCPU_EXIT_HALT);
}

static enum cpu_result run_rdpmc(struct emu *e)
{
    return emu_gp(e); /* no counter exists, so every index is invalid */
}

static enum cpu_result run_nop(struct emu *e)
{
    return emu_done(e);
}

struct op_desc {
    emu_handler run;
    bool cpl0; /* #GP(0) elsewhere */
};

static const struct op_desc ops[OP_COUNT] = {
    [OP_UNKNOWN] = {run_unknown, false},
    [OP_PRIVILEGED] = {run_privileged, true},
    [OP_UD] = {run_ud, false},
    [OP_CR_READ] = {control_read, false}, /* #UD for a wrong register comes before #GP */
    [OP_CR_WRITE] = {control_write, false},
    [OP_DR] = {run_debug_register, true},
    [OP_CLTS] = {control_clts, true},
    [OP_LMSW] = {control_lmsw, true},
    [OP_SMSW] = {control_smsw, false},
    [OP_INVLPG] = {control_invlpg, true},
    [OP_INVPCID] = {run_invpcid, true},
    [OP_HLT] = {run_hlt, true},
    [OP_CLI] = {port_cli, false},
    [OP_STI] = {port_sti, false},
    [OP_IN] = {port_in, false},
    [OP_OUT] = {port_out, false},
    [OP_IO_STRING] = {port_string, false},
    [OP_LGDT] = {table_load, true},
    [OP_LIDT] = {table_load, true},
    [OP_SGDT] = {table_store, false},
    [OP_SIDT] = {table_store, false},
    [OP_LLDT] = {table_lldt, true},
    [OP_LTR] = {table_ltr, true},
    [OP_SLDT] = {table_selector, false},
    [OP_STR] = {table_selector, false},
    [OP_RDMSR] = {msr_read, true},
    [OP_WRMSR] = {msr_write, true},
    [OP_RDTSC] = {msr_rdtsc, false},
    [OP_RDTSCP] = {msr_rdtsc, false},
    [OP_RDPMC] = {run_rdpmc, false},
    [OP_SWAPGS] = {msr_swapgs, true},
    [OP_CPUID] = {cpuid_answer, false},
    [OP_XSETBV] = {control_xsetbv, false},
    [OP_CACHE] = {run_nop, true}, /* caches are the host's: nothing to write back */
    [OP_IRET] = {transfer_iret, false},
    [OP_RETF] = {transfer_retf, false},
    [OP_JMP_FAR] = {transfer_far, false},
    [OP_CALL_FAR] = {transfer_far, false},
    [OP_SYSCALL] = {transfer_syscall, false},
    [OP_SYSRET] = {transfer_sysret, false},
    [OP_SYSENTER] = {transfer_sysenter, false},
    [OP_SYSEXIT] = {transfer_sysenter, true},
    [OP_INT] = {transfer_int, false},
    [OP_INT1] = {transfer_int1, false},
    [OP_TO_SEG] = {table_to_segment, false},
    [OP_FROM_SEG] = {table_from_segment, false},
    [OP_POP_SEG] = {table_pop_segment, false},
    [OP_MOV] = {mem_mov, false},
    [OP_MOVZX] = {mem_extend, false},
    [OP_MOVSX] = {mem_extend, false},
    [OP_XCHG] = {mem_xchg, false},
    [OP_XADD] = {mem_xadd, false},
    [OP_CMPXCHG] = {mem_cmpxchg, false},
    [OP_CMPXCHG_WIDE] = {mem_cmpxchg_wide, false},
    [OP_ADD] = {mem_alu, false},
    [OP_OR] = {mem_alu, false},
    [OP_ADC] = {mem_alu, false},
    [OP_SBB] = {mem_alu, false},
    [OP_AND] = {mem_alu, false},
    [OP_SUB] = {mem_alu, false},
    [OP_XOR] = {mem_alu, false},
    [OP_CMP] = {mem_alu, false},
    [OP_TEST] = {mem_alu, false},
    [OP_INC] = {mem_alu, false},
    [OP_DEC] = {mem_alu, false},
    [OP_NEG] = {mem_alu, false},
    [OP_NOT] = {mem_alu, false},
    [OP_BT] = {mem_bit, false},
    [OP_BTS] = {mem_bit, false},
    [OP_BTR] = {mem_bit, false},
    [OP_BTC] = {mem_bit, false},
    [OP_STOS] = {string_run, false},
    [OP_MOVS] = {string_run, false},
    [OP_LODS] = {string_run, false},
    [OP_PUSH] = {stack_push, false},
    [OP_POP] = {stack_pop, false},
    [OP_PUSHF] = {stack_pushf, false},
    [OP_POPF] = {stack_popf, false},
    [OP_CALL] = {stack_call, false},
    [OP_RET] = {stack_ret, false},
    [OP_JMP] = {stack_jmp, false},
    [OP_LEAVE] = {stack_leave, false},
    [OP_LEA] = {integer_lea, false},
    [OP_SETCC] = {branch_setcc, false},
    [OP_CMOV] = {branch_cmov, false},
    [OP_ROL] = {shift_run, false},
    [OP_ROR] = {shift_run, false},
    [OP_RCL] = {shift_run, false},
    [OP_RCR] = {shift_run, false},
    [OP_SHL] = {shift_run, false},
    [OP_SHR] = {shift_run, false},
    [OP_SAR] = {shift_run, false},
    [OP_SHLD] = {shift_double, false},
    [OP_SHRD] = {shift_double, false},
    [OP_MUL] = {integer_mul, false},
    [OP_IMUL] = {integer_mul, false},
    [OP_DIV] = {integer_div, false},
    [OP_IDIV] = {integer_div, false},
    [OP_CBW] = {integer_cbw, false},
    [OP_CWD] = {integer_cwd, false},
    [OP_BSF] = {integer_count, false},
    [OP_BSR] = {integer_count, false},
    [OP_TZCNT] = {integer_count, false},
    [OP_LZCNT] = {integer_count, false},
    [OP_POPCNT] = {integer_count, false},
    [OP_BSWAP] = {integer_bswap, false},
    [OP_CLC] = {integer_flag, false},
    [OP_STC] = {integer_flag, false},
    [OP_CMC] = {integer_flag, false},
    [OP_CLD] = {integer_flag, false},
    [OP_STD] = {integer_flag, false},
    [OP_LAHF] = {integer_lahf, false},
    [OP_SAHF] = {integer_sahf, false},
    [OP_JCC] = {branch_jcc, false},
    [OP_LOOP] = {branch_loop, false},
    [OP_LOOPE] = {branch_loop, false},
    [OP_LOOPNE] = {branch_loop, false},
    [OP_JRCXZ] = {branch_jrcxz, false},
    [OP_NOP] = {run_nop, false},
    [OP_CLFLUSH] = {mem_clflush, false},
};

/* Not the native step, nor what is refused or #UD whatever its operands: those trap by themselves,
 * and where they don't, the host's CPU has its own answer. */
bool cpu_can_interpret(const struct cpu_insn *insn)
{
    switch (insn->op) {
    case OP_UNKNOWN:
    case OP_PRIVILEGED:
    case OP_UD:
    case OP_DR:
    case OP_INVPCID:
    case OP_IO_STRING:
    case OP_SYSENTER:
    case OP_SYSEXIT:
        return false;
    default:
        return true;
    }
}

enum cpu_result cpu_emulate(const struct cpu_insn *insn, struct cpu_bus *bus,
                            struct vcpu_exit *exit, struct cpu_outcome *out)
{
    struct emu e = {.insn = insn, .bus = bus, .s = bus->state, .exit = exit, .out = out};
    const struct op_desc *op = &ops[insn->op];

    *out = (struct cpu_outcome){0};
    if (op->cpl0 && vcpu_cpl(e.s) != 0)
        return emu_gp(&e);
    return op->run(&e);
}

bool emu_has_error_code(unsigned vector)
{
    const uint32_t with = 1u << VEC_DF | 1u << VEC_TS | 1u << VEC_NP | 1u << VEC_SS | 1u << VEC_GP |
                          1u << VEC_PF | 1u << VEC_AC;

    return vector < 32 && (with >> vector & 1u);
}

enum cpu_result emu_raise(struct emu *e, enum vector vector, uint32_t error_code)
{
    e->out->event = (struct vcpu_event){.valid = true,
                                        .has_error = emu_has_error_code(vector),
                                        .vector = (uint8_t)vector,
                                        .error_code = error_code};
    return CPU_EVENT;
}

enum cpu_result emu_gp(struct emu *e)
{
    return emu_raise(e, VEC_GP, 0);
}

enum cpu_result emu_exit(struct emu *e, enum vcpu_exit_kind kind)
{
    e->exit->kind = kind;
    if (emu_done(e) == CPU_EVENT)
        e->s->event = e->out->event;
    return CPU_EXIT;
}

/* Appends; no stdio in a signal handler. */
static char *append(char *to, const char *end, const char *text)
{
    while (*text && to < end)
        *to++ = *text++;
    return to;
}

enum cpu_result emu_refuse(struct emu *e, const char *text)
{
    const char *name = cpu_insn_name(e->insn);
    char *to = e->exit->text, *end = to + sizeof(e->exit->text) - 1;

    e->exit->kind = VCPU_EXIT_ERROR;
    to = append(to, end, name ? name : "?");
    to = append(to, end, ": ");
    *append(to, end, text) = 0;
    return CPU_REFUSED;
}
