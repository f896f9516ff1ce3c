/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who gets which frame of the pool: guest page tables together at its start, data frames after
 * them. The same arithmetic in a guest and in a native program, so that the same physical frames
 * carry the data.
 */
#ifndef MMUBENCH_GUESTS_FRAMES_H
#define MMUBENCH_GUESTS_FRAMES_H

#include "common/guest_abi.h"
#include "guest.h"

/* Room for tables, as a share of the pool: enough to map all of it by 4 KiB pages four times over.
 */
#define FRAMES_TABLE_SHARE 128u
#define FRAMES_TABLE_MIN   (UINT64_C(512) * PAGE_SIZE)

struct frames {
    struct gpa tables, tables_end; /* for guest page tables */
    struct gpa next, end;          /* data */
};

/* Bytes of RAM with which `bytes` more would fit, where the frames in use end at `at`. A little too
 * much rather than too little: with the RAM, the tables' share grows. */
uint64_t frames_ram_needed(struct gpa at, uint64_t bytes);

/* The runner's pool, less what the kernel took for the window: one PDPT and one PD per GiB. */
void frames_init(struct frames *f, const struct guest_boot *b);

#endif
