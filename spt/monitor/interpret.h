/* SPDX-License-Identifier: Apache-2.0 */
/* Runs guest-kernel code in the emulator as long as that is cheaper than running it natively. */
#ifndef MMUBENCH_SPT_MONITOR_INTERPRET_H
#define MMUBENCH_SPT_MONITOR_INTERPRET_H

#include "monitor.h"

/* Returns when the guest is at CPL 3, an event or exit is due, or native execution is the better
 * choice (arena->native_next is set then). */
void interpret(void);

#endif
