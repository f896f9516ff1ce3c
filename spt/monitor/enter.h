/* SPDX-License-Identifier: Apache-2.0 */
/* Into the guest. */
#ifndef MMUBENCH_SPT_MONITOR_ENTER_H
#define MMUBENCH_SPT_MONITOR_ENTER_H

#include "monitor.h"

/* Does what is due first (kick, events, interpretation, the right root), then runs the guest; the
 * next signal ends that. */
void enter_guest(void) __attribute__((noreturn));

/* Whether the guest's AC flag is the hardware's now: at CPL 3 with CR0.AM. Else it has no effect,
 * and the host's CR0.AM would give it one. */
bool enter_real_ac(const struct vcpu_state *s);

#endif
