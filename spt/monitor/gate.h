/* SPDX-License-Identifier: Apache-2.0 */
/* The gate (gate.S): the only system call instruction that is not dispatched to the guest. */
#ifndef MMUBENCH_SPT_MONITOR_GATE_H
#define MMUBENCH_SPT_MONITOR_GATE_H

/* Returns the result or -errno of system call `nr`. What the filter (wall.h) does not allow raises
 * SIGSYS. */
long gate_syscall(long nr, long a, long b, long c, long d, long e, long f);

/* The allowed range of syscall user dispatch, and the instruction itself. */
extern const char gate_begin[], gate_end[], gate_call[];

/* SA_RESTORER of the handlers. */
void gate_sigreturn(void);

#endif
