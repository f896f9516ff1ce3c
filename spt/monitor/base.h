/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FS and GS base of the running guest, and the monitor's own FS base (its thread-local storage).
 * By the FSGSBASE instructions where the host has them; elsewhere by arch_prctl(2), which costs a
 * system call for each base that changes.
 */
#ifndef MMUBENCH_SPT_MONITOR_BASE_H
#define MMUBENCH_SPT_MONITOR_BASE_H

#include <stdbool.h>

/* Once, before the first root is forked: notes the monitor's own FS base. */
void base_init(void);

/* At a trap, on the guest's bases: brings those that the guest can have changed into the vCPU. */
void base_import(void);

/* Before anything that uses thread-local storage (formatted text): FS base becomes the monitor's. A
 * trap handler runs with the guest's until then. */
void base_own(void);

/* Before the guest runs: the vCPU's bases go into the hardware. False: the host does not take one
 * of them (without FSGSBASE: not below its own half). */
bool base_load(void);

#endif
