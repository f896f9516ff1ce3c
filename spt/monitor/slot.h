/* SPDX-License-Identifier: Apache-2.0 */
/* Memslots that went while the vCPU was with the runner. */
#ifndef MMUBENCH_SPT_MONITOR_SLOT_H
#define MMUBENCH_SPT_MONITOR_SLOT_H

#include <stdbool.h>

/* Takes out what the shadow made of the stale frames (arena.h) and would not make today. The roots'
 * own tables are the caller's. False: so much that to forget all roots is cheaper. */
bool slot_follow(void);

#endif
