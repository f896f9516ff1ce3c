/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reference: what an x86-64 processor does with the operations of op.h, after SDM Vol. 3A
 * chapter 4 and without a TLB. Written apart from the project's walker, on purpose: the two must
 * not share a mistake.
 *
 * Where a processor may use a translation that is no longer in the tables (4.10.4), the reference
 * calls the operation illegal: a legal program has one outcome, TLB or not.
 */
#ifndef MMUBENCH_ORACLE_MODEL_H
#define MMUBENCH_ORACLE_MODEL_H

#include "op.h"

#define MODEL_FRAMES  29u
#define MODEL_JOURNAL 160u
#define MODEL_MMIO    4096u /* accesses kept of one run */

/* What differs between processors. */
struct model_traits {
    unsigned maxphyaddr; /* bits */
    bool no_gb_pages;
    bool always_accessed; /* entries that are present without A are illegal: see early_accessed of
                           * struct oracle_target */
    /* Known deviations (deviation.c): operations with such an outcome are illegal. */
    bool no_kernel_rmw_fault;   /* read-modify-writes at CPL 0 that fault or set D */
    bool no_user_rmw_fault;     /* the same at CPL 3 */
    bool no_rmw_own_entry;      /* read-modify-writes that set D in the word itself */
    bool no_mmio_dirty;         /* writes to a hole that set D */
    bool rsvd_without_p;        /* not kept clear of: expected */
    bool no_nxe_toggle;         /* changes of EFER.NXE under way */
    bool no_denied_rmw_of_hole; /* read-modify-writes of a hole that may only be read */
    bool no_absent_slot;        /* the kernel's accesses to a memslot that is away */
};

struct model_mmio {
    uint64_t gpa, value;
    uint8_t size;
    bool write;
};

/* One entry of the log: rax, error code (all ones: no fault), CR2, rip. */
struct model_outcome {
    uint64_t rax, error, cr2, rip;
    uint64_t pte, pde; /* of a case */
};

struct model {
    struct model_traits traits;
    uint64_t root;
    bool wp, nxe, loose_away;
    bool stale[ORACLE_VAS]; /* a processor may hold an older translation */
    uint64_t mem[MODEL_FRAMES][512];
    uint64_t case_pte, case_pde; /* GPAs of the entries that a case sets */
    unsigned nmmio;
    struct model_mmio mmio[MODEL_MMIO];
    /* Of the operation under way, to undo it if it turns out illegal. */
    unsigned njournal;
    struct {
        uint64_t *at, old;
    } journal[MODEL_JOURNAL];
    const char *illegal; /* why; NULL */
};

/* GPAs of the frames that the model knows. */
uint64_t model_frame_gpa(unsigned i);
int model_frame(uint64_t gpa); /* its number, -1: none */

/* Empty tables, root 0, stubs in place. */
void model_init(struct model *m, const struct model_traits *t, bool wp, bool nxe);

/* Performs the operation. NULL and *out, or why it is illegal, with nothing changed. */
const char *model_step(struct model *m, const struct op *o, struct model_outcome *out);

/* Memory as the model has it; `gpa` aligned to 8, in a known frame. */
uint64_t model_peek(const struct model *m, uint64_t gpa);

/* What a read of the hole gives. */
uint64_t model_mmio_value(uint64_t gpa, unsigned size);

/* A walk for the generator: the GPA of the entry of `level` for `va`, 0 if the path ends before. */
uint64_t model_entry_gpa(const struct model *m, uint64_t root, uint64_t va, unsigned level);

/* Bits of an error code, SDM Vol. 3A 4.7. */
#define MODEL_NO_FAULT (~UINT64_C(0))

#endif
