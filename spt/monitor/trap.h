/* SPDX-License-Identifier: Apache-2.0 */
/* The signals that end a stretch of guest code. */
#ifndef MMUBENCH_SPT_MONITOR_TRAP_H
#define MMUBENCH_SPT_MONITOR_TRAP_H

#include "monitor.h"

/* Set from just before the resume to the next signal: a signal without it is the monitor's own. */
extern bool in_guest;

/* In the template; forked processes inherit it. */
void trap_install(void);

#endif
