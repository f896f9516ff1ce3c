/* SPDX-License-Identifier: Apache-2.0 */
/* Lets the host's CPU do an operation, so that its flags, the undefined ones too, are those that
 * the guest would see. Flags travel as LAHF and SETO leave them in AX: SF, ZF, AF, PF and CF in AH,
 * OF in AL; PUSHF and POPF would cost several times as much. */
#ifndef MMUBENCH_SPT_CPU_FLAGS_H
#define MMUBENCH_SPT_CPU_FLAGS_H

#include "common/vcpu.h"

#define FLAGS_LOW    (RFLAGS_CF | RFLAGS_PF | RFLAGS_AF | RFLAGS_ZF | RFLAGS_SF)
#define FLAGS_STATUS (FLAGS_LOW | RFLAGS_OF)

static inline uint32_t flags_pack(uint64_t rflags)
{
    return (uint32_t)((rflags & 0xff) << 8 | (rflags >> 11 & 1));
}

static inline uint64_t flags_unpack(uint64_t rflags, uint32_t packed)
{
    return (rflags & ~FLAGS_STATUS) | (packed >> 8 & FLAGS_LOW) | (uint64_t)(packed & 1) << 11;
}

/* 1 + 7FH overflows a byte, 0 + 7FH does not; SAHF leaves OF alone. */
#define FLAGS_LOAD "addb $0x7f, %%al\n\tsahf\n\t"
#define FLAGS_SAVE "\n\tlahf\n\tseto %%al"

/* `text` with operands %[a] (changed) and %[b]; the type of `dst` gives the size. */
#define FLAGS_RUN(text, dst, src, packed) \
    __asm__(FLAGS_LOAD text FLAGS_SAVE : [a] "+r"(dst), "+a"(packed) : [b] "r"(src) : "cc")

/* For operations that set all flags and read none: nothing waits for the flags before. */
#define FLAGS_SET(text, dst, src, packed) \
    __asm__(text FLAGS_SAVE : [a] "+r"(dst), "=a"(packed) : [b] "r"(src) : "cc")

/* FLAGS_RUN with `count` in CL. */
#define FLAGS_RUN_CL(text, dst, src, count, packed) \
    __asm__(FLAGS_LOAD text FLAGS_SAVE              \
            : [a] "+r"(dst), "+a"(packed)           \
            : [b] "r"(src), "c"(count)              \
            : "cc")

/* FLAGS_RUN for `text` that works on RDX:RAX with operand %[b]. */
#define FLAGS_RUN_WIDE(text, lo, hi, src, packed)                                      \
    __asm__(FLAGS_LOAD "mov %[rax], %%rax\n\t" text "\n\tmov %%rax, %[rax]" FLAGS_SAVE \
            : [rax] "+r"(lo), "+d"(hi), "+a"(packed)                                   \
            : [b] "r"(src)                                                             \
            : "cc")

#endif
