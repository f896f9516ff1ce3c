/* SPDX-License-Identifier: Apache-2.0 */
/* Mapping by the user part of an image, with stores by the guest kernel. Runs at CPL 3. */
#include "gpt.h"
#include "guest.h"
#include "service.h"
#include "user.h"

void user_store(struct gpa entry, uint64_t value)
{
    service(SERVICE_STORE, entry.v, value, 0);
}

void user_must(int rc, struct gva at)
{
    if (rc == -1)
        guest_panic("%s: out of frames for page tables: give the guest more RAM",
                    guest_descriptor.name);
    if (rc)
        guest_panic("%s: a page of another size is in the way at 0x%lx", guest_descriptor.name,
                    at.v);
}

void *guest_window(struct gpa at)
{
    return (void *)(GUEST_WINDOW + at.v);
}

uint64_t guest_pte_value(struct gpa frame, unsigned flags)
{
    return frame.v | PTE_P | PTE_U | (flags & GUEST_FRESH ? 0 : PTE_A | PTE_D) |
           (flags & GUEST_W ? PTE_W : 0) | (flags & GUEST_X ? 0 : PTE_NX) |
           (flags & (GUEST_LARGE | GUEST_HUGE) ? PTE_PS : 0) | (flags & GUEST_GLOBAL ? PTE_G : 0);
}

static unsigned level_of(unsigned flags)
{
    return flags & GUEST_HUGE ? 3 : flags & GUEST_LARGE ? 2 : 1;
}

static void bulk_store(struct gpa entry, uint64_t value)
{
    *(volatile uint64_t *)gpt_ptr(&user_tables, entry) = value;
}

static void fill(struct gva at, uint64_t npages, unsigned flags, gpt_leaf_fn leaf, void *ctx)
{
    user_tables.store = flags & GUEST_BULK ? bulk_store : user_store;
    user_must(gpt_fill(&user_tables, at, npages, level_of(flags), leaf, ctx), at);
    user_tables.store = user_store;
}

static void flush(struct gva at, uint64_t npages, unsigned flags)
{
    if (flags & GUEST_BULK) {
        guest_reload_cr3();
        return;
    }
    for (uint64_t i = 0; i < npages; i++)
        guest_invlpg(gva(at.v + i * pt_size(level_of(flags))));
}

struct linear {
    struct gpa frame;
    unsigned flags;
};

static uint64_t linear_leaf(void *ctx, uint64_t i)
{
    const struct linear *l = ctx;

    return guest_pte_value(gpa(l->frame.v + i * pt_size(level_of(l->flags))), l->flags);
}

void guest_map(struct gva at, struct gpa frame, uint64_t npages, unsigned flags)
{
    struct linear l = {frame, flags};

    fill(at, npages, flags, linear_leaf, &l);
}

struct each {
    guest_frame_fn frame;
    void *ctx;
    unsigned flags;
};

static uint64_t each_leaf(void *ctx, uint64_t i)
{
    const struct each *e = ctx;

    return guest_pte_value(e->frame(e->ctx, i), e->flags);
}

void guest_map_each(struct gva at, uint64_t npages, unsigned flags, guest_frame_fn frame, void *ctx)
{
    struct each e = {frame, ctx, flags};

    fill(at, npages, flags, each_leaf, &e);
}

static uint64_t empty_leaf(void *ctx, uint64_t i)
{
    (void)ctx, (void)i;
    return 0;
}

void guest_unmap(struct gva at, uint64_t npages, unsigned flags)
{
    fill(at, npages, flags, empty_leaf, NULL);
    flush(at, npages, flags);
}

void guest_protect(struct gva at, struct gpa frame, uint64_t npages, unsigned flags)
{
    if (npages == 1 && !(flags & GUEST_BULK)) { /* one service for both */
        guest_pte_store_invlpg(guest_pte_of(at, level_of(flags)), guest_pte_value(frame, flags));
        return;
    }
    guest_map(at, frame, npages, flags);
    flush(at, npages, flags);
}

struct guest_pte guest_pte_of(struct gva at, unsigned level)
{
    struct guest_pte pte = {.at = at};

    if (!gpt_entry(&user_tables, at, level, &pte.entry))
        guest_panic("%s: no page table for 0x%lx", guest_descriptor.name, at.v);
    return pte;
}

struct guest_pte guest_pte(struct gva at)
{
    return guest_pte_of(at, 1);
}

volatile uint64_t *guest_pte_pointer(struct guest_pte pte)
{
    return gpt_ptr(&user_tables, pte.entry);
}

void guest_demand_reserve(struct gva at, uint64_t npages)
{
    user_must(gpt_reserve(&user_tables, at, npages), at);
}

void guest_on_demand(struct gva at, struct gpa frame, uint64_t npages)
{
    struct gpa first;

    if (!gpt_run(&user_tables, at, npages, &first)) {
        guest_demand_reserve(at, npages);
        gpt_run(&user_tables, at, npages, &first);
    }
    service_4(SERVICE_DEMAND, at.v, npages * PAGE_SIZE, first.v, guest_pte_value(frame, GUEST_W));
}

bool guest_grant_writes(struct gva at, struct gpa frame, uint64_t npages)
{
    struct gpa first;

    guest_protect(at, frame, npages, GUEST_R | GUEST_BULK);
    if (!gpt_run(&user_tables, at, npages, &first))
        user_must(-2, at);
    service_4(SERVICE_GRANT, at.v, npages * PAGE_SIZE, first.v, 0);
    return true;
}
