/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves come into shadow pages. */
#ifndef MMUBENCH_SPT_MONITOR_FILL_H
#define MMUBENCH_SPT_MONITOR_FILL_H

#include "monitor.h"

/* Puts a leaf into a shadow page and on the host, with neighbours that the same host call can map.
 * 0, or -errno when the host has no room. */
int fill_leaf(uint32_t id, unsigned index, uint64_t entry);

/* After a fill at `a`: maps following entries of the same guest table that are held alike, wherever
 * their frames are, each run of frames by a host call. None at the table's first fill, then 1, 3, 7
 * calls and so on, up to the policy `scatter`, as long as there is work for them among so many
 * times `prefetch` entries; runs may be as many times longer. A table that is used here and there
 * costs little more, one that is used all over takes a fraction of the faults. */
void fill_ahead(struct gva a);

#endif
