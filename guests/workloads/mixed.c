/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Page-table edits among TLB misses, in a ratio that is a parameter: the load over which shadow
 * paging and two-dimensional paging change places. Everything is counted by construction and runs
 * at CPL 3:
 *   A miss is a load that depends on the one before it, of one line in another 4 KiB. They form one
 *   random cycle, so that each is used again only after all others: a TLB with fewer entries than
 *   the working set has pages has then lost it. A working set within the TLB's reach makes loads
 *   without misses, and the same ratio means less.
 *   An edit points a page of another region to another frame (a service of the guest's kernel: PTE
 *   and INVLPG) and reads it. Natively it is an mmap() over the page, and the read takes the host's
 *   minor fault: what a host program pays for the same.
 * Each sample holds whole rounds of `misses` misses with `edits` edits, spread evenly, so that none
 * has more of them than another.
 */
#include "guest.h"
#include "order.h"
#include "region.h"

#define EDIT_PAGES 64u

enum { EDITS, MISSES, BYTES, PAGE, SEED };
enum { MISS };

GUEST_WORKLOAD("mixed", "page-table edits among TLB misses",
               GUEST_PARAMS({"edits", "in each round of misses", 10, 0, 1000000, 10},
                            {"misses", "of a round, spread evenly", 1000, 1, 1000000, 1000},
                            {"bytes", "working set of the misses", 64 << 20, 8192,
                             UINT64_C(64) << 30, 16 << 20},
                            REGION_PAGE, {"seed", "of the random order", 1, 0, UINT64_MAX, 1}),
               GUEST_METRICS({"miss", "one miss, with its share of the edits"}));

struct run {
    void *head;
    uint64_t edits, misses; /* of a round */
    uint64_t due;           /* in 1/misses of an edit */
    struct guest_pte pte[EDIT_PAGES];
    uint64_t value[EDIT_PAGES][2];
    uint64_t done; /* edits */
};

static void edit(struct run *r)
{
    uint64_t page = r->done % EDIT_PAGES, turn = r->done / EDIT_PAGES & 1;

    r->done++;
    guest_pte_store_invlpg(r->pte[page], r->value[page][turn ^ 1]);
    GUEST_USE(guest_load(r->pte[page].at));
}

static void body(void *ctx, uint64_t ops)
{
    struct run *r = ctx;
    void *p = r->head;

    while (ops--) {
        p = *(void *volatile *)p;
        for (r->due += r->edits; r->due >= r->misses; r->due -= r->misses)
            edit(r);
    }
    r->head = p;
}

static void make_edit_pages(struct run *r)
{
    struct gva at = gva(GUEST_TEST_GVA.v + pt_size(4));
    struct gpa frames = guest_frames(2 * EDIT_PAGES, PAGE_SIZE);

    guest_map(at, frames, EDIT_PAGES, GUEST_W);
    for (uint64_t i = 0; i < EDIT_PAGES; i++) {
        struct gpa frame = gpa(frames.v + i * PAGE_SIZE);

        r->pte[i] = guest_pte(gva(at.v + i * PAGE_SIZE));
        r->value[i][0] = guest_pte_value(frame, GUEST_W);
        r->value[i][1] = guest_pte_value(gpa(frame.v + EDIT_PAGES * PAGE_SIZE), GUEST_W);
        GUEST_USE(guest_load(r->pte[i].at));
    }
}

/* gcd(0, b) is b: without edits a round is one miss. */
static uint64_t gcd(uint64_t a, uint64_t b)
{
    while (b) {
        uint64_t rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

void guest_main(void)
{
    static struct run r;
    uint64_t n = guest_param(BYTES) / PAGE_SIZE;
    uint8_t *base = region(n * PAGE_SIZE, guest_param(PAGE), 1);

    if (!base)
        return;
    order_cycle(base, PAGE_SIZE, n, guest_param(SEED));
    r.head = order_node(base, PAGE_SIZE, 0);
    make_edit_pages(&r);
    r.misses = guest_param(MISSES);
    body(&r, n); /* once through the cycle, without edits */
    r.edits = guest_param(EDITS);
    guest_measure_step(MISS, r.misses / gcd(r.edits, r.misses), body, &r);
}
