/* SPDX-License-Identifier: Apache-2.0 */
#include "dirty.h"

#include "err.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

/* One request under way. */
struct log {
    const struct mmu_ops *ops;
    struct mmu *mmu;
    struct ram *ram;
    const struct memslot *slot;
    uint64_t *bitmap;
};

static int switch_on(const struct log *l)
{
    return ram_slot_log(l->ram, l->slot->base, true);
}

static int switch_off(const struct log *l)
{
    return ram_slot_log(l->ram, l->slot->base, false);
}

static int get(const struct log *l)
{
    return l->ops->dirty_get(l->mmu, l->slot, l->bitmap);
}

static int clear(const struct log *l)
{
    return l->ops->dirty_clear(l->mmu, l->slot, l->bitmap);
}

static const struct {
    int (*prepare)(const struct log *l); /* NULL: nothing */
    int (*call)(const struct log *l);
    bool of_log; /* the log must be on */
} operation[GUEST_DIRTY_OPS] = {
    [GUEST_DIRTY_ON] = {NULL, switch_on, false},
    [GUEST_DIRTY_OFF] = {NULL, switch_off, true},
    [GUEST_DIRTY_GET] = {NULL, get, true},
    [GUEST_DIRTY_CLEAR] = {get, clear, true},
};

static uint64_t words(const struct memslot *s)
{
    return (s->npages + 63) / 64;
}

static uint64_t count_dirty(const struct log *l)
{
    uint64_t n = 0;

    for (uint64_t i = 0; i < words(l->slot); i++)
        n += (uint64_t)__builtin_popcountll(l->bitmap[i]);
    return n;
}

static int check(const struct log *l, const struct guest_dirty *ask)
{
    if (!l->ops->dirty_get)
        return err(ENOTSUP, "%s has no dirty log", l->ops->name);
    if (ask->op >= GUEST_DIRTY_OPS)
        return err(EINVAL, "there is no operation %" PRIu64 " on a dirty log", ask->op);
    if (!l->slot || gfn_gpa(l->slot->base).v != ask->at)
        return err(EINVAL, "no memslot begins at GPA 0x%" PRIx64 ": it has no dirty log", ask->at);
    if (operation[ask->op].of_log && !(l->slot->flags & MEMSLOT_LOG_DIRTY))
        return err(EINVAL, "the dirty log of the memslot at GPA 0x%" PRIx64 " is not on", ask->at);
    return 0;
}

static int perform(const struct log *l, struct guest_dirty *ask)
{
    int rc = operation[ask->op].prepare ? operation[ask->op].prepare(l) : 0;

    if (!rc)
        rc = operation[ask->op].call(l);
    ask->dirty = count_dirty(l);
    return rc;
}

int dirty_ask(const struct mmu_ops *ops, struct mmu *m, struct ram *ram, struct guest_dirty *ask)
{
    struct log l = {ops, m, ram, ram_slot(ram, gpa_gfn(gpa(ask->at))), NULL};
    int rc = check(&l, ask);

    if (rc)
        return rc;
    l.bitmap = calloc(words(l.slot), sizeof *l.bitmap);
    if (!l.bitmap)
        return err(ENOMEM, "no memory for the dirty bitmap of %" PRIu64 " pages", l.slot->npages);
    rc = perform(&l, ask);
    free(l.bitmap);
    return rc;
}
