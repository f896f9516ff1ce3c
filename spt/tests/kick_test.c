/* SPDX-License-Identifier: Apache-2.0 */
/* Kicks at any moment, and FP registers that go from process to process: the guest's state stays
 * whole. */
#include "space.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

extern space_program s_swap_for_ever, s_fp, s_r_swap, s_r_swap_out;
extern const char g_count[];

enum { KICKS = 700 };

struct kicker {
    struct vm *vm;
    pthread_t thread;
    _Atomic bool armed, stop; /* armed: a run is about to begin, which is to be kicked once */
    unsigned seed, max_us;
};

static void *kick_at_random(void *arg)
{
    struct kicker *k = arg;
    while (!k->stop) {
        if (!atomic_exchange(&k->armed, false)) {
            sched_yield();
            continue;
        }
        const struct timespec t = {0, (long)(rand_r(&k->seed) % (k->max_us + 1)) * 1000};
        nanosleep(&t, NULL);
        k->vm->ops->kick(k->vm->mmu);
    }
    return NULL;
}

static void kicker_start(struct kicker *k, struct vm *vm, unsigned max_us)
{
    *k = (struct kicker){.vm = vm, .seed = 1, .max_us = max_us};
    assert_int_equal(pthread_create(&k->thread, NULL, kick_at_random, k), 0);
}

static void kicker_stop(struct kicker *k)
{
    k->stop = true;
    pthread_join(k->thread, NULL);
}

/* Runs the guest as it stands into a kick; rax, its counter, has not gone back. Now and then the
 * state goes out and in again. */
static void into_a_kick(struct vm *vm, unsigned i)
{
    uint64_t before = vm->st.gpr[RAX];
    assert_int_equal(vm->ops->run(vm->mmu, &vm->exit), 0);
    if (vm->exit.kind != VCPU_EXIT_TIMEOUT)
        fail_msg("run %u: exit %s: %s", i, vcpu_exit_name(vm->exit.kind),
                 vm->exit.kind == VCPU_EXIT_ERROR ? vm->exit.text : "");
    assert_int_equal(vm->ops->get_state(vm->mmu, &vm->st), 0);
    assert_true(vm->st.gpr[RAX] >= before);
    if (i % 3 == 0)
        assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), 0);
}

static void kick_many_times(struct vm *vm, unsigned max_us)
{
    struct kicker k;
    vm->st.gpr[RAX] = 0;
    assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), 0);
    kicker_start(&k, vm, max_us);
    /* On a busy host a kick may come before the guest does: so until it has come far enough. */
    for (unsigned i = 0; i < KICKS || (vm->st.gpr[RAX] <= KICKS && i < 20 * KICKS); i++) {
        k.armed = true;
        into_a_kick(vm, i);
    }
    kicker_stop(&k);
    assert_true(vm->st.gpr[RAX] > KICKS);
}

/* Two spaces with a page of FP data each; the guest is set up to go from one to the other for ever.
 */
static uint64_t two_spaces(struct vm *vm, const char *program)
{
    static const double data[2] = {3.14159, 0};
    uint64_t page = vm_new_frame(vm, 1), other = space_new(vm);
    memcpy(vm_host(vm, page, sizeof data), data, sizeof data);
    space_enter(vm, program, 3);
    vm->st.gpr[RBX] = SPACE_PHYS + page;
    vm->st.gpr[RSI] = other;
    vm->st.gpr[R13] = UINT64_C(0x5a5a1234abcd5678);
    return page;
}

static void kicks_while_the_guest_switches_roots_lose_nothing(void **state)
{
    struct vm *vm = *state;
    two_spaces(vm, s_swap_for_ever);
    space_routine(vm, s_r_swap);
    kick_many_times(vm, 300);
    assert_true(space_counter(vm, CTR_root_switch) >= KICKS);
}

static void kicks_while_the_native_kernel_switches_roots_lose_nothing(void **state)
{
    kicks_while_the_guest_switches_roots_lose_nothing(state);
}

static void kicks_of_a_guest_that_makes_no_trap_lose_nothing(void **state)
{
    struct vm *vm = *state;
    vm_enter(vm, g_count, 3);
    kick_many_times(vm, 300);
}

static void kick_before_the_run_is_not_lost(void **state)
{
    struct vm *vm = *state;
    vm_enter(vm, g_count, 3);
    assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), 0);
    for (unsigned i = 0; i < 100; i++) {
        vm->ops->kick(vm->mmu);
        into_a_kick(vm, i);
    }
}

/* --- FP --- */

static void fill_pattern(uint8_t *fp)
{
    static const double x87[2] = {1.5, -2.25};
    const uint32_t mxcsr = 0x7f80; /* rounds to zero, all masked */
    for (unsigned i = 0; i < 512; i++)
        fp[i] = (uint8_t)(i * 7 + 1);
    memcpy(fp + 512, &x87[0], 8);
    memcpy(fp + 520, &x87[1], 8);
    memcpy(fp + 528, &mxcsr, 4);
}

static void fp_stays(struct vm *vm, const char *routine)
{
    enum { STAYS = 200 };
    unsigned outs = 0;
    if (!(vm->st.xcr0 & 4)) {
        print_message("SKIP: this CPU has no AVX\n");
        skip();
    }
    uint64_t page = two_spaces(vm, s_fp);
    uint8_t *fp = vm_host(vm, page, PAGE_SIZE);
    fill_pattern(fp);
    space_routine(vm, routine);
    vm->st.gpr[R12] = STAYS;
    vm->st.gpr[RDX] = 0x80;
    while (vm_run(vm) == VCPU_EXIT_IO) /* the state goes out and in at each */
        outs++;
    assert_int_equal(vm->exit.kind, VCPU_EXIT_HALT);
    assert_int_equal(outs, routine == s_r_swap_out ? STAYS : 0);
    assert_memory_equal(fp + 1024, fp, 532);
}

static void fp_registers_survive_root_switches(void **state)
{
    fp_stays(*state, s_r_swap);
}
static void fp_registers_survive_native_root_switches(void **state)
{
    fp_stays(*state, s_r_swap);
}
static void fp_registers_survive_exits_with_state_exchange(void **state)
{
    fp_stays(*state, s_r_swap_out);
}
static void fp_registers_survive_native_exits_with_state_exchange(void **state)
{
    fp_stays(*state, s_r_swap_out);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_space(kicks_while_the_guest_switches_roots_lose_nothing),
        cmocka_unit_test_native(kicks_while_the_native_kernel_switches_roots_lose_nothing),
        cmocka_unit_test_space(kicks_of_a_guest_that_makes_no_trap_lose_nothing),
        cmocka_unit_test_space(kick_before_the_run_is_not_lost),
        cmocka_unit_test_space(fp_registers_survive_root_switches),
        cmocka_unit_test_native(fp_registers_survive_native_root_switches),
        cmocka_unit_test_space(fp_registers_survive_exits_with_state_exchange),
        cmocka_unit_test_native(fp_registers_survive_native_exits_with_state_exchange),
    };
    return space_main("kick", tests, sizeof tests / sizeof tests[0], argc, argv);
}
