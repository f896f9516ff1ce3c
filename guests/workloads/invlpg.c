/* SPDX-License-Identifier: Apache-2.0 */
/* invlpg, in a service of the guest kernel; `syscall` is what the way there and back costs. */
#include "guest.h"

enum { UNMAPPED, MAPPED, TOUCHED, BURST };

GUEST_WORKLOAD("invlpg", "flushing one page", .nparams = 0,
               GUEST_METRICS({"unmapped", "invlpg of a page that has no PTE"},
                             {"mapped", "invlpg of a mapped page that is not used in between"},
                             {"touched", "invlpg of a mapped page, then a read of it"},
                             {"burst",
                              "invlpg of a page without PTE, 64 in one system call; per invlpg"}));

static void body(void *ctx, uint64_t ops)
{
    const struct gva *at = ctx;

    while (ops--)
        guest_invlpg(*at);
}

static void body_touched(void *ctx, uint64_t ops)
{
    const struct gva *at = ctx;

    while (ops--) {
        guest_invlpg(*at);
        GUEST_USE(guest_load(*at));
    }
}

static void body_burst(void *ctx, uint64_t ops)
{
    const struct gva *at = ctx;

    for (; ops; ops -= GUEST_BURST)
        guest_burst_invlpg(*at);
}

void guest_main(void)
{
    struct gva mapped = GUEST_TEST_GVA, unmapped = gva(mapped.v + PAGE_SIZE);

    if (!guest_has(GUEST_HAS_INVLPG)) {
        for (uint32_t m = UNMAPPED; m <= BURST; m++)
            guest_skip(m, "a host process cannot flush its TLB");
        return;
    }
    guest_map(mapped, guest_frames(1, PAGE_SIZE), 1, GUEST_W);
    guest_touch(mapped);
    guest_measure(UNMAPPED, body, &unmapped);
    guest_measure(MAPPED, body, &mapped);
    guest_measure(TOUCHED, body_touched, &mapped);
    guest_measure_step(BURST, GUEST_BURST, body_burst, &unmapped);
}
