/* SPDX-License-Identifier: Apache-2.0 */
/* The flat view of a tree of regions: what lies at each guest-physical address. */
#ifndef MMUBENCH_FLAT_H
#define MMUBENCH_FLAT_H

#include "region.h"

#include <stddef.h>

/* A run of addresses that show one leaf region (RAM, ROM or MMIO). */
struct section {
    struct gpa at;
    uint64_t bytes;
    struct region *region; /* borrowed from the tree */
    uint64_t offset;       /* of its first byte in the region */
    bool readonly;         /* RAM: a write is an exit, as always with ROM */
};

/* Sections by address, which do not overlap; neighbours that continue each other are one. What no
 * section has is a hole. Zero is the empty view. */
struct flat {
    struct section *section; /* owned */
    size_t n, room;
};

/* What `root` shows, its first byte at GPA 0. 0, or -ENOMEM with *f empty. */
int flat_render(struct flat *f, struct region *root);
void flat_free(struct flat *f);

/* The section that has the address; NULL: a hole. */
const struct section *flat_find(const struct flat *f, struct gpa at);

bool section_equal(const struct section *a, const struct section *b);

#endif
