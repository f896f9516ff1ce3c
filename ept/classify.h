/* SPDX-License-Identifier: Apache-2.0 */
/* Which MMU a KVM has, judged from what its counters did while a known guest ran. Pure. */
#ifndef MMUBENCH_EPT_CLASSIFY_H
#define MMUBENCH_EPT_CLASSIFY_H

#include "common/counters.h"

/* Phases of the probe's guest. Each is CLASSIFY_OPS operations. */
enum phase {
    PHASE_CONTROL, /* port output: an exit each on any KVM, so the counters are alive */
    PHASE_FRESH,   /* CPL 3 reads of pages never touched before */
    PHASE_ALIAS,   /* CPL 3 reads of the same frames through other addresses: the second dimension
                      has them by now, a shadow table has not */
    PHASE_CR3,     /* CR3 read and written back */
    PHASE_INVLPG,
    PHASES
};

#define CLASSIFY_OPS 256u

enum mmu_kind {
    MMU_UNKNOWN, /* the counters are missing, dead or contradict each other: see the text */
    MMU_TWO_DIMENSIONAL,
    MMU_KERNEL_SHADOW,
};

/* `delta` holds what moved in each phase. `text` gets one line: what was seen. */
enum mmu_kind classify(const struct counters delta[PHASES], char *text, unsigned long size);

/* What the module parameters say; MMU_UNKNOWN when there are none to read. `dir` is /sys/module;
 * `text` names what was read. */
enum mmu_kind classify_modules(const char *dir, char *text, unsigned long size);

#endif
