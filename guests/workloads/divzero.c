/* SPDX-License-Identifier: Apache-2.0 */
/* A division by zero: delivery of an exception without any work on page tables. */
#include "guest.h"

enum { DIVZERO };

GUEST_WORKLOAD("divzero", "exception delivery without page tables", .nparams = 0,
               GUEST_METRICS({"divzero",
                              "#DE taken by the guest kernel, which skips the division"}));

static void body(void *ctx, uint64_t ops)
{
    (void)ctx;
    while (ops--)
        __asm__ volatile("xorl %%eax, %%eax\n\txorl %%edx, %%edx\n\txorl %%ecx, %%ecx\n\tdivl %%ecx"
                         :
                         :
                         : "eax", "ecx", "edx", "memory");
}

void guest_main(void)
{
    guest_divzero_skip();
    guest_measure(DIVZERO, body, NULL);
}
