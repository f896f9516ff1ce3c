/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one header of a workload.
 *
 * How to write a workload
 *   1. One file, guests/workloads/NAME.c, and one line in guests/CMakeLists.txt.
 *   2. Describe it: GUEST_WORKLOAD("name", "what it measures", GUEST_PARAMS(...),
 * GUEST_METRICS(...)). Parameters and metrics are known by their place in those lists.
 *   3. Write guest_main(). It runs at CPL 3 with SSE. It asks for frames, maps them, and measures:
 *
 *          static void body(void *ctx, uint64_t ops)        // exactly `ops` operations
 *          {
 *              while (ops--)
 *                  guest_nop();
 *          }
 *          void guest_main(void)
 *          {
 *              guest_measure(NOP, body, NULL);
 *          }
 *
 *      guest_measure() calibrates `ops` to boot->target_cycles, throws one warm-up sample away and
 * takes boot->samples samples. An event that happens once per page (a first touch) is measured by
 *      guest_measure_once(): a prepare step, not timed and not counted, then the timed body.
 *   4. The same file is also built as a host program (mode `native`). What the host cannot do
 * there, guest_has() tells; say so with guest_skip(metric, why) and go on.
 *
 * Rules for code that is to run on every backend: nothing that behaves differently at host ring 3
 * without trapping (pushf/popf, sgdt, sidt, str, smsw, mov %cs, rd/wrfsbase, wrpkru, sysenter); no
 * libc. `mmubench check IMAGE` names offenders.
 *
 * An image outside of this tree: compile with -ffreestanding -fno-pic -mno-red-zone
 * -fno-stack-protector, link statically with guests/guest.ld, libguest_user.a and libguest_kernel.a
 * (guest_image() in guests/CMakeLists.txt shows the flags), and run `mmubench run IMAGE.elf`.
 *
 * Addresses: the image lies at 2 MiB, all guest RAM is readable and writable at guest_window(gpa).
 * Workloads map what they like from GUEST_TEST_GVA on.
 */
#ifndef MMUBENCH_GUESTS_GUEST_H
#define MMUBENCH_GUESTS_GUEST_H

#include "common/addr.h"
#include "common/guest_abi.h"
#include "common/pt.h"

#include <stddef.h>

#define GUEST_TEST_GVA                                                                            \
    gva(0x100000000000)                     /* up to GUEST_SPACE_GVA: mapped alike in every space \
                                             */
#define GUEST_SPACE_GVA gva(0x180000000000) /* 512 GiB that each address space has for itself */

/* --- description -------------------------------------------------------------------------------
 */

#define GUEST_PARAMS(...)                                                                \
    .nparams = sizeof((struct guest_param[]){__VA_ARGS__}) / sizeof(struct guest_param), \
    .param = {__VA_ARGS__}
#define GUEST_METRICS(...)                                                                  \
    .nmetrics = sizeof((struct guest_metric[]){__VA_ARGS__}) / sizeof(struct guest_metric), \
    .metric = {__VA_ARGS__}
#define GUEST_WORKLOAD(title, what, ...)                                                    \
    const struct guest_desc guest_descriptor                                                \
        __attribute__((section(GUEST_DESC_SECTION), used)) = {.magic = GUEST_MAGIC,         \
                                                              .version = GUEST_ABI_VERSION, \
                                                              .name = title,                \
                                                              .summary = what,              \
                                                              __VA_ARGS__}
extern const struct guest_desc guest_descriptor;

/* The workload. Returning ends the run with status 0. */
void guest_main(void);

/* Parameter i of the descriptor, as the runner gave it. */
uint64_t guest_param(unsigned i);

/* --- measuring (lib/measure.c) -----------------------------------------------------------------
 */

/* TSC, read after everything before it has completed (SDM Vol. 2B RDTSC). */
static inline uint64_t guest_time(void)
{
    uint32_t low, high;
    __asm__ volatile("lfence\n\trdtsc" : "=a"(low), "=d"(high) : : "memory");
    return (uint64_t)high << 32 | low;
}

typedef void (*guest_body)(void *ctx, uint64_t ops);

/* Samples of `metric`, each a run of body() with a calibrated multiple of `step` operations. All of
 * them are one section. guest_measure(): step 1. */
void guest_measure_step(uint32_t metric, uint64_t step, guest_body body, void *ctx);
void guest_measure(uint32_t metric, guest_body body, void *ctx);

/* For events that happen once: for each sample prepare(ctx, i), i from 0 on, then one timed
 * body(ctx, ops), a section of its own. Sample 0 is a warm-up and thrown away: GUEST_ONCE_RUNS in
 * all. */
void guest_measure_once(uint32_t metric, uint64_t ops, void (*prepare)(void *ctx, uint64_t i),
                        guest_body body, void *ctx);
uint64_t guest_once_runs(void); /* boot->samples + 1 */

/* The pieces of the above, for a loop of another shape. guest_calibrate(): operations, a multiple
 * of `step`, for about boot->target_cycles. */
uint64_t guest_calibrate(uint64_t step, guest_body body, void *ctx);
void guest_begin(void);
void guest_sample(uint32_t metric, uint64_t ops, uint64_t cycles);
void guest_end(uint32_t metric, uint64_t ops);

/* Says in the log that a metric has no meaning here, and why. No sample of it must follow. */
void guest_skip(uint32_t metric, const char *why);

/* Keeps the compiler from dropping or moving the computation of v. */
#define GUEST_USE(v) __asm__ volatile("" : : "r"(v) : "memory")

static inline void guest_touch(struct gva at)
{
    *(volatile uint64_t *)at.v = at.v;
}
static inline uint64_t guest_load(struct gva at)
{
    return *(const volatile uint64_t *)at.v;
}

/* --- text (lib/text.c) -------------------------------------------------------------------------
 */

/* Formats: %s, %lu, %lx, %%. */
void guest_print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void guest_panic(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));
void guest_exit(uint64_t status) __attribute__((noreturn));

/* --- memory ------------------------------------------------------------------------------------
 */

enum guest_map_flags {
    GUEST_R = 0,
    GUEST_W = 1,
    GUEST_X = 2,
    GUEST_LARGE = 4, /* 2 MiB pages: addresses aligned so, npages counts them */
    GUEST_HUGE = 8,  /* 1 GiB pages, alike */
    /* The entries are stored at CPL 3 through the window, as a kernel stores many in one go, and
     * flushed by one CR3 load instead of an invlpg for each page. */
    GUEST_BULK = 16,
    GUEST_GLOBAL = 32, /* G set: kept over CR3 loads */
    GUEST_FRESH = 64,  /* A and D clear */
};

/* `n` frames side by side, zero, never handed out before; the first is a multiple of `align` bytes
 * (a power of two, at least PAGE_SIZE). Ends the run, naming the RAM needed, when there are not
 * enough. The same calls get the same frames in every mode. */
struct gpa guest_frames(uint64_t n, uint64_t align);

/* A pointer to the frame. It goes through a mapping of its own, in 2 MiB pages. */
void *guest_window(struct gpa at);

/* Map, unmap, change the permission of `npages` pages. guest_unmap() and guest_protect() flush each
 * page by invlpg; guest_map() flushes nothing, for pages that were not mapped before. A and D are
 * set in all entries, so that no measurement contains their being set, unless with GUEST_FRESH. */
void guest_map(struct gva at, struct gpa frame, uint64_t npages, unsigned flags);
void guest_unmap(struct gva at, uint64_t npages, unsigned flags);
void guest_protect(struct gva at, struct gpa frame, uint64_t npages, unsigned flags);

/* Maps page i of the range to frame(ctx, i). */
typedef struct gpa (*guest_frame_fn)(void *ctx, uint64_t i);
void guest_map_each(struct gva at, uint64_t npages, unsigned flags, guest_frame_fn frame,
                    void *ctx);

/* The leaf entry of a mapped page, found once, so that a timed loop writes it by one service. */
struct guest_pte {
    struct gva at;
    struct gpa entry; /* nothing natively */
};
struct guest_pte guest_pte(struct gva at);
struct guest_pte guest_pte_of(struct gva at, unsigned level); /* 1: PTE, 2: PDE, ... */
uint64_t guest_pte_value(struct gpa frame, unsigned flags);
/* Store by the guest kernel; with invlpg of the page. 0 is a value: not present. */
void guest_pte_store(struct guest_pte pte, uint64_t value);
void guest_pte_store_invlpg(struct guest_pte pte, uint64_t value);
/* The entry itself, for a store at CPL 3; guest_has(GUEST_HAS_PTE). */
volatile uint64_t *guest_pte_pointer(struct guest_pte pte);

void guest_invlpg(struct gva at);
void guest_reload_cr3(void); /* writes CR3 with its own value: everything not global is flushed */
void guest_flush_all(void);  /* CR4.PGE changed and changed back: everything is flushed */

/* From now on the guest kernel's #PF handler maps fresh frames, in order of touch, from `frame` on,
 * where one of the `npages` pages from `at` is touched for the first time. One region at a time;
 * its page tables are made by this call, or by one guest_demand_reserve() for many regions to come.
 */
void guest_on_demand(struct gva at, struct gpa frame, uint64_t npages);
void guest_demand_reserve(struct gva at, uint64_t npages);

/* Makes `npages` mapped pages read-only, and from now on the guest kernel's #PF handler makes the
 * one writable again that is written to. One region at a time. Natively by userfaultfd(2), where
 * the host's kernel does so by itself; false where it cannot. */
bool guest_grant_writes(struct gva at, struct gpa frame, uint64_t npages);

/* From now on a #PF of guest_trap_store() or guest_trap_load() calls fn at CPL 3, with the address,
 * and the store is made again when fn returns: what a signal handler is natively. */
void guest_on_trap(void (*fn)(struct gva at));
#define GUEST_LOST_BY_CALL                                                                       \
    "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "xmm0", "xmm1", "xmm2", "xmm3", \
        "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13",      \
        "xmm14", "xmm15", "cc", "memory"
static inline void guest_trap_store(struct gva at)
{
    __asm__ volatile("movq %0, (%0)" : : "r"(at.v) : GUEST_LOST_BY_CALL);
}

static inline void guest_trap_load(struct gva at)
{
    __asm__ volatile("cmpb $0, (%0)" : : "r"(at.v) : GUEST_LOST_BY_CALL);
}

/* Memory of which a copy of the address space gets a copy, on write: `npages` pages from
 * GUEST_SPACE_GVA on. Once in a run; it takes the trap over (guest_on_trap()). */
void guest_private(uint64_t npages);
/* A copy of the present space, page tables and all, as fork() makes it; child(ctx) runs in the
 * copy, which then ends. *ctx must be reached through guest_window(). */
void guest_fork(void (*child)(void *ctx), void *ctx);

/* Guest-physical memory itself, only where guest_has(GUEST_HAS_REGIONS): a region (guest_abi.h says
 * which kinds) appears at `at`, one of the GUEST_HOLE_BYTES from guest_hole() on, or what begins
 * there goes again. `target`: the RAM that a window or a ROM shows. Map it like a frame. */
struct gpa guest_hole(void);
void guest_region_add(enum guest_region_kind kind, struct gpa at, uint64_t npages,
                      struct gpa target);
void guest_region_remove(struct gpa at);

/* The dirty log of the region that begins at `at`, only where guest_has(GUEST_HAS_DIRTY_LOG): one
 * hypercall. Returns how many pages were dirty, for GET and CLEAR. */
uint64_t guest_dirty_log(enum guest_dirty_op op, struct gpa at);

/* Gives frames to the host: they stay mapped as they are and read as zeroes from then on. */
void guest_discard(struct gpa at, uint64_t npages);

/* Address spaces. A new one shares everything with the present one but GUEST_SPACE_GVA, which is
 * empty. guest_space_map() maps 4 KiB pages there. guest_space_switch() returns in the other space.
 */
struct guest_space {
    uint64_t id; /* guest: CR3 */
};
struct guest_space guest_space_create(void);
struct guest_space guest_space_first(void); /* the one in which guest_main() starts */
void guest_space_map(struct guest_space s, struct gva at, struct gpa frame, uint64_t npages);
void guest_space_switch(struct guest_space s);

/* --- kernel services and exits -----------------------------------------------------------------
 */

void guest_nop(void);                          /* into the guest kernel and back */
void guest_hypercall(enum guest_hypercall nr); /* by the guest kernel */

/* Bursts: GUEST_BURST times one instruction at CPL 0 in one service, so that the way there and back
 * counts little. Only where guest_has() tells so: _EXIT, _PTE, _INVLPG (invlpg and switch). */
#define GUEST_BURST 64u
void guest_burst_out(void);                                           /* HC_NOP */
void guest_burst_store(struct guest_pte pte, uint64_t a, uint64_t b); /* in turn */
void guest_burst_invlpg(struct gva at);
void guest_burst_switch(struct guest_space other); /* to the other and back, in turn */

/* True where SYSCALL does not change the CPL (see kernel_protection in entry.S): every service then
 * costs a page fault more. */
bool guest_syscall_by_fault(void);

/* Calls code at CPL 0: general registers only, position-independent, callable at both CPLs. */
uint64_t guest_kernel_call(uint64_t (*code)(void));

/* From now on a #DE skips its DIV or IDIV, which must be one of a 32-bit register (two bytes). */
void guest_divzero_skip(void);

/* What the guest has and a host program may not. */
enum guest_feature {
    GUEST_HAS_EXIT,      /* hypercalls that are exits to the runner */
    GUEST_HAS_KERNEL,    /* guest_kernel_call() */
    GUEST_HAS_INVLPG,    /* guest_invlpg(), guest_reload_cr3(), guest_flush_all() */
    GUEST_HAS_PTE,       /* guest_pte_store(), guest_pte_pointer() */
    GUEST_HAS_SMALL,     /* without GUEST_LARGE and GUEST_HUGE pages are 4 KiB */
    GUEST_HAS_LARGE,     /* GUEST_LARGE means 2 MiB pages */
    GUEST_HAS_HUGE,      /* GUEST_HUGE means 1 GiB pages */
    GUEST_HAS_REGIONS,   /* guest_region_add() and guest_region_remove() */
    GUEST_HAS_DIRTY_LOG, /* guest_dirty_log() */
    GUEST_HAS_SPACES,    /* more than two spaces, guest_space_map() */
};
bool guest_has(enum guest_feature f);

/* The boot page (params, target, pool). */
extern struct guest_boot *guest_boot;

#endif
