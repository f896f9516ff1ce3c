/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Demand paging by the guest: a touch of a page without a PTE, #PF to the guest kernel, which
 * stores a PTE, and the retry. The frames are the same in all samples and have been touched before,
 * so that no sample pays for memory of the host. Natively: a minor fault on a file mapping.
 */
#include "guest.h"
#include "order.h"

enum { PAGES, ORDER };
enum { PGFAULT };

GUEST_WORKLOAD("pgfault", "page faults that the guest kernel answers with a new mapping",
               GUEST_PARAMS({"pages", "pages touched in one sample", 256, 1, 4096, 64},
                            {"order", "0: pages in order, 1: permuted", 0, 0, 1, 0}),
               GUEST_METRICS({"pgfault", "touch, guest page fault, mapping, retry; per page"}));

struct run {
    struct gva at;
    struct gpa frames;
    uint64_t pages;
    const uint16_t *order;
};

static void prepare(void *ctx, uint64_t i)
{
    struct run *r = ctx;

    r->at = gva(GUEST_TEST_GVA.v + i * r->pages * PAGE_SIZE);
    guest_on_demand(r->at, r->frames, r->pages);
}

static void body(void *ctx, uint64_t ops)
{
    const struct run *r = ctx;

    for (uint64_t i = 0; i < ops; i++)
        guest_touch(gva(r->at.v + r->order[i] * PAGE_SIZE));
}

void guest_main(void)
{
    uint64_t pages = guest_param(PAGES);
    struct run r = {.pages = pages, .order = order_pages(pages, guest_param(ORDER))};

    r.frames = guest_frames(pages, PAGE_SIZE);
    for (uint64_t i = 0; i < pages; i++)
        *(volatile uint64_t *)guest_window(gpa(r.frames.v + i * PAGE_SIZE)) = i;
    guest_demand_reserve(GUEST_TEST_GVA, guest_once_runs() * pages);
    guest_measure_once(PGFAULT, pages, prepare, body, &r);
}
