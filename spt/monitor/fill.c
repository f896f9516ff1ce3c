/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves come into shadow pages, with their neighbours where that pays. */
#include "fill.h"

#include "entry.h"
#include "frame.h"
#include "rmap.h"
#include "shadow.h"
#include "sp.h"

static void enter_leaf(uint32_t id, unsigned index, uint64_t entry)
{
    struct sp *sp = sp_get(id);
    if (sp->e[index])
        rmap_del(id, index);
    else
        sp->used++;
    sp->e[index] = entry;
    rmap_add(id, index);
    count(sp->level == 1 ? CTR_fill_4k : CTR_fill_2m);
}

/* How many entries from `index` on can be mapped by the same call as `entry`: neighbours that the
 * guest allows alike, that are marked accessed already (so that no A bit is set ahead of its time)
 * and whose frames follow one another. The more, the longer the table goes on being filled. */
static unsigned run_length(const struct sp *sp, unsigned index, uint64_t entry)
{
    const uint64_t *table = frame_table(sp->frame);
    unsigned n = 1, most = arena->policy.prefetch * (1u + sp->ahead);
    if (sp->level != 1 || sp->direct || arena->policy.prefetch == 1)
        return 1;
    while (n < most && index + n < PT_ENTRIES && !sp->e[index + n] &&
           entry_leaf(sp, table[index + n]) == entry + n * PAGE_SIZE)
        n++;
    return n;
}

/* A run of entries from `index` on by one host call. */
static int map_run(uint32_t id, unsigned index, uint64_t entry, unsigned n, bool same_frame)
{
    struct sp *sp = sp_get(id);
    int r = shadow_host_change(sp, index, entry, n, same_frame);
    for (unsigned i = 0; !r && i < n; i++)
        enter_leaf(id, index + i, entry + i * PAGE_SIZE);
    return r;
}

int fill_leaf(uint32_t id, unsigned index, uint64_t entry)
{
    struct sp *sp = sp_get(id);
    if (sp->e[index] & SPTE_CHILD)
        shadow_zap(id, index);
    bool same_frame = sp->e[index] && !((sp->e[index] ^ entry) & PAGE_MASK);
    unsigned n = same_frame ? 1 : run_length(sp, index, entry);
    int r = map_run(id, index, entry, n, same_frame);
    if (r < 0)
        return r;
    if (!sp->direct)
        frame_get(sp->frame)->idle_writes = 0;
    arena->counter[CTR_prefetch] += n - 1;
    return 0;
}

/* Whether what the guest has at `at` is worth mapping beside `index`, which is mapped: held alike,
 * marks and all, but for the frame, and to be mapped alike (a page that is to become writable is
 * not). Its entry; 0 if not. */
static uint64_t entry_alike(const struct sp *sp, unsigned index, unsigned at)
{
    const uint64_t *table = frame_table(sp->frame);
    if (sp->e[at] || ((table[at] ^ table[index]) & ~pt_x86_64.address))
        return 0;
    uint64_t entry = entry_leaf(sp, table[at]);
    return (entry ^ sp->e[index]) & ~PAGE_MASK ? 0 : entry;
}

/* Maps entries after `index` by `calls` host calls at most; returns how many it made. No room on
 * the host: what is ahead can wait. */
static unsigned map_ahead(uint32_t id, unsigned index, unsigned calls)
{
    const struct sp *sp = sp_get(id);
    unsigned made = 0, end = index + 1 + calls * arena->policy.prefetch;
    for (unsigned i = index + 1; i < PT_ENTRIES && i < end && made < calls; i++) {
        uint64_t entry = entry_alike(sp, index, i);
        if (!entry)
            continue;
        unsigned n = run_length(sp, i, entry);
        if (map_run(id, i, entry, n, false) < 0)
            break;
        arena->counter[CTR_prefetch] += n;
        made++;
    }
    return made;
}

void fill_ahead(struct gva a)
{
    uint32_t id = shadow_leaf_page(me, a);
    struct sp *sp = sp_get(id);
    if (!id || sp->level > 1 || sp->direct || arena->policy.prefetch == 1)
        return;
    unsigned made = map_ahead(id, pt_index(a, 1), sp->ahead);
    unsigned next = made == sp->ahead ? 2 * made + 1 : made;
    sp->ahead = (uint8_t)(next < arena->policy.scatter ? next : arena->policy.scatter);
}
