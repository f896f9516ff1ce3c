/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A port write that the runner answers with nothing: the bare cost of an exit to it. The `out` is
 * made by the guest kernel, since not every KVM honours IOPL at CPL 3; `syscall` is what the way
 * there costs.
 */
#include "guest.h"

enum { OUT };

GUEST_WORKLOAD("out", "exit to the runner and back", .nparams = 0,
               GUEST_METRICS({"out", "system call whose service makes an out to the runner"}));

static void body(void *ctx, uint64_t ops)
{
    (void)ctx;
    while (ops--)
        guest_hypercall(HC_NOP);
}

void guest_main(void)
{
    if (guest_has(GUEST_HAS_EXIT))
        guest_measure(OUT, body, NULL);
    else
        guest_skip(OUT, "a host process has no runner below it");
}
