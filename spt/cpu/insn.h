/* SPDX-License-Identifier: Apache-2.0 */
/* The decoded form of an instruction, private to spt/cpu. */
#ifndef MMUBENCH_SPT_CPU_INSN_H
#define MMUBENCH_SPT_CPU_INSN_H

#include "cpu.h"

/* Operations, not mnemonics: what differs only by size or condition is one entry. */
enum op {
    OP_UNKNOWN,    /* not ours: STEP when it touches memory */
    OP_PRIVILEGED, /* not ours, and only for CPL 0 */
    OP_UD,         /* #UD here, whatever the host has: virtualisation extensions and UDn */
    OP_CR_READ,
    OP_CR_WRITE,
    OP_DR,
    OP_CLTS,
    OP_LMSW,
    OP_SMSW,
    OP_INVLPG,
    OP_INVPCID,
    OP_HLT,
    OP_CLI,
    OP_STI,
    OP_IN,
    OP_OUT,
    OP_IO_STRING,
    OP_LGDT,
    OP_LIDT,
    OP_SGDT,
    OP_SIDT,
    OP_LLDT,
    OP_LTR,
    OP_SLDT,
    OP_STR,
    OP_RDMSR,
    OP_WRMSR,
    OP_RDTSC,
    OP_RDTSCP,
    OP_RDPMC,
    OP_SWAPGS,
    OP_CPUID,
    OP_XSETBV,
    OP_CACHE,
    OP_IRET,
    OP_RETF,
    OP_JMP_FAR,
    OP_CALL_FAR,
    OP_SYSCALL,
    OP_SYSRET,
    OP_SYSENTER,
    OP_SYSEXIT,
    OP_INT,
    OP_INT1,
    OP_TO_SEG,
    OP_FROM_SEG,
    OP_POP_SEG,
    /* From here: instructions that trap for the memory they touch, if at all. */
    OP_MOV,
    OP_MOVZX,
    OP_MOVSX,
    OP_XCHG,
    OP_XADD,
    OP_CMPXCHG,
    OP_CMPXCHG_WIDE, /* cmpxchg8b, cmpxchg16b */
    OP_ADD,
    OP_OR,
    OP_ADC,
    OP_SBB,
    OP_AND,
    OP_SUB,
    OP_XOR,
    OP_CMP,
    OP_TEST,
    OP_INC,
    OP_DEC,
    OP_NEG,
    OP_NOT,
    OP_BT,
    OP_BTS,
    OP_BTR,
    OP_BTC,
    OP_STOS,
    OP_MOVS,
    OP_LODS,
    OP_PUSH,
    OP_POP,
    OP_PUSHF,
    OP_POPF,
    OP_CALL,
    OP_RET,
    OP_JMP,
    OP_LEAVE,
    OP_LEA,
    OP_SETCC,
    OP_CMOV,
    OP_ROL,
    OP_ROR,
    OP_RCL,
    OP_RCR,
    OP_SHL,
    OP_SHR,
    OP_SAR,
    OP_SHLD,
    OP_SHRD,
    OP_MUL,
    OP_IMUL,
    OP_DIV,
    OP_IDIV,
    OP_CBW, /* cbw, cwde, cdqe */
    OP_CWD, /* cwd, cdq, cqo */
    OP_BSF,
    OP_BSR,
    OP_TZCNT,
    OP_LZCNT,
    OP_POPCNT,
    OP_BSWAP,
    OP_CLC,
    OP_STC,
    OP_CMC,
    OP_CLD,
    OP_STD,
    OP_LAHF,
    OP_SAHF,
    OP_JCC,
    OP_LOOP,
    OP_LOOPE,
    OP_LOOPNE,
    OP_JRCXZ,
    OP_NOP, /* fences and prefetches too */
    OP_CLFLUSH,
    OP_COUNT
};

/* Of a ZydisMnemonic; OP_UNKNOWN also for those that need more than the mnemonic. */
enum op mnemonic_op(unsigned mnemonic);

enum operand_kind {
    OPERAND_NONE,
    OPERAND_GPR,
    OPERAND_HIGH, /* AH, CH, DH, BH: bits 15..8 of register 0..3 */
    OPERAND_MEM,
    OPERAND_IMM,
    OPERAND_REL, /* branch displacement, in `imm` */
    OPERAND_SEG, /* enum seg_reg */
    OPERAND_CR,
    OPERAND_OTHER
};

enum seg_reg { SEG_ES, SEG_CS, SEG_SS, SEG_DS, SEG_FS, SEG_GS, SEG_COUNT };

struct operand {
    uint8_t kind, reg;
    uint8_t size; /* bytes */
};

#define INSN_REG_NONE 0xffu
#define INSN_REG_RIP  0xfeu

enum { INSN_NO_REP, INSN_REP, INSN_REPNE };

struct cpu_insn {
    uint8_t op;
    uint8_t len;          /* bytes */
    uint8_t size;         /* operand size, bytes */
    uint8_t address_size; /* bytes: 4 or 8 */
    uint8_t rep;
    bool lock, memory; /* memory: touches it, named or implied */
    /* Memory operand: base and index are register numbers, INSN_REG_RIP or INSN_REG_NONE. */
    uint8_t base, index, scale, segment;
    struct operand operand[3];
    uint8_t condition; /* of jcc, setcc, cmovcc: the opcode's low bits, SDM Vol. 2D B.1.4.7 */
    uint16_t mnemonic; /* ZydisMnemonic, for its name */
    int64_t disp;
    uint64_t imm; /* sign-extended where the instruction does so */
};

#endif
