/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A memslot that is removed and put back while the guest uses it, as memory hot-plug, a moved BAR
 * and live migration do. Both halves are hypercalls (`out` is what one of those costs); what was
 * mapped before must not be used after, so the first touches after it pay for what was dropped.
 */
#include "guest.h"

enum { PAGES, TOUCH };
enum { CYCLE, TOUCHED, BYSTANDER };

GUEST_WORKLOAD("slots", "a memslot removed and put back under load",
               GUEST_PARAMS({"pages", "pages of the slot", 512, 1, 65536, 512},
                            {"touch", "pages touched after each return", 16, 1, 512, 16}),
               GUEST_METRICS({"cycle", "remove and put back: two hypercalls"},
                             {"touched", "the same, then a touch of `touch` pages of the slot"},
                             {"bystander", "the same, then a touch of `touch` pages of RAM that "
                                           "were not in the slot"}));

struct run {
    struct gpa frames;
    uint64_t pages, touch, bad;
    struct gva at; /* what is touched */
};

static void cycle(const struct run *r)
{
    guest_region_remove(guest_hole());
    guest_region_add(GUEST_REGION_WINDOW, guest_hole(), r->pages, r->frames);
}

static void body(void *ctx, uint64_t ops)
{
    while (ops--)
        cycle(ctx);
}

/* Every page holds its number. */
static void body_touch(void *ctx, uint64_t ops)
{
    struct run *r = ctx;

    while (ops--) {
        cycle(r);
        for (uint64_t p = 0; p < r->touch; p++)
            r->bad |= guest_load(gva(r->at.v + p * PAGE_SIZE)) ^ p;
    }
}

static struct gva fill(struct gva at, struct gpa map, struct gpa frames, uint64_t pages)
{
    for (uint64_t p = 0; p < pages; p++)
        *(volatile uint64_t *)guest_window(gpa(frames.v + p * PAGE_SIZE)) = p;
    guest_map(at, map, pages, GUEST_W);
    return at;
}

void guest_main(void)
{
    static struct run r;
    struct gva in_slot, beside;
    struct gpa others;

    if (!guest_has(GUEST_HAS_REGIONS)) {
        for (uint32_t m = CYCLE; m <= BYSTANDER; m++)
            guest_skip(m, "a host process has no memslots: see `churn` for what mmap costs it");
        return;
    }
    r.pages = guest_param(PAGES);
    r.touch = guest_param(TOUCH) < r.pages ? guest_param(TOUCH) : r.pages;
    r.frames = guest_frames(r.pages, PAGE_SIZE);
    others = guest_frames(r.touch, PAGE_SIZE);
    guest_region_add(GUEST_REGION_WINDOW, guest_hole(), r.pages, r.frames);
    in_slot = fill(GUEST_TEST_GVA, guest_hole(), r.frames, r.pages);
    beside = fill(gva(in_slot.v + r.pages * PAGE_SIZE), others, others, r.touch);
    guest_measure(CYCLE, body, &r);
    r.at = in_slot;
    guest_measure(TOUCHED, body_touch, &r);
    r.at = beside;
    guest_measure(BYSTANDER, body_touch, &r);
    if (r.bad)
        guest_panic("slots: memory is not what it was before its slot went");
}
