/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signals: what the hardware and the host kernel tell of the guest. The handler starts with the
 * guest's FS base, so it is built without a stack protector and touches no thread-local storage
 * before base_own(); it does not return, but enters the guest again by itself (a sigreturn would
 * cost a system call, and the guest often goes on in another process).
 */
#include "trap.h"

#include "base.h"
#include "emulate.h"
#include "enter.h"
#include "exit.h"
#include "fault.h"
#include "gate.h"
#include "resume.h"
#include "step.h"

#include <asm/unistd.h>
#include <immintrin.h>
#include <linux/audit.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>

#define SYS_SECCOMP_CODE       1 /* si_code of a seccomp trap */
#define SYS_USER_DISPATCH_CODE 2
#define KICK_SIGNAL            SIGUSR1
#define INT_N_LEN              2u /* bytes of `int n` */

bool in_guest;

/* Guest registers by their place in the signal frame. */
static const uint8_t frame_reg[GPR_COUNT] = {
    [RAX] = REG_RAX, [RCX] = REG_RCX, [RDX] = REG_RDX, [RBX] = REG_RBX,
    [RSP] = REG_RSP, [RBP] = REG_RBP, [RSI] = REG_RSI, [RDI] = REG_RDI,
    [R8] = REG_R8,   [R9] = REG_R9,   [R10] = REG_R10, [R11] = REG_R11,
    [R12] = REG_R12, [R13] = REG_R13, [R14] = REG_R14, [R15] = REG_R15,
};

/* Flags that the guest's own instructions set; the others (IF, IOPL, NT) are virtual and kept in
 * vcpu.rflags. */
#define FLAGS_REAL                                                                       \
    (RFLAGS_CF | RFLAGS_PF | RFLAGS_AF | RFLAGS_ZF | RFLAGS_SF | RFLAGS_DF | RFLAGS_OF | \
     RFLAGS_TF | RFLAGS_AC | (UINT64_C(1) << 21))

static void import_flags(uint64_t hw)
{
    struct vcpu_state *s = &arena->vcpu;
    uint64_t real = FLAGS_REAL & ~(arena->step.active ? RFLAGS_TF : 0);
    if (!enter_real_ac(s))
        real &= ~RFLAGS_AC;
    s->rflags = (s->rflags & ~real) | (hw & real) | RFLAGS_FIXED;
}

/* After the resume the registers are in the guest; here they come back. While the resume itself
 * faulted they never left, so only the FP state is taken anew. */
static void import_state(const ucontext_t *uc, bool regs)
{
    const greg_t *g = uc->uc_mcontext.gregs;
    struct vcpu_state *s = &arena->vcpu;
    arena->fp_offset = (uint64_t)((uint8_t *)uc->uc_mcontext.fpregs - (uint8_t *)arena);
    base_import();
    if (!regs)
        return;
    for (unsigned i = 0; i < GPR_COUNT; i++)
        s->gpr[i] = (uint64_t)g[frame_reg[i]];
    s->rip = (uint64_t)g[REG_RIP];
    import_flags((uint64_t)g[REG_EFL]);
}

static void raise_fault(uint8_t vector, bool has_error, uint32_t code)
{
    arena->vcpu.event = (struct vcpu_event){
        .valid = true, .has_error = has_error, .vector = vector, .error_code = code};
}

static void on_segv(const greg_t *g)
{
    if (g[REG_TRAPNO] == VEC_PF)
        fault_page(gva((uint64_t)g[REG_CR2]), g[REG_ERR] & PF_W, g[REG_ERR] & PF_I);
    else if (g[REG_TRAPNO] == VEC_GP)
        emulate_trap(EMULATE_GP, gva(0));
    else if (g[REG_TRAPNO] == VEC_OF)
        emulate_soft(VEC_OF, INT_N_LEN);
    else
        exit_error("trap %lld at rip %#lx is not handled", g[REG_TRAPNO], arena->vcpu.rip);
}

static void on_bus(const greg_t *g)
{
    if (g[REG_TRAPNO] == VEC_AC)
        raise_fault(VEC_AC, true, 0);
    else if (g[REG_TRAPNO] == VEC_SS) /* non-canonical stack address */
        raise_fault(VEC_SS, true, 0);
    else
        exit_error("the host has no memory for the guest page at %#llx: free memory or lower --ram",
                   g[REG_CR2]);
}

static void on_trap(const greg_t *g)
{
    if (g[REG_TRAPNO] == VEC_BP) /* int3, or int $3 */
        emulate_soft(VEC_BP, *(const uint8_t *)(arena->vcpu.rip - 1) == 0xcc ? 1 : INT_N_LEN);
    else if (arena->step.active && !(arena->vcpu.rflags & RFLAGS_TF))
        step_end();
    else
        raise_fault(VEC_DB, false, 0);
}

/* A system call of the guest that dispatch or the filter kept from the host. */
static void on_sys(const siginfo_t *info)
{
    struct vcpu_state *s = &arena->vcpu;
    if (info->si_code != SYS_USER_DISPATCH_CODE) {
        exit_error("the guest tried host system call %d from %#lx and was stopped by the filter",
                   info->si_syscall, s->rip);
    } else if (info->si_arch == AUDIT_ARCH_X86_64) {
        count(CTR_emul_syscall);
        if (!cpu_syscall(s)) {
            s->rip -= 2;
            raise_fault(VEC_UD, false, 0);
        }
    } else if (s->rip < SPT_WINDOW && !memcmp((const void *)(s->rip - 2), "\xcd\x80", 2)) {
        emulate_soft(0x80, INT_N_LEN);
    } else {
        exit_error("the guest executed sysenter, whose address the host loses: use syscall "
                   "(mmubench check "
                   "IMAGE finds it)");
    }
}

static void dispatch(int sig, const siginfo_t *info, const ucontext_t *uc)
{
    const greg_t *g = uc->uc_mcontext.gregs;
    switch (sig) {
    case SIGSEGV:
        on_segv(g);
        break;
    case SIGBUS:
        on_bus(g);
        break;
    case SIGILL:
        raise_fault(VEC_UD, false, 0);
        break;
    case SIGFPE:
        raise_fault((uint8_t)g[REG_TRAPNO], false, 0);
        break;
    case SIGTRAP:
        on_trap(g);
        break;
    case SIGSYS:
        on_sys(info);
        break;
    default: /* the kick: enter_guest() looks at it */
        break;
    }
}

/* The guest's RIP is in the window: it jumped there, or our own resume could not enter it. */
static void in_window(int sig, const ucontext_t *uc)
{
    const greg_t *g = uc->uc_mcontext.gregs;
    uint64_t rip = (uint64_t)g[REG_RIP];
    if (sig == SIGSEGV && rip == (uint64_t)resume_iretq) {
        import_state(uc, false);
        raise_fault(VEC_GP, true, 0); /* non-canonical RIP */
        return;
    }
    if (sig == SIGSEGV && g[REG_TRAPNO] == VEC_PF && (uint64_t)g[REG_CR2] == rip) {
        import_state(uc, true);
        fault_page(gva(rip), false, true); /* nothing of ours is there: it is like any address */
        return;
    }
    bool resume = rip >= (uint64_t)resume_begin && rip < (uint64_t)resume_end;
    import_state(uc, !resume);
    if (resume)
        exit_error("the guest's state cannot be loaded (FP image or stack)");
    else
        exit_error("the guest ran into the monitor's window at %#lx: guest addresses end at %#lx",
                   rip, (uint64_t)SPT_WINDOW);
}

/* A fault of the monitor itself: a bug, or a guest that overwrote it. Nothing can be trusted, so
 * only say it. */
static void monitor_fault(int sig, const siginfo_t *info, const ucontext_t *uc)
{
    const greg_t *g = uc->uc_mcontext.gregs;

    exit_error("the monitor itself stopped by signal %d at %#llx (address or call %#llx): a guest "
               "that ran "
               "wild, or a bug",
               sig, g[REG_RIP], sig == SIGSYS ? info->si_syscall : g[REG_CR2]);
    for (;;)
        exit_to_runner();
}

static void handler(int sig, siginfo_t *info, void *context)
{
    uint64_t start = __builtin_ia32_rdtsc();
    __builtin_ia32_writeeflags_u64(RFLAGS_FIXED); /* the guest's AC would make our own code fault */
    const ucontext_t *uc = context;
    uint64_t rip = (uint64_t)uc->uc_mcontext.gregs[REG_RIP];
    if (sig == KICK_SIGNAL && rip >= SPT_WINDOW)
        return; /* between two looks at the kick; the runner kicks again */
    if (!in_guest)
        monitor_fault(sig, info, uc);
    in_guest = false;
    arena->trap_start = start;
    if (trace_mask)
        base_own(); /* trace lines may come from anywhere */
    count(CTR_trap);
    if (rip >= SPT_WINDOW) {
        in_window(sig, uc);
    } else {
        import_state(uc, true);
        dispatch(sig, info, uc);
    }
    enter_guest();
}

struct kernel_sigaction {
    void (*handler)(int, siginfo_t *, void *);
    unsigned long flags;
    void (*restorer)(void);
    uint64_t mask;
};

#define SA_RESTORER_FLAG 0x04000000ul

void trap_install(void)
{
    static const int sigs[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS, KICK_SIGNAL};
    struct kernel_sigaction sa = {
        .handler = handler,
        .flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER | SA_RESTORER_FLAG,
        .restorer = gate_sigreturn,
    };
    base_init();
    for (unsigned i = 0; i < sizeof sigs / sizeof sigs[0]; i++)
        CHECK(gate_syscall(SYS_rt_sigaction, sigs[i], (long)&sa, 0, sizeof sa.mask, 0, 0) == 0);
}
