/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The dirty log. It is kept by frame: while a memslot is logged, a frame of it is clean until the
 * guest writes it, by whatever address, and a clean frame is mapped read-only. The runner's side is
 * spt/dirty.c.
 */
#ifndef MMUBENCH_SPT_MONITOR_DIRTY_H
#define MMUBENCH_SPT_MONITOR_DIRTY_H

#include "monitor.h"

bool dirty_is_clean(uint32_t frame);

/* The guest writes it. */
void dirty_mark(uint32_t frame);

/* walk_set_ad() on guest RAM; A and D bits are writes as well. */
void dirty_set_ad(const struct walk_env *env, struct walk *w, bool write);

/* Before the guest runs: makes the mappings of frames that have become clean read-only. */
void dirty_protect(void);

#endif
