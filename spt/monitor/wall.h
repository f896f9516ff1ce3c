/* SPDX-License-Identifier: Apache-2.0 */
/* The wall towards the host: seccomp filter and syscall user dispatch. */
#ifndef MMUBENCH_SPT_MONITOR_WALL_H
#define MMUBENCH_SPT_MONITOR_WALL_H

#include "monitor.h"

int wall_prepare(void); /* in the template: compiles the filter; 0 or -errno */
int wall_raise(void);   /* in a root's process: no way back; 0 or -errno */

#endif
