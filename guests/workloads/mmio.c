/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loads and stores of a device register at CPL 3: each is an exit to the runner, whose device keeps
 * what is written. Unlike the `out` of a hypercall the instruction must be decoded and its address
 * translated before anybody knows what is wanted.
 */
#include "guest.h"

#define REGISTER gva(GUEST_TEST_GVA.v + 64)

enum { READ, WRITE };

GUEST_WORKLOAD("mmio", "a device register in the runner, read and written", .nparams = 0,
               GUEST_METRICS({"read", "load of 8 bytes from a device register"},
                             {"write", "store of 8 bytes to a device register"}));

static void body_read(void *ctx, uint64_t ops)
{
    uint64_t *sum = ctx;

    while (ops--)
        *sum |= guest_load(REGISTER);
}

static void body_write(void *ctx, uint64_t ops)
{
    (void)ctx;
    while (ops--)
        guest_touch(REGISTER);
}

void guest_main(void)
{
    uint64_t seen = 0;

    if (!guest_has(GUEST_HAS_REGIONS)) {
        guest_skip(READ, "a host process has no device in a runner below it");
        guest_skip(WRITE, "a host process has no device in a runner below it");
        return;
    }
    guest_region_add(GUEST_REGION_DEVICE, guest_hole(), 1, gpa(0));
    guest_map(GUEST_TEST_GVA, guest_hole(), 1, GUEST_W);
    guest_measure(WRITE, body_write, NULL);
    guest_measure(READ, body_read, &seen);
    if (seen != REGISTER.v)
        guest_panic("mmio: a register reads as 0x%lx, not as it was written", seen);
}
