/* SPDX-License-Identifier: Apache-2.0 */
/* The host mappings that are the shadow page table. For another root than this process's the work
 * is queued. */
#ifndef MMUBENCH_SPT_MONITOR_HOST_H
#define MMUBENCH_SPT_MONITOR_HOST_H

#include "monitor.h"

/* `entry` as in struct sp. 0 or -errno of the host (ENOMEM: vm.max_map_count, or no memory). */
int host_map(unsigned root, struct gva a, uint64_t size, uint64_t entry);

/* For a mapping that is there, of the same frame: a third of the cost. */
int host_protect(unsigned root, struct gva a, uint64_t size, uint64_t entry);

void host_unmap(unsigned root, struct gva a, uint64_t size);

/* Queued for the running root as well, and neighbours gathered into one call: done by
 * host_apply_pending(), before which nothing is mapped there again. */
void host_unmap_later(unsigned root, struct gva a, uint64_t size);
void host_protect_later(unsigned root, struct gva a, uint64_t size, uint64_t entry);

void host_flush(unsigned root);                          /* all of it */
void host_apply_pending(void);                           /* what was queued for this process */
int host_writable_once(struct gva page, uint32_t frame); /* whatever the shadow says */

#endif
