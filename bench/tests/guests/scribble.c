/* SPDX-License-Identifier: Apache-2.0 */
/* Writes at random over all guest RAM, its own page tables and kernel among it, and uses memory in
 * between. Where that ends is open; that the host is unharmed is not. */
#include "guest.h"

enum { SEED, SHAPE, WRITES };

GUEST_WORKLOAD("scribble", "writes its own page tables at random",
               GUEST_PARAMS({"seed", "of the writes", 1, 0, UINT64_MAX, 1},
                            {"shape", "0: any value, 1: a present entry with any frame of RAM", 0,
                             0, 1, 0},
                            {"writes", "how many", 200000, 1, 10000000, 200000}),
               .nmetrics = 0);

static uint64_t next(uint64_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 7;
    *x ^= *x << 17;
    return *x;
}

void guest_main(void)
{
    uint64_t x = guest_param(SEED) * 2 + 1, ram = guest_boot->ram_bytes;
    uint64_t writes = guest_param(WRITES), shape = guest_param(SHAPE);

    guest_map(GUEST_TEST_GVA, guest_frames(64, PAGE_SIZE), 64, GUEST_W);
    while (writes--) {
        uint64_t at = GUEST_BOOT_PT_GPA + next(&x) % (ram - GUEST_BOOT_PT_GPA) / 8 * 8;
        uint64_t value = next(&x);

        if (shape)
            value = (value % ram & PAGE_MASK) | (value & 0xe7) | PTE_P;
        *(volatile uint64_t *)guest_window(gpa(at)) = value;
        if (writes % 64 == 0)
            guest_touch(gva(GUEST_TEST_GVA.v + writes / 64 % 64 * PAGE_SIZE));
    }
}
