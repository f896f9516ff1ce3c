/* SPDX-License-Identifier: Apache-2.0 */
#include "dirty.h"

#include "frame.h"
#include "host.h"
#include "shadow.h"

bool dirty_is_clean(uint32_t frame)
{
    return frame_get(frame)->clean;
}

void dirty_mark(uint32_t frame)
{
    frame_get(frame)->clean = false;
}

void dirty_set_ad(const struct walk_env *env, struct walk *w, bool write)
{
    const struct walk before = *w;
    if (!walk_set_ad(env, &arena->ram, w, write))
        return;
    for (unsigned i = 0; i < w->nsteps; i++)
        if (w->step[i].entry != before.step[i].entry)
            dirty_mark(frame_of_gpa(w->step[i].entry_gpa));
}

void dirty_protect(void)
{
    const struct frame_range r = arena->protect;
    for (uint64_t f = r.from; f < r.end && f < arena->nframes; f++)
        if (dirty_is_clean((uint32_t)f))
            shadow_write_protect_later((uint32_t)f);
    arena->protect = (struct frame_range){0};
    host_apply_pending();
}
