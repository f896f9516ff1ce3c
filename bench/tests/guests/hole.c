/* SPDX-License-Identifier: Apache-2.0 */
/* Maps and touches guest-physical memory that does not exist. */
#include "guest.h"

GUEST_WORKLOAD("hole", "touches a guest-physical address without memory", .nparams = 0,
               .nmetrics = 0);

void guest_main(void)
{
    guest_map(GUEST_TEST_GVA, gpa(UINT64_C(0xf0000000)), 1, GUEST_W);
    guest_touch(GUEST_TEST_GVA);
    guest_print("touched");
}
