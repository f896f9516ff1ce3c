/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The runner: puts one image into guest RAM, runs it on one backend until it ends, answers its
 * hypercalls and hands out what it measured. Knows backends only through struct mmu_ops.
 */
#ifndef MMUBENCH_RUNNER_H
#define MMUBENCH_RUNNER_H

#include "image.h"
#include "memory.h"
#include "mmu.h"

#include <stdatomic.h>

/* A named point of a run (run_stop.h): exit number `count`, from 1, of those for this hypercall, or
 * of all (RUN_STOP_ANY). */
struct run_stop {
    uint32_t hypercall;
    uint64_t count;
};
#define RUN_STOP_ANY UINT32_MAX

struct run_request {
    const struct mmu_ops *ops;
    const struct image *image;
    struct ram *ram; /* without slots: the run lays it out; contents are overwritten */
    uint64_t param[GUEST_MAX_PARAMS]; /* in the descriptor's order */
    uint64_t samples, target_cycles, tsc_khz;
    uint64_t deadline_ns; /* wall time for the whole run; 0: none */
    int cpu;              /* pin the vCPU here; -1: do not */
    bool cold;            /* give all frames of RAM back first, else zero them and keep them */
    bool timing;
    const struct pmu *pmu; /* read around sections; opened by the calling thread; may be NULL */
    const char *policy;    /* see struct mmu_config; not given to a backend that takes none */
    const atomic_bool
        *cancel; /* set by a signal handler: the run ends with RUN_CANCELLED; may be NULL */
    const struct run_stop *stop; /* the run ends there, with RUN_STOPPED; NULL: nowhere */
};

/* A measured section: `ops` operations of `metric` with the counters that moved during them. */
struct run_section {
    uint32_t metric;
    uint64_t ops;
    struct counters counters;
};

/* A guest that stands still at the stop point; valid during run_observer.stopped(). */
struct run_stopped {
    const struct mmu_ops *ops;
    struct mmu *mmu;
    const struct vcpu_state *state; /* after the instruction that exited */
    uint64_t exits;                 /* so far, this one included */
    const struct memory *memory;    /* regions, flat view and slots of the guest (memory.h) */
};

/* What the run tells while it goes on; any member may be NULL. A non-zero return ends the run with
 * that error. */
struct run_observer {
    void *ctx;
    int (*sample)(void *ctx, const struct guest_sample *s);
    int (*section)(void *ctx, const struct run_section *s);
    void (*print)(void *ctx, const char *text);
    int (*stopped)(void *ctx, const struct run_stopped *s); /* once, at the stop point */
};

enum run_outcome {
    RUN_DONE,      /* HC_EXIT; see status */
    RUN_PANIC,     /* the guest reported a failure of its own */
    RUN_HALTED,    /* hlt without HC_EXIT */
    RUN_SHUTDOWN,  /* triple fault */
    RUN_TIMEOUT,   /* the deadline passed */
    RUN_CANCELLED, /* *cancel was set */
    RUN_BAD_EXIT,  /* an exit that no guest of ours makes: unknown port or hypercall */
    RUN_ERROR,     /* the backend or the host failed */
    RUN_STOPPED,   /* at the request's stop point, before that exit was answered */
    RUN_OUTCOMES
};

struct run_result {
    enum run_outcome outcome;
    uint64_t status; /* of HC_EXIT */
    char text[512];  /* one line: what happened, where (rip), and the remedy; empty for RUN_DONE */
    uint64_t exits[VCPU_EXIT_KINDS];
    uint64_t hypercalls[HC_COUNT];
    struct counters counters; /* of the whole run */
    uint64_t lost_samples;
    uint64_t wall_ns;
};

/* Runs to the end; every outcome is in *res. Leaves no process, timer or listener behind.
 * Returns 0 for RUN_DONE with status 0 and for RUN_STOPPED, else a negative errno. */
int runner_run(const struct run_request *req, const struct run_observer *obs,
               struct run_result *res);

const char *run_outcome_name(enum run_outcome o);

#endif
