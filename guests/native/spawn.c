/* SPDX-License-Identifier: Apache-2.0 */
#include "spawn.h"

#include "common/err.h"
#include "protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define FAR_FD 64 /* out of the way of the descriptors that the program expects */

/* A program that ends by itself closes its socket a moment before it can be reaped, ms. */
#define GRACE_MS 100

/* Between fork and exec: async-signal-safe calls only. */
static void become(const char *path, int memfd, int socket, int cpu, pid_t parent)
{
    char *argv[] = {(char *)path, NULL}, *envp[] = {NULL};
    int far_ram, far_socket;
    sigset_t none;
    cpu_set_t one;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
        _exit(126);
    CPU_ZERO(&one);
    if (cpu >= 0)
        CPU_SET(cpu, &one);
    if (cpu >= 0 && sched_setaffinity(0, sizeof one, &one) < 0)
        _exit(125);
    far_ram = fcntl(memfd, F_DUPFD, FAR_FD);
    far_socket = fcntl(socket, F_DUPFD, FAR_FD);
    if (far_ram < 0 || far_socket < 0 || dup2(far_ram, NATIVE_FD_RAM) < 0 ||
        dup2(far_socket, NATIVE_FD_SOCKET) < 0)
        _exit(124);
    if (close_range(NATIVE_FD_SOCKET + 1, ~0u, 0) < 0)
        _exit(123);
    execve(path, argv, envp);
    _exit(127);
}

int spawn_start(struct spawn *s, const char *path, int memfd, int cpu)
{
    pid_t parent = getpid();
    int pair[2], rc;

    *s = (struct spawn){.socket = -1};
    if (cpu >= CPU_SETSIZE)
        return err(EINVAL, "no CPU %d: at most %d", cpu, CPU_SETSIZE - 1);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
        return err_sys("socketpair");
    s->pid = fork();
    if (s->pid == 0)
        become(path, memfd, pair[1], cpu, parent);
    if (s->pid < 0) {
        rc = err_sys("fork");
        close(pair[0]);
    } else {
        rc = 0;
        s->socket = pair[0];
    }
    close(pair[1]);
    return rc;
}

static pid_t reap(struct spawn *s, int flags)
{
    pid_t got;

    do
        got = waitpid(s->pid, &s->status, flags);
    while (got < 0 && errno == EINTR);
    return got;
}

int spawn_stop(struct spawn *s)
{
    struct pollfd hangup = {.fd = s->socket};
    bool ended;

    if (s->pid <= 0)
        return s->status;
    /* Only POLLHUP is waited for: it tells that the program has closed its side, and so is ending.
     */
    ended = poll(&hangup, 1, 0) > 0;
    for (int ms = 0; ended && ms < GRACE_MS; ms++) {
        if (reap(s, WNOHANG) == s->pid)
            goto reaped;
        poll(NULL, 0, 1);
    }
    kill(s->pid, SIGKILL);
    reap(s, 0);
reaped:
    close(s->socket);
    s->pid = 0;
    s->socket = -1;
    return s->status;
}
