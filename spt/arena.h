/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The arena: all state of one shadow MMU, in one shared mapping that the runner, the template and
 * every root's process have. Only the party that holds the vCPU touches it (see struct party), so
 * nothing here is locked. A guest can reach the arena when it runs wild: the runner treats all that
 * it reads from here as untrusted.
 *
 * Frames are numbered by their place in the RAM memfd (bytes >> 12), not by gfn: two slots may show
 * the same frame.
 */
#ifndef MMUBENCH_SPT_ARENA_H
#define MMUBENCH_SPT_ARENA_H

#include "common/counters.h"
#include "common/ram.h"
#include "common/vcpu.h"
#include "spt/policy.h"

#include <stdatomic.h>
#include <sys/types.h>

#define SPT_RUNNER       SPT_MAX_ROOTS /* the runner's party number */
#define SPT_PENDING      64u
#define SPT_STACK_BYTES  (64u << 10)
#define SPT_SHADOW_PAGES 16384u
#define SPT_UNSYNC       64u
#define SPT_TLB          32u /* a power of two */
#define SPT_TRACE_LINES  512u
#define SPT_TRACE_BYTES  160u
#define SPT_CACHE_BYTES  (256u << 10) /* at least cpu_cache_bytes */

/* Who may hold the vCPU: each root's process, and the runner. `go` is the futex word of a hand-off.
 */
enum party_state { PARTY_IDLE, PARTY_GO, PARTY_ASLEEP };
struct party {
    _Atomic uint32_t go;
} __attribute__((aligned(64)));

/* Role: what besides CR3 decides what a shadow may hold. Compared whole on every reuse of a root.
 */
#define ROLE_USER (1u << 0) /* CPL 3 */
#define ROLE_WP   (1u << 1) /* CR0.WP */
#define ROLE_NXE  (1u << 2) /* EFER.NXE */

/* Work on the host mappings of a root, done by its own process before it runs again: all of it
 * while another root's process has the vCPU, else what is gathered so that neighbours are one call.
 */
enum pending_kind {
    PENDING_UNMAP,
    PENDING_PROTECT, /* what is mapped gets the rights of `entry` */
    PENDING_MAP      /* put the shadow's present entry for `gva` back in step */
};
struct pending_op {
    enum pending_kind kind;
    uint64_t gva;
    uint64_t bytes; /* 0 for PENDING_MAP */
    uint64_t entry; /* SPTE_*, for PENDING_PROTECT */
};
struct pending {
    uint32_t n;
    bool flush; /* drop everything; the ops do not matter then */
    struct pending_op op[SPT_PENDING];
};

/* One cached root and the process that is its shadow page table. */
struct root {
    bool valid;   /* cr3, role and top hold */
    bool started; /* the process exists or is being forked */
    pid_t pid;
    struct gpa cr3;
    uint32_t role;
    uint32_t top;   /* shadow page of the guest's PML4 */
    uint64_t stamp; /* of last use, for LRU */
    struct pending pending;
    uint64_t evict_next; /* GVA: where the next eviction goes on */
    bool pressed; /* it has used up the host's mappings since it stands for this CR3 and role */
    bool lost;    /* its host mappings went at once: forget the shadow before it is relied on */
};

/* A shadow page: what one guest table (or, if direct, a piece of one large page) means at one place
 * in one root. Entries: SPTE_LEAF | frame << 12 | SPTE_W | SPTE_X, or SPTE_CHILD | shadow page <<
 * 12, or 0. */
#define SPTE_LEAF  (UINT64_C(1) << 0)
#define SPTE_CHILD (UINT64_C(1) << 1)
#define SPTE_W     (UINT64_C(1) << 2)
#define SPTE_X     (UINT64_C(1) << 3)

struct sp {
    uint64_t base; /* GVA of entry 0 */
    uint32_t root;
    uint32_t frame;      /* of the guest table; first frame of the piece if direct */
    uint64_t piece;      /* GPA if direct: frames say too little where slots alias or leave holes */
    uint32_t next, prev; /* shadow pages of the same guest table */
    uint32_t parent;
    uint16_t parent_index;
    uint16_t used; /* entries that are not 0 */
    uint8_t level;
    bool direct;
    uint8_t access; /* SP_*: what the levels above allow */
    uint8_t ahead;  /* host calls to make for entries ahead at the next fill of it */
    uint64_t e[512];
    uint32_t rnext[512], rprev[512]; /* reverse-map links of leaf entries */
};
#define SP_W (1u << 0)
#define SP_U (1u << 1)
#define SP_X (1u << 2)

/* What is known of a frame. Reverse-map nodes are numbered shadow page * 512 + index; 0 ends a
 * list. */
struct frame {
    uint32_t rmap;       /* 4 KiB mappings of it */
    uint32_t tables;     /* shadow pages of it: not 0 = it is a guest table and write-tracked */
    bool unsync;         /* it may be written natively; its shadows are brought in step later */
    bool clean;          /* dirty log: not written yet, so it is mapped read-only */
    uint8_t idle_writes; /* writes in a row that no shadow page had an entry for */
};
struct frame_2m {
    uint32_t rmap;    /* 2 MiB mappings */
    uint32_t tracked; /* how many of its 512 frames are write-tracked */
    uint32_t logged;  /* how many memslots log the writes to some of its frames */
};

/* A translation that the emulator keeps (monitor/tlb.h). */
struct tlb_entry {
    uint64_t tag;   /* 0: none */
    uint32_t frame; /* of the 4 KiB page */
    uint8_t level;  /* of the guest's page, which INVLPG drops whole */
    uint8_t kinds;  /* bit per enum access */
};

/* Frames that the monitor is to look at before the guest runs again; none while `end` is 0. */
struct frame_range {
    uint64_t from, end;
};

/* Adds frames; what lies between them and those of before is looked at as well. */
static inline void frame_range_add(struct frame_range *r, uint64_t from, uint64_t n)
{
    r->from = r->end && r->from < from ? r->from : from;
    r->end = r->end > from + n ? r->end : from + n;
}

#define SPT_FORK_FAILED 0x10000 /* in dead_status: fork() gave the errno in the low bits */

enum spt_command {
    SPT_RUN,
    SPT_COMPLETE /* finish the pending IN or MMIO, do not enter the guest */
};

struct arena {
    /* Runner to monitor. */
    uint32_t command;
    bool timing, single_cpu;
    bool fsgsbase; /* the host lets processes use these instructions */
    uint32_t trace_mask;
    unsigned maxphyaddr; /* bits */
    struct spt_policy policy;
    _Atomic uint32_t kick;
    bool native_next; /* the interpreter has given up on what comes next */
    /* Between template and the rest. */
    _Atomic uint32_t template_word; /* futex: bumped for a fork request or shutdown */
    _Atomic uint32_t fork_slot;     /* slot to fork + 1; 0: none */
    _Atomic uint32_t shutdown, ready;
    uint64_t gate; /* address of the gate's system call instruction, for tests of the wall */
    _Atomic int32_t dead_status; /* wait status of a root's process that ended; -1: none */
    /* The vCPU. */
    _Atomic uint32_t active; /* root slot that holds it, or held it last */
    uint32_t exit_pending;   /* the exit below awaits the runner's answer (IN, MMIO) */
    struct vcpu_exit exit;
    uint64_t fp_offset;                 /* of the guest's XSAVE image, from the arena's start */
    uint64_t trap_start, handoff_start; /* TSC */
    struct frame_range stale;   /* their slot went or, of tables, their contents: what was made
                                 * of them is not trusted */
    struct frame_range protect; /* some became clean: their mappings are to be made read-only */
    struct vcpu_state vcpu;
    uint64_t counter[CTR_COUNT];
    struct party party[SPT_MAX_ROOTS + 1];
    struct root root[SPT_MAX_ROOTS];
    struct ram ram; /* `base` and slot hva as the monitor sees them */
    uint64_t stamp;
    /* The last page fault given to the guest: iretq back to it is followed by the same access. */
    struct {
        bool armed, write, fetch;
        uint64_t gva, rip, cr3;
        uint32_t role;
    } refault;
    /* A write that is run natively, one step, because it is not emulated. */
    struct {
        bool active;
        uint32_t n;
        uint32_t frame[4];
        uint64_t gva[4];
    } step;
    struct {
        uint64_t cr3, cr0, efer; /* that all entries were made under */
        uint32_t generation;     /* of the entries that hold; a flush begins another */
        struct tlb_entry entry[SPT_TLB];
    } tlb;
    uint32_t nunsync, unsync[SPT_UNSYNC]; /* frames that were let go; some may be in step again */
    bool resync; /* all of them must be brought in step before the guest runs */
    uint32_t trace_head;
    char trace[SPT_TRACE_LINES][SPT_TRACE_BYTES];
    uint32_t sp_free, sp_fresh; /* list of freed pages; first that was never used */
    uint64_t nframes;
    uint64_t frame_offset, frame_2m_offset; /* from the arena's start */
    uint8_t cache[SPT_CACHE_BYTES] __attribute__((aligned(64)));
    uint8_t stack[SPT_MAX_ROOTS][SPT_STACK_BYTES] __attribute__((aligned(4096)));
    struct sp sp[SPT_SHADOW_PAGES]; /* number 0 is not used */
};

/* Where what is known of the frames begins, from the arena's start. */
static inline uint64_t arena_frame_offset(void)
{
    return (sizeof(struct arena) + PAGE_SIZE - 1) & PAGE_MASK;
}

/* Bytes of the arena for this much guest RAM; most of it is never touched and so has no frames. */
static inline uint64_t arena_bytes(uint64_t ram_bytes)
{
    uint64_t nframes = ram_bytes >> PAGE_SHIFT;
    uint64_t tail = nframes * sizeof(struct frame) + (nframes / 512 + 1) * sizeof(struct frame_2m);
    return (sizeof(struct arena) + tail + 2 * PAGE_SIZE) & PAGE_MASK;
}

#endif
