/* SPDX-License-Identifier: Apache-2.0 */
#include "costs.h"

#include "bench/data/stats.h"
#include "common/addr.h"
#include "common/err.h"
#include "common/units.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define READINGS  320u
#define PAGES     64u /* mapped at a time: about a small guest table's worth */
#define LIMIT_SEC 10u /* an emulated machine is slow, a broken one ends */

/* In the measuring process. */
struct bench {
    int fd;         /* memfd of PAGES pages, all of which have frames */
    uint8_t *pages; /* where they are mapped, or are to be */
    pid_t other;    /* process to yield to; 0: none */
    double ns[READINGS];
};

static uint8_t *page_at(const struct bench *b, size_t i)
{
    return b->pages + i * PAGE_SIZE;
}

static void use(const struct bench *b, size_t i)
{
    atomic_fetch_add((_Atomic uint8_t *)page_at(b, i), 1);
}

/* `n` pages from page `i` on show the frames from `frame` on. */
static bool show(const struct bench *b, size_t i, size_t n, size_t frame, int flags)
{
    return mmap(page_at(b, i), n * PAGE_SIZE, PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_FIXED | flags, b->fd, (off_t)(frame * PAGE_SIZE)) != MAP_FAILED;
}

/* What a step begins with, every so many readings. False, of all that follow: the host refuses. */

static bool nothing_mapped(struct bench *b)
{
    return munmap(b->pages, PAGES * PAGE_SIZE) == 0;
}

static bool all_mapped(struct bench *b)
{
    return nothing_mapped(b) && show(b, 0, PAGES, 0, 0) &&
           madvise(b->pages, PAGES * PAGE_SIZE, MADV_RANDOM) == 0; /* a touch maps no neighbours */
}

static bool all_in_use(struct bench *b)
{
    if (!all_mapped(b))
        return false;
    for (size_t i = 0; i < PAGES; i++)
        use(b, i);
    return true;
}

/* Global, since a signal handler has no other way to them; only in the measuring process. */
static sigjmp_buf after_signal;
static char dispatch = SYSCALL_DISPATCH_FILTER_ALLOW;

static void on_signal(int sig)
{
    (void)sig;
    dispatch = SYSCALL_DISPATCH_FILTER_ALLOW;
    siglongjmp(after_signal, 1);
}

static bool handlers(struct bench *b)
{
    static uint8_t stack[64 << 10];
    const stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    const struct sigaction sa = {.sa_handler = on_signal, .sa_flags = SA_NODEFER | SA_ONSTACK};

    (void)b;
    return !sigaltstack(&alternate, NULL) && !sigaction(SIGSEGV, &sa, NULL) &&
           !sigaction(SIGSYS, &sa, NULL);
}

static bool dispatched(struct bench *b)
{
    return handlers(b) && !prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, 0, 0, &dispatch);
}

/* Does nothing but yield. */
static bool other_process(struct bench *b)
{
    const pid_t parent = getpid();

    b->other = fork();
    if (b->other)
        return b->other > 0;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (getppid() == parent)
        sched_yield();
    _exit(0);
}

/* The steps. */

static bool call(struct bench *b, size_t i)
{
    (void)b, (void)i;
    return syscall(SYS_getppid) >= 0;
}

static bool by_dispatch(struct bench *b, size_t i)
{
    (void)b, (void)i;
    if (sigsetjmp(after_signal, 0))
        return true;
    dispatch = SYSCALL_DISPATCH_FILTER_BLOCK;
    syscall(SYS_getppid);
    return false;
}

static bool by_fault(struct bench *b, size_t i)
{
    (void)b, (void)i;
    if (sigsetjmp(after_signal, 0))
        return true;
    __asm__ volatile("hlt");
    return false;
}

static bool touch(struct bench *b, size_t i)
{
    use(b, i);
    return true;
}

static bool map(struct bench *b, size_t i)
{
    return show(b, i, 1, i, MAP_POPULATE);
}

/* By the frame at the other end, as a guest that changes an entry does. */
static bool remap(struct bench *b, size_t i)
{
    return show(b, i, 1, PAGES - 1 - i, MAP_POPULATE);
}

static bool protect(struct bench *b, size_t i)
{
    return mprotect(page_at(b, i), PAGE_SIZE, PROT_READ) == 0;
}

/* Every other page, so that each comes out of the middle. */
static bool unmap(struct bench *b, size_t i)
{
    return munmap(page_at(b, 2 * i + 1), PAGE_SIZE) == 0;
}

/* There and back. */
static bool yield(struct bench *b, size_t i)
{
    (void)b, (void)i;
    return sched_yield() == 0;
}

static const struct {
    const char *name, *about;
    bool (*begin)(struct bench *b);          /* may be NULL */
    size_t batch;                            /* readings from one begin to the next */
    bool (*step)(struct bench *b, size_t i); /* i < batch */
    bool pinned;                             /* means nothing on more than one CPU */
    double share;                            /* of a reading */
} costs[COSTS] = {
    [COST_CALL] = {"system_call", "a system call that does nothing", NULL, READINGS, call, false,
                   1},
    [COST_DISPATCH] = {"dispatch", "a system call as SIGSYS, and out of the handler", dispatched,
                       READINGS, by_dispatch, false, 1},
    [COST_SIGNAL] = {"signal", "an exception as SIGSEGV, and out of the handler", handlers,
                     READINGS, by_fault, false, 1},
    [COST_TOUCH] = {"minor_fault", "first touch of a mapped page", all_mapped, PAGES, touch, false,
                    1},
    [COST_MAP] = {"map", "mmap of a page, populated", nothing_mapped, PAGES, map, false, 1},
    [COST_REMAP] = {"remap", "the same over a page in use", all_in_use, PAGES, remap, false, 1},
    [COST_PROTECT] = {"protect", "mprotect of a page in use", all_in_use, PAGES, protect, false, 1},
    [COST_UNMAP] = {"unmap", "munmap of a page in use, in the midst of others", all_in_use,
                    PAGES / 2, unmap, false, 1},
    [COST_YIELD] = {"yield", "sched_yield to another process, one way", other_process, READINGS,
                    yield, true, 0.5},
};

const char *cost_name(enum cost c)
{
    return costs[c].name;
}

const char *cost_about(enum cost c)
{
    return costs[c].about;
}

static bool bench_open(struct bench *b)
{
    b->fd = memfd_create("mmubench-costs", MFD_CLOEXEC);
    if (b->fd < 0 || ftruncate(b->fd, PAGES * PAGE_SIZE))
        return false;
    b->pages = mmap(NULL, PAGES * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, b->fd, 0);
    if (b->pages == MAP_FAILED)
        return false;
    memset(b->pages, 1, PAGES * PAGE_SIZE);
    return true;
}

/* False: the host refuses a part of it. */
static bool readings(struct bench *b, enum cost c)
{
    for (size_t n = 0; n < READINGS; n++) {
        const size_t i = n % costs[c].batch;
        if (i == 0 && costs[c].begin && !costs[c].begin(b))
            return false;
        const uint64_t start = units_now_ns();
        if (!costs[c].step(b, i))
            return false;
        b->ns[n] = costs[c].share * (double)(units_now_ns() - start);
    }
    return true;
}

/* 0 where the host refuses. */
static double median(struct bench *b, enum cost c)
{
    const bool all = readings(b, c);

    prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_OFF, 0, 0, 0);
    if (b->other > 0) {
        kill(b->other, SIGKILL);
        waitpid(b->other, NULL, 0);
    }
    b->other = 0;
    if (!all)
        return 0;
    stats_sort(b->ns, READINGS);
    return stats_percentile(b->ns, READINGS, 50);
}

static void measure(int out, bool pinned)
{
    static struct bench b;
    double ns[COSTS] = {0};

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    alarm(LIMIT_SEC);
    if (!bench_open(&b))
        _exit(1);
    for (enum cost c = 0; c < COSTS; c++)
        if (pinned || !costs[c].pinned)
            ns[c] = median(&b, c);
    _exit(write(out, ns, sizeof ns) != sizeof ns);
}

/* On `cpu` from its first instruction on: some hypervisors flush the TLB of every CPU that a
 * process ever ran on, which multiplies what it costs to change a mapping. spt starts its
 * processes in the same way. */
static pid_t start(int out, int cpu)
{
    cpu_set_t here, there;

    CPU_ZERO(&there);
    if (cpu >= 0)
        CPU_SET((size_t)cpu, &there);
    const bool known = !sched_getaffinity(0, sizeof here, &here);
    const bool pinned = known && cpu >= 0 && !sched_setaffinity(0, sizeof there, &there);
    const pid_t child = fork();
    const int error = errno;
    if (!child)
        measure(out, pinned);
    if (pinned)
        sched_setaffinity(0, sizeof here, &here);
    errno = error;
    return child;
}

static int collect(pid_t child, int in, double ns[COSTS])
{
    ssize_t n;
    int status;

    do
        n = read(in, ns, COSTS * sizeof *ns);
    while (n < 0 && errno == EINTR);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (n == (ssize_t)(COSTS * sizeof *ns))
        return 0;
    memset(ns, 0, COSTS * sizeof *ns);
    return err(EIO, "the process that measures what the host charges ended early (status %#x)",
               status);
}

int costs_measure(double ns[COSTS], int cpu)
{
    int p[2];

    if (pipe2(p, O_CLOEXEC))
        return err(errno, "pipe2: %s", strerror(errno));
    const pid_t child = start(p[1], cpu);
    const int error = errno;
    close(p[1]);
    const int rc = child < 0 ? err(error, "fork: %s", strerror(error)) : collect(child, p[0], ns);
    close(p[0]);
    return rc;
}

json_t *costs_json(int cpu)
{
    double ns[COSTS] = {0};
    json_t *o = json_object();

    if (costs_measure(ns, cpu))
        fprintf(stderr, "mmubench: warning: %s\n", err_text());
    for (size_t c = 0; c < COSTS; c++)
        json_object_set_new(o, costs[c].name, ns[c] > 0 ? json_real(ns[c]) : json_null());
    return o;
}
