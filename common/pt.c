/* SPDX-License-Identifier: Apache-2.0 */
#include "pt.h"

const struct pt_format pt_x86_64 = {
    .name = "x86-64 4-level",
    .levels = 4,
    .index_bits = 9,
    .present = PTE_P,
    .writable = PTE_W,
    .user = PTE_U,
    .accessed = PTE_A,
    .dirty = PTE_D,
    .large = PTE_PS,
    .nx = PTE_NX,
    .large_levels = (1u << 2) | (1u << 3),
    .address = UINT64_C(0x000ffffffffff000),
};

/* Bits [lo, hi) of an entry. */
static uint64_t bits(unsigned lo, unsigned hi)
{
    return lo < hi ? ((UINT64_C(1) << hi) - 1) & ~((UINT64_C(1) << lo) - 1) : 0;
}

/* In a large page's frame, bit 12 is PAT; from 13 up to the page's own shift all are reserved. */
#define LARGE_LOW_SHIFT 13u

uint64_t pt_reserved(const struct pt_format *f, unsigned level, bool is_large, bool nxe,
                     unsigned maxphyaddr)
{
    uint64_t reserved = f->address & ~bits(0, maxphyaddr);
    bool may_be_large = (f->large_levels >> level) & 1;

    if (is_large && may_be_large)
        reserved |= bits(LARGE_LOW_SHIFT, pt_shift(level));
    /* Bit 7 is PAT in the last level, a page size elsewhere, and reserved where no page may be. */
    if (!may_be_large && level > 1)
        reserved |= f->large;
    if (!nxe)
        reserved |= f->nx;
    return reserved;
}
