/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the monitor: what its files share. One process per root runs this code in its signal
 * handlers, on an alternate stack in the arena; exactly one of them (or the runner) holds the vCPU
 * at a time.
 *
 *   trap.c    signal -> what happened      fault.c   page faults by class
 *   enter.c   back into the guest          shadow.c  shadow pages, reverse map, write tracking
 *   party.c   hand-offs                    host.c    host mappings of this or another root
 *   root.c    which root, which process    bus.c     guest memory as the emulator sees it
 *   start.c   template, process set-up     wall.c    seccomp and syscall dispatch
 *   step.c    single steps                  rmap.c    pool of shadow pages, reverse map
 */
#ifndef MMUBENCH_SPT_MONITOR_H
#define MMUBENCH_SPT_MONITOR_H

#include "common/err.h"
#include "common/trace.h"
#include "common/walk.h"
#include "spt/arena.h"
#include "spt/cpu/cpu.h"
#include "spt/layout.h"

#include <ucontext.h>

/* Per-process; set once before the guest first runs. Pointers into the arena are the same in all
 * processes. */
extern struct arena *arena;
extern unsigned me; /* this process's root slot */

static inline void count(enum counter c)
{
    arena->counter[c]++;
}
static inline uint64_t now_tsc(void)
{
    return __builtin_ia32_rdtsc();
}
/* Cycle accounting, only with arena->timing. */
static inline uint64_t timing_start(void)
{
    return arena->timing ? now_tsc() : 0;
}
static inline void timing_stop(enum counter c, uint64_t start)
{
    if (arena->timing)
        arena->counter[c] += now_tsc() - start;
}

/* gate.S: the one system call instruction that runs without being dispatched to the guest. Returns
 * -errno. */
long gate_syscall(long nr, long a, long b, long c, long d, long e, long f);
extern const char gate_begin[], gate_end[], gate_call[];

/* party.c */
void party_give(unsigned party);
void party_wait(
    unsigned given);          /* until this process gets the vCPU back, which it gave to `given` */
void party_wait_runner(void); /* the same when it was given to the runner: spins */
void party_wait_first(void);  /* the same for a process that never had it: sleeps at once */

/* root.c */
uint32_t root_role(const struct vcpu_state *s);
bool root_is_mine(void); /* this process has the vCPU's (CR3, role) */
/* Makes this process the one that holds the vCPU's (CR3, role), by handing the vCPU over when it is
 * another's. True: it is; false: the vCPU was away meanwhile, look at everything again. */
bool root_enter(void);

/* interpret.c: runs guest-kernel code as long as that is cheaper than running it natively */
void interpret(void);

/* enter.c */
void enter_guest(void) __attribute__((noreturn));
/* Whether the guest's AC flag is the hardware's now: at CPL 3 with CR0.AM. Else it has no effect,
 * and the host's CR0.AM would give it one. */
bool enter_real_ac(const struct vcpu_state *s);
/* Hands arena->exit to the runner and waits; then look at everything again. */
void exit_to_runner(void);
void exit_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
extern const char resume_begin[], resume_end[];

/* emulate.c */
enum trap_cause {
    TRAP_GP,     /* #GP: it is privileged, or its operands are bad */
    TRAP_ACCESS, /* its memory access needs us: tracked table or MMIO */
};
/* Emulates the instruction at RIP, and does what follows from it. `at`: the access, for
 * TRAP_ACCESS. */
void trap_emulate(enum trap_cause cause, struct gva at);
/* The instruction at RIP, or NULL: none can be fetched, or it is none. */
const struct cpu_insn *emulate_decode(void);
/* Emulates it and does what follows from it; `at` as above. */
enum cpu_result emulate_insn(const struct cpu_insn *insn, struct gva at);
void emulate_forget_code(void);
/* After the runner's answer to an IN or an MMIO access. */
void trap_complete(void);
void trap_init(void);
bool trap_deliver(struct vcpu_event ev); /* false: triple fault */
/* int n, int3 of `insn_len` bytes; RIP is past it. */
void trap_soft(uint8_t vector, unsigned insn_len);
/* trap.c */
extern bool in_guest; /* set from just before the resume to the next signal */
void trap_install(void);

/* fault.c */
void fault_page(struct gva a, bool write, bool fetch);
/* Fills ahead for an access that is about to be made. Never raises anything. */
void fault_refill(struct gva a, bool write, bool fetch);
struct walk_env fault_env(bool user, enum access kind);

/* step.c */
bool step_begin(struct gva a); /* false: the page cannot be stepped over */
void step_end(void);

/* shadow.c */
struct frame *shadow_frame(uint32_t frame);
struct frame_2m *shadow_frame_2m(uint32_t frame);
/* Frame number for a GPA, or UINT32_MAX where no slot is. */
uint32_t shadow_gpa_frame(struct gpa a);
bool shadow_tracked(uint32_t frame);   /* it is a guest table that the shadow knows */
bool shadow_protected(uint32_t frame); /* and each write to it is seen */
/* Lets a leaf table go out of step, so that it can be written natively until the next invlpg or CR3
 * load, as a TLB would let it. False: a table of a higher level, which stays traced. */
bool shadow_unsync(uint32_t frame);
void shadow_resync_gva(struct gva a); /* at invlpg */
void shadow_resync_all(void);         /* at a CR3 load */
/* Makes the shadow of this root agree with *w at `a`; `write`: the access that D was set for. 0 or
 * -errno. */
int shadow_map(struct gva a, const struct walk *w, bool write);
/* Guest table `frame` was written at [offset, offset+len): bring all shadows of it in step. */
void shadow_written(uint32_t frame, unsigned offset, unsigned len);
/* All of a root's shadow goes; its host mappings with it. */
void shadow_drop_root(unsigned root);
void shadow_make_room(void); /* of all roots: the pool of shadow pages is used up */
uint32_t shadow_new_top(unsigned root, struct gpa cr3);
void shadow_put_top(unsigned root);
/* The present leaf for `a` in a root: entry and the size that it maps; 0 if none. */
uint64_t shadow_lookup(unsigned root, struct gva a, uint64_t *size);

/* shadow.c, for sync.c */
extern uint32_t
    shadow_epoch; /* bumped when a shadow page goes: lists being followed must be begun anew */
void shadow_zap(uint32_t id, unsigned index);
void shadow_replace(uint32_t id, unsigned index, uint64_t entry); /* a leaf by a leaf */
void shadow_clear_entry(struct sp *sp, unsigned index);
void shadow_write_protect(uint32_t frame);
uint64_t shadow_entry_gva(const struct sp *sp, unsigned index);
const uint64_t *shadow_guest_table(uint32_t frame);
void shadow_resync(uint32_t frame); /* one table that was let go */

/* rmap.c: reverse map and pool of shadow pages */
struct sp *sp_get(uint32_t id);
uint32_t sp_alloc(void); /* 0: none left */
void sp_release(uint32_t id);
void rmap_add(uint32_t id, unsigned index);
void rmap_del(uint32_t id, unsigned index);
uint32_t *rmap_head(const struct sp *sp, uint64_t entry);

/* host.c */
/* 0 or -errno of the host (ENOMEM: vm.max_map_count, or no memory). */
int host_map(unsigned root, struct gva a, uint64_t size, uint64_t entry);
/* For a mapping that is there, of the same frame: a third of the cost. */
int host_protect(unsigned root, struct gva a, uint64_t size, uint64_t entry);
void host_unmap(unsigned root, struct gva a, uint64_t size);
void host_flush(unsigned root);
void host_apply_pending(void);
int host_writable_once(struct gva page, uint32_t frame);

/* bus.c */
void bus_init(struct cpu_bus *bus);

/* wall.c */
int wall_prepare(void); /* in the template: compiles the filter */
int wall_raise(void);   /* in a root's process: no way back */

/* trace.c: the sink of trace lines; the runner prints them */
void trace_to_arena(const char *line, size_t len);

#endif
