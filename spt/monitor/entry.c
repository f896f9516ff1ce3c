/* SPDX-License-Identifier: Apache-2.0 */
#include "entry.h"

#include "dirty.h"
#include "frame.h"
#include "sp.h"

#include <string.h>

/* Rights of the guest's entry in the terms of a shadow page's `access`. */
static unsigned entry_access(uint32_t role, uint64_t guest)
{
    bool nx = (role & ROLE_NXE) && (guest & PTE_NX);
    return (guest & PTE_W ? SP_W : 0) | (guest & PTE_U ? SP_U : 0) | (nx ? 0 : SP_X);
}

static uint32_t role_of(const struct sp *sp)
{
    return arena->root[sp->root].role;
}

static bool reserved(const struct sp *sp, uint64_t guest, unsigned level, bool large)
{
    return guest & pt_reserved(&pt_x86_64, level, large, role_of(sp) & ROLE_NXE, arena->maxphyaddr);
}

/* A leaf that allows what `access` (whole path, leaf included) allows this role; 0: nothing at all.
 * A page without D is mapped read-only so that the first write sets it; a write-tracked frame, one
 * that the dirty log has as clean or one in a read-only slot (`watched`) so that writes are seen.
 */
static uint64_t make_leaf(uint32_t role, unsigned access, uint32_t frame, bool dirty, bool watched)
{
    bool user = role & ROLE_USER;
    if (user && !(access & SP_U))
        return 0;
    bool w = (access & SP_W) || (!user && !(role & ROLE_WP));
    return SPTE_LEAF | (uint64_t)frame << PAGE_SHIFT | (w && dirty && !watched ? SPTE_W : 0) |
           (access & SP_X ? SPTE_X : 0);
}

static bool watched(uint32_t frame)
{
    return frame_protected(frame) || dirty_is_clean(frame);
}

uint64_t entry_leaf(const struct sp *sp, uint64_t guest)
{
    bool large = sp->level > 1;
    if (!(guest & PTE_P) || !(guest & PTE_A) || (large && !(guest & PTE_PS)))
        return 0;
    if (reserved(sp, guest, sp->level, large))
        return 0;
    struct gpa at = gpa(guest & pt_x86_64.address & ~(pt_size(sp->level) - 1));
    uint32_t frame = frame_of_gpa(at);
    if (frame == UINT32_MAX)
        return 0;
    if (large) {
        struct walk w = {.level = sp->level, .gpa = at};
        if (!entry_large_ok(&w))
            return 0;
    }
    return make_leaf(role_of(sp), sp->access & entry_access(role_of(sp), guest), frame,
                     guest & PTE_D, (!large && watched(frame)) || frame_write_exits(at));
}

bool entry_holds(const struct sp *sp, unsigned index)
{
    uint64_t e = sp->e[index];
    if (!sp->direct)
        return entry_leaf(sp, frame_table(sp->frame)[index]) == e;
    struct gpa at = gpa(sp->piece + ((uint64_t)index << pt_shift(sp->level)));
    struct walk w = {.level = sp->level, .gpa = at};
    return frame_of_gpa(at) == (uint32_t)(e >> PAGE_SHIFT) &&
           !((e & SPTE_W) && frame_write_exits(at)) && (sp->level == 1 || entry_large_ok(&w));
}

bool entry_keeps_child(const struct sp *sp, const struct sp *child, uint64_t guest)
{
    bool large = child->direct;
    if (!(guest & PTE_P) || !(guest & PTE_A) || !!(guest & PTE_PS) != large)
        return false;
    if (reserved(sp, guest, sp->level, large) || (large && !(guest & PTE_D)))
        return false;
    struct gpa at = gpa(guest & pt_x86_64.address & ~(large ? pt_size(sp->level) - 1 : 0));
    return child->access == (sp->access & entry_access(role_of(sp), guest)) &&
           (large ? child->piece == at.v : child->frame == frame_of_gpa(at));
}

void entry_child(const struct sp *sp, const struct walk *w, struct gva a, unsigned level,
                 struct sp *want)
{
    uint64_t span = pt_size(level);
    bool direct = level <= w->level;
    memset(want, 0, SP_HEAD_BYTES);
    want->root = sp->root;
    want->level = (uint8_t)(level - 1);
    want->base = a.v & ~(span - 1);
    want->direct = direct;
    want->access = sp->access;
    if (level > w->level || level == w->level) {
        uint64_t guest = w->step[PT_MAX_LEVELS - level].entry;
        want->access = (uint8_t)(sp->access & entry_access(role_of(sp), guest));
        if (!direct)
            want->frame = frame_of_gpa(gpa(guest & pt_x86_64.address));
    }
    if (direct) {
        want->piece = w->gpa.v & ~(span - 1);
        want->frame = frame_of_gpa(gpa(want->piece));
    }
}

bool entry_large_ok(const struct walk *w)
{
    if (w->level < 2)
        return false;
    struct gpa base = gpa(w->gpa.v & ~(pt_size(2) - 1));
    const struct memslot *s = ram_slot(&arena->ram, gpa_gfn(base));
    if (!s || !range_fits(gpa_gfn(base).v - s->base.v, PT_ENTRIES, s->npages))
        return false;
    uint32_t frame = frame_of_gpa(base);
    return frame != UINT32_MAX && frame % 512 == 0 && !frame_2m(frame)->tracked &&
           !frame_2m(frame)->logged;
}

uint64_t entry_for_walk(const struct sp *sp, const struct walk *w, unsigned level, bool write)
{
    unsigned access = sp->access;
    uint64_t guest = w->step[w->nsteps - 1].entry;
    if (!sp->direct)
        access &= entry_access(role_of(sp), guest);
    struct gpa at = gpa(w->gpa.v & ~(pt_size(level) - 1));
    uint32_t frame = frame_of_gpa(at);
    return make_leaf(role_of(sp), access, frame, w->dirty || write,
                     (level == 1 && watched(frame)) || frame_write_exits(at));
}
