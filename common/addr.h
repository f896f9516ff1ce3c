/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The four address spaces of memory virtualisation, each with a type of its own, so that the
 * compiler refuses to mix them:
 *
 *   GVA --guest tables--> GPA --memslot--> HVA --host tables--> HPA
 *
 * All values are bytes, except gfn (guest frame number, GPA >> 12).
 */
#ifndef MMUBENCH_ADDR_H
#define MMUBENCH_ADDR_H

#include <stdbool.h>
#include <stdint.h>

#define PAGE_SHIFT 12u
#define PAGE_SIZE  (UINT64_C(1) << PAGE_SHIFT)
#define PAGE_MASK  (~(PAGE_SIZE - 1))

struct gva {
    uint64_t v;
};
struct gpa {
    uint64_t v;
};
struct gfn {
    uint64_t v;
};
struct hva {
    uint64_t v;
};
struct hpa {
    uint64_t v;
};

static inline struct gva gva(uint64_t v)
{
    return (struct gva){v};
}
static inline struct gpa gpa(uint64_t v)
{
    return (struct gpa){v};
}
static inline struct gfn gfn(uint64_t v)
{
    return (struct gfn){v};
}
static inline struct hva hva(uint64_t v)
{
    return (struct hva){v};
}
static inline struct hpa hpa(uint64_t v)
{
    return (struct hpa){v};
}

static inline struct gfn gpa_gfn(struct gpa a)
{
    return gfn(a.v >> PAGE_SHIFT);
}
static inline struct gpa gfn_gpa(struct gfn f)
{
    return gpa(f.v << PAGE_SHIFT);
}
static inline struct gva gva_page(struct gva a)
{
    return gva(a.v & PAGE_MASK);
}
static inline uint64_t page_offset(uint64_t v)
{
    return v & ~PAGE_MASK;
}

/* A 48-bit address is canonical when bits 63..47 are all equal (SDM Vol. 1, 3.3.7.1). */
static inline bool gva_canonical(struct gva a)
{
    return (uint64_t)((int64_t)(a.v << 16) >> 16) == a.v;
}

/* True when [start, start + len) does not wrap and ends at or below `limit`. */
static inline bool range_fits(uint64_t start, uint64_t len, uint64_t limit)
{
    return len <= limit && start <= limit - len;
}

/* True when the two half-open ranges share at least one byte. Neither may wrap. */
static inline bool ranges_overlap(uint64_t a, uint64_t alen, uint64_t b, uint64_t blen)
{
    return a < b + blen && b < a + alen;
}

#endif
