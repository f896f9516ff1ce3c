/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the monitor: what its files share. One process per root runs this code in its signal
 * handlers, on an alternate stack in the arena; exactly one of them (or the runner) holds the vCPU
 * at a time.
 *
 *   trap.c       signal -> what happened        enter.c    back into the guest (resume.S)
 *   fault.c      page faults by class           exit.c     out to the runner
 *   emulate.c    one instruction                interpret.c  short stretches of the guest's kernel
 *   bus.c        guest memory for these two     tlb.c      translations kept for it
 *   step.c       what is not emulated           evict.c    room at vm.max_map_count
 *   shadow.c     shadow pages                   sync.c     guest tables that change
 *   entry.c      what an entry should hold      frame.c, sp.c, rmap.c  frames, pool, reverse map
 *   root.c       which root, which process      party.c    hand-offs
 *   host.c       host mappings of a root        wall.c     seccomp and syscall dispatch (gate.S)
 *   start.c      template, process set-up       trace.c    trace lines
 *   base.c       FS and GS base                 dirty.c    dirty log
 *   slot.c       memslots that went              fill.c     leaves, and what is mapped ahead
 */
#ifndef MMUBENCH_SPT_MONITOR_H
#define MMUBENCH_SPT_MONITOR_H

#include "common/err.h"
#include "common/trace.h"
#include "common/walk.h"
#include "spt/arena.h"
#include "spt/cpu/cpu.h"
#include "spt/layout.h"

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

#endif
