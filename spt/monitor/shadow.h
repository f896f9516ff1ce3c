/* SPDX-License-Identifier: Apache-2.0 */
/* Shadow pages: what each root maps and why. */
#ifndef MMUBENCH_SPT_MONITOR_SHADOW_H
#define MMUBENCH_SPT_MONITOR_SHADOW_H

#include "monitor.h"

/* Makes the shadow of this root agree with *w at `a`; `write`: the access that D was set for.
 * Returns 0, -ENOMEM (the host's mappings are used up) or -ENOSPC (the pool is): drop roots and try
 * again. */
int shadow_map(struct gva a, const struct walk *w, bool write);

/* The present leaf for `a` in a root: entry and the bytes that it maps; 0 if none. */
uint64_t shadow_lookup(unsigned root, struct gva a, uint64_t *size);

/* The shadow page of a root's PML4; 0: the pool is used up. shadow_put_top() frees it with all
 * below. */
uint32_t shadow_new_top(unsigned root, struct gpa cr3);
void shadow_put_top(unsigned root);

/* All of a root's shadow below its top goes, and its host mappings with it. */
void shadow_drop_root(unsigned root);
void shadow_make_room(void); /* of all roots */

/* For sync.c. Shadow pages are named by number; each may be freed by any of these, which bumps the
 * epoch. */
extern uint32_t shadow_epoch;
void shadow_zap(uint32_t id, unsigned index);                     /* an entry and all below */
void shadow_zap_later(uint32_t id, unsigned index);               /* a leaf: host_unmap_later() */
void shadow_replace(uint32_t id, unsigned index, uint64_t entry); /* a leaf by a leaf */
void shadow_clear_entry(struct sp *sp, unsigned index);
void shadow_write_protect(uint32_t frame);
void shadow_write_protect_later(uint32_t frame); /* host_unmap_later(), host_protect_later() */
uint64_t shadow_entry_gva(const struct sp *sp, unsigned index);

/* For fill.c. The shadow page that has the present leaf for `a`, 0 if none; and the host mapping of
 * `n` entries from `index` on, of which only the rights change if `same_frame`: 0 or -errno. */
uint32_t shadow_leaf_page(unsigned root, struct gva a);
int shadow_host_change(const struct sp *sp, unsigned index, uint64_t entry, unsigned n,
                       bool same_frame);

#endif
