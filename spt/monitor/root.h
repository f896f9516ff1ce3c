/* SPDX-License-Identifier: Apache-2.0 */
/* Cached roots: which process is the shadow for a (CR3, role). */
#ifndef MMUBENCH_SPT_MONITOR_ROOT_H
#define MMUBENCH_SPT_MONITOR_ROOT_H

#include "monitor.h"

/* ROLE_* of the state. */
uint32_t root_role(const struct vcpu_state *s);

/* This process has the vCPU's (CR3, role). */
bool root_is_mine(void);

/* Makes this process the one that has the vCPU's (CR3, role), by handing the vCPU over when it is
 * another's, and does the work that was queued for it. False: the vCPU was away meanwhile, look at
 * everything again. */
bool root_enter(void);

#endif
