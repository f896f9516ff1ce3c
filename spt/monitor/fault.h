/* SPDX-License-Identifier: Apache-2.0 */
/* Page faults of the guest, by class. */
#ifndef MMUBENCH_SPT_MONITOR_FAULT_H
#define MMUBENCH_SPT_MONITOR_FAULT_H

#include "monitor.h"

void fault_page(struct gva a, bool write, bool fetch);

/* Fills for an access that is likely to come next, where that needs no A or D bit. Never raises
 * anything. */
void fault_refill(struct gva a, bool write, bool fetch);

/* The walk of an access under the vCPU's paging mode. */
struct walk_env fault_env(bool user, enum access kind);

#endif
