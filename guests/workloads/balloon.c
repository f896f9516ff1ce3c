/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A balloon: the guest gives pages to the host, which takes their frames away, and uses them again
 * later. They must read as zeroes, and both MMUs must fill anew what they had. The guest's own
 * tables map the pages all the time. Natively the process punches the hole into its memory itself
 * (fallocate, which is what the runner calls for a guest).
 */
#include "guest.h"

enum { PAGES };
enum { DISCARD, REFILL, AGAIN };

GUEST_WORKLOAD("balloon", "pages given to the host and used again",
               GUEST_PARAMS({"pages", "pages given at a time", 512, 1, 16384, 64}),
               GUEST_METRICS({"discard", "giving a page, all of them by one hypercall"},
                             {"refill", "first touch of a page that was given: a new, zero frame"},
                             {"again", "the touch after that: the same loop without the balloon"}));

struct run {
    struct gpa frames;
    uint64_t pages, bad;
};

static void touch_all(void *ctx, uint64_t ops)
{
    (void)ctx;
    for (uint64_t p = 0; p < ops; p++)
        guest_touch(gva(GUEST_TEST_GVA.v + p * PAGE_SIZE));
}

static void prepare_full(void *ctx, uint64_t i)
{
    const struct run *r = ctx;

    (void)i;
    touch_all(ctx, r->pages);
}

static void body_discard(void *ctx, uint64_t ops)
{
    const struct run *r = ctx;

    guest_discard(r->frames, ops);
}

static void prepare_empty(void *ctx, uint64_t i)
{
    const struct run *r = ctx;

    prepare_full(ctx, i);
    guest_discard(r->frames, r->pages);
}

static void body_refill(void *ctx, uint64_t ops)
{
    struct run *r = ctx;

    for (uint64_t p = 0; p < ops; p++) {
        struct gva at = gva(GUEST_TEST_GVA.v + p * PAGE_SIZE);
        r->bad |= guest_load(at);
        guest_touch(at);
    }
}

static void body_again(void *ctx, uint64_t ops)
{
    struct run *r = ctx;

    for (uint64_t p = 0; p < ops; p++) {
        struct gva at = gva(GUEST_TEST_GVA.v + p * PAGE_SIZE);
        r->bad |= guest_load(at) ^ at.v;
        guest_touch(at);
    }
}

void guest_main(void)
{
    static struct run r;

    r.pages = guest_param(PAGES);
    r.frames = guest_frames(r.pages, pt_size(2)); /* large frames of the host go whole, too */
    guest_map(GUEST_TEST_GVA, r.frames, r.pages, GUEST_W);
    guest_measure_once(DISCARD, r.pages, prepare_full, body_discard, &r);
    guest_measure_once(REFILL, r.pages, prepare_empty, body_refill, &r);
    if (r.bad)
        guest_panic("balloon: a page that was given does not read as zero");
    guest_measure_once(AGAIN, r.pages, prepare_full, body_again, &r);
    if (r.bad)
        guest_panic("balloon: a page lost what was stored after it came back");
}
