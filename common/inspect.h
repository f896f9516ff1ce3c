/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a guest that stands still looks like: the guest's own tables and, beside them, what the
 * backend has made of them. The hooks are a backend's part of it; the rest compares.
 */
#ifndef MMUBENCH_INSPECT_H
#define MMUBENCH_INSPECT_H

#include "mmu.h"
#include "walk.h"

#define INSPECT_MAX_ROOTS 128u

/* A set of tables of the backend's own that stands for one address space of the guest. */
struct mmu_root {
    unsigned number;      /* the backend's name for it */
    struct gpa cr3;       /* without flag bits */
    bool user, wp, nxe;   /* CPL 3, CR0.WP and EFER.NXE of the accesses that it serves */
    bool current;         /* the vCPU ran on it last */
    int pid;              /* the host process whose page tables these are; 0: none */
    unsigned queued;      /* changes that its process makes before it runs again */
    struct gpa top_table; /* for walk_own(): where its tables begin */
};

/* What a root maps at an address. */
struct mmu_own {
    struct walk walk; /* through the own tables; its `gpa` is a byte of the RAM memfd */
    bool writable, executable;
};

/* What the backend knows of a frame of the memfd. */
#define MMU_FRAME_TABLE  (1u << 0) /* a guest table that it shadows: mapped read-only */
#define MMU_FRAME_UNSYNC (1u << 1) /* but for now let go: its shadow may lag as a TLB would */

/* Totals of tables that cannot be read entry by entry. */
struct mmu_totals {
    uint64_t pages[4]; /* mapped now, by level of the mapping: 1, 2, 3; ~0: not known */
};

struct mmu_inspect {
    const char *what; /* one line: what tables these are */

    /* Required. Fills as many roots as the array holds; returns how many. 0: the tables cannot be
     * read, and totals() is all there is. */
    unsigned (*roots)(struct mmu *m, struct mmu_root *root, unsigned max);

    /* Required where there are roots: what this one has for `a`, and what is known of the frame at
     * this byte of the memfd (MMU_FRAME_*). */
    void (*own)(struct mmu *m, const struct mmu_root *root, struct gva a, struct mmu_own *own);
    unsigned (*frame)(struct mmu *m, uint64_t fd_offset);

    /* Required where there are none. 0 or -errno with a text. */
    int (*totals)(struct mmu *m, struct mmu_totals *t);
};

/* How an own entry stands to what the guest's tables say. Only the last is a bug. */
#define INSPECT_MATCHES(X)                                                                     \
    X(NOTHING, "", "neither maps it")                                                          \
    X(SAME, "same", "as the guest has it")                                                     \
    X(UNFILLED, "not filled", "an access will be a hidden fault that fills it")                \
    X(MMIO, "mmio", "no memory slot: never filled, each access is an exit")                    \
    X(OTHER_ROLE, "not for this CPL", "the guest forbids it here: never filled")               \
    X(CLEAN, "read-only: D", "read-only until the first write has set D in the guest's entry") \
    X(TRACKED, "read-only: table", "read-only since it is a guest table: writes are traced")   \
    X(ROM, "read-only: ROM", "the memory slot is read-only: a write is an exit")               \
    X(FEWER, "fewer rights", "the next access of the missing kind adds the right")             \
    X(LAGGING, "out of step", "the guest changed its table, and has not flushed yet")          \
    X(STALE, "STALE", "a bug: it allows what the guest's tables do not")

enum inspect_match {
#define X(id, name, text) INSPECT_##id,
    INSPECT_MATCHES(X)
#undef X
        INSPECT_MATCH_KINDS
};
const char *inspect_match_name(enum inspect_match m);
const char *inspect_match_text(enum inspect_match m);

/* How the vCPU walks this address space: with CPL, WP and NXE of `s`, for a read. */
struct walk_env inspect_env(const struct vcpu_state *s, struct gpa cr3, unsigned maxphyaddr);

/* A machine between two run() calls. */
struct inspect {
    const struct mmu_ops *ops;
    struct mmu *mmu;
    const struct ram *ram;
    struct walk_env env; /* of the guest's walks */
    unsigned nroots;     /* those of env.root */
    struct mmu_root root[INSPECT_MAX_ROOTS];
};

/* Fills *in with the backend's roots for the address space of `env`. */
void inspect_open(struct inspect *in, const struct mmu_ops *ops, struct mmu *m,
                  const struct ram *ram, const struct walk_env *env);

/* Compares what root i has for `a` with the guest's tables, walked as that root's accesses are. */
enum inspect_match inspect_root(const struct inspect *in, unsigned i, struct gva a,
                                struct walk *guest, struct mmu_own *own);

/* A stretch of addresses for which the same entries stand, in the guest's tables and in each root's
 * own. */
struct inspect_piece {
    struct gva at;
    uint64_t bytes;
    struct walk guest; /* at its first byte */
    enum inspect_match match[INSPECT_MAX_ROOTS];
    struct mmu_own own[INSPECT_MAX_ROOTS];
};

/* Every piece of [0, 2^48), ascending (bit 47 is not extended), also those that nothing maps. Ends
 * early when `visit` returns other than 0, and returns that. */
int inspect_each(const struct inspect *in, int (*visit)(void *ctx, const struct inspect_piece *p),
                 void *ctx);

#endif
