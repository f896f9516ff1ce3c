/* SPDX-License-Identifier: Apache-2.0 */
/* Starts and ends the monitor's processes. The monitor program is part of this one
 * (monitor_blob.S), so it always fits. */
#include "spt_internal.h"

#include "common/err.h"
#include "spt/layout.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern const uint8_t monitor_blob[], monitor_blob_end[];

enum { FD_ABOVE = 64, START_SECONDS = 10, END_MS = 2000 };

/* An executable memfd with the monitor program; -errno. */
static int monitor_file(void)
{
    int fd = memfd_create("mmubench-monitor", MFD_CLOEXEC);
    size_t len = (size_t)(monitor_blob_end - monitor_blob), done = 0;
    if (fd < 0)
        return err_sys("memfd_create for the monitor");
    while (done < len) {
        ssize_t n = write(fd, monitor_blob + done, len - done);
        if (n <= 0) {
            close(fd);
            return err_sys("writing the monitor program to memory");
        }
        done += (size_t)n;
    }
    return fd;
}

/* In the child, between fork and exec: system calls only. Does not return. */
static void become_monitor(const struct mmu *m, int exe, char *const argv[])
    __attribute__((noreturn));
static void become_monitor(const struct mmu *m, int exe, char *const argv[])
{
    static char *const no_env[] = {NULL};
    setpgid(0, 0); /* by its group the runner knows its own; a terminal's ^C is the runner's */
    int arena = fcntl(m->arena_fd, F_DUPFD, FD_ABOVE),
        ram = fcntl(m->ram->memfd, F_DUPFD, FD_ABOVE);
    exe = fcntl(exe, F_DUPFD_CLOEXEC, FD_ABOVE);
    if (arena < 0 || ram < 0 || exe < 0 || dup2(arena, SPT_ARENA_FD) < 0 ||
        dup2(ram, SPT_RAM_FD) < 0)
        _exit(126);
    syscall(SYS_close_range, SPT_RAM_FD + 1, exe - 1, 0);
    syscall(SYS_close_range, exe + 1, ~0u, 0);
    fexecve(exe, argv, no_env);
    _exit(127);
}

static int wait_ready(struct mmu *m)
{
    const struct timespec tick = {0, 50 * 1000 * 1000};
    for (unsigned i = 0; i < START_SECONDS * 20; i++) {
        if (atomic_load(&m->arena->ready))
            return 0;
        syscall(SYS_futex, &m->arena->ready, FUTEX_WAIT, 0, &tick, NULL, 0);
        if (spawn_check(m))
            return err(EIO, "spt: the monitor did not start: %s", m->dead);
    }
    return err(ETIMEDOUT, "spt: the monitor did not start within %d s", START_SECONDS);
}

/* Leaves the vCPU's CPU to the monitor: this thread waits by spinning, which must not be there. */
static bool leave_cpu(int cpu)
{
    cpu_set_t others;
    memset(&others, 0xff, sizeof others);
    CPU_CLR(cpu, &others);
    return sched_setaffinity(0, sizeof others, &others) == 0;
}

static bool only_one_cpu(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) == 1;
}

int spawn_template(struct mmu *m, int cpu)
{
    char pid[16], arena[24], ram[24];
    snprintf(pid, sizeof pid, "%d", (int)getpid());
    snprintf(arena, sizeof arena, "%" PRIu64, m->arena_bytes);
    snprintf(ram, sizeof ram, "%" PRIu64, m->ram->bytes);
    char *const argv[] = {(char *)"mmubench-monitor", pid, arena, ram, NULL};
    int exe = monitor_file();
    if (exe < 0)
        return exe;
    m->template = fork();
    if (m->template == 0)
        become_monitor(m, exe, argv);
    close(exe);
    if (m->template <0) {
        m->template = 0;
        return err_sys("fork for the monitor");
    }
    m->arena->fsgsbase = spt_host_has_fsgsbase();
    m->arena->single_cpu = cpu >= 0 ? !leave_cpu(cpu) : only_one_cpu();
    return wait_ready(m);
}

static const char *ended_how(int status, char *buf, size_t len)
{
    if (status & SPT_FORK_FAILED)
        snprintf(buf, len, "could not be forked (%s)", strerrordesc_np(status & 0xffff));
    else if (WIFSIGNALED(status))
        snprintf(buf, len, "ended by signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    else
        snprintf(buf, len, "ended with status %d", WEXITSTATUS(status));
    return buf;
}

bool spawn_check(struct mmu *m)
{
    char how[64];
    int status;
    if (m->dead[0])
        return true;
    pid_t r = m->template ? waitpid(m->template, &status, WNOHANG) : 0;
    if (r) { /* -1: reaped by someone else, with the status */
        m->template = 0;
        snprintf(m->dead, sizeof m->dead, "the monitor's template process %s",
                 r < 0 ? "is gone" : ended_how(status, how, sizeof how));
    } else if ((status = atomic_load(&m->arena->dead_status)) != -1) {
        snprintf(m->dead, sizeof m->dead, "a root's process %s",
                 ended_how(status, how, sizeof how));
    }
    return m->dead[0];
}

void spawn_end(struct mmu *m)
{
    const struct timespec ms = {0, 1000 * 1000};
    if (!m->template)
        return;
    atomic_store(&m->arena->shutdown, 1);
    atomic_fetch_add(&m->arena->template_word, 1);
    syscall(SYS_futex, &m->arena->template_word, FUTEX_WAKE, 1, NULL, NULL, 0);
    for (unsigned i = 0; i < END_MS; i++) {
        if (waitpid(m->template, NULL, WNOHANG)) { /* -1: it is no child any more */
            m->template = 0;
            return;
        }
        nanosleep(&ms, NULL);
    }
    kill(m->template, SIGKILL); /* its children have it as their parent-death signal */
    while (waitpid(m->template, NULL, 0) < 0 && errno == EINTR)
        ;
    m->template = 0;
}
