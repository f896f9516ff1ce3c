/* SPDX-License-Identifier: Apache-2.0 */
/* Page faults, by class: the guest's own (TRUE), filled (HIDDEN), a write to a tracked table
 * (TRACED), an A/D upgrade, MMIO. What the guest may not map at all ends the run with the reason.
 */
#include "fault.h"

#include "dirty.h"
#include "emulate.h"
#include "evict.h"
#include "exit.h"
#include "fill.h"
#include "frame.h"
#include "root.h"
#include "shadow.h"
#include "sync.h"
#include "tlb.h"

#include <errno.h>

struct walk_env fault_env(bool user, enum access kind)
{
    const struct vcpu_state *s = &arena->vcpu;
    return (struct walk_env){
        .format = &pt_x86_64,
        .root = gpa(s->cr3 & pt_x86_64.address),
        .access = kind,
        .user = user,
        .wp = s->cr0 & CR0_WP,
        .nxe = s->efer & EFER_NXE,
        .maxphyaddr = arena->maxphyaddr,
    };
}

static void inject(struct gva a, const struct walk *w, bool write, bool fetch)
{
    struct vcpu_state *s = &arena->vcpu;
    TRACE(fault, "true %#lx code %#x rip %#lx", a.v, w->error_code, s->rip);
    s->cr2 = a.v;
    tlb_drop(a); /* SDM Vol. 3A 4.10.4.1 */
    s->event = (struct vcpu_event){
        .valid = true, .has_error = true, .vector = VEC_PF, .error_code = w->error_code};
    arena->refault.armed = true;
    arena->refault.write = write;
    arena->refault.fetch = fetch;
    arena->refault.gva = a.v;
    arena->refault.rip = s->rip;
    arena->refault.role = root_role(s);
    arena->refault.cr3 = s->cr3;
}

/* Fills for a walk that succeeded; makes room when the host or the pool is full. */
static void fill(struct gva a, struct walk *w, const struct walk_env *env, bool write)
{
    dirty_set_ad(env, w, write);
    if (write)
        dirty_mark(frame_of_gpa(w->gpa));
    int r = shadow_map(a, w, write);
    if (r == -ENOSPC) {
        shadow_make_room();
        r = shadow_map(a, w, write);
    }
    while (r == -ENOMEM && evict_mappings())
        r = shadow_map(a, w, write);
    if (r < 0)
        exit_error("mapping guest address %#lx failed with error %d; is the host out of memory?",
                   a.v, -r);
}

static bool beyond_guest(struct gva a)
{
    return a.v < SPT_GUEST_MIN || a.v >= SPT_WINDOW;
}

/* The tables allow the access, but a process cannot have the address. */
static void refuse(struct gva a)
{
    exit_error("the guest uses %#lx (rip %#lx); this mode can map %#lx to %#lx only: move the "
               "mapping there",
               a.v, arena->vcpu.rip, (uint64_t)SPT_GUEST_MIN, (uint64_t)SPT_WINDOW);
}

static void classify(struct gva a, const struct walk *w, bool write)
{
    uint64_t size;
    bool mapped = write && shadow_lookup(me, a, &size);
    bool upgrade = mapped && !w->dirty;
    bool first = mapped && w->dirty && dirty_is_clean(frame_of_gpa(w->gpa));
    count(upgrade ? CTR_ad_upgrade : first ? CTR_dirty_fault : CTR_hidden_fault);
    TRACE(fault, "%s %#lx gpa %#lx level %u rip %#lx",
          upgrade ? "A/D"
          : first ? "dirty"
                  : "hidden",
          a.v, w->gpa.v, w->level, arena->vcpu.rip);
}

/* An access to a GPA that no slot has, or a write to a read-only one. */
static void hole(struct gva a, const struct walk *w, bool fetch)
{
    count(CTR_mmio_fault);
    if (fetch)
        exit_error("the guest executes from GPA %#lx (gva %#lx), where there is no memory",
                   w->gpa.v, a.v);
    else
        emulate_trap(EMULATE_ACCESS, a);
}

static void walk_for(struct gva a, bool write, bool fetch, struct walk_env *env, struct walk *w)
{
    uint64_t t = timing_start();
    *env = fault_env(root_role(&arena->vcpu) & ROLE_USER, fetch   ? ACCESS_FETCH
                                                          : write ? ACCESS_WRITE
                                                                  : ACCESS_READ);
    walk_ram(env, a, &arena->ram, w);
    timing_stop(CTR_cycles_walk, t);
}

void fault_page(struct gva a, bool write, bool fetch)
{
    struct walk w;
    struct walk_env env;
    walk_for(a, write, fetch, &env, &w);
    if (w.status == WALK_NO_TABLE) {
        exit_error("the guest's page table at GPA %#lx lies outside guest RAM (gva %#lx, cr3 %#lx)",
                   w.step[w.nsteps - 1].entry_gpa.v, a.v, arena->vcpu.cr3);
        return;
    }
    if (w.status != WALK_OK) {
        inject(a, &w, write, fetch);
        return;
    }
    uint32_t frame = frame_of_gpa(w.gpa);
    if (beyond_guest(a)) {
        refuse(a);
    } else if (frame == UINT32_MAX || (write && frame_write_exits(w.gpa))) {
        hole(a, &w, fetch);
    } else if (write && frame_protected(frame) && !(arena->policy.unsync && sync_let_go(frame))) {
        TRACE(fault, "traced %#lx gpa %#lx rip %#lx", a.v, w.gpa.v, arena->vcpu.rip);
        emulate_trap(EMULATE_ACCESS, a);
    } else {
        classify(a, &w, write);
        fill(a, &w, &env, write);
        if (!evict_pressed())
            fill_ahead(a);
    }
}

void fault_refill(struct gva a, bool write, bool fetch)
{
    struct walk w;
    struct walk_env env;
    uint64_t size;
    walk_for(a, write, fetch, &env, &w);
    if (w.status != WALK_OK || beyond_guest(a) || shadow_lookup(me, a, &size))
        return;
    if (!w.accessed || (write && !w.dirty))
        return; /* the access may not come after all: A and D are not ours to set ahead */
    uint32_t frame = frame_of_gpa(w.gpa);
    if (frame == UINT32_MAX || (write && (frame_protected(frame) || frame_write_exits(w.gpa))))
        return;
    count(CTR_fill_iretq);
    fill(a, &w, &env, write);
}
