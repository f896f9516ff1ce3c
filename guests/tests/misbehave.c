/* SPDX-License-Identifier: Apache-2.0 */
/* For tests of what happens when a workload goes wrong. */
#include "guest.h"

enum { HOW };
enum { SPIN, CRASH, PANIC, DIVIDE };

GUEST_WORKLOAD(
    "misbehave", "goes wrong in one of several ways",
    GUEST_PARAMS({"how", "0 never ends, 1 bad address, 2 panics, 3 divides by zero", 0, 0, 3, 0}),
    GUEST_METRICS({"none", "one sample, so that a run cut short has something to keep"}));

void guest_main(void)
{
    guest_begin();
    guest_sample(0, 1, 1);
    guest_end(0, 1);
    guest_print("about to misbehave");
    switch (guest_param(HOW)) {
    case SPIN:
        for (;;)
            __asm__ volatile("pause");
    case CRASH:
        guest_touch(gva(0x500000000000));
        break;
    case PANIC:
        guest_panic("as told");
    case DIVIDE:
        __asm__ volatile("xorl %%ecx, %%ecx\n\tdivl %%ecx" : : : "eax", "ecx", "edx");
    }
}
