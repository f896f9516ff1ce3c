/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What this host's kernel takes for the steps of which `spt` makes a fault, a fill and a hand-off,
 * measured by themselves, without a guest: the floor of that mode here. Stored with each timed run,
 * subtracted from nothing.
 */
#ifndef MMUBENCH_COSTS_H
#define MMUBENCH_COSTS_H

#include <jansson.h>

enum cost {
    COST_CALL,     /* the cheapest system call */
    COST_DISPATCH, /* one that syscall user dispatch turns into SIGSYS, and out of the handler by a
                      jump: no sigreturn, as in spt */
    COST_SIGNAL,   /* a privileged instruction, its SIGSEGV, and out in the same way */
    COST_TOUCH,    /* first touch of a mapped page whose frame is there: a minor fault */
    COST_MAP,      /* one page of a memfd where nothing is mapped, populated */
    COST_REMAP,    /* the same over a page in use */
    COST_PROTECT,  /* a page in use, made read-only */
    COST_UNMAP,    /* a page in use, out of the middle of a mapping */
    COST_YIELD,    /* sched_yield to another process on the same CPU, one way */
    COSTS
};

/* Medians in ns, 0 where it could not be measured. In a process of its own, pinned to `cpu`; -1:
 * where the scheduler puts it; some tenths of a second at most. 0 or -errno. */
int costs_measure(double ns[COSTS], int cpu);

/* The same by name, null where it could not be measured; a new reference. */
json_t *costs_json(int cpu);

/* Its name there, and what it is in a few words. */
const char *cost_name(enum cost c);
const char *cost_about(enum cost c);

#endif
