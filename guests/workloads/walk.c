/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cost of a page walk without a performance counter: one set of frames, mapped by 4 KiB pages
 * at one address and by 2 MiB pages at another, and one chain through the same lines in the same
 * order. Caches are hit and missed alike; what differs is how often the TLB misses, and how long a
 * walk is. Samples of both mappings are taken in turn; `walk` is the difference of the two, 0 where
 * it is negative (as many as are said in the log).
 */
#include "guest.h"
#include "order.h"
#include "region.h"

#define LINES_AT_ONCE 8u

enum { BYTES, STRIDE, SEED, HUGE };
enum { LOAD_4K, LOAD_2M, LOAD_1G, WALK, WALK_1G };

GUEST_WORKLOAD(
    "walk", "page walks, as a difference between page sizes on the same lines",
    GUEST_PARAMS({"bytes", "working set", 64 << 20, 8192, UINT64_C(64) << 30, 16 << 20},
                 {"stride", "bytes from one line used to the next", 4096, 64, 2 << 20, 4096},
                 {"seed", "of the random cycle", 1, 0, UINT64_MAX, 1},
                 {"huge", "1: also by 1 GiB pages, which needs 2 GiB of RAM", 0, 0, 1, 0}),
    GUEST_METRICS({"load_4k", "one dependent load, 4 KiB pages"},
                  {"load_2m", "the same line, 2 MiB pages"},
                  {"load_1g", "the same line, 1 GiB pages"},
                  {"walk", "load_4k less load_2m, of neighbouring samples; per load"},
                  {"walk_1g", "load_2m less load_1g, of neighbouring samples; per load"}));

/* The links are addresses in the window; `delta` leads to one mapping. */
struct chain {
    uint64_t at, delta;
};

static void body(void *ctx, uint64_t ops)
{
    struct chain *c = ctx;
    uint64_t p = c->at, delta = c->delta;

    for (; ops >= LINES_AT_ONCE; ops -= LINES_AT_ONCE) {
        p = guest_load(gva(p + delta));
        p = guest_load(gva(p + delta));
        p = guest_load(gva(p + delta));
        p = guest_load(gva(p + delta));
        p = guest_load(gva(p + delta));
        p = guest_load(gva(p + delta));
        p = guest_load(gva(p + delta));
        p = guest_load(gva(p + delta));
    }
    while (ops--)
        p = guest_load(gva(p + delta));
    c->at = p;
}

struct run {
    struct chain chain[3]; /* by level - 1 */
    unsigned levels;
    uint64_t ops, negative;
};

static uint64_t sample(struct run *r, unsigned level)
{
    uint64_t cycles;

    guest_begin();
    cycles = guest_time();
    body(&r->chain[level - 1], r->ops);
    cycles = guest_time() - cycles;
    guest_sample(LOAD_4K + level - 1, r->ops, cycles);
    guest_end(LOAD_4K + level - 1, r->ops);
    return cycles;
}

static void difference(struct run *r, uint32_t metric, uint64_t longer, uint64_t shorter)
{
    r->negative += longer < shorter;
    guest_sample(metric, r->ops, longer < shorter ? 0 : longer - shorter);
}

/* Forwards and backwards in turn, so that none is always first. */
static void measure(struct run *r)
{
    for (uint64_t i = 0; i < guest_boot->samples; i++) {
        uint64_t cycles[3] = {0};

        for (unsigned l = 0; l < r->levels; l++) {
            unsigned k = i & 1 ? r->levels - 1 - l : l;
            cycles[k] = sample(r, k + 1);
        }
        if (r->levels >= 2)
            difference(r, WALK, cycles[0], cycles[1]);
        if (r->levels >= 3)
            difference(r, WALK_1G, cycles[1], cycles[2]);
    }
    if (r->negative)
        guest_print("walk: %lu differences were negative and are kept as 0", r->negative);
}

static void skip(const struct run *r)
{
    if (r->levels < 1)
        guest_skip(LOAD_4K, region_why_not());
    if (r->levels < 2) {
        guest_skip(LOAD_2M, region_why_not());
        guest_skip(WALK, region_why_not());
    }
    if (r->levels < 3) {
        const char *why = guest_param(HUGE) ? region_why_not() : "only with huge=1";

        guest_skip(LOAD_1G, why);
        guest_skip(WALK_1G, why);
    }
}

void guest_main(void)
{
    uint64_t stride = guest_param(STRIDE) & ~UINT64_C(63), n = guest_param(BYTES) / stride;
    struct run r = {.levels = guest_param(HUGE) ? 3 : 2};
    struct gpa frames;
    uint8_t *window;

    if (n < 2)
        guest_panic("walk: bytes must be two strides at least");
    if (!region_has(1))
        r.levels = 0;
    while (r.levels && !region_has(r.levels))
        r.levels--;
    skip(&r);
    if (!r.levels)
        return;
    frames = region_frames(n * stride, r.levels);
    window = guest_window(frames);
    order_cycle(window, stride, n, guest_param(SEED));
    for (unsigned l = 1; l <= r.levels; l++) {
        struct gva at = gva(GUEST_TEST_GVA.v + (l - 1) * pt_size(4));

        region_map(at, frames, n * stride, l);
        r.chain[l - 1] =
            (struct chain){(uint64_t)order_node(window, stride, 0), at.v - (uint64_t)window};
        body(&r.chain[l - 1], n); /* once round */
    }
    /* Whole rounds: a part of one would find its lines in a cache, or not, after whoever came by
     * last. */
    r.ops = guest_calibrate(n, body, &r.chain[0]);
    measure(&r);
}
