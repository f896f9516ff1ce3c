/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Translations that the emulator keeps between its accesses, as a processor's TLB does: what drops
 * one there (SDM Vol. 3A 4.10.4) drops it here, and nothing else has to. A translation is kept for
 * the kinds of access that it was made for: A, and for writes D, are set then.
 */
#ifndef MMUBENCH_SPT_MONITOR_TLB_H
#define MMUBENCH_SPT_MONITOR_TLB_H

#include "monitor.h"

/* The frame that an access of this kind to `a` reaches; UINT32_MAX: not known, walk. */
uint32_t tlb_find(struct gva a, enum access kind, bool user);

/* For a walk that succeeded and whose A and D are set; `frame` is of the 4 KiB around `a`. */
void tlb_keep(struct gva a, enum access kind, bool user, unsigned level, uint32_t frame);

void tlb_drop(struct gva a); /* the page around `a`, however large the guest's page is */
void tlb_flush(void);        /* all */

#endif
