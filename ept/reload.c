/* SPDX-License-Identifier: Apache-2.0 */
#include "reload.h"

#include "common/err.h"
#include "ept.h"
#include "module.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* A machine that was just destroyed lets go of the module some ms later; one of a process that was
 * killed when the kernel gets to it. */
enum { SWITCH_MS = 2000, RESTORE_MS = 10000 };

struct kvm_reload {
    struct module module;
    int fd; /* to the keeper */
    pid_t keeper;
    bool value; /* the parameter now */
};

struct answer {
    int rc;
    char text[ERR_TEXT_BYTES];
};

bool kvm_reload_helps(const struct mmu_ops *ops)
{
    return ops == &ept_mmu || ops == &kvm_spt_mmu;
}

/* Only its socket stays open: nothing of the run may depend on the keeper's end but stderr. */
static void settle(int *fd)
{
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
        signal(ignored[i], SIG_IGN);
    signal(SIGCHLD, SIG_DFL);
    setsid();
    prctl(PR_SET_NAME, "mmubench-keeper");
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    *fd = fcntl(*fd, F_DUPFD_CLOEXEC, 100);
    syscall(SYS_close_range, 3, *fd - 1, 0);
    syscall(SYS_close_range, *fd + 1, ~0u, 0);
}

/* The keeper: a byte is the value that the parameter is to have; the end of the connection puts the
 * module back. */
static void keep(const struct module *m, int fd) __attribute__((noreturn));
static void keep(const struct module *m, int fd)
{
    bool now = m->original;
    char wanted;
    settle(&fd);
    while (recv(fd, &wanted, 1, 0) == 1) {
        struct answer a = {0};
        a.rc = module_reload(m, wanted, SWITCH_MS);
        snprintf(a.text, sizeof(a.text), "%s", a.rc ? err_text() : "");
        now = a.rc ? !m->original : wanted; /* after a failure: not known to be as it was */
        if (send(fd, &a, sizeof(a), MSG_NOSIGNAL) != sizeof(a))
            break;
    }
    if (now != m->original && module_reload(m, m->original, RESTORE_MS)) {
        fprintf(stderr, "mmubench: %s was not put back: %s\n", m->name, err_text());
        _exit(1);
    }
    if (now != m->original)
        fprintf(stderr, "mmubench: %s put back with %s=%d\n", m->name, m->parameter, m->original);
    _exit(0);
}

static int start(struct kvm_reload *r)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
        return err_sys("socketpair for the keeper of %s", r->module.name);
    fflush(NULL);
    r->keeper = fork();
    if (r->keeper == 0) {
        close(pair[0]);
        keep(&r->module, pair[1]);
    }
    close(pair[1]);
    r->fd = pair[0];
    if (r->keeper > 0)
        return 0;
    close(r->fd);
    return err_sys("fork for the keeper of %s", r->module.name);
}

static int check(struct module *m)
{
    if (geteuid() != 0)
        return err(EPERM, "only root may reload the KVM module: run it as root, or leave "
                          "--allow-kvm-reload out");
    int rc = module_find(m, MODULE_DIR);
    if (rc)
        return rc;
    int users = module_users(m, MODULE_DIR);
    if (users > 0)
        return err(EBUSY,
                   "%s is in use (%d): another virtual machine runs, and reloading the module "
                   "would need its end; end it first",
                   m->name, users);
    return users;
}

int kvm_reload_open(struct kvm_reload **out)
{
    struct kvm_reload *r = calloc(1, sizeof(*r));
    *out = NULL;
    if (!r)
        return err(ENOMEM, "no memory");
    int rc = check(&r->module);
    if (!rc)
        rc = start(r);
    if (rc) {
        free(r);
        return rc;
    }
    r->value = r->module.original;
    *out = r;
    return 0;
}

/* False: the keeper is gone. A reload takes a while, and a Ctrl-C meanwhile must not be taken for
 * that. */
static bool ask(const struct kvm_reload *r, char wanted, struct answer *a)
{
    ssize_t n;
    if (send(r->fd, &wanted, 1, MSG_NOSIGNAL) != 1)
        return false;
    do
        n = recv(r->fd, a, sizeof(*a), 0);
    while (n < 0 && errno == EINTR);
    return n == sizeof(*a);
}

int kvm_reload_for(struct kvm_reload *r, const struct mmu_ops *ops)
{
    struct answer a;
    char wanted = ops == &ept_mmu;
    if (!kvm_reload_helps(ops) || r->value == wanted)
        return 0;
    fprintf(stderr, "mmubench: loading %s with %s=%d\n", r->module.name, r->module.parameter,
            wanted);
    ept_forget_probe();
    if (!ask(r, wanted, &a))
        return err(EIO,
                   "the keeper of %s is gone; put the module back by hand: rmmod %s; modprobe "
                   "%s %s=%d",
                   r->module.name, r->module.name, r->module.name, r->module.parameter,
                   r->module.original);
    if (a.rc)
        return err(-a.rc, "%s", a.text);
    r->value = wanted;
    return 0;
}

int kvm_reload_close(struct kvm_reload *r)
{
    int status = 0, rc = 0;
    if (!r)
        return 0;
    close(r->fd);
    while (waitpid(r->keeper, &status, 0) < 0 && errno == EINTR)
        ;
    if (status)
        rc = err(EIO, "%s was not put back; by hand: rmmod %s; modprobe %s %s=%d", r->module.name,
                 r->module.name, r->module.name, r->module.parameter, r->module.original);
    free(r);
    return rc;
}
