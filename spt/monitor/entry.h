/* SPDX-License-Identifier: Apache-2.0 */
/* What a shadow entry should hold, given the guest's: pure functions over the arena, nothing is
 * changed. */
#ifndef MMUBENCH_SPT_SHADOW_ENTRY_H
#define MMUBENCH_SPT_SHADOW_ENTRY_H

#include "monitor.h"

/* The leaf for the guest's entry in the table that `sp` shadows, if one may exist without an access
 * being made now: present, no reserved bit, accessed, backed by a slot. Else 0. */
uint64_t entry_leaf(const struct sp *sp, uint64_t guest);

/* Whether the leaf at `index` is what the guest's table and the memslots give now. */
bool entry_holds(const struct sp *sp, unsigned index);

/* Whether the child shadow page still stands for what the guest's entry says. */
bool entry_keeps_child(const struct sp *sp, const struct sp *child, uint64_t guest);

/* Fills in root, level, base, frame, access and direct of the shadow page below `sp` on the walk's
 * way to `a`, and clears the rest of its head (SP_HEAD_BYTES). `level` is that of `sp`. */
void entry_child(const struct sp *sp, const struct walk *w, struct gva a, unsigned level,
                 struct sp *want);

/* A 2 MiB mapping is possible: the guest's page is that large or larger, one slot holds all of it
 * in frames that are aligned alike, and no guest table lies in it. */
bool entry_large_ok(const struct walk *w);

/* The leaf at `level` for a successful walk; `write`: D is set. */
uint64_t entry_for_walk(const struct sp *sp, const struct walk *w, unsigned level, bool write);

#endif
