/* SPDX-License-Identifier: Apache-2.0 */
/* Several CR3 values: each sees its own mappings, whatever was edited while it was away. */
#include "tests.h"

PROGRAM(g_read);
PROGRAM(g_roots);
PROGRAM(g_k_read_read);
PROGRAM(g_u_read_read);
PROGRAM(g_k_read_read_again);
PROGRAM(g_u_read_read_again);
PROGRAM(g_k_write_write);
PROGRAM(g_u_write_write);
PROGRAM(g_u_write_write_again);
PROGRAM(g_k_write_write_again);
PROGRAM(r_none);
PROGRAM(r_cr3);
PROGRAM(r_cr3_there_and_back);
PROGRAM(r_mov_invlpg);
PROGRAM(r_mov_then_cr3);

#define READ_READ(cpl)   ((cpl) ? g_u_read_read : g_k_read_read)
#define READ_AGAIN(cpl)  ((cpl) ? g_u_read_read_again : g_k_read_read_again)
#define WRITE_WRITE(cpl) ((cpl) ? g_u_write_write : g_k_write_write)
#define WRITE_AGAIN(cpl) ((cpl) ? g_u_write_write_again : g_k_write_write_again)
#define MAX_ROOTS        12u

/* A root with TEST_GVA mapped to a frame that holds `value`. */
static uint64_t root_with(struct vm *vm, uint64_t root, uint64_t value)
{
    uint64_t frame = vm_new_frame(vm, 1);
    vm_write(vm, frame, value);
    vm_map(vm, root, TEST_GVA, frame, 1, VM_URW);
    vm->st.gpr[RBX] = TEST_GVA;
    return root;
}

static uint64_t prepare(struct vm *vm, const char *routine)
{
    root_with(vm, vm->root, 0x1111);
    vm_routine(vm, routine);
    return root_with(vm, vm_new_root(vm), 0x2222);
}

AT_BOTH_LEVELS(each_root_sees_its_own_mapping)
{
    uint64_t second = prepare(vm, r_cr3);
    vm->st.gpr[RSI] = second;
    vm_go_ok(vm, READ_READ(cpl), cpl);
    assert_int_equal(vm->st.gpr[R8], 0x1111);
    assert_int_equal(vm->st.gpr[RAX], 0x2222);
    assert_int_equal(vm->st.cr3, second);
    vm->st.gpr[RSI] = vm->root; /* and back, without a word */
    vm_go_ok(vm, READ_READ(cpl), cpl);
    assert_int_equal(vm->st.gpr[R8], 0x2222);
    assert_int_equal(vm->st.gpr[RAX], 0x1111);
}

AT_BOTH_LEVELS(there_and_back_in_one_run)
{
    vm->st.gpr[RSI] = prepare(vm, r_cr3_there_and_back);
    vm_go_ok(vm, READ_READ(cpl), cpl);
    assert_int_equal(vm->st.gpr[R8], 0x1111);
    assert_int_equal(vm->st.gpr[R14], 0x2222);
    assert_int_equal(vm->st.gpr[RAX], 0x1111);
}

AT_BOTH_LEVELS(set_state_with_another_cr3_switches)
{
    uint64_t second = prepare(vm, r_none);
    vm_go_ok(vm, READ_READ(cpl), cpl);
    assert_int_equal(vm->st.gpr[RAX], 0x1111);
    vm->st.cr3 = second;
    vm_go_ok(vm, READ_READ(cpl), cpl);
    assert_int_equal(vm->st.gpr[RAX], 0x2222);
}

/* Visits the second root, so that its mapping is cached, and comes home. */
static void visit(struct vm *vm, unsigned cpl, uint64_t second)
{
    const char *routine = cpl ? r_cr3 : r_cr3_there_and_back;
    vm_routine(vm, routine);
    vm->st.gpr[RSI] = second;
    vm_go_ok(vm, READ_READ(cpl), cpl);
    vm->st.gpr[RSI] = vm->root;
    if (cpl)
        vm_go_ok(vm, READ_READ(cpl), cpl);
    assert_int_equal(vm->st.cr3, vm->root);
}

AT_BOTH_LEVELS(edit_of_an_absent_root_is_seen_after_the_switch)
{
    uint64_t second = prepare(vm, r_mov_then_cr3), frame = vm_new_frame(vm, 1);
    vm_write(vm, frame, 0x3333);
    visit(vm, cpl, second);
    vm_routine(vm, r_mov_then_cr3);
    vm->st.gpr[RDI] = vm_pte_gpa(vm, second, TEST_GVA, 1);
    vm->st.gpr[RSI] = frame | VM_URW;
    vm->st.gpr[R14] = second;
    vm_go_ok(vm, READ_READ(cpl), cpl);
    assert_int_equal(vm->st.gpr[R8], 0x1111);
    assert_int_equal(vm->st.gpr[RAX], 0x3333);
}

AT_BOTH_LEVELS(page_unmapped_in_an_absent_root_faults_there)
{
    uint64_t second = prepare(vm, r_mov_then_cr3);
    visit(vm, cpl, second);
    vm_routine(vm, r_mov_then_cr3);
    vm->st.gpr[RDI] = vm_pte_gpa(vm, second, TEST_GVA, 1);
    vm->st.gpr[RSI] = 0;
    vm->st.gpr[R14] = second;
    struct vm_fault f = vm_go(vm, READ_READ(cpl), cpl);
    assert_int_equal(f.vector, VEC_PF);
    assert_int_equal(f.rip, vm_code(READ_AGAIN(cpl)));
    assert_int_equal(vm->st.cr2, TEST_GVA);
}

AT_BOTH_LEVELS(write_permission_taken_in_an_absent_root_faults_there)
{
    uint64_t second = prepare(vm, r_mov_then_cr3);
    vm->st.gpr[RBP] = 1;
    visit(vm, cpl, second);
    vm_routine(vm, r_mov_then_cr3);
    vm->st.gpr[RDI] = vm_pte_gpa(vm, second, TEST_GVA, 1);
    vm->st.gpr[RSI] = *vm_pte(vm, second, TEST_GVA, 1) & ~PTE_W;
    vm->st.gpr[R14] = second;
    struct vm_fault f = vm_go(vm, WRITE_WRITE(cpl), cpl);
    assert_int_equal(f.vector, VEC_PF);
    assert_int_equal(f.error, cpl ? 7 : 3);
    assert_int_equal(f.rip, vm_code(WRITE_AGAIN(cpl)));
}

/* Both PDPTs point to one PD: an edit made in one root with invlpg is seen in the other after the
 * CR3 load. */
AT_BOTH_LEVELS(shared_table_edited_in_one_root_is_seen_in_the_other)
{
    uint64_t second = vm_new_root(vm), frame = vm_new_frame(vm, 1);
    root_with(vm, vm->root, 0x1111);
    vm_write(vm, frame, 0x4444);
    *vm_pte(vm, second, TEST_GVA, 3) = *vm_pte(vm, vm->root, TEST_GVA, 3);
    visit(vm, cpl, second);
    vm_routine(vm, r_mov_invlpg);
    vm->st.gpr[RDI] = vm_pte_gpa(vm, vm->root, TEST_GVA, 1);
    vm->st.gpr[RSI] = frame | VM_URW;
    vm_go_ok(vm, READ_READ(cpl), cpl);
    assert_int_equal(vm->st.gpr[RAX], 0x4444);
    vm_routine(vm, r_cr3);
    vm->st.gpr[RSI] = second;
    vm_go_ok(vm, READ_READ(cpl), cpl);
    assert_int_equal(vm->st.gpr[RAX], 0x4444);
}

/* The same address is a table in one root and plain data in the other. */
AT_BOTH_LEVELS(frame_that_is_a_table_in_one_root_is_data_in_the_other)
{
    uint64_t second = prepare(vm, r_cr3), frame = vm_new_frame(vm, 1);
    uint64_t table = vm_pte_gpa(vm, second, TEST_GVA, 1) & PAGE_MASK;
    vm_write(vm, frame, 0x5555);
    visit(vm, cpl, second);
    vm_map(vm, vm->root, TEST_GVA + 0x200000, table, 1, VM_URW);
    vm->st.gpr[RBX] = TEST_GVA + 0x200000 + 8 * pt_index(gva(TEST_GVA), 1);
    vm->st.gpr[RBP] = frame | VM_URW;
    vm_routine(vm, r_none);
    vm_go_ok(vm, WRITE_WRITE(cpl), cpl);
    vm->st.gpr[RBX] = TEST_GVA;
    vm_routine(vm, r_cr3);
    vm->st.gpr[RSI] = second;
    vm_go_ok(vm, READ_READ(cpl), cpl);
    assert_int_equal(vm->st.gpr[RAX], 0x5555);
}

static void many_roots_in_turn_keep_their_mappings(void **state)
{
    struct vm *vm = *state;
    uint64_t list = VM_GDT + 0x200, want = 0;
    vm_write(vm, list, root_with(vm, vm->root, 1));
    for (unsigned i = 1; i < MAX_ROOTS; i++)
        vm_write(vm, list + 8 * i, root_with(vm, vm_new_root(vm), UINT64_C(1) << (4 * i)));
    for (unsigned i = 0; i < MAX_ROOTS; i++)
        want += UINT64_C(1) << (4 * i);
    for (unsigned round = 0; round < 3; round++) {
        vm->st.gpr[RDI] = list;
        vm->st.gpr[R12] = MAX_ROOTS;
        vm_go_ok(vm, g_roots, 0);
        assert_int_equal(vm->st.gpr[RAX], want);
    }
    vm_go_ok(vm, g_read, 3);
    assert_int_equal(vm->st.gpr[RAX], 1);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_both(each_root_sees_its_own_mapping),
    cmocka_unit_test_both(there_and_back_in_one_run),
    cmocka_unit_test_both(set_state_with_another_cr3_switches),
    cmocka_unit_test_both(edit_of_an_absent_root_is_seen_after_the_switch),
    cmocka_unit_test_both(page_unmapped_in_an_absent_root_faults_there),
    cmocka_unit_test_both(write_permission_taken_in_an_absent_root_faults_there),
    cmocka_unit_test_both(shared_table_edited_in_one_root_is_seen_in_the_other),
    cmocka_unit_test_both(frame_that_is_a_table_in_one_root_is_data_in_the_other),
    cmocka_unit_test_vm(many_roots_in_turn_keep_their_mappings),
};
TEST_GROUP(root, tests);
