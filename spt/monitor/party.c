/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hand-offs of the vCPU. Roots' processes share one CPU, so the one that gives yields it: with two
 * runnable processes sched_yield() is the cheapest switch there is (half a futex round trip). The
 * runner lives on another CPU if there is one, so a wait for its answer spins first.
 */
#include "party.h"

#include "gate.h"
#include "monitor.h"

#include <linux/futex.h>
#include <sys/syscall.h>

enum { YIELDS = 24, SPINS = 4000 };

void party_give(unsigned party)
{
    struct party *p = &arena->party[party];
    if (party != SPT_RUNNER)
        atomic_store(&arena->active, party);
    if (atomic_exchange(&p->go, PARTY_GO) == PARTY_ASLEEP)
        gate_syscall(SYS_futex, (long)&p->go, FUTEX_WAKE, 1, 0, 0, 0);
}

static bool taken(struct party *p)
{
    if (atomic_load_explicit(&p->go, memory_order_acquire) != PARTY_GO)
        return false;
    atomic_store(&p->go, PARTY_IDLE);
    return true;
}

void party_wait_first(void)
{
    struct party *p = &arena->party[me];
    while (!taken(p)) {
        uint32_t idle = PARTY_IDLE;
        if (atomic_compare_exchange_strong(&p->go, &idle, PARTY_ASLEEP) || idle == PARTY_ASLEEP)
            gate_syscall(SYS_futex, (long)&p->go, FUTEX_WAIT, PARTY_ASLEEP, 0, 0, 0);
    }
}

static bool spin(struct party *p)
{
    for (unsigned i = 0; i < SPINS; i++) {
        if (taken(p))
            return true;
        __builtin_ia32_pause();
    }
    return false;
}

void party_wait_runner(void)
{
    if (!arena->single_cpu && spin(&arena->party[me]))
        return;
    party_wait_first();
}

/* Only as long as the vCPU is with the one it was given to: with a third runnable process a yield
 * may go anywhere. */
void party_wait(unsigned given)
{
    struct party *p = &arena->party[me];
    for (unsigned i = 0; i < YIELDS && atomic_load(&arena->active) == given; i++) {
        if (taken(p))
            return;
        gate_syscall(SYS_sched_yield, 0, 0, 0, 0, 0, 0);
    }
    party_wait_first();
}
