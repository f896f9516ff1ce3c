/* SPDX-License-Identifier: Apache-2.0 */
#include "space.h"

#include "common/err.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

extern const char s_begin[], s_end[], g_read[];

uint64_t space_pte(struct vm *vm, uint64_t root, uint64_t va, unsigned level)
{
    uint64_t table = root;
    for (unsigned l = PT_MAX_LEVELS; l > level; l--) {
        uint64_t at = table + 8 * pt_index(gva(va), l), entry = vm_read(vm, at);
        if (!(entry & PTE_P)) {
            entry = vm_new_frame(vm, 1) | PTE_P | PTE_W | PTE_U;
            vm_write(vm, at, entry);
        }
        table = entry & pt_x86_64.address;
    }
    return table + 8 * pt_index(gva(va), level);
}

void space_map(struct vm *vm, uint64_t root, uint64_t va, uint64_t pa, uint64_t flags)
{
    vm_write(vm, space_pte(vm, root, va, 1), pa | flags);
}

uint64_t space_new(struct vm *vm)
{
    uint64_t root = vm_new_frame(vm, 1);
    memcpy(vm_host(vm, root, PAGE_SIZE), vm_host(vm, vm->root, PAGE_SIZE), PAGE_SIZE);
    vm_write(vm, root + 8 * pt_index(gva(SPACE_GVA), PT_MAX_LEVELS), 0);
    return root;
}

uint64_t space_frame(struct vm *vm, uint64_t value)
{
    uint64_t pa = vm_new_frame(vm, 1);
    vm_write(vm, pa, value);
    return pa;
}

int space_setup_policy(void **state, const char *policy)
{
    contract_ops = &spt_mmu;
    contract_policy = policy;
    vm_setup(state);
    struct vm *vm = *state;
    size_t len = (size_t)(s_end - s_begin);
    for (uint64_t at = 0; at < len; at += PAGE_SIZE)
        vm_map(vm, vm->root, SPACE_CODE + at, SPACE_CODE + at, 1, VM_URO);
    memcpy(vm_host(vm, SPACE_CODE, len), s_begin, len);
    for (uint64_t at = 0; at < VM_BYTES; at += PAGE_SIZE)
        space_map(vm, vm->root, SPACE_PHYS + at, at, VM_URW);
    return 0;
}

int space_setup(void **state)
{
    return space_setup_policy(state, "unsync=0");
}

int space_setup_native(void **state)
{
    return space_setup_policy(state, "interpret=0,unsync=0");
}

int space_setup_unsync(void **state)
{
    return space_setup_policy(state, NULL);
}

int space_setup_unsync_native(void **state)
{
    return space_setup_policy(state, "interpret=0");
}

uint64_t space_code(const char *program)
{
    return SPACE_CODE + (uint64_t)(program - s_begin);
}

void space_routine(struct vm *vm, const char *routine)
{
    vm_routine(vm, routine); /* the gate */
    vm->st.gpr[R15] = space_code(routine);
}

void space_enter(struct vm *vm, const char *program, unsigned cpl)
{
    vm_enter(vm, program, cpl);
    vm->st.rip = space_code(program);
}

/* At CPL 3 a hlt faults: vm_fault() takes that for the end. */
static bool ended(struct vm *vm)
{
    struct vm_fault f = vm_fault(vm);
    uint64_t rip = f.at ? f.rip : vm->st.rip - 1;
    return f.vector < 0 && rip >= SPACE_CODE && rip < SPACE_CODE + (uint64_t)(s_end - s_begin) &&
           *(uint8_t *)vm_host(vm, rip, 1) == 0xf4;
}

void space_go(struct vm *vm, const char *program, unsigned cpl)
{
    space_enter(vm, program, cpl);
    assert_int_equal(vm_run(vm), VCPU_EXIT_HALT);
    if (!ended(vm))
        fail_msg("exception %d, error %#x, at rip %#lx, cr2 %#lx", vm_fault(vm).vector,
                 vm_fault(vm).error, vm_fault(vm).rip, vm->st.cr2);
}

void space_reads_mmio(struct vm *vm, uint64_t va, uint64_t at, unsigned cpl)
{
    vm->st.gpr[RBX] = va;
    vm_enter(vm, g_read, cpl);
    assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), 0);
    assert_int_equal(vm->ops->run(vm->mmu, &vm->exit), 0);
    assert_int_equal(vm->exit.kind, VCPU_EXIT_MMIO);
    assert_int_equal(vm->exit.mmio.at.v, at);
    assert_int_equal(vm->exit.mmio.size, 8);
    vm->exit.mmio.value = 0x1234;
    assert_int_equal(vm->ops->run(vm->mmu, &vm->exit), 0);
    assert_int_equal(vm->exit.kind, VCPU_EXIT_HALT);
    assert_int_equal(vm->ops->get_state(vm->mmu, &vm->st), 0);
    assert_int_equal(vm->st.gpr[RAX], 0x1234);
}

struct counters space_counters(struct vm *vm)
{
    struct counters all = {0};
    assert_int_equal(vm->ops->counters(vm->mmu, &all), 0);
    return all;
}

uint64_t space_counter(struct vm *vm, enum counter c)
{
    return space_counters(vm).v[c];
}

void space_assert_moved(struct vm *vm, const struct counters *before, const struct counters *more,
                        const enum counter *which, size_t n)
{
    const struct counters now = space_counters(vm);
    for (size_t i = 0; i < n; i++) {
        const enum counter c = which[i];
        if (now.v[c] - before->v[c] != more->v[c])
            fail_msg("%s moved by %lu instead of %lu", counter_name(c), now.v[c] - before->v[c],
                     more->v[c]);
    }
}

unsigned space_children(pid_t of, pid_t *pid, unsigned max)
{
    char path[64];
    unsigned n = 0;
    int one;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)of, (int)of);
    FILE *f = fopen(path, "re");
    if (!f)
        return 0;
    for (; fscanf(f, "%d", &one) == 1; n++)
        if (n < max)
            pid[n] = one;
    fclose(f);
    return n;
}

bool space_alive(pid_t pid)
{
    char path[64], line[256] = "";
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *f = fopen(path, "re");
    if (!f)
        return false;
    const char *state = fgets(line, sizeof line, f) ? strrchr(line, ')') : NULL;
    fclose(f);
    return state && state[2] != 'Z' && state[2] != 'X';
}

bool space_gone(const pid_t *pid, unsigned n, unsigned ms)
{
    const struct timespec tick = {0, 1000 * 1000};
    unsigned alive = 1;
    for (unsigned t = 0; alive && t < ms; t++) {
        alive = 0;
        for (unsigned i = 0; i < n; i++)
            alive += space_alive(pid[i]);
        if (alive)
            nanosleep(&tick, NULL);
    }
    return !alive;
}

int space_main(const char *name, const struct CMUnitTest *tests, size_t n, int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return _cmocka_run_group_tests(name, tests, n, NULL, NULL);
}
