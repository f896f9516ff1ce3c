/* SPDX-License-Identifier: Apache-2.0 */
/* The runner's side of the hand-off: spin first (an exit is often answered in a microsecond), then
 * sleep, looking now and then whether a process has died or a kick must be repeated. */
#include "spt_internal.h"

#include "common/err.h"

#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { SPINS = 20000, TICK_MS = 5, KICK_SECONDS = 3 };

static void give(struct mmu *m)
{
    uint32_t active = atomic_load(&m->arena->active);
    struct party *p = &m->arena->party[active < SPT_MAX_ROOTS ? active : 0];
    if (atomic_exchange(&p->go, PARTY_GO) == PARTY_ASLEEP)
        syscall(SYS_futex, &p->go, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static bool taken(struct party *p)
{
    if (atomic_load_explicit(&p->go, memory_order_acquire) != PARTY_GO)
        return false;
    atomic_store(&p->go, PARTY_IDLE);
    return true;
}

/* The pid lies in the arena, where a guest that runs wild may write: only what is in the template's
 * own process group is the monitor's. */
static bool is_ours(const struct mmu *m, pid_t pid)
{
    return pid > 1 && m->template && getpgid(pid) == m->template;
}

/* Interrupts the guest so that the monitor sees the kick. It may arrive while the monitor runs and
 * be lost, so it is repeated as long as the vCPU stays away. */
static void interrupt(struct mmu *m)
{
    uint32_t active = atomic_load(&m->arena->active);
    pid_t pid = active < SPT_MAX_ROOTS ? m->arena->root[active].pid : 0;
    if (is_ours(m, pid))
        kill(pid, SIGUSR1);
}

static void sleep_tick(struct party *p)
{
    const struct timespec tick = {0, TICK_MS * 1000 * 1000};
    uint32_t idle = PARTY_IDLE;
    if (atomic_compare_exchange_strong(&p->go, &idle, PARTY_ASLEEP) || idle == PARTY_ASLEEP)
        syscall(SYS_futex, &p->go, FUTEX_WAIT, PARTY_ASLEEP, &tick, NULL, 0);
}

static int64_t now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

/* Kicks the guest once more. A monitor that does not answer for long has lost the vCPU: a guest
 * overwrote what the hand-offs hang on. *since: second of the first kick, 0 before. */
static int press(struct mmu *m, int64_t *since)
{
    interrupt(m);
    if (!*since)
        *since = now_s();
    if (now_s() - *since <= KICK_SECONDS)
        return 0;
    snprintf(m->dead, sizeof m->dead,
             "the monitor did not answer a kick for %d s: the guest ran wild, or the host is "
             "overloaded",
             KICK_SECONDS);
    return err(ETIMEDOUT, "spt: %s", m->dead);
}

int wait_vcpu(struct mmu *m)
{
    int64_t since = 0;
    atomic_store(&m->kicked, false);
    struct party *p = &m->arena->party[SPT_RUNNER];
    give(m);
    for (unsigned i = 0; !m->arena->single_cpu && i < SPINS; i++) {
        if (taken(p))
            return 0;
        __builtin_ia32_pause();
    }
    while (!taken(p)) {
        if (spawn_check(m))
            return err(EIO, "spt: %s while the guest ran", m->dead);
        bool kick = atomic_load(&m->arena->kick) || atomic_load(&m->kicked);
        int r = kick ? press(m, &since) : 0;
        if (r)
            return r;
        sleep_tick(p);
    }
    return 0;
}

void wait_kick(struct mmu *m)
{
    int saved = errno; /* it may be called in a signal handler */
    atomic_store(&m->kicked, true);
    atomic_store(&m->arena->kick, 1);
    syscall(SYS_futex, &m->arena->party[SPT_RUNNER].go, FUTEX_WAKE, 1, NULL, NULL, 0);
    errno = saved;
}
