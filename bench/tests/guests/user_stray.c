/* SPDX-License-Identifier: Apache-2.0 */
/* A user part that jumps to where nothing is mapped: the guest kernel gets the fault and gives up.
 */
#include "guest.h"

GUEST_WORKLOAD("user_stray", "jumps to unmapped memory", .nparams = 0, .nmetrics = 0);

void guest_main(void)
{
    void (*nowhere)(void) = (void (*)(void))0x123456789000;

    nowhere();
}
