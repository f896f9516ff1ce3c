/* SPDX-License-Identifier: Apache-2.0 */
#include "memory.h"

#include "err.h"
#include "trace.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* --- memslots: the first listener --- */

static bool has_slot(const struct section *s)
{
    return s->region->kind != REGION_MMIO;
}

static int slot_add(void *ctx, const struct section *s)
{
    if (!has_slot(s))
        return 0;
    return ram_slot_add(ctx, gpa_gfn(s->at), s->bytes >> PAGE_SHIFT,
                        s->region->fd_offset + s->offset, s->readonly ? MEMSLOT_READONLY : 0);
}

static int slot_remove(void *ctx, const struct section *s)
{
    return has_slot(s) ? ram_slot_remove(ctx, gpa_gfn(s->at)) : 0;
}

/* --- telling the difference --- */

static bool in_view(const struct flat *f, const struct section *s)
{
    const struct section *there = flat_find(f, s->at);

    return there && section_equal(there, s);
}

/* Tells of up to `limit` sections of `from` that are not in `other`, and counts in *told those that
 * were taken. */
static int tell_each(const struct memory_listener *l,
                     int (*tell)(void *ctx, const struct section *s), const struct flat *from,
                     const struct flat *other, size_t limit, size_t *told)
{
    for (size_t i = 0; i < from->n && *told < limit; i++) {
        if (in_view(other, &from->section[i]))
            continue;
        int rc = tell(l->ctx, &from->section[i]);
        if (rc < 0)
            return rc;
        ++*told;
    }
    return 0;
}

/* A step that fails is followed by the way back. That one can fail too, where the host has not even
 * room for what was there: the run ends by the first failure in any case. */
static int tell_one(const struct memory_listener *l, const struct flat *old, const struct flat *new)
{
    size_t removed = 0, added = 0, back = 0;

    if (l->begin)
        l->begin(l->ctx);
    int rc = tell_each(l, l->remove, old, new, SIZE_MAX, &removed);
    if (!rc)
        rc = tell_each(l, l->add, new, old, SIZE_MAX, &added);
    if (rc < 0) {
        tell_each(l, l->remove, new, old, added, &back);
        back = 0;
        tell_each(l, l->add, old, new, removed, &back);
    }
    if (l->commit)
        l->commit(l->ctx);
    return rc;
}

static int tell_all(struct memory *m, const struct flat *old, const struct flat *new)
{
    for (uint32_t i = 0; i < m->nlisteners; i++) {
        int rc = tell_one(&m->listener[i], old, new);
        if (rc < 0) {
            while (i--)
                tell_one(&m->listener[i], new, old);
            return rc;
        }
    }
    return 0;
}

/* --- */

int memory_init(struct memory *m, struct region *root, struct ram *ram)
{
    *m = (struct memory){.root = root, .ram = ram};
    int rc = memory_listen(
        m, (struct memory_listener){.ctx = ram, .add = slot_add, .remove = slot_remove});

    if (rc)
        return rc;
    memory_begin(m);
    rc = memory_commit(m);
    if (rc)
        memory_fini(m);
    return rc;
}

void memory_fini(struct memory *m)
{
    const struct flat nothing = {0};

    tell_all(m, &m->view, &nothing);
    flat_free(&m->view);
    *m = (struct memory){0};
}

void memory_begin(struct memory *m)
{
    m->depth++;
}

int memory_commit(struct memory *m)
{
    struct flat new;

    CHECK(m->depth);
    if (--m->depth)
        return 0;
    int rc = flat_render(&new, m->root);
    if (rc)
        return rc;
    rc = tell_all(m, &m->view, &new);
    if (rc < 0) {
        flat_free(&new);
        return rc;
    }
    flat_free(&m->view);
    m->view = new;
    return 0;
}

int memory_listen(struct memory *m, struct memory_listener l)
{
    const struct flat nothing = {0};

    if (m->nlisteners == MEMORY_MAX_LISTENERS)
        return err(ENOSPC, "no room for another listener of guest memory: at most %u",
                   MEMORY_MAX_LISTENERS);
    int rc = tell_one(&l, &nothing, &m->view);
    if (!rc)
        m->listener[m->nlisteners++] = l;
    return rc;
}

void memory_unlisten(struct memory *m, void *ctx)
{
    for (uint32_t i = 0; i < m->nlisteners; i++) {
        if (m->listener[i].ctx != ctx)
            continue;
        memmove(&m->listener[i], &m->listener[i + 1],
                (--m->nlisteners - i) * sizeof m->listener[0]);
        return;
    }
}

/* Bytes from `at` on, up to `bytes`, that one section of writable RAM has; 0: none. */
static uint64_t writable_run(const struct section *s, struct gpa at, uint64_t bytes)
{
    if (!s || s->region->kind != REGION_RAM || s->readonly)
        return 0;
    uint64_t left = s->bytes - (at.v - s->at.v);
    return left < bytes ? left : bytes;
}

int memory_discard(struct memory *m, struct gpa at, uint64_t bytes)
{
    if (!bytes || page_offset(at.v | bytes) || at.v > UINT64_MAX - bytes)
        return err(EINVAL, "0x%" PRIx64 " bytes at GPA 0x%" PRIx64 " are no run of whole pages",
                   bytes, at.v);
    /* Looked at as a whole before the first page goes. */
    for (int pass = 0; pass < 2; pass++) {
        for (uint64_t done = 0, run; done < bytes; done += run) {
            struct gpa here = gpa(at.v + done);
            const struct section *s = flat_find(&m->view, here);
            run = writable_run(s, here, bytes - done);
            if (!run)
                return err(EINVAL, "GPA 0x%" PRIx64 " is no writable RAM", here.v);
            int rc = pass ? ram_discard(m->ram,
                                        s->region->fd_offset + s->offset + (here.v - s->at.v), run)
                          : 0;
            if (rc)
                return rc;
        }
    }
    return 0;
}

const struct section *memory_access(const struct memory *m, struct gpa at, unsigned size,
                                    bool write, uint64_t *value)
{
    const struct section *s = flat_find(&m->view, at);
    bool inside = s && size <= s->bytes - (at.v - s->at.v);
    const struct region_ops *ops = inside ? s->region->ops : NULL;
    uint64_t offset = inside ? s->offset + (at.v - s->at.v) : 0;

    TRACE(run, "%s of %u bytes at GPA 0x%" PRIx64 ": %s", write ? "write" : "read", size, at.v,
          inside ? s->region->name : "a hole");
    if (write && ops && ops->write)
        ops->write(s->region->ctx, offset, size, *value);
    if (!write)
        *value = ops && ops->read ? ops->read(s->region->ctx, offset, size) : UINT64_MAX;
    return inside ? s : NULL;
}
