/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest-physical memory of one run: all of the memfd as RAM from 0 on, and above it the hole
 * in which a guest may ask for regions (guest_abi.h): a second window onto its RAM, a ROM, a device
 * with registers. What it asks for is checked like all that comes from a guest.
 */
#ifndef MMUBENCH_BOARD_H
#define MMUBENCH_BOARD_H

#include "guest_abi.h"
#include "memory.h"

#define BOARD_WINDOWS   16u
#define BOARD_REGISTERS (GUEST_DEVICE_BYTES / sizeof(uint64_t))

struct board {
    struct region root; /* "system": all of guest-physical memory */
    struct region low;  /* "ram" */
    struct region window[BOARD_WINDOWS];
    bool used[BOARD_WINDOWS];
    struct memory memory;
    uint64_t reg[BOARD_REGISTERS]; /* of every device: what was written is read again */
};

/* Lays `ram`, which has no slots, out. 0 or -errno. The board must not move. */
int board_init(struct board *b, struct ram *ram);
void board_fini(struct board *b); /* takes a zeroed one */

/* First byte of the hole, for RAM of this size: the next GiB. */
struct gpa board_hole(uint64_t ram_bytes);

/* What the guest asks for. 0, -EINVAL (text: what is wrong with it), or -errno of a backend. */
int board_add(struct board *b, const struct guest_region *ask);
int board_remove(struct board *b, const struct guest_region *ask);  /* what begins at `at` */
int board_discard(struct board *b, const struct guest_region *ask); /* `bytes` at `at` */

#endif
