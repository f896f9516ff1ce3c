/* SPDX-License-Identifier: Apache-2.0 */
/* Guest instructions run by the emulator (spt/cpu) instead of the CPU. */
#ifndef MMUBENCH_SPT_MONITOR_EMULATE_H
#define MMUBENCH_SPT_MONITOR_EMULATE_H

#include "monitor.h"

void emulate_init(void);

enum emulate_cause {
    EMULATE_GP,     /* #GP: it is privileged, or its operands are bad */
    EMULATE_ACCESS, /* its memory access needs us: tracked table or MMIO */
};

/* The instruction at RIP, which trapped, and what follows from it. `at`: the access, for
 * EMULATE_ACCESS. */
void emulate_trap(enum emulate_cause cause, struct gva at);

/* The instruction at RIP, or NULL: none can be fetched, or it is none. */
const struct cpu_insn *emulate_decode(void);

/* Emulates it and does what follows from it; `at` as above. */
enum cpu_result emulate_insn(const struct cpu_insn *insn, struct gva at);

/* Drops the cached translation of the code page. */
void emulate_forget_code(void);

/* After the runner's answer to an IN or an MMIO access. */
void emulate_complete(void);

/* Through the guest's IDT; false: triple fault. */
bool emulate_deliver(struct vcpu_event ev);

/* int n, int3 of `insn_len` bytes; RIP is past it. */
void emulate_soft(uint8_t vector, unsigned insn_len);

#endif
