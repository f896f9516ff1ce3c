/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dependent loads along one random cycle: with one line in each 4 KiB, nearly every load misses the
 * TLB once the working set is beyond its reach. The same frames and the same lines with 4 KiB and
 * with 2 MiB guest pages, so that the difference is the cost of the longer walk.
 */
#include "guest.h"
#include "order.h"

#define LARGE_BYTES (UINT64_C(2) << 20)

enum { BYTES, PAGE, STRIDE, SEED };
enum { LOAD };

GUEST_WORKLOAD(
    "chase", "pointer chase over a working set",
    GUEST_PARAMS({"bytes", "working set", 16 << 20, 8192, UINT64_C(64) << 30, 1 << 20},
                 {"page", "guest page size, 4096 or 2097152", 4096, 4096, LARGE_BYTES, 4096},
                 {"stride", "bytes from one line used to the next", 4096, 64, LARGE_BYTES, 4096},
                 {"seed", "of the random cycle", 1, 0, UINT64_MAX, 1}),
    GUEST_METRICS({"load", "one dependent load"}));

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
    uint64_t page = guest_param(PAGE), stride = guest_param(STRIDE) & ~UINT64_C(63);
    uint64_t n = guest_param(BYTES) / stride, span = (n * stride + LARGE_BYTES - 1) & -LARGE_BYTES;
    uint8_t *base = (uint8_t *)GUEST_TEST_GVA.v;
    void *head;

    if (page != PAGE_SIZE && page != LARGE_BYTES)
        guest_panic("chase: page=%lu is neither 4096 nor 2097152", page);
    if (n < 2)
        guest_panic("chase: bytes must be two strides at least");
    if (page == LARGE_BYTES && !guest_has(GUEST_HAS_LARGE)) {
        guest_skip(LOAD, "the host backs guest RAM with 4 KiB pages; see the runner's backing");
        return;
    }
    /* Aligned in both cases: the same frames. */
    struct gpa frames = guest_frames(span / PAGE_SIZE, LARGE_BYTES);
    guest_map(GUEST_TEST_GVA, frames, span / page, GUEST_W | (page == PAGE_SIZE ? 0 : GUEST_LARGE));
    order_cycle(base, stride, n, guest_param(SEED));
    head = order_node(base, stride, 0);
    walk_round(&head, n);
    guest_measure_step(LOAD, 8, body, &head);
}
