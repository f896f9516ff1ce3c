/* SPDX-License-Identifier: Apache-2.0 */
/* Accessed and dirty bits, set by the CPU as the SDM says (Vol. 3A 4.8). */
#include "tests.h"

PROGRAM(g_read);
PROGRAM(g_write);
PROGRAM(g_read_write);
PROGRAM(g_call);
PROGRAM(g_k_read_read);
PROGRAM(g_u_read_read);
PROGRAM(g_k_write_write);
PROGRAM(g_u_write_write);
PROGRAM(r_mov_invlpg);

#define AD (PTE_A | PTE_D)

/* A at every level down to the leaf; D at the leaf alone, and only if `dirty`. */
static void check_bits(struct vm *vm, unsigned leaf, bool accessed, bool dirty)
{
    for (unsigned level = leaf; level <= 4; level++) {
        uint64_t want = (accessed ? PTE_A : 0) | (dirty && level == leaf ? PTE_D : 0);
        uint64_t got = *vm_pte(vm, vm->root, TEST_GVA, level) & AD;
        if (got != want)
            fail_msg("level %u has A/D bits %#lx instead of %#lx", level, got, want);
    }
}

static void map_test_page(struct vm *vm, unsigned level, uint64_t flags)
{
    uint64_t frame = vm_new_frame(vm, level);
    *(uint8_t *)vm_host(vm, frame, 1) = 0xc3; /* ret */
    vm_map(vm, vm->root, TEST_GVA, frame, level, flags);
    /* PML4 and PDPT are shared with the 1:1 map: only the rest is fresh. */
    for (unsigned l = level; l <= 4; l++)
        *vm_pte(vm, vm->root, TEST_GVA, l) &= ~AD;
    vm->st.gpr[RBX] = TEST_GVA;
}

AT_BOTH_LEVELS(read_sets_a_at_every_level_and_no_d_4k)
{
    map_test_page(vm, 1, VM_URW);
    vm_go_ok(vm, g_read, cpl);
    check_bits(vm, 1, true, false);
}

AT_BOTH_LEVELS(read_sets_a_at_every_level_and_no_d_2m)
{
    map_test_page(vm, 2, VM_URW);
    vm_go_ok(vm, g_read, cpl);
    check_bits(vm, 2, true, false);
}

AT_BOTH_LEVELS(write_sets_d_in_the_leaf_alone_4k)
{
    map_test_page(vm, 1, VM_URW);
    vm_go_ok(vm, g_write, cpl);
    check_bits(vm, 1, true, true);
}

AT_BOTH_LEVELS(write_sets_d_in_the_leaf_alone_2m)
{
    map_test_page(vm, 2, VM_URW);
    vm_go_ok(vm, g_write, cpl);
    check_bits(vm, 2, true, true);
}

AT_BOTH_LEVELS(write_after_a_read_sets_d)
{
    map_test_page(vm, 1, VM_URW);
    vm_go_ok(vm, g_read_write, cpl);
    check_bits(vm, 1, true, true);
}

AT_BOTH_LEVELS(write_in_a_later_run_sets_d)
{
    map_test_page(vm, 2, VM_URW);
    vm_go_ok(vm, g_read, cpl);
    check_bits(vm, 2, true, false);
    vm_go_ok(vm, g_write, cpl);
    check_bits(vm, 2, true, true);
}

AT_BOTH_LEVELS(fetch_sets_a_and_no_d)
{
    map_test_page(vm, 1, VM_URW);
    vm_go_ok(vm, g_call, cpl);
    check_bits(vm, 1, true, false);
}

AT_BOTH_LEVELS(write_of_a_read_only_page_sets_no_d)
{
    map_test_page(vm, 1, VM_URO);
    vm_go_pf(vm, g_write, cpl, cpl ? 7 : 3, TEST_GVA);
    assert_int_equal(*vm_pte(vm, vm->root, TEST_GVA, 1) & PTE_D, 0);
}

static void denied_user_read_leaves_a_of_the_leaf_clear(void **state)
{
    struct vm *vm = *state;
    map_test_page(vm, 1, VM_KRW);
    vm_go_pf(vm, g_read, 3, 5, TEST_GVA);
    assert_int_equal(*vm_pte(vm, vm->root, TEST_GVA, 1) & AD, 0);
}

static void write_without_wp_sets_d_of_a_read_only_page(void **state)
{
    struct vm *vm = *state;
    map_test_page(vm, 1, VM_KRO);
    vm->st.cr0 &= ~CR0_WP;
    vm_go_ok(vm, g_write, 0);
    check_bits(vm, 1, true, true);
}

/* Clears the leaf's bits between two accesses, with invlpg: the second must set them again. */
static void clear_between(struct vm *vm, unsigned cpl, const char *program)
{
    map_test_page(vm, 1, VM_URW);
    vm_routine(vm, r_mov_invlpg);
    vm->st.gpr[RDI] = vm_pte_gpa(vm, vm->root, TEST_GVA, 1);
    vm->st.gpr[RSI] = *vm_pte(vm, vm->root, TEST_GVA, 1);
    vm_go_ok(vm, program, cpl);
}

AT_BOTH_LEVELS(a_cleared_by_the_guest_is_set_again)
{
    clear_between(vm, cpl, cpl ? g_u_read_read : g_k_read_read);
    check_bits(vm, 1, true, false);
}

AT_BOTH_LEVELS(d_cleared_by_the_guest_is_set_again)
{
    clear_between(vm, cpl, cpl ? g_u_write_write : g_k_write_write);
    check_bits(vm, 1, true, true);
}

AT_BOTH_LEVELS(entries_not_walked_stay_clear)
{
    map_test_page(vm, 1, VM_URW);
    for (unsigned i = 1; i < 9; i++)
        vm_map(vm, vm->root, TEST_GVA + i * PAGE_SIZE, vm_new_frame(vm, 1), 1, VM_URW);
    vm_go_ok(vm, g_write, cpl);
    for (unsigned i = 1; i < 9; i++)
        assert_int_equal(*vm_pte(vm, vm->root, TEST_GVA + i * PAGE_SIZE, 1) & AD, 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_both(read_sets_a_at_every_level_and_no_d_4k),
    cmocka_unit_test_both(read_sets_a_at_every_level_and_no_d_2m),
    cmocka_unit_test_both(write_sets_d_in_the_leaf_alone_4k),
    cmocka_unit_test_both(write_sets_d_in_the_leaf_alone_2m),
    cmocka_unit_test_both(write_after_a_read_sets_d),
    cmocka_unit_test_both(write_in_a_later_run_sets_d),
    cmocka_unit_test_both(fetch_sets_a_and_no_d),
    cmocka_unit_test_both(write_of_a_read_only_page_sets_no_d),
    cmocka_unit_test_vm(denied_user_read_leaves_a_of_the_leaf_clear),
    cmocka_unit_test_vm(write_without_wp_sets_d_of_a_read_only_page),
    cmocka_unit_test_both(a_cleared_by_the_guest_is_set_again),
    cmocka_unit_test_both(d_cleared_by_the_guest_is_set_again),
    cmocka_unit_test_both(entries_not_walked_stay_clear),
};
TEST_GROUP(ad, tests);
