/* SPDX-License-Identifier: Apache-2.0 */
/* What the clock itself costs: every timed region contains one reading of it. */
#include "guest.h"

enum { READ };

GUEST_WORKLOAD("timer", "reading the time-stamp counter, as measured loops do", .nparams = 0,
               GUEST_METRICS({"read", "one lfence and rdtsc"}));

static void body(void *ctx, uint64_t ops)
{
    (void)ctx;
    while (ops--)
        (void)guest_time();
}

void guest_main(void)
{
    guest_measure(READ, body, NULL);
}
