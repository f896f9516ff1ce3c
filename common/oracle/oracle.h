/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The oracle: programs that run inside a guest on a backend and in a software reference in the
 * host, and must do the same in both: outcome, error code, CR2, rip, A/D bits, memory, MMIO.
 */
#ifndef MMUBENCH_ORACLE_H
#define MMUBENCH_ORACLE_H

#include "common/mmu.h"
#include "model.h"

#include <stdatomic.h>

/* A list of operations, what the reference says of each, and the memory that it ends with. */
struct program {
    uint64_t seed; /* that it was made of; 0: none */
    bool wp, nxe;  /* at its start */
    uint64_t case_pte, case_pde;
    size_t n;
    struct op *op;                 /* owned, ORACLE_MAX_OPS of them */
    struct model_outcome *outcome; /* the same */
    struct model model;            /* after the last operation */
};

/* 0 or -errno. */
int program_init(struct program *p);
void program_free(struct program *p);
void program_clear(struct program *p, const struct model_traits *t, bool wp, bool nxe);
/* Appends the operation if it is legal. NULL, or why it is not. */
const char *program_add(struct program *p, const struct op *o);
/* Takes those of these operations that are legal instead of the old. */
void program_set(struct program *p, const struct op *op, size_t n);

/* How much of a target is not this project's: it may differ from the SDM in known ways
 * (deviation.c), once that was seen. */
enum oracle_foreign {
    FOREIGN_NOTHING,
    FOREIGN_USER_CODE, /* a processor that is emulated: it runs code of CPL 3 by itself */
    FOREIGN_ALL        /* a KVM and its processor */
};

/* The backend under test. */
struct oracle_target {
    const struct mmu_ops *ops;
    struct mmu_config config; /* `ram` is filled in by the oracle */
    enum oracle_foreign foreign;
    /* The processor itself walks the guest's tables: it may set A in the upper entries of a walk
     * that ends in a fault (SDM Vol. 3A 4.8). */
    bool early_accessed;
};

/* Guest memory for runs, reused from run to run. */
struct oracle {
    struct oracle_target target;
    struct model_traits traits;
    struct ram ram;
    bool loose_away;
    /* Of the last run. */
    char stop[400]; /* why it ended before its end; empty */
    size_t nlog;    /* entries of the log */
    unsigned nmmio;
    struct model_mmio mmio[MODEL_MMIO];
    const atomic_bool *cancel; /* may be NULL: looked at between runs */
    uint64_t patience_ns;      /* a guest that logs no operation for so long hangs; a minute */
    uint64_t runs, ops;        /* totals */
    uint64_t guest_ns;         /* time inside runs, machine set-up included */
    struct counters counters;  /* of the target, summed over all runs */
};

int oracle_open(struct oracle *o, const struct oracle_target *t, const atomic_bool *cancel);
void oracle_close(struct oracle *o);

/* Runs the program on the target, in a new machine. 0, also when the guest stopped early (o->stop);
 * -errno when the host failed. */
int oracle_run(struct oracle *o, const struct program *p);

/* First difference between the run and the prediction. */
enum difference { SAME, DIFF_STOP, DIFF_OUTCOME, DIFF_MMIO, DIFF_MEMORY };
struct finding {
    enum difference kind;
    size_t op; /* number of the operation; the last for DIFF_MEMORY */
    char text[512];
};
void oracle_compare(const struct oracle *o, const struct program *p, struct finding *f);

/* oracle_run() and oracle_compare(). */
int oracle_check(struct oracle *o, const struct program *p, struct finding *f);

/* Takes operations out of *p as long as it still makes a difference. At most `runs` runs, and a few
 * minutes. */
int oracle_shrink(struct oracle *o, struct program *p, struct finding *f, unsigned runs);

/* Prints the program with its predictions and the finding, as a reproducer. */
struct oracle_sink {
    void *ctx;
    void (*line)(void *ctx, const char *text);
};
void oracle_report(const struct oracle *o, const struct program *p, const struct finding *f,
                   const struct oracle_sink *sink);

/* One fuzz program from a seed. */
#define FUZZ_OPS 4096u
void fuzz_program(struct program *p, const struct oracle *o, uint64_t seed, size_t n);

/* Fuzzes with seeds from `seed` on, until `programs` are done (0: no bound), the deadline
 * (CLOCK_MONOTONIC ns, 0: none) has passed, or something differs: then f->kind is not SAME and *p
 * is the reproducer. `progress` is called after every program. */
struct fuzz_plan {
    uint64_t seed, programs, deadline_ns;
    size_t ops; /* of one program */
    void *ctx;
    void (*progress)(void *ctx, uint64_t programs);
};
int oracle_fuzz(struct oracle *o, const struct fuzz_plan *plan, struct program *p,
                struct finding *f, uint64_t *done);

/* The access product: one program for each CR0.WP and EFER.NXE; part 0 to PRODUCT_PARTS - 1. */
#define PRODUCT_PARTS 4u
void product_program(struct program *p, const struct model_traits *t, unsigned part);

/* Regression programs, by number; NULL after the last. */
const char *regress_name(unsigned i);
const char *regress_about(unsigned i);
/* What is noted when a foreign target is seen to do otherwise; NULL: nothing may. */
bool *regress_trait(struct model_traits *t, unsigned i);
/* With a trait: how foreign a target must be for it. */
enum oracle_foreign regress_foreign(unsigned i);
/* False: an operation of it is illegal, since the target is known to deviate in it. */
bool regress_program(struct program *p, const struct model_traits *t, unsigned i);

/* Known deviations of foreign targets: looked for by the regression programs that have a trait, and
 * noted in o->traits, so that what follows keeps clear of them. `seen` is called for each, with the
 * program that showed it. 0 or -errno. */
int oracle_deviations(struct oracle *o, struct program *p,
                      void (*seen)(void *ctx, unsigned regress, const struct finding *f),
                      void *ctx);

/* Policies to test a backend with; "" is its default. One policy at one end of its range, the i-th
 * of these; false: there are fewer. */
bool oracle_policy_single(const struct mmu_ops *ops, unsigned i, char *out, size_t bytes);
/* A mixture: each policy at its default or at an end, as the digits of `number` to base 3 say. */
void oracle_policy_mixed(const struct mmu_ops *ops, uint64_t number, char *out, size_t bytes);

#endif
