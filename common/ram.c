/* SPDX-License-Identifier: Apache-2.0 */
/* The pure part of guest RAM: looking things up. Making and changing it is in ram_host.c. */
#include "ram.h"

const struct memslot *ram_slot(const struct ram *ram, struct gfn f)
{
    for (uint32_t i = 0; i < ram->nslots; i++) {
        const struct memslot *s = &ram->slot[i];
        if (f.v - s->base.v < s->npages) /* wraps to a huge number below the slot */
            return s;
    }
    return NULL;
}

void *ram_ptr(const struct ram *ram, struct gpa at, size_t len)
{
    const struct memslot *s = ram_slot(ram, gpa_gfn(at));

    if (!s)
        return NULL;
    uint64_t in_slot = at.v - gfn_gpa(s->base).v;
    if (!range_fits(in_slot, len, s->npages << PAGE_SHIFT))
        return NULL;
    /* By offset, not by slot->hva: a copy of *ram in another process has another base. */
    uint64_t offset = s->fd_offset + in_slot;
    return range_fits(offset, len, ram->bytes) ? ram->base + offset : NULL;
}
