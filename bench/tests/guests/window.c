/* SPDX-License-Identifier: Apache-2.0 */
/* Touches addresses where a deprivileged run keeps its monitor: with nothing mapped there, which is
 * a page fault of the guest as anywhere else, or mapped by the guest itself. */
#include "guest.h"

enum { MAP, ADDRESS };

GUEST_WORKLOAD("window", "touches the monitor's window",
               GUEST_PARAMS({"map", "1: the guest maps the page first", 0, 0, 1, 0},
                            {"address", "to touch", 0x7f0000000000, 0, 0x7ffffffff000, 0}),
               .nmetrics = 0);

void guest_main(void)
{
    struct gva at = gva(guest_param(ADDRESS));

    if (guest_param(MAP))
        guest_map(at, guest_frames(1, PAGE_SIZE), 1, GUEST_W);
    guest_touch(at);
    guest_print("touched %lx", at.v);
}
