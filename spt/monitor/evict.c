/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which mappings go when the host allows no more: pieces of 2 MiB in turn, round the address space,
 * since the host does not tell which of them were used. One host call takes out a piece.
 */
#include "evict.h"

#include "monitor.h"
#include "shadow.h"
#include "sp.h"

/* The address after the entry of this level around `a`. */
static struct gva after(struct gva a, unsigned level)
{
    return gva((a.v | (pt_size(level) - 1)) + 1);
}

/* The first piece at or after *at of which something is mapped, and its shadow page. False: none.
 */
static bool next_piece(struct gva *at, uint32_t *id)
{
    while (at->v < SPT_WINDOW) {
        unsigned level = PT_MAX_LEVELS;
        uint64_t e;
        *id = arena->root[me].top;
        while ((e = sp_get(*id)->e[pt_index(*at, level)]) && level > 2) {
            *id = (uint32_t)(e >> PAGE_SHIFT);
            level--;
        }
        if (e)
            return true;
        *at = after(*at, level);
    }
    return false;
}

static void evict_pieces(uint64_t goal)
{
    struct root *r = &arena->root[me];
    struct gva at = gva(r->evict_next);
    bool again = at.v != 0;
    uint32_t id;
    while (arena->counter[CTR_zap] < goal) {
        if (next_piece(&at, &id)) {
            shadow_zap(id, pt_index(at, 2));
            at = after(at, 2);
        } else if (again) {
            again = false;
            at = gva(0);
        } else {
            break;
        }
    }
    r->evict_next = at.v;
}

bool evict_mappings(void)
{
    uint64_t before = arena->counter[CTR_zap];
    count(CTR_evict);
    arena->root[me].pressed = true;
    if (arena->policy.evict)
        evict_pieces(before + arena->policy.evict);
    if (!arena->policy.evict || arena->root[me].lost)
        shadow_drop_root(me);
    return arena->counter[CTR_zap] != before;
}

bool evict_pressed(void)
{
    return arena->root[me].pressed;
}
