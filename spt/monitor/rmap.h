/* SPDX-License-Identifier: Apache-2.0 */
/* The reverse map: from a frame to every leaf entry, in any root, that maps it. */
#ifndef MMUBENCH_SPT_MONITOR_RMAP_H
#define MMUBENCH_SPT_MONITOR_RMAP_H

#include "monitor.h"

/* For a leaf entry that is in place. */
void rmap_add(uint32_t id, unsigned index);
void rmap_del(uint32_t id, unsigned index);

#endif
