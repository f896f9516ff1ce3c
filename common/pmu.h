/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the processor itself counts of TLB misses and page walks (perf_event_open(2)), of the
 * calling thread and of every process that it starts from then on: so the same in all modes. User
 * mode only (CPL 3, in a guest as well), which is where measured loops run. Nothing is estimated: a
 * counter that did not count all the time, since others needed its place, is absent. On many
 * virtual machines there is no PMU at all.
 */
#ifndef MMUBENCH_PMU_H
#define MMUBENCH_PMU_H

#include "counters.h"

#define PMU_MAX 5u

/* By CPUID leaves 0 and 1; display family and model (SDM Vol. 2A, CPUID). */
struct pmu_cpu {
    char vendor[13];
    unsigned family, model;
};

struct perf_event_attr;

/* perf_event_open() for the calling thread: a descriptor or -errno. */
typedef int (*pmu_opener)(struct perf_event_attr *attr);

struct pmu {
    struct {
        enum counter counter;
        int fd;            /* -1: missing */
        const char *event; /* what it is on this processor, by its maker's name; NULL: unknown */
        char reason[128];  /* why it is missing, with the remedy if there is one; else empty */
    } event[PMU_MAX];
};

void pmu_this_cpu(struct pmu_cpu *cpu);

/* Opens what there is; what is missing gets its reason. `open` is NULL but in tests. */
void pmu_open(struct pmu *p, const struct pmu_cpu *cpu, pmu_opener open);
void pmu_close(struct pmu *p);

/* How many count. */
unsigned pmu_count(const struct pmu *p);

/* Sets the totals since pmu_open() in *c; processes that have ended are included. One that has not
 * counted all that time is left out, from then on. */
void pmu_read(const struct pmu *p, struct counters *c);

#endif
