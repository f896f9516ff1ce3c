/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The wall: whatever a guest executes, no host system call beyond the filter's few is made. Each
 * test lets the guest try calls whose effect would be seen: a file that appears, a signal that
 * reaches this process, this process's memory in guest RAM.
 */
#include "common/tests/contract/vm.h"
#include "spt/layout.h"
#include "spt/spt.h"
#include "spt/spt_internal.h"

#include <asm/prctl.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define CODE_GVA      TEST_GVA
#define DATA_GVA      (TEST_GVA + 0x1000)
#define STACK_AT      0x800 /* in the code page */
#define PATH_AT       0x000 /* in the data page */
#define IOV_AT        0x200 /* two struct iovec */
#define STOLEN_AT     0x400
#define VSYSCALL_TIME UINT64_C(0xffffffffff600400)

extern const char g_nop[]; /* of guest.S */

static const char secret[] = "what only the runner knows";
static volatile sig_atomic_t signalled;

static void on_signal(int sig)
{
    (void)sig;
    signalled = 1;
}

/* One way to reach for the host kernel: machine code, given the call's number and arguments in
 * registers. */
struct way {
    uint8_t code[8];
    size_t len;
    bool compat; /* 32-bit numbers and registers */
};
static const struct way by_syscall = {{0x0f, 0x05, 0xf4}, 3, false};
static const struct way by_int80 = {{0xcd, 0x80, 0xf4}, 3, true};
static const struct way by_sysenter = {{0x0f, 0x34, 0xf4}, 3, true};
static const struct way by_jump = {{0x41, 0xff, 0xe7, 0xf4}, 4, false}; /* jmp *%r15 */
static const struct way by_call = {{0x41, 0xff, 0xd7, 0xf4}, 4, false}; /* call *%r15 */

struct call {
    long nr, nr_compat;
    uint64_t arg[6];
};

struct wall {
    struct vm *vm;
    uint64_t data; /* GPA of the data page */
    char path[64];
};

static void wall_begin(struct wall *w, struct vm *vm, const struct way *way)
{
    uint64_t code = vm_new_frame(vm, 1);
    *w = (struct wall){.vm = vm, .data = vm_new_frame(vm, 1)};
    vm_map(vm, vm->root, CODE_GVA, code, 1, VM_URW);
    vm_map(vm, vm->root, DATA_GVA, w->data, 1, VM_URW);
    memcpy(vm_host(vm, code, way->len), way->code, way->len);
    snprintf(w->path, sizeof w->path, "/tmp/mmubench-wall-%d", (int)getpid());
    strcpy(vm_host(vm, w->data + PATH_AT, sizeof w->path), w->path);
    struct iovec iov[2] = {{(void *)(DATA_GVA + STOLEN_AT), sizeof secret},
                           {(void *)(uintptr_t)secret, sizeof secret}};
    memcpy(vm_host(vm, w->data + IOV_AT, sizeof iov), iov, sizeof iov);
    unlink(w->path);
    signalled = 0;
    signal(SIGUSR2, on_signal);
}

static void wall_try(struct wall *w, const struct way *way, const struct call *c, unsigned cpl,
                     uint64_t target)
{
    struct vm *vm = w->vm;
    uint64_t *r = vm->st.gpr;
    vm_enter(vm, g_nop, cpl);
    vm->st.rip = CODE_GVA;
    vm->st.lstar = vm_stub(VEC_UD); /* a hlt: the guest's own SYSCALL ends there */
    r[RAX] = (uint64_t)(way->compat ? c->nr_compat : c->nr);
    r[RDI] = r[RBX] = c->arg[0];
    r[RSI] = r[RCX] = c->arg[1];
    r[RDX] = c->arg[2];
    r[R10] = c->arg[3];
    r[R8] = c->arg[4];
    r[R9] = c->arg[5];
    r[R15] = target;
    if (way->compat) {
        r[RSI] = c->arg[3];
        r[RDI] = c->arg[4];
        /* Where the host's kernel looks for stack and last argument after SYSENTER (Intel; on AMD's
         * CPUs it is #UD): it makes no call when nothing is there. */
        r[RBP] = CODE_GVA + STACK_AT;
    }
    assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), 0);
    assert_int_equal(vm->ops->run(vm->mmu, &vm->exit), 0);
}

static void wall_held(struct wall *w)
{
    assert_int_equal(access(w->path, F_OK), -1);
    assert_false(signalled);
    assert_memory_not_equal(vm_host(w->vm, w->data + STOLEN_AT, sizeof secret), secret,
                            sizeof secret);
    if (w->vm->exit.kind == VCPU_EXIT_ERROR)
        assert_true(strlen(w->vm->exit.text) > 20); /* says what happened */
    else
        assert_int_equal(w->vm->exit.kind, VCPU_EXIT_HALT);
}

/* Calls whose success would show. */
static unsigned telling_calls(struct call *c)
{
    uint64_t me = (uint64_t)getpid();
    c[0] = (struct call){SYS_creat, 8, {DATA_GVA + PATH_AT, 0600}};
    c[1] = (struct call){SYS_kill, 37, {me, SIGUSR2}};
    c[2] =
        (struct call){SYS_process_vm_readv,
                      347,
                      {me, DATA_GVA + IOV_AT, 1, DATA_GVA + IOV_AT + sizeof(struct iovec), 1, 0}};
    c[3] = (struct call){SYS_tgkill, 270, {me, me, SIGUSR2}};
    return 4;
}

/* The test can see a breach: the same calls made by this process do what they should. */
static void calls_are_telling(void **state)
{
    struct wall w;
    wall_begin(&w, *state, &by_syscall);
    int fd = (int)syscall(SYS_creat, w.path, 0600);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(access(w.path, F_OK), 0);
    unlink(w.path);
    syscall(SYS_kill, getpid(), SIGUSR2);
    assert_true(signalled);
    char stolen[sizeof secret] = "";
    struct iovec to = {stolen, sizeof stolen}, from = {(void *)(uintptr_t)secret, sizeof secret};
    assert_int_equal(syscall(SYS_process_vm_readv, getpid(), &to, 1, &from, 1, 0), sizeof secret);
    assert_memory_equal(stolen, secret, sizeof secret);
}

static void try_all(struct vm *vm, const struct way *way, unsigned cpl, uint64_t target)
{
    struct wall w;
    struct call c[4];
    unsigned n = telling_calls(c);
    wall_begin(&w, vm, way);
    for (unsigned i = 0; i < n; i++) {
        wall_try(&w, way, &c[i], cpl, target);
        wall_held(&w);
    }
}

static void syscall_at_cpl3_stays_in_the_guest(void **state)
{
    try_all(*state, &by_syscall, 3, 0);
}
static void syscall_at_cpl0_stays_in_the_guest(void **state)
{
    try_all(*state, &by_syscall, 0, 0);
}
static void int80_at_cpl3_stays_in_the_guest(void **state)
{
    try_all(*state, &by_int80, 3, 0);
}
static void int80_at_cpl0_stays_in_the_guest(void **state)
{
    try_all(*state, &by_int80, 0, 0);
}
static void sysenter_at_cpl3_stays_in_the_guest(void **state)
{
    try_all(*state, &by_sysenter, 3, 0);
}
static void sysenter_at_cpl0_stays_in_the_guest(void **state)
{
    try_all(*state, &by_sysenter, 0, 0);
}

/* Calls `use` for the first `syscall` instruction of each executable mapping of the monitor's
 * process. */
static unsigned each_monitor_syscall(struct vm *vm, unsigned cpl)
{
    char line[512], path[64];
    unsigned found = 0;
    pid_t pid = vm->mmu->arena->root[0].pid;
    snprintf(path, sizeof path, "/proc/%d/mem", (int)pid);
    int mem = open(path, O_RDONLY);
    snprintf(path, sizeof path, "/proc/%d/maps", (int)pid);
    FILE *maps = fopen(path, "re");
    assert_true(mem >= 0 && maps);
    while (fgets(line, sizeof line, maps)) {
        static uint8_t bytes[4 << 20];
        unsigned long from, to;
        char perms[8];
        if (sscanf(line, "%lx-%lx %7s", &from, &to, perms) != 3 || perms[2] != 'x' ||
            from < SPT_WINDOW)
            continue;
        ssize_t n =
            pread(mem, bytes, to - from < sizeof bytes ? to - from : sizeof bytes, (off_t)from);
        const uint8_t *at = n > 0 ? memmem(bytes, (size_t)n, "\x0f\x05", 2) : NULL;
        if (!at)
            continue;
        found++;
        try_all(vm, &by_jump, cpl, from + (uint64_t)(at - bytes));
    }
    fclose(maps);
    close(mem);
    return found;
}

/* The gate's own instruction (allowed by dispatch, held by the filter), libc's and the vDSO's
 * (caught by dispatch). */
static void jump_to_a_syscall_of_the_monitor_is_held_at_cpl3(void **state)
{
    assert_true(each_monitor_syscall(*state, 3) >= 3);
}
static void jump_to_a_syscall_of_the_monitor_is_held_at_cpl0(void **state)
{
    assert_true(each_monitor_syscall(*state, 0) >= 3);
}

static void the_gate_makes_no_other_call_than_the_filters(void **state)
{
    struct vm *vm = *state;
    struct call c[4];
    struct wall w;
    unsigned n = telling_calls(c);
    wall_begin(&w, vm, &by_jump);
    for (unsigned i = 0; i < n; i++) {
        wall_try(&w, &by_jump, &c[i], 3, vm->mmu->arena->gate);
        wall_held(&w);
        assert_int_equal(vm->exit.kind, VCPU_EXIT_ERROR);
    }
}

/* Without FSGSBASE the monitor itself sets FS and GS base by this call: the gate lets those codes
 * through, which shows that this test can tell, and no other. */
static void the_gate_holds_arch_prctl_but_for_the_bases(void **state)
{
    static const uint64_t codes[] = {
        ARCH_GET_CPUID,   ARCH_SET_CPUID,  ARCH_GET_XCOMP_PERM, ARCH_REQ_XCOMP_PERM,
        ARCH_MAP_VDSO_64, ARCH_SET_GS - 1, ARCH_GET_GS + 1,     (uint64_t)1 << 32 | ARCH_GET_FS};
    static const uint64_t bases[] = {ARCH_GET_FS, ARCH_GET_GS};
    enum { CODES = sizeof codes / sizeof codes[0], BASES = sizeof bases / sizeof bases[0] };
    struct vm *vm = *state;
    struct wall w;
    wall_begin(&w, vm, &by_call);
    for (unsigned i = 0; i < CODES + BASES; i++) {
        const struct call c = {SYS_arch_prctl, 384, {i < CODES ? codes[i] : bases[i - CODES], 0}};
        wall_try(&w, &by_call, &c, 3, vm->mmu->arena->gate);
        bool returned = vm->exit.kind == VCPU_EXIT_HALT; /* to the hlt after the call */
        assert_int_equal(returned, i >= CODES && !vm->mmu->arena->fsgsbase);
    }
}

/* The x32 table would reach the same calls by other numbers. */
static void the_gate_holds_x32_numbers(void **state)
{
    struct vm *vm = *state;
    struct wall w;
    const struct call c = {0x40000000 | SYS_creat, 0, {DATA_GVA + PATH_AT, 0600}};
    wall_begin(&w, vm, &by_jump);
    wall_try(&w, &by_jump, &c, 3, vm->mmu->arena->gate);
    wall_held(&w);
    assert_int_equal(vm->exit.kind, VCPU_EXIT_ERROR);
}

static void vsyscall_page_is_not_executed(void **state)
{
    struct wall w;
    const struct call c = {0};
    wall_begin(&w, *state, &by_jump);
    wall_try(&w, &by_jump, &c, 3, VSYSCALL_TIME);
    wall_held(&w);
}

static void jump_to_an_empty_place_of_the_window_is_a_page_fault(void **state)
{
    struct vm *vm = *state;
    struct wall w;
    const struct call c = {0};
    wall_begin(&w, vm, &by_jump);
    wall_try(&w, &by_jump, &c, 3, SPT_WINDOW + 0x1000);
    assert_int_equal(vm->exit.kind, VCPU_EXIT_HALT);
    assert_int_equal(vm->ops->get_state(vm->mmu, &vm->st), 0);
    assert_int_equal(vm_fault(vm).vector, VEC_PF);
    assert_int_equal(vm->st.cr2, SPT_WINDOW + 0x1000);
}

static void jump_into_the_monitor_ends_the_run_with_its_address(void **state)
{
    struct vm *vm = *state;
    struct wall w;
    const struct call c = {.nr = SYS_creat};
    wall_begin(&w, vm, &by_jump);
    wall_try(&w, &by_jump, &c, 3, vm->mmu->arena->gate);
    assert_int_equal(vm->exit.kind, VCPU_EXIT_ERROR);
    assert_non_null(strstr(vm->exit.text, "monitor's window"));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_vm(calls_are_telling),
        cmocka_unit_test_vm(syscall_at_cpl3_stays_in_the_guest),
        cmocka_unit_test_vm(syscall_at_cpl0_stays_in_the_guest),
        cmocka_unit_test_vm(int80_at_cpl3_stays_in_the_guest),
        cmocka_unit_test_vm(int80_at_cpl0_stays_in_the_guest),
        cmocka_unit_test_vm(sysenter_at_cpl3_stays_in_the_guest),
        cmocka_unit_test_vm(sysenter_at_cpl0_stays_in_the_guest),
        cmocka_unit_test_vm(jump_to_a_syscall_of_the_monitor_is_held_at_cpl3),
        cmocka_unit_test_vm(jump_to_a_syscall_of_the_monitor_is_held_at_cpl0),
        cmocka_unit_test_vm(the_gate_makes_no_other_call_than_the_filters),
        cmocka_unit_test_vm(the_gate_holds_arch_prctl_but_for_the_bases),
        cmocka_unit_test_vm(the_gate_holds_x32_numbers),
        cmocka_unit_test_vm(vsyscall_page_is_not_executed),
        cmocka_unit_test_vm(jump_to_an_empty_place_of_the_window_is_a_page_fault),
        cmocka_unit_test_vm(jump_into_the_monitor_ends_the_run_with_its_address),
    };
    contract_ops = &spt_mmu;
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests_name("wall", tests, NULL, NULL);
}
