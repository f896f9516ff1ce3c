/* SPDX-License-Identifier: Apache-2.0 */
/* What the shadow MMU needs of the host, tried out in a child so that nothing sticks to this
 * process. */
#include "spt_internal.h"

#include <elf.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#endif
#define HWCAP2_FSGSBASE_BIT (1ul << 1) /* arch/x86 bits of AT_HWCAP2, Linux 5.9 */

/* Arms dispatch with the whole address space allowed, so that nothing changes; the child's exit
 * code is errno. */
static int try_dispatch(void)
{
    return prctl(PR_SET_SYSCALL_USER_DISPATCH, 1, 0, UINT64_C(1) << 47, 0) ? errno : 0;
}

static int try_seccomp(void)
{
    uint32_t action = SECCOMP_RET_TRAP;
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) ? errno : 0;
}

bool spt_host_has_fsgsbase(void)
{
    return getauxval(AT_HWCAP2) & HWCAP2_FSGSBASE_BIT;
}

static const struct {
    int (*try)(void);
    const char *reason, *remedy;
} need[] = {
    {try_dispatch, "the kernel has no syscall user dispatch", "use Linux 5.11 or newer"},
    {try_seccomp, "the kernel has no seccomp filter", "use a kernel with CONFIG_SECCOMP_FILTER"},
};

/* errno of the trial made in a child; 0: it works. */
static int in_child(int (*try)(void))
{
    int status;
    pid_t pid = fork();
    if (pid == 0)
        _exit(try());
    if (pid < 0)
        return errno;
    /* EINTR: a Ctrl-C, which ends this process later and says nothing of the host. */
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return errno;
    return WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
}

void spt_probe(struct mmu_probe *p)
{
    *p = (struct mmu_probe){.available = true};
    for (unsigned i = 0; i < sizeof need / sizeof need[0]; i++) {
        int e = in_child(need[i].try);
        if (!e)
            continue;
        p->available = false;
        snprintf(p->reason, sizeof p->reason, "%s (%s)", need[i].reason, strerrordesc_np(e));
        snprintf(p->remedy, sizeof p->remedy, "%s", need[i].remedy);
        return;
    }
    snprintf(p->proof, sizeof p->proof,
             "syscall user dispatch and seccomp filters were tried and work; %s",
             spt_host_has_fsgsbase() ? "FSGSBASE is enabled"
                                     : "no FSGSBASE: segment bases change by arch_prctl");
}
