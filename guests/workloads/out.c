/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A port write that the runner answers with nothing: the bare cost of an exit to it, and the
 * hypercall of every backend (guest_abi.h): there is no other one to measure. The `out` is made by
 * the guest kernel, since not every KVM honours IOPL at CPL 3; `syscall` is what the way there
 * costs.
 */
#include "guest.h"

enum { OUT, BURST };

GUEST_WORKLOAD("out", "the hypercall: exit to the runner and back", .nparams = 0,
               GUEST_METRICS({"out", "system call whose service makes an out to the runner"},
                             {"burst",
                              "out to the runner at CPL 0, 64 in one system call; per out"}));

static void body(void *ctx, uint64_t ops)
{
    (void)ctx;
    while (ops--)
        guest_hypercall(HC_NOP);
}

static void body_burst(void *ctx, uint64_t ops)
{
    (void)ctx;
    for (; ops; ops -= GUEST_BURST)
        guest_burst_out();
}

void guest_main(void)
{
    if (!guest_has(GUEST_HAS_EXIT)) {
        guest_skip(OUT, "a host process has no runner below it");
        guest_skip(BURST, "a host process has no runner below it");
        return;
    }
    guest_measure(OUT, body, NULL);
    guest_measure_step(BURST, GUEST_BURST, body_burst, NULL);
}
