/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A backend that follows a script, for tests of the runner: each step may write guest memory as a
 * guest would, then exits. After the last step it loops like a guest that never exits, until
 * kicked.
 */
#ifndef MMUBENCH_FAKE_MMU_H
#define MMUBENCH_FAKE_MMU_H

#include "common/guest_abi.h"
#include "common/mmu.h"

struct fake_step {
    void (*act)(struct guest_boot *boot, struct guest_ring *ring); /* may be NULL */
    struct vcpu_exit exit;
    int rc; /* what run() returns */
};

/* What to do and what was seen. mmu_ops has no place for it, so there is one at a time. */
struct fake {
    const struct fake_step *step;
    unsigned nsteps;
    int create_rc, set_state_rc, counters_rc;
    uint64_t rip; /* of get_state() */
    unsigned created, destroyed, kicks;
    int pinned_to; /* the only CPU at create(), or -1 */
    struct vcpu_state entry;
};
extern struct fake fake;
extern const struct mmu_ops fake_mmu;

#define FAKE_OUT(number)                                                              \
    {                                                                                 \
        .kind = VCPU_EXIT_IO, .io = {.port = GUEST_PORT, .size = 4, .value = number } \
    }

#endif
