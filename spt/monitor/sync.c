/* SPDX-License-Identifier: Apache-2.0 */
/* Guest tables change: the shadow follows each write at once, or, for leaf tables that were let go
 * (unsync), at the next invlpg or CR3 load, as a TLB would. */
#include "sync.h"

#include "entry.h"
#include "frame.h"
#include "host.h"
#include "rmap.h"
#include "shadow.h"
#include "sp.h"

static void sync_entry(uint32_t id, unsigned index, uint64_t guest)
{
    struct sp *sp = sp_get(id);
    uint64_t old = sp->e[index];
    if (!old)
        return;
    if (old & SPTE_CHILD) {
        if (!entry_keeps_child(sp, sp_get((uint32_t)(old >> PAGE_SHIFT)), guest))
            shadow_zap(id, index);
        return;
    }
    uint64_t new = entry_leaf(sp, guest);
    if (new == old)
        return;
    TRACE(map, "table edit at %#lx: %#lx -> %#lx", shadow_entry_gva(sp, index), old, new);
    if (new && arena->policy.remap) {
        count(CTR_remap);
        shadow_replace(id, index, new);
    } else {
        shadow_zap(id, index);
    }
}

/* Calls `sync` for every shadow page of the table. It may free pages of this very list: then start
 * over, since what is in step stays so. */
static void each_shadow(uint32_t frame, unsigned index, uint64_t guest,
                        void (*sync)(uint32_t id, unsigned index, uint64_t guest))
{
    uint32_t seen = shadow_epoch;
    uint32_t id = frame_get(frame)->tables;
    while (id) {
        sync(id, index, guest);
        id = seen == shadow_epoch ? sp_get(id)->next : frame_get(frame)->tables;
        seen = shadow_epoch;
    }
}

/* The frame is written like data, or as a table that nobody uses yet: stop shadowing it until it is
 * walked again. A root's own table stays. */
static void unshadow(uint32_t frame)
{
    uint32_t id;
    for (id = frame_get(frame)->tables; id; id = sp_get(id)->next)
        if (sp_get(id)->level == PT_MAX_LEVELS)
            return;
    while ((id = frame_get(frame)->tables))
        shadow_zap(sp_get(id)->parent, sp_get(id)->parent_index);
    count(CTR_flood);
}

static bool entry_used(uint32_t frame, unsigned index)
{
    uint32_t id = frame_get(frame)->tables;
    while (id && !sp_get(id)->e[index])
        id = sp_get(id)->next;
    return id;
}

void sync_written(uint32_t frame, unsigned offset, unsigned len)
{
    struct frame *f = frame_get(frame);
    bool used = false;
    for (unsigned i = offset / 8; i <= (offset + len - 1) / 8; i++) {
        used = used || entry_used(frame, i);
        each_shadow(frame, i, frame_table(frame)[i], sync_entry);
    }
    f->idle_writes = used || !arena->policy.flood ? 0 : f->idle_writes + 1;
    if (f->idle_writes && f->idle_writes >= arena->policy.flood)
        unshadow(frame);
}

/* The entry that leads to this shadow page, which may show another table by now. A root's own has
 * none. */
static void sync_way(uint32_t id, unsigned unused, uint64_t none)
{
    const struct sp *sp = sp_get(id);
    (void)unused, (void)none;
    if (sp->level < PT_MAX_LEVELS)
        sync_entry(sp->parent, sp->parent_index,
                   frame_table(sp_get(sp->parent)->frame)[sp->parent_index]);
}

void sync_stale(uint32_t frame)
{
    each_shadow(frame, 0, 0, sync_way);
    for (unsigned i = 0; i < PT_ENTRIES && frame_tracked(frame); i++)
        each_shadow(frame, i, frame_table(frame)[i], sync_entry);
}

/* --- unsync: out of step until invlpg or a CR3 load --- */

/* Takes out all entries of a leaf table's shadow that the guest has changed, neighbours by one host
 * call. Arguments but the first are not used. */
static void resync_page(uint32_t id, unsigned unused, uint64_t none)
{
    struct sp *sp = sp_get(id);
    uint32_t seen = shadow_epoch;
    unsigned run = 0;
    (void)unused, (void)none;
    for (unsigned i = 0; i <= PT_ENTRIES && seen == shadow_epoch; i++) {
        bool stale =
            i < PT_ENTRIES && sp->e[i] && entry_leaf(sp, frame_table(sp->frame)[i]) != sp->e[i];
        if (stale) {
            rmap_del(id, i);
            shadow_clear_entry(sp, i);
            count(CTR_zap);
            run++;
        } else if (run) {
            host_unmap(sp->root, gva(shadow_entry_gva(sp, i - run)), run * PAGE_SIZE);
            run = 0;
        }
    }
}

void sync_table(uint32_t frame)
{
    struct frame *f = frame_get(frame);
    if (!f->unsync)
        return;
    f->unsync = false;
    count(CTR_resync);
    each_shadow(frame, 0, 0, resync_page);
    if (f->tables)
        shadow_write_protect(frame);
}

void sync_all(void)
{
    uint32_t n = arena->nunsync;
    arena->nunsync = 0;
    arena->resync = false;
    for (uint32_t i = 0; i < n; i++)
        sync_table(arena->unsync[i]);
}

void sync_gva(struct gva a)
{
    unsigned index = pt_index(a, 1);
    for (uint32_t i = 0; i < arena->nunsync; i++) {
        uint32_t frame = arena->unsync[i];
        if (frame_get(frame)->unsync)
            each_shadow(frame, index, frame_table(frame)[index], sync_entry);
    }
}

bool sync_let_go(uint32_t frame)
{
    for (uint32_t id = frame_get(frame)->tables; id; id = sp_get(id)->next)
        if (sp_get(id)->level > 1)
            return false;
    if (arena->nunsync == SPT_UNSYNC)
        sync_all();
    frame_get(frame)->unsync = true;
    arena->unsync[arena->nunsync++] = frame;
    count(CTR_unsync);
    return true;
}
