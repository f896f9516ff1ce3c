/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole contract between the runner and an MMU backend. Callers include nothing else of a
 * backend; its private state hides behind `struct mmu`. A backend runs one vCPU; all hooks but
 * kick() are called from one thread.
 */
#ifndef MMUBENCH_MMU_H
#define MMUBENCH_MMU_H

#include "counters.h"
#include "ram.h"
#include "vcpu.h"

struct mmu; /* backend-private */
struct mmu_inspect;

/* What a host can do with a mode, and how that is known. All texts are single lines. */
struct mmu_probe {
    bool available;
    char proof[320];  /* what was seen, e.g. "1000 CR3 loads took 2000 exits: shadow paging in the
                         kernel" */
    char reason[320]; /* why not; empty when available */
    char remedy[320]; /* what would make it available; empty when available */
};

struct mmu_config {
    struct ram *ram;     /* borrowed; outlives the mmu */
    int cpu;             /* host CPU of the vCPU, or -1: not pinned */
    unsigned maxphyaddr; /* guest-physical address width in bits; 0: that of the host */
    bool timing;         /* account cycles inside the monitor: costs a few ns per event */
    bool trace;          /* honour the trace categories (trace.h) */
    const char
        *policy; /* the backend's own choices, "name=value,..."; NULL: its defaults. A backend that
                  * has none refuses any with -EINVAL. Borrowed during create(). */
};

struct mmu_ops {
    const char *name;    /* what --mmu= takes and results carry: "spt", "ept", "kvm-spt", "null" */
    const char *summary; /* one line for --help */

    /* Optional: the names that mmu_config.policy takes, a line each; NULL: it takes none. */
    const char *policies;

    /* Required with `policies`: 0, or -EINVAL with a text that says what there is. */
    int (*check_policy)(const char *policy);

    /* Required. Finds out, by behaviour, whether the mode can run here. Never fails: a failure is a
     * reason. */
    void (*probe)(struct mmu_probe *p);

    /* Required. Makes a virtual machine with one vCPU; its memory comes by slot events on cfg->ram,
     * for which the backend registers itself (ram_listen). Returns 0 and *out, or -errno with
     * err_text(). */
    int (*create)(struct mmu **out, const struct mmu_config *cfg);

    /* Required. Ends every process and mapping of it. Takes NULL. */
    void (*destroy)(struct mmu *m);

    /* Required. Replace or read the whole vCPU state. Between run() calls only. A pending IN or
     * MMIO read is completed by get_state() with the value in the exit that run() filled. -EINVAL:
     * a feature that the backend refuses (text says which). */
    int (*set_state)(struct mmu *m, const struct vcpu_state *s);
    int (*get_state)(struct mmu *m, struct vcpu_state *s);

    /* Required. Runs the guest until it exits. *exit is also input: the values that answer the
     * previous IN or MMIO read are taken from it, so it must outlive the next run(), get_state() or
     * destroy(). Returns 0, also for VCPU_EXIT_ERROR; -errno when
     * the host itself failed. */
    int (*run)(struct mmu *m, struct vcpu_exit *exit);

    /* Required. Makes a running or the next run() return VCPU_EXIT_TIMEOUT. From any thread or
     * signal handler. */
    void (*kick)(struct mmu *m);

    /* Optional, both or none: the dirty log of a slot with MEMSLOT_LOG_DIRTY (ram_slot_log(); KVM
     * API 4.8 and 4.117, as with KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2). `bitmap` has a bit for each
     * page, the lowest first, in whole words. A page is dirty when the guest has written it since
     * logging began or the page was cleared, in whatever way: also by A and D bits in a page table.
     * A page that was not mapped may be dirty after a read: KVM maps it for writes at once.
     * get leaves the log as it is; clear makes the pages whose bits are set clean, so that their
     * next write is seen again. Between run() calls only. 0 or -errno. */
    int (*dirty_get)(struct mmu *m, const struct memslot *slot, uint64_t *bitmap);
    int (*dirty_clear)(struct mmu *m, const struct memslot *slot, const uint64_t *bitmap);

    /* Required. Totals since create(). */
    int (*counters)(struct mmu *m, struct counters *c);

    /* Optional: a look at the tables that the backend keeps of its own (inspect.h). Between run()
     * calls only. NULL: nothing is told. */
    const struct mmu_inspect *inspect;
};

#endif
