/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The dirty log as the runner sees it: which frames of a slot are clean. The monitor makes their
 * mappings read-only before the guest runs again (monitor/dirty.c). A frame that two slots show is
 * dirty in both; a guest that overwrites the arena spoils no more than its own log.
 */
#include "spt_internal.h"

#include <string.h>

static struct frame *frames_of(struct mmu *m, const struct memslot *slot)
{
    return (struct frame *)((uint8_t *)m->arena + arena_frame_offset()) +
           (slot->fd_offset >> PAGE_SHIFT);
}

static struct frame_2m *frames_2m(struct mmu *m)
{
    struct frame *end = (struct frame *)((uint8_t *)m->arena + arena_frame_offset()) +
                        (m->ram->bytes >> PAGE_SHIFT);
    return (struct frame_2m *)end;
}

static void ask_to_protect(struct mmu *m, const struct memslot *slot)
{
    frame_range_add(&m->arena->protect, slot->fd_offset >> PAGE_SHIFT, slot->npages);
}

void spt_dirty_log(struct mmu *m, const struct memslot *slot, bool on)
{
    struct frame *f = frames_of(m, slot);
    uint64_t first = slot->fd_offset >> PAGE_SHIFT, last = first + slot->npages - 1;
    for (uint64_t i = first / PT_ENTRIES; i <= last / PT_ENTRIES; i++)
        frames_2m(m)[i].logged += on ? 1u : -1u;
    for (uint64_t i = 0; i < slot->npages; i++)
        f[i].clean = on;
    if (on)
        ask_to_protect(m, slot);
}

int spt_dirty_get(struct mmu *m, const struct memslot *slot, uint64_t *bitmap)
{
    const struct frame *f = frames_of(m, slot);
    memset(bitmap, 0, (slot->npages + 63) / 64 * sizeof *bitmap);
    for (uint64_t i = 0; i < slot->npages; i++)
        bitmap[i / 64] |= (uint64_t)!f[i].clean << i % 64;
    return 0;
}

int spt_dirty_clear(struct mmu *m, const struct memslot *slot, const uint64_t *bitmap)
{
    struct frame *f = frames_of(m, slot);
    for (uint64_t i = 0; i < slot->npages; i++)
        if (bitmap[i / 64] >> i % 64 & 1)
            f[i].clean = true;
    ask_to_protect(m, slot);
    return 0;
}
