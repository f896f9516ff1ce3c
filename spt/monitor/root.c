/* SPDX-License-Identifier: Apache-2.0 */
/* Cached roots: one process for each pair of (CR3, role), found, made, or recycled from the least
 * recently used. */
#include "root.h"

#include "dirty.h"
#include "exit.h"
#include "frame.h"
#include "gate.h"
#include "host.h"
#include "party.h"
#include "shadow.h"
#include "slot.h"
#include "sp.h"
#include "sync.h"

#include <linux/futex.h>
#include <sys/syscall.h>

uint32_t root_role(const struct vcpu_state *s)
{
    return (vcpu_cpl(s) == 3 ? ROLE_USER : 0) | (s->cr0 & CR0_WP ? ROLE_WP : 0) |
           (s->efer & EFER_NXE ? ROLE_NXE : 0);
}

static bool root_is(const struct root *r, struct gpa cr3, uint32_t role)
{
    return r->valid && r->cr3.v == cr3.v && r->role == role;
}

bool root_is_mine(void)
{
    const struct vcpu_state *s = &arena->vcpu;
    return root_is(&arena->root[me], gpa(s->cr3 & pt_x86_64.address), root_role(s));
}

static unsigned find(struct gpa cr3, uint32_t role)
{
    for (unsigned i = 0; i < SPT_MAX_ROOTS; i++)
        if (root_is(&arena->root[i], cr3, role))
            return i;
    return SPT_MAX_ROOTS;
}

/* Which slot a new root takes: this one if it is free, a free process, a new process, the least
 * recently used. */
static unsigned pick(void)
{
    unsigned fresh = SPT_MAX_ROOTS, oldest = SPT_MAX_ROOTS;
    if (!arena->root[me].valid)
        return me;
    for (unsigned i = 0; i < arena->policy.roots; i++) {
        const struct root *r = &arena->root[i];
        if (r->started && !r->valid)
            return i;
        if (!r->started && fresh == SPT_MAX_ROOTS)
            fresh = i;
        if (r->started && i != me &&
            (oldest == SPT_MAX_ROOTS || r->stamp < arena->root[oldest].stamp))
            oldest = i;
    }
    return fresh != SPT_MAX_ROOTS ? fresh : oldest;
}

static void request_process(unsigned slot)
{
    arena->root[slot].started = true;
    atomic_store(&arena->fork_slot, slot + 1);
    atomic_fetch_add(&arena->template_word, 1);
    gate_syscall(SYS_futex, (long)&arena->template_word, FUTEX_WAKE, 1, 0, 0, 0);
}

static void forget(unsigned slot)
{
    shadow_drop_root(slot);
    shadow_put_top(slot);
    arena->root[slot].valid = false;
}

static void evict(unsigned slot)
{
    TRACE(cr3, "root %u: cr3 %#lx role %u evicted", slot, arena->root[slot].cr3.v,
          arena->root[slot].role);
    forget(slot);
    count(CTR_root_evict);
}

static unsigned make(struct gpa cr3, uint32_t role)
{
    unsigned slot = pick();
    struct root *r = &arena->root[slot];
    if (r->valid)
        evict(slot);
    r->top = shadow_new_top(slot, cr3);
    if (!r->top) {
        shadow_make_room();
        r->top = shadow_new_top(slot, cr3);
    }
    CHECK(r->top);
    r->cr3 = cr3;
    r->role = role;
    r->pressed = false;
    r->valid = true;
    count(CTR_root_new);
    TRACE(cr3, "root %u: cr3 %#lx role %u made", slot, cr3.v, role);
    if (!r->started)
        request_process(slot);
    return slot;
}

/* Those whose own table is no longer what their CR3 shows; or all. */
static void forget_roots(bool all)
{
    for (unsigned i = 0; i < SPT_MAX_ROOTS; i++) {
        const struct root *r = &arena->root[i];
        if (r->valid && (all || frame_of_gpa(r->cr3) != sp_get(r->top)->frame))
            forget(i);
    }
}

bool root_enter(void)
{
    if (arena->stale.end)
        forget_roots(!slot_follow());
    if (arena->protect.end)
        dirty_protect();
    if (arena->resync)
        sync_all();
    const struct vcpu_state *s = &arena->vcpu;
    struct gpa cr3 = gpa(s->cr3 & pt_x86_64.address);
    uint32_t role = root_role(s);
    unsigned slot = me;
    if (!root_is_mine()) {
        if (frame_of_gpa(cr3) == UINT32_MAX) {
            exit_error("CR3 %#lx points outside guest RAM", s->cr3);
            return false;
        }
        slot = find(cr3, role);
        if (slot == SPT_MAX_ROOTS)
            slot = make(cr3, role);
    }
    arena->root[slot].stamp = ++arena->stamp;
    if (slot != me) {
        TRACE(cr3, "root %u -> %u", me, slot);
        count(CTR_root_switch);
        arena->handoff_start = timing_start();
        party_give(slot);
        party_wait(slot);
        return false;
    }
    if (arena->handoff_start)
        timing_stop(CTR_cycles_handoff, arena->handoff_start);
    arena->handoff_start = 0;
    host_apply_pending();
    if (arena->root[me].lost)
        shadow_drop_root(me);
    return true;
}
