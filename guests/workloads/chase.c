/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dependent loads along a cycle of lines. Random, with one line in each 4 KiB, nearly every load
 * misses the TLB once the working set is beyond its reach; in order, prefetchers help as far as
 * they see: with stride=64 within a page, with stride=4096 from page to page. The same frames and
 * the same lines with 4 KiB and with 2 MiB guest pages, so that the difference is the cost of the
 * longer walk.
 */
#include "guest.h"
#include "order.h"
#include "region.h"

#define LARGE_BYTES (UINT64_C(2) << 20)

enum { BYTES, PAGE, STRIDE, SEED, ORDER, FRAMES };
enum { LOAD };

GUEST_WORKLOAD(
    "chase", "pointer chase over a working set",
    GUEST_PARAMS({"bytes", "working set", 16 << 20, 8192, UINT64_C(64) << 30, 1 << 20}, REGION_PAGE,
                 {"stride", "bytes from one line used to the next", 4096, 64, LARGE_BYTES, 4096},
                 {"seed", "of the random cycle", 1, 0, UINT64_MAX, 1},
                 {"order", "0: random cycle, 1: ascending addresses", 0, 0, 1, 0},
                 {"frames", "0: frames mapped in order, 1: permuted (page=4K only)", 0, 0, 1, 0}),
    GUEST_METRICS({"load", "one dependent load"}));

struct scatter {
    struct gpa first;
    uint64_t n, step;
};

static struct gpa frame_of(void *ctx, uint64_t i)
{
    const struct scatter *s = ctx;

    return gpa(s->first.v + i * s->step % s->n * PAGE_SIZE);
}

/* The same region, with no two neighbouring pages in neighbouring frames: nothing that maps runs of
 * pages finds a run. */
static uint8_t *scattered(uint64_t bytes, uint64_t page)
{
    uint64_t n = (bytes + PAGE_SIZE - 1) / PAGE_SIZE;
    struct scatter s = {.n = n, .step = order_step(n)};

    if (page != PAGE_SIZE)
        guest_panic("chase: frames=1 is for page=4K");
    s.first = region_frames(bytes, 1);
    guest_map_each(GUEST_TEST_GVA, n, GUEST_W, frame_of, &s);
    return (uint8_t *)GUEST_TEST_GVA.v;
}

static void body(void *ctx, uint64_t ops)
{
    void **head = ctx, *p = *head;

    for (; ops >= 8; ops -= 8) {
        p = *(void *volatile *)p;
        p = *(void *volatile *)p;
        p = *(void *volatile *)p;
        p = *(void *volatile *)p;
        p = *(void *volatile *)p;
        p = *(void *volatile *)p;
        p = *(void *volatile *)p;
        p = *(void *volatile *)p;
    }
    while (ops--)
        p = *(void *volatile *)p;
    *head = p; /* the next sample goes on from here */
}

/* Once round, so that the first sample finds the working set as the last one does. */
static void walk_round(void **head, uint64_t n)
{
    body(head, n);
}

void guest_main(void)
{
    uint64_t stride = guest_param(STRIDE) & ~UINT64_C(63), n = guest_param(BYTES) / stride;
    uint8_t *base;
    void *head;

    if (n < 2)
        guest_panic("chase: bytes must be two strides at least");
    base = guest_param(FRAMES) ? scattered(n * stride, guest_param(PAGE))
                               : region(n * stride, guest_param(PAGE), 1);
    if (!base)
        return;
    if (guest_param(ORDER))
        order_ring(base, stride, n);
    else
        order_cycle(base, stride, n, guest_param(SEED));
    head = order_node(base, stride, 0);
    walk_round(&head, n);
    guest_measure_step(LOAD, 8, body, &head);
}
