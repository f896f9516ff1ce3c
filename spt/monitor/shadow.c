/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shadow pages: one for each guest table at each place where a root uses it, and one for each piece
 * of a large guest page that is mapped small. The frame of a table that has shadow pages is mapped
 * read-only in every root, so that each write to it is seen and followed at once (sync.c): INVLPG
 * and CR3 loads then have nothing left to do. Hardware may keep stale translations until then, but
 * it need not.
 */
#include "shadow.h"

#include "entry.h"
#include "fill.h"
#include "frame.h"
#include "host.h"
#include "rmap.h"
#include "sp.h"
#include "sync.h"

#include <errno.h>
#include <string.h>

/* Bumped whenever a shadow page goes: lists that were being followed must be followed anew. */
uint32_t shadow_epoch;

uint64_t shadow_entry_gva(const struct sp *sp, unsigned index)
{
    return sp->base + ((uint64_t)index << pt_shift(sp->level));
}

/* --- taking out --- */

void shadow_clear_entry(struct sp *sp, unsigned index)
{
    sp->e[index] = 0;
    sp->used--;
}

static void table_unlink(uint32_t id)
{
    struct sp *sp = sp_get(id);
    struct frame *f = frame_get(sp->frame);
    if (sp->prev)
        sp_get(sp->prev)->next = sp->next;
    else
        f->tables = sp->next;
    if (sp->next)
        sp_get(sp->next)->prev = sp->prev;
    if (!f->tables) {
        frame_2m(sp->frame)->tracked--;
        f->unsync = false;
        f->idle_writes = 0;
    }
}

/* Forgets the page and all below it; returns how many leaves there were. The host mappings are the
 * caller's. */
static unsigned free_subtree(uint32_t id)
{
    struct sp *sp = sp_get(id);
    unsigned leaves = 0;
    for (unsigned i = 0; sp->used && i < PT_ENTRIES; i++) {
        uint64_t e = sp->e[i];
        if (!e)
            continue;
        if (e & SPTE_CHILD) {
            leaves += free_subtree((uint32_t)(e >> PAGE_SHIFT));
        } else {
            rmap_del(id, i);
            leaves++;
        }
        shadow_clear_entry(sp, i);
    }
    if (!sp->direct)
        table_unlink(id);
    sp_release(id);
    shadow_epoch++;
    return leaves;
}

void shadow_zap(uint32_t id, unsigned index)
{
    struct sp *sp = sp_get(id);
    uint64_t e = sp->e[index];
    uint32_t child = (uint32_t)(e >> PAGE_SHIFT);
    if (sp->level == 4) /* 512 GiB: piece by piece, each within SPT_MAX_SPAN */
        for (unsigned i = 0; i < PT_ENTRIES; i++)
            if (sp_get(child)->e[i])
                shadow_zap(child, i);
    if (sp->e[index] != e)
        return; /* a full queue has dropped this whole root meanwhile */
    unsigned leaves = 1;
    if (e & SPTE_CHILD)
        leaves = free_subtree(child);
    else
        rmap_del(id, index);
    shadow_clear_entry(sp, index);
#ifdef MMUBENCH_BREAK_ZAP /* a bug for the oracle to find: roots that are not running keep it */
    leaves = sp->root == me ? leaves : 0;
#endif
    if (leaves)
        host_unmap(sp->root, gva(shadow_entry_gva(sp, index)), pt_size(sp->level));
    arena->counter[CTR_zap] += leaves;
}

void shadow_zap_later(uint32_t id, unsigned index)
{
    struct sp *sp = sp_get(id);
    rmap_del(id, index);
    shadow_clear_entry(sp, index);
    count(CTR_zap);
    host_unmap_later(sp->root, gva(shadow_entry_gva(sp, index)), pt_size(sp->level));
}

void shadow_drop_root(unsigned root)
{
    struct root *r = &arena->root[root];
    struct sp *top = sp_get(r->top);
    TRACE(map, "root %u: whole shadow dropped", root);
    for (unsigned i = 0; r->valid && i < PT_ENTRIES; i++) {
        if (!top->e[i])
            continue;
        arena->counter[CTR_zap] += free_subtree((uint32_t)(top->e[i] >> PAGE_SHIFT));
        shadow_clear_entry(top, i);
    }
    host_flush(root);
    r->lost = false;
    count(CTR_flush_all);
}

/* --- write tracking --- */

int shadow_host_change(const struct sp *sp, unsigned index, uint64_t entry, unsigned n,
                       bool same_frame)
{
    int (*change)(unsigned, struct gva, uint64_t, uint64_t) = same_frame ? host_protect : host_map;
    return change(sp->root, gva(shadow_entry_gva(sp, index)), n * pt_size(sp->level), entry);
}

/* Puts the entry's new value in place, mapped. An entry that cannot be mapped is taken out. */
void shadow_replace(uint32_t id, unsigned index, uint64_t new)
{
    struct sp *sp = sp_get(id);
    bool same_frame = !((sp->e[index] ^ new) & PAGE_MASK);
    rmap_del(id, index);
    sp->e[index] = new;
    rmap_add(id, index);
    count(CTR_zap);
    if (shadow_host_change(sp, index, new, 1, same_frame))
        shadow_zap(id, index);
}

/* First node of the list whose entry is writable; 0 if none. */
static uint32_t writable_node(uint32_t node)
{
    while (node && !(sp_get(node / 512)->e[node % 512] & SPTE_W))
        node = sp_get(node / 512)->rnext[node % 512];
    return node;
}

static void protect(uint32_t id, unsigned index)
{
    shadow_replace(id, index, sp_get(id)->e[index] & ~SPTE_W);
}

static void protect_later(uint32_t id, unsigned index)
{
    struct sp *sp = sp_get(id);
    sp->e[index] &= ~SPTE_W;
    count(CTR_zap);
    host_protect_later(sp->root, gva(shadow_entry_gva(sp, index)), PAGE_SIZE, sp->e[index]);
}

/* Writes to the frame are to be seen: no mapping of it may be writable, and no large page may cover
 * it. The lists are read anew after each step, since a step may drop another root's whole shadow.
 */
static void write_protect(uint32_t frame, void (*zap)(uint32_t, unsigned),
                          void (*protect_one)(uint32_t, unsigned))
{
    uint32_t node;
    while ((node = frame_2m(frame)->rmap))
        zap(node / 512, node % 512);
    while ((node = writable_node(frame_get(frame)->rmap)))
        protect_one(node / 512, node % 512);
}

void shadow_write_protect(uint32_t frame)
{
    write_protect(frame, shadow_zap, protect);
}

void shadow_write_protect_later(uint32_t frame)
{
    write_protect(frame, shadow_zap_later, protect_later);
}

static void table_link(uint32_t id)
{
    struct sp *sp = sp_get(id);
    struct frame *f = frame_get(sp->frame);
    bool first = !f->tables;
    sp->prev = 0;
    sp->next = f->tables;
    if (sp->next)
        sp_get(sp->next)->prev = id;
    f->tables = id;
    if (first) {
        frame_2m(sp->frame)->tracked++;
        shadow_write_protect(sp->frame);
    } else if (f->unsync && sp->level > 1) {
        sync_table(sp->frame);
    }
}

uint32_t shadow_new_top(unsigned root, struct gpa cr3)
{
    uint32_t id = sp_alloc();
    if (!id)
        return 0;
    struct sp *sp = sp_get(id);
    sp->root = root;
    sp->level = PT_MAX_LEVELS;
    sp->access = SP_W | SP_U | SP_X;
    sp->frame = frame_of_gpa(cr3);
    table_link(id);
    return id;
}

void shadow_put_top(unsigned root)
{
    free_subtree(arena->root[root].top);
    arena->root[root].top = 0;
}

/* --- filling --- */

/* The child shadow page at this entry, made if it is not there or stands for something else. 0:
 * none left. */
static uint32_t child_of(uint32_t id, unsigned index, const struct sp *want)
{
    struct sp *sp = sp_get(id);
    uint64_t e = sp->e[index];
    uint32_t child = (uint32_t)(e >> PAGE_SHIFT);
    if (e & SPTE_CHILD) {
        const struct sp *have = sp_get(child);
        if (have->frame == want->frame && have->piece == want->piece &&
            have->access == want->access && have->direct == want->direct)
            return child;
    }
    if (e)
        shadow_zap(id, index);
    child = sp_alloc();
    if (!child)
        return 0;
    struct sp *new = sp_get(child);
    memcpy(new, want, SP_HEAD_BYTES);
    new->parent = id;
    new->parent_index = (uint16_t)index;
    sp->e[index] = SPTE_CHILD | (uint64_t)child << PAGE_SHIFT;
    sp->used++;
    if (!new->direct)
        table_link(child);
    return child;
}

void shadow_make_room(void)
{
    for (unsigned i = 0; i < SPT_MAX_ROOTS; i++)
        if (arena->root[i].valid)
            shadow_drop_root(i);
}

int shadow_map(struct gva a, const struct walk *w, bool write)
{
    uint32_t id = arena->root[me].top;
    unsigned target = 0;
    struct sp want;
    for (unsigned level = PT_MAX_LEVELS; level > 1; level--) {
        if (level == 2 && entry_large_ok(w)) {
            target = 2;
            break;
        }
        entry_child(sp_get(id), w, a, level, &want);
        id = child_of(id, pt_index(a, level), &want);
        if (!id)
            return -ENOSPC;
    }
    target = target ? target : 1;
    uint64_t entry = entry_for_walk(sp_get(id), w, target, write);
    return fill_leaf(id, pt_index(a, target), entry);
}

uint32_t shadow_leaf_page(unsigned root, struct gva a)
{
    uint32_t id = arena->root[root].top;
    for (unsigned level = PT_MAX_LEVELS; id; level--) {
        uint64_t e = sp_get(id)->e[pt_index(a, level)];
        if (e & SPTE_LEAF)
            return id;
        id = (uint32_t)(e >> PAGE_SHIFT);
    }
    return 0;
}

uint64_t shadow_lookup(unsigned root, struct gva a, uint64_t *size)
{
    uint32_t id = shadow_leaf_page(root, a);
    if (!id)
        return 0;
    *size = pt_size(sp_get(id)->level);
    return sp_get(id)->e[pt_index(a, sp_get(id)->level)];
}
