/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes to pages that the guest has made read-only: #PF to the guest kernel, which sets W in the
 * PTE, and the retry. All pages have been read before, so that nothing but the permission is
 * missing. Natively: userfaultfd's asynchronous write protection, which the host's kernel undoes
 * alike.
 */
#include "guest.h"
#include "order.h"

enum { PAGES, ORDER };
enum { PROTFAULT };

GUEST_WORKLOAD("protfault", "write-protection faults that the guest kernel answers with W",
               GUEST_PARAMS({"pages", "pages written to in one sample", 256, 1, 4096, 64},
                            {"order", "0: pages in order, 1: permuted", 0, 0, 1, 0}),
               GUEST_METRICS({"protfault",
                              "write, guest page fault, PTE to writable, retry; per page"}));

struct run {
    struct gpa frames;
    uint64_t pages;
    const uint16_t *order;
    bool can;
};

static void prepare(void *ctx, uint64_t i)
{
    struct run *r = ctx;

    (void)i;
    r->can = guest_grant_writes(GUEST_TEST_GVA, r->frames, r->pages);
    for (uint64_t p = 0; p < r->pages; p++)
        GUEST_USE(guest_load(gva(GUEST_TEST_GVA.v + p * PAGE_SIZE)));
}

static void body(void *ctx, uint64_t ops)
{
    const struct run *r = ctx;

    for (uint64_t i = 0; i < ops; i++)
        guest_touch(gva(GUEST_TEST_GVA.v + r->order[i] * PAGE_SIZE));
}

void guest_main(void)
{
    struct run r = {.pages = guest_param(PAGES)};

    r.order = order_pages(r.pages, guest_param(ORDER));
    r.frames = guest_frames(r.pages, PAGE_SIZE);
    guest_map(GUEST_TEST_GVA, r.frames, r.pages, GUEST_W);
    for (uint64_t i = 0; i < r.pages; i++)
        guest_touch(gva(GUEST_TEST_GVA.v + i * PAGE_SIZE));
    prepare(&r, 0);
    if (!r.can) {
        guest_skip(PROTFAULT, "the host's userfaultfd has no asynchronous write protection");
        return;
    }
    guest_measure_once(PROTFAULT, r.pages, prepare, body, &r);
}
