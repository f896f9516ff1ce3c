/* SPDX-License-Identifier: Apache-2.0 */
/* How the regression programs are written down, and what a program is. */
#ifndef MMUBENCH_ORACLE_REGRESS_H
#define MMUBENCH_ORACLE_REGRESS_H

#include "common/pt.h"
#include "oracle.h"

#define F(n)     (ORACLE_POOL + (n)*PAGE_SIZE)
#define ROOT0    F(2)
#define ROOT1    F(8)
#define LOOSE(n) (ORACLE_LOOSE + (n)*PAGE_SIZE)
#define VA(a, b, c, d) \
    ((UINT64_C(a) << 39) | (UINT64_C(b) << 30) | (UINT64_C(c) << 21) | (UINT64_C(d) << 12))
#define KRW  (PTE_P | PTE_W | PTE_A | PTE_D)
#define URW  (KRW | PTE_U)
#define URO  (PTE_P | PTE_U | PTE_A)
#define CR0  (CR0_PE | CR0_MP | CR0_ET | CR0_NE | CR0_PG)
#define EFER (EFER_SCE | EFER_LME | EFER_LMA)

#define EDIT(table, index, value)                                   \
    {                                                               \
        .kind = OP_WRITE8, .a = (table) + 8 * (index), .b = (value) \
    }
#define READ(c, va)                                     \
    {                                                   \
        .kind = OP_READ8, .cpl = (c), .a = (va) + 8 * 6 \
    }
#define WRITE(c, va, v)                                            \
    {                                                              \
        .kind = OP_WRITE8, .cpl = (c), .a = (va) + 8 * 6, .b = (v) \
    }
#define FETCH(c, va)                                                 \
    {                                                                \
        .kind = OP_FETCH, .cpl = (c), .a = (va) + ORACLE_STUB_OFFSET \
    }
#define ENTRY_READ(c, va, i)                              \
    {                                                     \
        .kind = OP_READ8, .cpl = (c), .a = (va) + 8 * (i) \
    }
#define ENTRY_WRITE(c, va, i, v)                                     \
    {                                                                \
        .kind = OP_WRITE8, .cpl = (c), .a = (va) + 8 * (i), .b = (v) \
    }
#define INVLPG(va)                   \
    {                                \
        .kind = OP_INVLPG, .a = (va) \
    }
#define LOAD(root)                  \
    {                               \
        .kind = OP_CR3, .a = (root) \
    }
#define WP(on)                                         \
    {                                                  \
        .kind = OP_CR0, .a = CR0 | ((on) ? CR0_WP : 0) \
    }
#define NXE(on)                                                        \
    {                                                                  \
        .kind = OP_EFER, .a = ROOT0, .b = EFER | ((on) ? EFER_NXE : 0) \
    }
#define AWAY                 \
    {                        \
        .kind = OP_SLOT_AWAY \
    }
#define BACK                 \
    {                        \
        .kind = OP_SLOT_BACK \
    }

/* Root 0 maps VA(2,2,2,2) by frames 11 (PDPT), 14 (PD), 17 (PT) to frame 21. */
#define PDPT  F(11)
#define PD    F(14)
#define PT    F(17)
#define PAGE  F(21)
#define OTHER F(22)
#define PATH                                                                    \
    EDIT(ROOT0, 2, PDPT | URW), EDIT(PDPT, 2, PD | URW), EDIT(PD, 2, PT | URW), \
        EDIT(PT, 2, PAGE | URW)

struct regress {
    const char *name, *about;
    const struct op *op;
    size_t n;
    size_t trait; /* offset of what is noted when a foreign target differs; 0: nothing may */
    enum oracle_foreign foreign; /* with a trait */
};
#define PROGRAM(id, text)                             \
    {                                                 \
#id, text, id, sizeof id / sizeof id[0], 0, 0 \
    }
#define QUIRK_OF(id, text, trait, whose)                                                     \
    {                                                                                        \
#id, text, id, sizeof id / sizeof id[0], offsetof(struct model_traits, trait), whose \
    }
#define QUIRK(id, text, trait)      QUIRK_OF(id, text, trait, FOREIGN_ALL)
#define USER_QUIRK(id, text, trait) QUIRK_OF(id, text, trait, FOREIGN_USER_CODE)

/* Each ends with a program without a name. */
extern const struct regress regress_role[], regress_map[];

#endif
