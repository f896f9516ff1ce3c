/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Page-table formats: which bit means what, as data, so that one walker (walk.h) serves guest
 * tables, checks of the shadow and displays. Levels are numbered as in the SDM's figures: 4 = PML4,
 * 3 = PDPT, 2 = PD, 1 = PT.
 */
#ifndef MMUBENCH_PT_H
#define MMUBENCH_PT_H

#include "addr.h"

/* x86-64 4-level paging, SDM Vol. 3A 4.5, tables 4-15 to 4-20. */
#define PTE_P   (UINT64_C(1) << 0)
#define PTE_W   (UINT64_C(1) << 1)
#define PTE_U   (UINT64_C(1) << 2)
#define PTE_PWT (UINT64_C(1) << 3)
#define PTE_PCD (UINT64_C(1) << 4)
#define PTE_A   (UINT64_C(1) << 5)
#define PTE_D   (UINT64_C(1) << 6)
#define PTE_PS  (UINT64_C(1) << 7)
#define PTE_G   (UINT64_C(1) << 8)
#define PTE_NX  (UINT64_C(1) << 63)

/* #PF error code, SDM Vol. 3A 4.7. */
#define PF_P    (1u << 0)
#define PF_W    (1u << 1)
#define PF_U    (1u << 2)
#define PF_RSVD (1u << 3)
#define PF_I    (1u << 4)

#define PT_MAX_LEVELS 4u
#define PT_ENTRIES    512u

struct pt_format {
    const char *name;
    unsigned levels;     /* of the root table */
    unsigned index_bits; /* entries per table = 1 << index_bits */
    uint64_t present, writable, user, accessed, dirty, large, nx;
    unsigned large_levels; /* bit L set: an entry at level L may map a page (PS) */
    uint64_t address; /* entry bits that may hold a frame address, below the implemented width */
};

extern const struct pt_format pt_x86_64;

/* Shift of the address bits that index a table of this level: 12, 21, 30, 39 for levels 1 to 4. */
static inline unsigned pt_shift(unsigned level)
{
    return PAGE_SHIFT + 9u * (level - 1u);
}

/* Bytes that one entry of this level maps: 4 KiB, 2 MiB, 1 GiB, 512 GiB for levels 1 to 4. */
static inline uint64_t pt_size(unsigned level)
{
    return UINT64_C(1) << pt_shift(level);
}

/* Index into the table of this level for the address. */
static inline unsigned pt_index(struct gva a, unsigned level)
{
    return (unsigned)(a.v >> pt_shift(level)) & (PT_ENTRIES - 1u);
}

/* Entry bits that must be zero: above the physical address width, PS where no page may be, low bits
 * of a large page's frame, NX while EFER.NXE is 0 (SDM Vol. 3A 4.7 "RSVD"). `maxphyaddr` in bits
 * (CPUID 80000008H). */
uint64_t pt_reserved(const struct pt_format *f, unsigned level, bool is_large, bool nxe,
                     unsigned maxphyaddr);

#endif
