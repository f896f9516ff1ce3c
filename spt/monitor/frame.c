/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of each frame of guest RAM. */
#include "frame.h"

struct frame *frame_get(uint32_t frame)
{
    return (struct frame *)((uint8_t *)arena + arena->frame_offset) + frame;
}

struct frame_2m *frame_2m(uint32_t frame)
{
    return (struct frame_2m *)((uint8_t *)arena + arena->frame_2m_offset) + frame / 512;
}

uint32_t frame_of_gpa(struct gpa a)
{
    const struct memslot *s = ram_slot(&arena->ram, gpa_gfn(a));
    if (!s)
        return UINT32_MAX;
    uint64_t frame = (s->fd_offset >> PAGE_SHIFT) + (gpa_gfn(a).v - s->base.v);
    return frame < arena->nframes ? (uint32_t)frame : UINT32_MAX;
}

bool frame_write_exits(struct gpa a)
{
    const struct memslot *s = ram_slot(&arena->ram, gpa_gfn(a));
    return !s || (s->flags & MEMSLOT_READONLY);
}

bool frame_tracked(uint32_t frame)
{
    return frame_get(frame)->tables != 0;
}

bool frame_protected(uint32_t frame)
{
    return frame_tracked(frame) && !frame_get(frame)->unsync;
}

uint8_t *frame_host(uint32_t frame)
{
    return arena->ram.base + ((uint64_t)frame << PAGE_SHIFT);
}

const uint64_t *frame_table(uint32_t frame)
{
    return (const uint64_t *)frame_host(frame);
}
