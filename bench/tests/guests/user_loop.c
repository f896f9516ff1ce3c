/* SPDX-License-Identifier: Apache-2.0 */
/* A user part that never ends. */
#include "guest.h"

GUEST_WORKLOAD("user_loop", "never ends", .nparams = 0, .nmetrics = 0);

void guest_main(void)
{
    for (;;)
        GUEST_USE(0);
}
