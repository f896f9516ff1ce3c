/* SPDX-License-Identifier: Apache-2.0 */
/* Says hello from CPL 3: a check that an image runs, not a measurement. */
#include "guest.h"

enum { STATUS };

GUEST_WORKLOAD("hello", "prints one line and exits",
               GUEST_PARAMS({"status", "exit status of the guest", 0, 0, 255, 0}), .nmetrics = 0);

void guest_main(void)
{
    guest_print("hello from %s, with %lu MiB of guest RAM", guest_descriptor.name,
                guest_boot->ram_bytes >> 20);
    guest_exit(guest_param(STATUS));
}
