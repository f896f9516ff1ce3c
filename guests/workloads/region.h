/* SPDX-License-Identifier: Apache-2.0 */
/* A working set of which the guest page size is a parameter. */
#ifndef MMUBENCH_GUESTS_REGION_H
#define MMUBENCH_GUESTS_REGION_H

#include "guest.h"

#define REGION_PAGE                                                                            \
    {                                                                                          \
        "page", "guest page size: 4096, 2097152 or 1073741824", 4096, 4096, UINT64_C(1) << 30, \
            4096                                                                               \
    }

static inline unsigned region_level(uint64_t page)
{
    for (unsigned level = 1; level <= 3; level++)
        if (page == pt_size(level))
            return level;
    guest_panic("%s: page=%lu is neither 4K nor 2M nor 1G", guest_descriptor.name, page);
}

static inline unsigned region_flags(unsigned level)
{
    return level == 3 ? GUEST_HUGE : level == 2 ? GUEST_LARGE : 0;
}

/* Whether pages of this level are what they are called, here. */
static inline bool region_has(unsigned level)
{
    static const enum guest_feature feature[] = {
        [1] = GUEST_HAS_SMALL, [2] = GUEST_HAS_LARGE, [3] = GUEST_HAS_HUGE};

    return guest_has(feature[level]);
}

static inline const char *region_why_not(void)
{
    return guest_has(GUEST_HAS_PTE)
               ? "the guest's CPU has no pages of this size"
               : "the host backs guest RAM with pages of another size; see the runner's backing";
}

/* Frames for `bytes` that can be mapped by pages of up to this level. With 4K and 2M pages they are
 * the same frames, so that both can be compared. */
static inline struct gpa region_frames(uint64_t bytes, unsigned level)
{
    uint64_t align = pt_size(level < 2 ? 2 : level);

    return guest_frames(((bytes + align - 1) & -align) / PAGE_SIZE, align);
}

static inline uint8_t *region_map(struct gva at, struct gpa frames, uint64_t bytes, unsigned level)
{
    guest_map(at, frames, (bytes + pt_size(level) - 1) / pt_size(level),
              GUEST_W | region_flags(level));
    return (uint8_t *)at.v;
}

/* `bytes` at GUEST_TEST_GVA in pages of `page` bytes; NULL, with metrics 0 to nmetrics - 1 skipped,
 * where the host has no such pages. */
static inline uint8_t *region(uint64_t bytes, uint64_t page, uint32_t nmetrics)
{
    unsigned level = region_level(page);

    if (region_has(level))
        return region_map(GUEST_TEST_GVA, region_frames(bytes, level), bytes, level);
    for (uint32_t m = 0; m < nmetrics; m++)
        guest_skip(m, region_why_not());
    return NULL;
}

#endif
