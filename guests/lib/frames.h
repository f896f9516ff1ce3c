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

/* Room for tables: of every page of the pool mapped three times over with 4 KiB pages, and some. */
#define FRAMES_TABLE_SHARE 128u
#define FRAMES_TABLE_MIN   (UINT64_C(256) * PAGE_SIZE)

struct frames {
    struct gpa tables, tables_end; /* for guest page tables */
    struct gpa next, end;          /* data */
};

/* The runner's pool, less what the kernel took for the window: one PDPT and one PD per GiB. */
void frames_init(struct frames *f, const struct guest_boot *b);

#endif
