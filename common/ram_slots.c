/* SPDX-License-Identifier: Apache-2.0 */
/* Memslots and those who listen to them. Allocates nothing. */
#include "ram.h"

#include "err.h"
#include "trace.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

static int check_slot(const struct ram *ram, struct gfn base, uint64_t npages, uint64_t fd_offset)
{
    if (!npages || page_offset(fd_offset))
        return err(EINVAL, "memslot at gfn 0x%" PRIx64 ": empty or not on a page of the memfd",
                   base.v);
    if (npages > ram->bytes >> PAGE_SHIFT ||
        !range_fits(fd_offset, npages << PAGE_SHIFT, ram->bytes))
        return err(EINVAL, "memslot at gfn 0x%" PRIx64 ": %" PRIu64 " pages lie outside the memfd",
                   base.v, npages);
    /* 52 bits of guest-physical address are the most that there are. */
    if (!range_fits(base.v, npages, UINT64_C(1) << (52 - PAGE_SHIFT)))
        return err(EINVAL, "memslot at gfn 0x%" PRIx64 " ends above 2^52", base.v);
    for (uint32_t i = 0; i < ram->nslots; i++) {
        const struct memslot *s = &ram->slot[i];
        if (ranges_overlap(base.v, npages, s->base.v, s->npages))
            return err(EEXIST, "memslot at gfn 0x%" PRIx64 " overlaps the one at gfn 0x%" PRIx64,
                       base.v, s->base.v);
    }
    if (ram->nslots == RAM_MAX_SLOTS)
        return err(ENOSPC, "no room for another memslot: at most %u", RAM_MAX_SLOTS);
    return 0;
}

/* The lowest id that no slot has, so that ids stay small (KVM limits them). */
static uint32_t free_id(const struct ram *ram)
{
    uint32_t id = 0;

    for (uint32_t i = 0; i < ram->nslots;) {
        if (ram->slot[i].id == id) {
            id++;
            i = 0;
        } else {
            i++;
        }
    }
    return id;
}

static void tell_removed(struct ram *ram, const struct memslot *s, uint32_t nlisteners)
{
    for (uint32_t i = 0; i < nlisteners; i++)
        ram->listener[i].remove(ram->listener[i].ctx, s);
}

int ram_slot_add(struct ram *ram, struct gfn base, uint64_t npages, uint64_t fd_offset,
                 uint32_t flags)
{
    int rc = check_slot(ram, base, npages, fd_offset);

    if (rc)
        return rc;
    struct memslot s = {
        .id = free_id(ram),
        .flags = flags,
        .base = base,
        .npages = npages,
        .hva = hva((uintptr_t)ram->base + fd_offset),
        .fd_offset = fd_offset,
    };
    TRACE(slot, "add %u: gfn 0x%" PRIx64 " + %" PRIu64 " pages at offset 0x%" PRIx64, s.id, base.v,
          npages, fd_offset);
    for (uint32_t i = 0; i < ram->nlisteners; i++) {
        rc = ram->listener[i].add(ram->listener[i].ctx, &s);
        if (rc < 0) {
            tell_removed(ram, &s, i);
            return rc;
        }
    }
    ram->slot[ram->nslots++] = s;
    return 0;
}

int ram_slot_remove(struct ram *ram, struct gfn base)
{
    for (uint32_t i = 0; i < ram->nslots; i++) {
        struct memslot s = ram->slot[i];
        if (s.base.v != base.v)
            continue;
        /* Out of the table first: a listener that looks a frame up must not find it any more. */
        ram->slot[i] = ram->slot[--ram->nslots];
        TRACE(slot, "remove %u: gfn 0x%" PRIx64, s.id, base.v);
        int rc = 0;
        for (uint32_t l = 0; l < ram->nlisteners; l++) {
            int r = ram->listener[l].remove(ram->listener[l].ctx, &s);
            rc = rc ? rc : r;
        }
        return rc;
    }
    return err(ENOENT, "no memslot begins at gfn 0x%" PRIx64, base.v);
}

static struct memslot *begins_at(struct ram *ram, struct gfn base)
{
    for (uint32_t i = 0; i < ram->nslots; i++)
        if (ram->slot[i].base.v == base.v)
            return &ram->slot[i];
    return NULL;
}

/* The first `n` listeners; those before one that fails are told to go back. */
static int tell_log(struct ram *ram, const struct memslot *s, uint32_t n)
{
    struct memslot old = *s;

    old.flags ^= MEMSLOT_LOG_DIRTY;
    for (uint32_t i = 0; i < n; i++) {
        const struct ram_listener *l = &ram->listener[i];
        int rc = l->log ? l->log(l->ctx, s) : err(ENOTSUP, "this mode has no dirty log");

        if (rc) {
            (void)tell_log(ram, &old, i);
            return rc;
        }
    }
    return 0;
}

int ram_slot_log(struct ram *ram, struct gfn base, bool on)
{
    struct memslot *s = begins_at(ram, base);

    if (!s)
        return err(ENOENT, "no memslot begins at gfn 0x%" PRIx64, base.v);
    if (!!(s->flags & MEMSLOT_LOG_DIRTY) == on)
        return 0;

    struct memslot changed = *s;

    changed.flags ^= MEMSLOT_LOG_DIRTY;
    TRACE(slot, "dirty log of %u: %s", s->id, on ? "on" : "off");
    int rc = tell_log(ram, &changed, ram->nlisteners);

    if (!rc)
        s->flags = changed.flags;
    return rc;
}

int ram_listen(struct ram *ram, struct ram_listener l)
{
    if (ram->nlisteners == RAM_MAX_LISTENERS)
        return err(ENOSPC, "no room for another memslot listener: at most %u", RAM_MAX_LISTENERS);
    for (uint32_t i = 0; i < ram->nslots; i++) {
        int rc = l.add(l.ctx, &ram->slot[i]);
        if (rc < 0) {
            while (i--)
                l.remove(l.ctx, &ram->slot[i]);
            return rc;
        }
    }
    ram->listener[ram->nlisteners++] = l;
    return 0;
}

void ram_unlisten(struct ram *ram, void *ctx)
{
    for (uint32_t i = 0; i < ram->nlisteners; i++) {
        if (ram->listener[i].ctx != ctx)
            continue;
        memmove(&ram->listener[i], &ram->listener[i + 1],
                (--ram->nlisteners - i) * sizeof ram->listener[0]);
        return;
    }
}
