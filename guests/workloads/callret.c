/* SPDX-License-Identifier: Apache-2.0 */
/* A call and its return: no kernel, no page table. What differs between modes here differs for
 * another reason than what this program measures: the null control (Adams and Agesen, ASPLOS 2006).
 */
#include "guest.h"

enum { CALLRET };

GUEST_WORKLOAD("callret", "call and return, a control: equal in every mode", .nparams = 0,
               GUEST_METRICS({"callret", "call of an empty function and its return"}));

static void __attribute__((noinline)) empty(void)
{
    __asm__ volatile("");
}

static void body(void *ctx, uint64_t ops)
{
    (void)ctx;
    while (ops--)
        empty();
}

void guest_main(void)
{
    guest_measure(CALLRET, body, NULL);
}
