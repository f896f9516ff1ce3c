/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The wall towards the host. Whatever a guest executes in a root's process, this is all that
 * reaches the host kernel: the calls below with these arguments. Everything else becomes SIGSYS and
 * ends the run.
 */
#include "wall.h"

#include "gate.h"

#include <asm/prctl.h>
#include <errno.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#define PR_SYS_DISPATCH_ON           1
#endif

enum { FILTER_MAX = 512 };
struct sock_filter_raw {
    uint16_t code;
    uint8_t jt, jf;
    uint32_t k;
};
static struct sock_filter_raw filter[FILTER_MAX];
static struct {
    unsigned short len;
    struct sock_filter_raw *filter;
} program;

#define MAP_FLAGS (MAP_SHARED | MAP_FIXED | MAP_POPULATE) /* as host_map() gives them */
static const uint32_t futex_ops[] = {FUTEX_WAIT, FUTEX_WAKE};

#define GUEST_ADDRESS  SCMP_A0(SCMP_CMP_LT, SPT_WINDOW)
#define BOUNDED_LENGTH SCMP_A1(SCMP_CMP_LE, SPT_MAX_SPAN)
#define PLAIN_RIGHTS   SCMP_A2(SCMP_CMP_LE, PROT_READ | PROT_WRITE | PROT_EXEC)

static int allow_memory(scmp_filter_ctx f)
{
    int r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 5, GUEST_ADDRESS, BOUNDED_LENGTH,
                             PLAIN_RIGHTS, SCMP_A3(SCMP_CMP_EQ, MAP_FLAGS),
                             SCMP_A4(SCMP_CMP_EQ, SPT_RAM_FD));
    r |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 3, GUEST_ADDRESS, BOUNDED_LENGTH,
                          PLAIN_RIGHTS);
    r |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(munmap), 2, GUEST_ADDRESS, BOUNDED_LENGTH);
    r |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(munmap), 2,
                          SCMP_A0(SCMP_CMP_EQ, SPT_GUEST_MIN),
                          SCMP_A1(SCMP_CMP_EQ, SPT_WINDOW - SPT_GUEST_MIN));
    return r;
}

/* Only where FS and GS base cannot be had by instructions (base.c). */
static int allow_bases(scmp_filter_ctx f)
{
    static const int codes[] = {ARCH_SET_FS, ARCH_SET_GS, ARCH_GET_FS, ARCH_GET_GS};
    int r = 0;
    for (unsigned i = 0; i < sizeof codes / sizeof codes[0]; i++)
        r |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(arch_prctl), 1,
                              SCMP_A0(SCMP_CMP_EQ, codes[i]));
    return r;
}

static int allow_handoff(scmp_filter_ctx f)
{
    int r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(sched_yield), 0);
    r |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(rt_sigreturn), 0);
    for (unsigned i = 0; i < 2; i++)
        r |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(futex), 1,
                              SCMP_A1(SCMP_CMP_EQ, futex_ops[i]));
    return r;
}

/* libseccomp writes its program to a file only. */
static int export(scmp_filter_ctx f)
{
    int fd = memfd_create("filter", MFD_CLOEXEC);
    if (fd < 0)
        return -errno;
    int r = seccomp_export_bpf(f, fd);
    long n = r ? 0 : pread(fd, filter, sizeof filter, 0);
    close(fd);
    if (r || n <= 0 || n == (long)sizeof filter)
        return r ? r : -E2BIG;
    program.len = (unsigned short)((size_t)n / sizeof filter[0]);
    program.filter = filter;
    return 0;
}

int wall_prepare(void)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_TRAP);
    if (!f)
        return -ENOMEM;
    int r = seccomp_attr_set(f, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_TRAP);
    r |= seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 1);
    r |= allow_memory(f);
    r |= allow_handoff(f);
    if (!arena->fsgsbase)
        r |= allow_bases(f);
    r = r ? -EINVAL : export(f);
    seccomp_release(f);
    return r;
}

int wall_raise(void)
{
    long r = gate_syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0);
    if (!r)
        r = gate_syscall(SYS_prctl, PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON,
                         (long)gate_begin, gate_end - gate_begin, 0, 0);
    if (!r)
        r = gate_syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, (long)&program, 0, 0, 0);
    return (int)r;
}
