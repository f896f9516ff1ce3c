/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The access product: every combination of P W U A NX and a reserved bit in the last two entries of
 * a path (D and, at the directory, PS and the low reserved bits of a large page where they mean
 * something) times read, write, fetch, times CPL. CR0.WP and EFER.NXE make the four parts.
 */
#include "oracle.h"

#include "common/err.h"
#include "common/pt.h"

/* The path: root, PDPT, directory, table, and the page; the large page is another region's, so that
 * each shows by its number where an access went. */
#define PDPT_FRAME  (ORACLE_POOL + 11 * PAGE_SIZE)
#define PD_FRAME    (ORACLE_POOL + 14 * PAGE_SIZE)
#define PT_FRAME    (ORACLE_POOL + 17 * PAGE_SIZE)
#define PAGE_FRAME  (ORACLE_POOL + 21 * PAGE_SIZE)
#define LARGE_FRAME (ORACLE_POOL + ORACLE_REGION)
#define LINK        (PTE_P | PTE_W | PTE_U | PTE_A)
#define RSVD_HIGH   (UINT64_C(1) << 51)
/* In a large page's entry bits 13 to 20 are reserved; this makes it a frame of the pool still. */
#define RSVD_LOW (2 * PAGE_SIZE)

static const uint64_t pte_bits[] = {PTE_P, PTE_W, PTE_U, PTE_A, PTE_D, PTE_NX, RSVD_HIGH};
static const uint64_t table_bits[] = {PTE_P, PTE_W, PTE_U, PTE_A, PTE_NX, RSVD_HIGH};
static const uint64_t large_bits[] = {PTE_P, PTE_W,  PTE_U,     PTE_A,
                                      PTE_D, PTE_NX, RSVD_HIGH, RSVD_LOW};
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* The bits of the table that the number picks. */
static uint64_t pick(const uint64_t *bits, size_t n, unsigned number)
{
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++)
        if (number >> i & 1)
            v |= bits[i];
    return v;
}

static void must_add(struct program *p, const struct op *o)
{
    const char *why = program_add(p, o);
    if (why)
        check_failed(__FILE__, __LINE__, why);
}

static void put(struct program *p, uint64_t table, unsigned index, uint64_t entry)
{
    must_add(p, &(struct op){.kind = OP_WRITE8, .a = table + 8 * index, .b = entry});
}

/* Both CPLs and all accesses for one pair of entries. */
static void accesses(struct program *p, uint64_t va, uint64_t pte, uint64_t pde)
{
    static const struct {
        uint8_t kind;
        uint16_t offset;
    } access[] = {
        {OP_CASE_READ, 8 * 6}, {OP_CASE_WRITE, 8 * 7}, {OP_CASE_FETCH, ORACLE_STUB_OFFSET}};
    for (size_t i = 0; i < COUNT(access); i++)
        for (unsigned cpl = 0; cpl <= 3; cpl += 3)
            must_add(p, &(struct op){.kind = access[i].kind,
                                     .cpl = (uint8_t)cpl,
                                     .a = va + access[i].offset,
                                     .b = pte,
                                     .c = pde});
}

/* A CPU of 52 address bits has no reserved ones at the top. */
static bool skipped(const struct model_traits *t, uint64_t entry)
{
    return (entry & RSVD_HIGH) && t->maxphyaddr >= 52;
}

void product_program(struct program *p, const struct model_traits *t, unsigned part)
{
    const uint64_t va = oracle_va(0);
    const unsigned first = ORACLE_INDEX_MIN;
    program_clear(p, t, part & 1, part & 2);
    p->case_pte = p->model.case_pte = PT_FRAME + 8 * first;
    p->case_pde = p->model.case_pde = PD_FRAME + 8 * first;
    put(p, oracle_root(0), first, PDPT_FRAME | LINK);
    put(p, PDPT_FRAME, first, PD_FRAME | LINK);
    put(p, PAGE_FRAME, 6, 0x4b4b);
    put(p, LARGE_FRAME + 2 * PAGE_SIZE, 6, 0x4d4d);
    for (unsigned d = 0; d < 1u << COUNT(table_bits); d++) {
        const uint64_t pde = PT_FRAME | pick(table_bits, COUNT(table_bits), d);
        for (unsigned l = 0; !skipped(t, pde) && l < 1u << COUNT(pte_bits); l++) {
            const uint64_t pte = PAGE_FRAME | pick(pte_bits, COUNT(pte_bits), l);
            if (!skipped(t, pte))
                accesses(p, va, pte, pde);
        }
    }
    for (unsigned d = 0; d < 1u << COUNT(large_bits); d++) {
        const uint64_t pde = LARGE_FRAME | PTE_PS | pick(large_bits, COUNT(large_bits), d);
        if (!skipped(t, pde))
            accesses(p, va, PAGE_FRAME | LINK, pde);
    }
}
