/* SPDX-License-Identifier: Apache-2.0 */
/* The shadow page tables, read by the runner while the vCPU stands still. The common walker reads
 * them too: a shadow page's number stands for the address of a table. */
#include "spt_internal.h"

#include <errno.h>
#include <string.h>

/* Entries as arena.h has them: a leaf may be at levels 1 and 2. Rights are the leaf's alone. */
static const struct pt_format shadow_format = {
    .name = "shadow page",
    .levels = PT_MAX_LEVELS,
    .index_bits = 9,
    .present = SPTE_LEAF | SPTE_CHILD,
    .large = SPTE_LEAF,
    .large_levels = 1u << 2,
    .address = UINT64_C(0x000ffffffffff000),
};

/* A guest that ran wild may have written any number here. */
static int read_entry(void *ctx, struct gpa at, uint64_t *entry)
{
    const struct arena *a = ctx;
    uint64_t id = at.v >> PAGE_SHIFT;

    if (!id || id >= SPT_SHADOW_PAGES)
        return -EFAULT;
    *entry = a->sp[id].e[page_offset(at.v) / 8];
    return 0;
}

/* None while a memslot that went is still to be followed: what the shadow has of it goes before the
 * guest runs again. */
static unsigned roots(struct mmu *m, struct mmu_root *out, unsigned max)
{
    const struct arena *a = m->arena;
    unsigned n = 0;

    for (unsigned i = 0; i < SPT_MAX_ROOTS && n < max && !a->stale.end; i++) {
        const struct root *r = &a->root[i];
        if (!r->valid)
            continue;
        out[n++] = (struct mmu_root){
            .number = i,
            .cr3 = r->cr3,
            .user = r->role & ROLE_USER,
            .wp = r->role & ROLE_WP,
            .nxe = r->role & ROLE_NXE,
            .current = i == atomic_load(&a->active),
            .pid = r->pid,
            .queued = r->pending.n + r->pending.flush + r->lost,
            .top_table = gpa((uint64_t)r->top << PAGE_SHIFT),
        };
    }
    return n;
}

static void own(struct mmu *m, const struct mmu_root *root, struct gva at, struct mmu_own *own)
{
    struct walk_env env = {.format = &shadow_format,
                           .root = root->top_table,
                           .access = ACCESS_READ,
                           .nxe = true,
                           .maxphyaddr = 52};

    walk(&env, at, read_entry, m->arena, &own->walk);
    uint64_t entry = own->walk.step[own->walk.nsteps - 1].entry;
    own->writable = own->walk.status == WALK_OK && (entry & SPTE_W);
    own->executable = own->walk.status == WALK_OK && (entry & SPTE_X);
}

static unsigned frame(struct mmu *m, uint64_t fd_offset)
{
    const struct arena *a = m->arena;
    uint64_t n = fd_offset >> PAGE_SHIFT;
    struct frame f;

    /* By the length that this side knows: the arena's own numbers are not to be trusted. */
    if (n >= m->ram->bytes >> PAGE_SHIFT)
        return 0;
    uint64_t first = (sizeof *a + PAGE_SIZE - 1) & PAGE_MASK;
    memcpy(&f, (const uint8_t *)a + first + n * sizeof f, sizeof f);
    return (f.tables ? MMU_FRAME_TABLE : 0) | (f.unsync ? MMU_FRAME_UNSYNC : 0);
}

const struct mmu_inspect spt_inspect = {
    .what = "shadow page tables: one process of the host for each (CR3, CPL, WP, NXE)",
    .roots = roots,
    .own = own,
    .frame = frame,
};
