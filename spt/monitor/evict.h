/* SPDX-License-Identifier: Apache-2.0 */
/* Room for more mappings when the host allows a process no more (vm.max_map_count). */
#ifndef MMUBENCH_SPT_MONITOR_EVICT_H
#define MMUBENCH_SPT_MONITOR_EVICT_H

#include <stdbool.h>

/* Gives up mappings of this process's root: about as many as the policy says, those of the pieces
 * of 2 MiB whose turn it is, or all. False: there was none. */
bool evict_mappings(void);

/* This process's root has had to, so room is dear: a page mapped ahead costs one in use. */
bool evict_pressed(void);

#endif
