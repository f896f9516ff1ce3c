/* SPDX-License-Identifier: Apache-2.0 */
/* Every kind of exit, and what may be done between an exit and the next run. */
#include "tests.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

PROGRAM(g_nop);
PROGRAM(g_out8);
PROGRAM(g_out16);
PROGRAM(g_out32);
PROGRAM(g_out_imm);
PROGRAM(g_in8);
PROGRAM(g_in16);
PROGRAM(g_in32);
PROGRAM(g_out_in);
PROGRAM(g_read8);
PROGRAM(g_read16);
PROGRAM(g_read32);
PROGRAM(g_read);
PROGRAM(g_write8);
PROGRAM(g_write16);
PROGRAM(g_write32);
PROGRAM(g_write);
PROGRAM(g_ud);
PROGRAM(g_count);

#define PORT    0x4d4du
#define PATTERN UINT64_C(0x1122334455667788)

static uint64_t low_bytes(uint64_t v, unsigned size)
{
    return size == 8 ? v : v & ((UINT64_C(1) << (8 * size)) - 1);
}

static void start(struct vm *vm, const char *program, unsigned cpl)
{
    vm_enter(vm, program, cpl);
    vm->st.gpr[RDX] = PORT;
    vm->st.gpr[RAX] = PATTERN;
    vm->st.gpr[RBX] = TEST_GVA;
}

/* Runs on from an exit without touching the state. */
static enum vcpu_exit_kind again(struct vm *vm)
{
    assert_int_equal(vm->ops->run(vm->mmu, &vm->exit), 0);
    return vm->exit.kind;
}

static void check_out(struct vm *vm, const char *program, unsigned port, unsigned size)
{
    start(vm, program, 0);
    assert_int_equal(vm_run(vm), VCPU_EXIT_IO);
    assert_int_equal(vm->exit.io.port, port);
    assert_int_equal(vm->exit.io.size, size);
    assert_false(vm->exit.io.in);
    assert_int_equal(vm->exit.io.value, low_bytes(PATTERN, size));
    assert_int_equal(again(vm), VCPU_EXIT_HALT);
}

static void out_exits_with_port_size_and_value(void **state)
{
    check_out(*state, g_out8, PORT, 1);
    check_out(*state, g_out16, PORT, 2);
    check_out(*state, g_out32, PORT, 4);
    check_out(*state, g_out_imm, 0x80, 1);
}

static void check_in(struct vm *vm, const char *program, unsigned size, uint64_t want)
{
    start(vm, program, 0);
    assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), 0);
    assert_int_equal(again(vm), VCPU_EXIT_IO);
    assert_true(vm->exit.io.in);
    assert_int_equal(vm->exit.io.size, size);
    vm->exit.io.value = 0xdeadbeef;
    assert_int_equal(again(vm), VCPU_EXIT_HALT);
    assert_int_equal(vm->ops->get_state(vm->mmu, &vm->st), 0);
    assert_int_equal(vm->st.gpr[RAX], want);
}

static void in_takes_its_value_from_the_exit(void **state)
{
    check_in(*state, g_in8, 1, UINT64_C(0x11223344556677ef));
    check_in(*state, g_in16, 2, UINT64_C(0x112233445566beef));
    check_in(*state, g_in32, 4, UINT64_C(0xdeadbeef));
}

static void get_state_completes_a_pending_in(void **state)
{
    struct vm *vm = *state;
    start(vm, g_in32, 0);
    assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), 0);
    assert_int_equal(again(vm), VCPU_EXIT_IO);
    vm->exit.io.value = 0xcafe;
    assert_int_equal(vm->ops->get_state(vm->mmu, &vm->st), 0);
    assert_int_equal(vm->st.gpr[RAX], 0xcafe);
    assert_int_equal(vm->st.rip, vm_code(g_in32) + 1); /* after `in` */
    assert_int_equal(again(vm), VCPU_EXIT_HALT);
}

static void state_read_at_an_out_goes_on_in_a_new_machine_state(void **state)
{
    struct vm *vm = *state;
    start(vm, g_out_in, 0);
    assert_int_equal(vm_run(vm), VCPU_EXIT_IO); /* reads the state: `out` is over */
    assert_int_equal(vm->st.rip, vm_code(g_out_in) + 1);
    assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), 0);
    assert_int_equal(again(vm), VCPU_EXIT_IO);
    assert_true(vm->exit.io.in);
    vm->exit.io.value = 77;
    assert_int_equal(again(vm), VCPU_EXIT_IO);
    assert_false(vm->exit.io.in);
    assert_int_equal(vm->exit.io.value, 77);
    assert_int_equal(again(vm), VCPU_EXIT_HALT);
}

static const struct {
    const char *read, *write;
    unsigned size;
    uint64_t loaded; /* rax after a load of PATTERN over all ones */
} sized[] = {
    {g_read8, g_write8, 1, UINT64_C(0xffffffffffffff88)},
    {g_read16, g_write16, 2, UINT64_C(0xffffffffffff7788)},
    {g_read32, g_write32, 4, UINT64_C(0x55667788)},
    {g_read, g_write, 8, PATTERN},
};

static void map_hole(struct vm *vm)
{
    vm_map(vm, vm->root, TEST_GVA, VM_HOLE, 1, VM_URW);
}

AT_BOTH_LEVELS(mmio_read_takes_its_value_from_the_exit)
{
    map_hole(vm);
    for (size_t i = 0; i < 4; i++) {
        start(vm, sized[i].read, cpl);
        vm->st.gpr[RBX] = TEST_GVA + 0x40;
        vm->st.gpr[RAX] = UINT64_MAX;
        assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), 0);
        assert_int_equal(again(vm), VCPU_EXIT_MMIO);
        assert_int_equal(vm->exit.mmio.at.v, VM_HOLE + 0x40);
        assert_int_equal(vm->exit.mmio.size, sized[i].size);
        assert_false(vm->exit.mmio.write);
        vm->exit.mmio.value = PATTERN;
        assert_int_equal(again(vm), VCPU_EXIT_HALT);
        assert_int_equal(vm->ops->get_state(vm->mmu, &vm->st), 0);
        assert_int_equal(vm->st.gpr[RAX], sized[i].loaded);
    }
}

AT_BOTH_LEVELS(mmio_write_exits_with_address_size_and_value)
{
    map_hole(vm);
    for (size_t i = 0; i < 4; i++) {
        start(vm, sized[i].write, cpl);
        vm->st.gpr[RBX] = TEST_GVA + 0x80;
        assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), 0);
        assert_int_equal(again(vm), VCPU_EXIT_MMIO);
        assert_int_equal(vm->exit.mmio.at.v, VM_HOLE + 0x80);
        assert_int_equal(vm->exit.mmio.size, sized[i].size);
        assert_true(vm->exit.mmio.write);
        assert_int_equal(vm->exit.mmio.value, low_bytes(PATTERN, sized[i].size));
        assert_int_equal(again(vm), VCPU_EXIT_HALT);
    }
}

static void get_state_completes_a_pending_mmio_read(void **state)
{
    struct vm *vm = *state;
    map_hole(vm);
    start(vm, g_read32, 0);
    assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), 0);
    assert_int_equal(again(vm), VCPU_EXIT_MMIO);
    vm->exit.mmio.value = 0xbeef;
    assert_int_equal(vm->ops->get_state(vm->mmu, &vm->st), 0);
    assert_int_equal(vm->st.gpr[RAX], 0xbeef);
    assert_int_equal(vm->st.rip, vm_code(g_read32) + 2);
}

static void halt_leaves_rip_after_the_instruction(void **state)
{
    struct vm *vm = *state;
    start(vm, g_nop, 0);
    assert_int_equal(vm_run(vm), VCPU_EXIT_HALT);
    assert_int_equal(vm->st.rip, vm_code(g_nop) + 2);
}

AT_BOTH_LEVELS(triple_fault_is_a_shutdown)
{
    vm->st.idt.limit = 0;
    start(vm, g_ud, cpl);
    assert_int_equal(vm_run(vm), VCPU_EXIT_SHUTDOWN);
}

static void a_new_state_runs_after_a_shutdown(void **state)
{
    struct vm *vm = *state;
    struct vcpu_state good = vm->st;
    vm->st.idt.limit = 0;
    start(vm, g_ud, 0);
    assert_int_equal(vm_run(vm), VCPU_EXIT_SHUTDOWN);
    vm->st = good;
    vm_go_ok(vm, g_nop, 0);
}

static void *kick_soon(void *arg)
{
    struct vm *vm = arg;
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    vm->ops->kick(vm->mmu);
    return NULL;
}

AT_BOTH_LEVELS(kick_stops_an_endless_guest_where_it_is)
{
    pthread_t thread;
    start(vm, g_count, cpl);
    vm->st.gpr[RAX] = 0;
    /* And it goes on from there. On a slow machine a kick may come before the first instruction. */
    for (unsigned moved = 0, i = 0; moved < 3; i++) {
        assert_true(i < 100);
        uint64_t before = vm->st.gpr[RAX];
        assert_int_equal(pthread_create(&thread, NULL, kick_soon, vm), 0);
        assert_int_equal(vm_run(vm), VCPU_EXIT_TIMEOUT);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_in_range(vm->st.rip, vm_code(g_count), vm_code(g_count) + 4);
        assert_int_equal(vcpu_cpl(&vm->st), cpl);
        assert_true(vm->st.gpr[RAX] >= before);
        moved += vm->st.gpr[RAX] > before;
    }
}

static void kick_before_run_stops_that_run_and_no_other(void **state)
{
    struct vm *vm = *state;
    start(vm, g_nop, 0);
    vm->ops->kick(vm->mmu);
    assert_int_equal(vm_run(vm), VCPU_EXIT_TIMEOUT);
    assert_int_equal(vm->st.rip, vm_code(g_nop));
    assert_int_equal(vm_run(vm), VCPU_EXIT_HALT);
}

static void kick_at_an_exit_keeps_its_answer(void **state)
{
    struct vm *vm = *state;
    start(vm, g_in32, 0);
    assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), 0);
    assert_int_equal(again(vm), VCPU_EXIT_IO);
    vm->exit.io.value = 0x55aa;
    vm->ops->kick(vm->mmu);
    assert_int_equal(again(vm), VCPU_EXIT_TIMEOUT);
    assert_int_equal(again(vm), VCPU_EXIT_HALT);
    assert_int_equal(vm->ops->get_state(vm->mmu, &vm->st), 0);
    assert_int_equal(vm->st.gpr[RAX], 0x55aa);
}

static void exits_are_counted(void **state)
{
    struct vm *vm = *state;
    struct counters c;
    start(vm, g_out8, 0);
    assert_int_equal(vm_run(vm), VCPU_EXIT_IO);
    assert_int_equal(again(vm), VCPU_EXIT_HALT);
    assert_int_equal(vm->ops->counters(vm->mmu, &c), 0);
    assert_true(counters_has(&c, CTR_exit_io) && counters_has(&c, CTR_exit_halt));
    assert_int_equal(c.v[CTR_exit_io], 1);
    assert_int_equal(c.v[CTR_exit_halt], 1);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_vm(out_exits_with_port_size_and_value),
    cmocka_unit_test_vm(in_takes_its_value_from_the_exit),
    cmocka_unit_test_vm(get_state_completes_a_pending_in),
    cmocka_unit_test_vm(state_read_at_an_out_goes_on_in_a_new_machine_state),
    cmocka_unit_test_both(mmio_read_takes_its_value_from_the_exit),
    cmocka_unit_test_both(mmio_write_exits_with_address_size_and_value),
    cmocka_unit_test_vm(get_state_completes_a_pending_mmio_read),
    cmocka_unit_test_vm(halt_leaves_rip_after_the_instruction),
    cmocka_unit_test_both(triple_fault_is_a_shutdown),
    cmocka_unit_test_vm(a_new_state_runs_after_a_shutdown),
    cmocka_unit_test_both(kick_stops_an_endless_guest_where_it_is),
    cmocka_unit_test_vm(kick_before_run_stops_that_run_and_no_other),
    cmocka_unit_test_vm(kick_at_an_exit_keeps_its_answer),
    cmocka_unit_test_vm(exits_are_counted),
};
TEST_GROUP(exit, tests);
