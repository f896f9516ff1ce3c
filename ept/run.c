/* SPDX-License-Identifier: Apache-2.0 */
/* KVM_RUN (KVM API 4.10), and stopping it from outside. */
#include "kvm.h"

#include "common/err.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Interrupts KVM_RUN; its handler does nothing. Not one of the signals that a shell sends. */
#define KICK_SIGNAL (SIGRTMIN + 4)

static void on_kick(int sig)
{
    (void)sig;
}

int kvm_run_init(struct mmu *m)
{
    struct sigaction act = {.sa_handler = on_kick}; /* no SA_RESTART: KVM_RUN must return */
    sigset_t set;
    (void)m;
    sigemptyset(&act.sa_mask);
    if (sigaction(KICK_SIGNAL, &act, NULL))
        return err_sys("sigaction for the signal that stops KVM_RUN");
    sigemptyset(&set);
    sigaddset(&set, KICK_SIGNAL);
    int rc = pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    return rc ? err(rc, "pthread_sigmask for the signal that stops KVM_RUN") : 0;
}

static volatile uint8_t *immediate_exit(struct mmu *m)
{
    return &m->run->immediate_exit;
}

/*
 * The flag says that a kick is due; immediate_exit closes the window between looking at it and
 * entering the guest; the signal ends a guest that is in. kick_taken() clears immediate_exit BEFORE
 * it takes the flag, so that a kick in between costs at most one needless return of KVM_RUN and is
 * never lost.
 */
void kvm_kick(struct mmu *m)
{
    int saved = errno;
    atomic_store(&m->kicked, 1);
    *immediate_exit(m) = 1;
    int tid = atomic_load(&m->run_tid);
    if (tid)
        syscall(SYS_tgkill, getpid(), tid, KICK_SIGNAL);
    errno = saved;
}

static bool kick_taken(struct mmu *m)
{
    *immediate_exit(m) = 0;
    return atomic_exchange(&m->kicked, 0);
}

/* Puts the caller's answer to an IN or MMIO read where KVM looks for it. */
static void answer(struct mmu *m, const struct vcpu_exit *e)
{
    struct kvm_run *r = m->run;
    if (e->kind == VCPU_EXIT_IO && e->io.in)
        memcpy((char *)r + r->io.data_offset, &e->io.value, e->io.size);
    if (e->kind == VCPU_EXIT_MMIO && !e->mmio.write)
        memcpy(r->mmio.data, &e->mmio.value, e->mmio.size);
}

static int enter(struct mmu *m)
{
    atomic_store(&m->run_tid, (int)syscall(SYS_gettid));
    int rc = ioctl(m->vcpu, KVM_RUN, 0);
    int code = errno;
    atomic_store(&m->run_tid, 0);
    return rc < 0 ? -code : 0;
}

/* KVM finishes an I/O instruction at the next KVM_RUN (KVM API 5, "kvm_run"): one with
 * immediate_exit does that and nothing else. */
int kvm_run_complete(struct mmu *m)
{
    if (!m->pending)
        return 0;
    answer(m, m->pending);
    m->pending = NULL;
    *immediate_exit(m) = 1;
    int rc = enter(m);
    *immediate_exit(m) = 0;
    if (atomic_load(&m->kicked)) /* a kick came meanwhile: still due */
        *immediate_exit(m) = 1;
    if (rc == -EINTR)
        return 0;
    if (!rc)
        return err(EBUSY, "the access at rip is split over two pages and half done; run() again "
                          "before reading the state");
    errno = -rc;
    return err_sys("KVM_RUN while completing an I/O instruction");
}

static int failed(int rc, struct vcpu_exit *exit)
{
    errno = -rc;
    rc = err_sys("KVM_RUN failed");
    exit->kind = VCPU_EXIT_ERROR;
    return rc;
}

int kvm_run(struct mmu *m, struct vcpu_exit *exit)
{
    if (m->pending)
        answer(m, exit);
    for (;;) {
        int rc = enter(m);
        m->pending = NULL;
        if (rc == -EINTR && kick_taken(m)) {
            memset(exit, 0, sizeof(*exit));
            exit->kind = VCPU_EXIT_TIMEOUT;
        } else if (rc == -EINTR || rc == -EAGAIN) {
            continue; /* someone else's signal */
        } else if (rc < 0) {
            return failed(rc, exit);
        } else {
            kvm_exit_decode(m, exit);
        }
        break;
    }
    if (exit->kind == VCPU_EXIT_IO || exit->kind == VCPU_EXIT_MMIO)
        m->pending = exit;
    m->exits[exit->kind]++;
    return 0;
}
