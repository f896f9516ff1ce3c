/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Read-only memory: a load costs what one from RAM costs, a store is an exit to the runner, which
 * drops it, whatever the guest's tables allow. With hardware's own second dimension that is a
 * violation of it; a shadow holds the page read-only.
 */
#include "guest.h"

#define ROM_GVA gva(GUEST_TEST_GVA.v + PAGE_SIZE)
#define PATTERN UINT64_C(0x600d600d)

enum { READ, WRITE };

GUEST_WORKLOAD("rom", "read-only guest-physical memory, read and written", .nparams = 0,
               GUEST_METRICS({"read", "load of 8 bytes: no exit"},
                             {"write", "store of 8 bytes: an exit to the runner, and dropped"}));

static void body_read(void *ctx, uint64_t ops)
{
    (void)ctx;
    while (ops--)
        GUEST_USE(guest_load(ROM_GVA));
}

static void body_write(void *ctx, uint64_t ops)
{
    (void)ctx;
    while (ops--)
        guest_touch(ROM_GVA);
}

void guest_main(void)
{
    struct gpa frame;

    if (!guest_has(GUEST_HAS_REGIONS)) {
        guest_skip(READ, "a host process has no ROM");
        guest_skip(WRITE, "a host process has no ROM: a store to a read-only page is `protfault`");
        return;
    }
    frame = guest_frames(1, PAGE_SIZE);
    *(volatile uint64_t *)guest_window(frame) = PATTERN;
    guest_region_add(GUEST_REGION_ROM, guest_hole(), 1, frame);
    guest_map(ROM_GVA, guest_hole(), 1, GUEST_W);
    guest_measure(READ, body_read, NULL);
    guest_measure(WRITE, body_write, NULL);
    if (guest_load(ROM_GVA) != PATTERN)
        guest_panic("rom: a store got through");
}
