/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A write to a tracked table by an instruction that the emulator does not know: the page is made
 * writable for one single step, then everything that the table shadows is brought in step.
 */
#include "step.h"

#include "dirty.h"
#include "fault.h"
#include "frame.h"
#include "host.h"
#include "root.h"
#include "shadow.h"
#include "sync.h"

bool step_begin(struct gva a)
{
    struct walk_env env = fault_env(root_role(&arena->vcpu) & ROLE_USER, ACCESS_WRITE);
    struct walk w;
    walk_ram(&env, a, &arena->ram, &w);
    uint32_t frame = w.status == WALK_OK ? frame_of_gpa(w.gpa) : UINT32_MAX;
    unsigned n = arena->step.active ? arena->step.n : 0;
    if (frame == UINT32_MAX || frame_write_exits(w.gpa) ||
        n == sizeof arena->step.gva / sizeof arena->step.gva[0])
        return false;
    dirty_set_ad(&env, &w, true);
    dirty_mark(frame);
    if (host_writable_once(gva_page(a), frame))
        return false;
    arena->step.active = true;
    arena->step.gva[n] = gva_page(a).v;
    arena->step.frame[n] = frame;
    arena->step.n = n + 1;
    return true;
}

void step_end(void)
{
    for (unsigned i = 0; i < arena->step.n; i++) {
        uint64_t size, page = arena->step.gva[i];
        uint64_t entry = shadow_lookup(me, gva(page), &size);
        if (!entry || host_map(me, gva(page), PAGE_SIZE, entry))
            host_unmap(me, gva(page), PAGE_SIZE);
        count(CTR_traced_write);
        sync_written(arena->step.frame[i], 0, PAGE_SIZE);
    }
    arena->step.active = false;
    arena->step.n = 0;
}
