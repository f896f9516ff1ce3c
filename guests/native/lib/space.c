/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two address spaces as two processes on one CPU. Switching to the other wakes it and waits until
 * it has handed back: both directions of a pair of switches in one. So the mean over an even number
 * of switches, which is what guest_measure_step() takes, is the cost of one.
 */
#include "guest.h"
#include "host.h"

#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FIRST, OTHER };

static atomic_uint *turn; /* whose it is; shared by both */

static void wait_for(unsigned mine)
{
    while (atomic_load(turn) != mine)
        syscall(SYS_futex, turn, FUTEX_WAIT, !mine, NULL, NULL, 0);
}

static void hand_to(unsigned other)
{
    atomic_store(turn, other);
    syscall(SYS_futex, turn, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void other_process(pid_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
        _exit(1);
    for (;;) {
        wait_for(OTHER);
        hand_to(FIRST);
    }
}

/* Both on one CPU: without, the switch would be a wake-up of another CPU. */
static void stay_on_this_cpu(void)
{
    int cpu = sched_getcpu();
    cpu_set_t one;

    CPU_ZERO(&one);
    CPU_SET(cpu < 0 ? 0 : cpu, &one);
    if (cpu < 0 || sched_setaffinity(0, sizeof one, &one) < 0)
        host_fail("sched_setaffinity");
}

struct guest_space guest_space_first(void)
{
    return (struct guest_space){FIRST};
}

struct guest_space guest_space_create(void)
{
    pid_t parent = getpid(), child;

    if (turn)
        guest_panic("native %s: there are two spaces at most", guest_descriptor.name);
    stay_on_this_cpu();
    turn = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (turn == MAP_FAILED)
        host_fail("mmap");
    child = fork();
    if (child < 0)
        host_fail("fork");
    if (child == 0)
        other_process(parent);
    return (struct guest_space){OTHER};
}

void guest_space_map(struct guest_space s, struct gva at, struct gpa frame, uint64_t npages)
{
    (void)s, (void)at, (void)frame, (void)npages;
    guest_panic("native %s: a space of its own cannot be filled: ask guest_has() first",
                guest_descriptor.name);
}

void guest_space_switch(struct guest_space s)
{
    if (s.id == FIRST)
        return;
    hand_to(OTHER);
    wait_for(FIRST);
}
