/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The monitor program: starts as the template, a process that maps no guest page, and forks a
 * process for each root on request. The template never runs the guest; it waits, forks, reaps, and
 * says when a root's process has died.
 */
#include "emulate.h"
#include "enter.h"
#include "gate.h"
#include "monitor.h"
#include "party.h"
#include "trace.h"
#include "trap.h"
#include "wall.h"

#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct arena *arena;
unsigned me;

static void futex_wake(void *word)
{
    gate_syscall(SYS_futex, (long)word, FUTEX_WAKE, 1, 0, 0, 0);
}

/* Known to the template alone: what the arena says can be a guest's lie. */
static pid_t template_pid, child[SPT_MAX_ROOTS];

static void run_root(unsigned slot) __attribute__((noreturn));
static void run_root(unsigned slot)
{
    me = slot;
    stack_t ss = {.ss_sp = arena->stack[slot], .ss_size = SPT_STACK_BYTES};
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != template_pid || sigaltstack(&ss, NULL) ||
        close(SPT_ARENA_FD) || wall_raise())
        _exit(1);
    party_wait_first();
    enter_guest();
}

static void report_death(int status)
{
    atomic_store(&arena->dead_status, status);
    futex_wake(&arena->party[SPT_RUNNER].go);
}

/* A slot is forked once; its process lives as long as the template. */
static void fork_root(unsigned slot)
{
    if (slot >= SPT_MAX_ROOTS || child[slot])
        return;
    pid_t pid = fork();
    if (pid == 0)
        run_root(slot);
    if (pid < 0) {
        report_death(SPT_FORK_FAILED | errno);
        return;
    }
    child[slot] = pid;
    arena->root[slot].pid = pid;
}

static void forget_child(pid_t pid)
{
    for (unsigned i = 0; i < SPT_MAX_ROOTS; i++)
        if (child[i] == pid)
            child[i] = -1; /* not to be forked again, nor killed */
}

/* A root's process never ends by itself. */
static void reap(void)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        forget_child(pid);
        report_death(status);
    }
}

static void end_all(void) __attribute__((noreturn));
static void end_all(void)
{
    for (unsigned i = 0; i < SPT_MAX_ROOTS; i++)
        if (child[i] > 0)
            kill(child[i], SIGKILL);
    while (wait(NULL) > 0)
        ;
    _exit(0);
}

static void on_child(int sig)
{
    (void)sig; /* its arrival ends the futex wait */
    atomic_fetch_add(&arena->template_word, 1);
}

static void serve(void) __attribute__((noreturn));
static void serve(void)
{
    for (;;) {
        uint32_t seen = atomic_load(&arena->template_word);
        if (atomic_load(&arena->shutdown))
            end_all();
        reap();
        uint32_t slot = atomic_exchange(&arena->fork_slot, 0);
        if (slot)
            fork_root(slot - 1);
        else
            gate_syscall(SYS_futex, (long)&arena->template_word, FUTEX_WAIT, (long)seen, 0, 0, 0);
    }
}

static void *map_shared(int fd, uint64_t bytes)
{
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return p == MAP_FAILED ? NULL : p;
}

/* argv: pid of the runner, bytes of the arena, bytes of RAM. */
int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    const struct rlimit none = {0, 0};
    struct sigaction chld = {.sa_handler = on_child, .sa_flags = SA_NOCLDSTOP};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    template_pid = getpid();
    if (getppid() != atoi(argv[1]))
        return 1;
    setrlimit(RLIMIT_CORE, &none);
    arena = map_shared(SPT_ARENA_FD, strtoull(argv[2], NULL, 0));
    uint8_t *ram = map_shared(SPT_RAM_FD, strtoull(argv[3], NULL, 0));
    if (!arena || !ram || wall_prepare() || sigaction(SIGCHLD, &chld, NULL))
        return 1;
    arena->ram.base = ram;
    arena->gate = (uint64_t)gate_call;
    trace_mask = arena->trace_mask;
    trace_sink = trace_to_arena;
    trap_install();
    emulate_init();
    arena->root[0].started = true;
    fork_root(0);
    atomic_store(&arena->ready, 1);
    futex_wake(&arena->ready);
    serve();
}
