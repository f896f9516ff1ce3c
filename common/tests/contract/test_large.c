/* SPDX-License-Identifier: Apache-2.0 */
/* 2 MiB guest pages: written, split, merged, and with tables inside them. */
#include "tests.h"

PROGRAM(g_read);
PROGRAM(g_write);
PROGRAM(g_k_read_read);
PROGRAM(g_u_read_read);
PROGRAM(g_k_read_read_again);
PROGRAM(g_u_read_read_again);
PROGRAM(r_mov_invlpg);

#define LARGE pt_size(2)

static uint64_t prepare(struct vm *vm)
{
    uint64_t frame = vm_new_frame(vm, 2);
    for (uint64_t at = 0; at < LARGE; at += PAGE_SIZE)
        vm_write(vm, frame + at, at | 1);
    vm_map(vm, vm->root, TEST_GVA, frame, 2, VM_URW);
    vm_routine(vm, r_mov_invlpg);
    vm->st.gpr[RDI] = vm_pte_gpa(vm, vm->root, TEST_GVA, 2);
    return frame;
}

AT_BOTH_LEVELS(every_part_of_a_large_page_is_its_own_memory)
{
    uint64_t frame = prepare(vm);
    for (uint64_t at = 0; at < LARGE; at += LARGE / 16) {
        vm->st.gpr[RBX] = TEST_GVA + at;
        vm_go_ok(vm, g_read, cpl);
        assert_int_equal(vm->st.gpr[RAX], at | 1);
        vm->st.gpr[RAX] = at | 2;
        vm_go_ok(vm, g_write, cpl);
        assert_int_equal(vm_read(vm, frame + at), at | 2);
    }
}

/* PDE -> table whose entries map the same frames, but one that maps another. */
AT_BOTH_LEVELS(large_page_split_by_the_guest)
{
    uint64_t frame = prepare(vm), table = vm_new_table(vm), other = vm_new_frame(vm, 1);
    vm_write(vm, other, 0x5151);
    for (unsigned i = 0; i < PT_ENTRIES; i++)
        vm_write(vm, table + 8 * i, (frame + i * PAGE_SIZE) | VM_URW);
    vm_write(vm, table + 8 * 7, other | VM_URW);
    vm->st.gpr[RSI] = table | VM_URW;
    vm->st.gpr[RBX] = TEST_GVA + 7 * PAGE_SIZE;
    vm_go_ok(vm, cpl ? g_u_read_read : g_k_read_read, cpl);
    assert_int_equal(vm->st.gpr[R8], (7 * PAGE_SIZE) | 1);
    assert_int_equal(vm->st.gpr[RAX], 0x5151);
    vm->st.gpr[RBX] = TEST_GVA + 8 * PAGE_SIZE;
    vm_go_ok(vm, g_read, cpl);
    assert_int_equal(vm->st.gpr[RAX], (8 * PAGE_SIZE) | 1);
}

AT_BOTH_LEVELS(small_pages_merged_by_the_guest)
{
    uint64_t frame = prepare(vm), other = vm_new_frame(vm, 1), va = TEST_GVA + LARGE;
    vm_write(vm, other, 0x6161);
    vm_map(vm, vm->root, va + PAGE_SIZE, other, 1, VM_URW);
    vm->st.gpr[RDI] = vm_pte_gpa(vm, vm->root, va, 2);
    vm->st.gpr[RSI] = frame | VM_URW | PTE_PS;
    vm->st.gpr[RBX] = va + PAGE_SIZE;
    vm_go_ok(vm, cpl ? g_u_read_read : g_k_read_read, cpl);
    assert_int_equal(vm->st.gpr[R8], 0x6161);
    assert_int_equal(vm->st.gpr[RAX], PAGE_SIZE | 1);
}

AT_BOTH_LEVELS(unmapped_large_page_faults_everywhere)
{
    prepare(vm);
    vm->st.gpr[RSI] = 0;
    vm->st.gpr[RBX] = TEST_GVA + 0x1ff000;
    struct vm_fault f = vm_go(vm, cpl ? g_u_read_read : g_k_read_read, cpl);
    assert_int_equal(f.vector, VEC_PF);
    assert_int_equal(f.rip, vm_code(cpl ? g_u_read_read_again : g_k_read_read_again));
    vm->st.gpr[RBX] = TEST_GVA;
    vm_go_pf(vm, g_read, cpl, cpl ? 4 : 0, TEST_GVA);
}

/* The page table of TEST_GVA + 1 GiB lies inside the large page, and is edited through it. */
AT_BOTH_LEVELS(table_inside_a_large_page_is_followed)
{
    uint64_t frame = prepare(vm), va = TEST_GVA + pt_size(3), table = frame + 5 * PAGE_SIZE;
    uint64_t one = vm_new_frame(vm, 1), two = vm_new_frame(vm, 1);
    vm_write(vm, one, 0x1111);
    vm_write(vm, two, 0x2222);
    vm_write(vm, table, one | VM_URW);
    *vm_pte(vm, vm->root, va, 2) = table | VM_URW;
    vm->st.gpr[RBX] = va;
    vm->st.gpr[RDI] = TEST_GVA + 5 * PAGE_SIZE;
    vm->st.gpr[RSI] = two | VM_URW;
    vm_go_ok(vm, cpl ? g_u_read_read : g_k_read_read, cpl);
    assert_int_equal(vm->st.gpr[R8], 0x1111);
    assert_int_equal(vm->st.gpr[RAX], 0x2222);
    vm->st.gpr[RBX] = TEST_GVA + 6 * PAGE_SIZE; /* the rest of the large page still works */
    vm->st.gpr[RAX] = 0x77;
    vm_go_ok(vm, g_write, cpl);
    assert_int_equal(vm_read(vm, frame + 6 * PAGE_SIZE), 0x77);
}

AT_BOTH_LEVELS(large_and_small_mapping_of_one_frame_agree)
{
    uint64_t frame = prepare(vm), small = TEST_GVA + pt_size(3);
    vm_map(vm, vm->root, small, frame + 3 * PAGE_SIZE, 1, VM_URW);
    vm->st.gpr[RBX] = small + 8;
    vm->st.gpr[RAX] = 0x99;
    vm_go_ok(vm, g_write, cpl);
    vm->st.gpr[RBX] = TEST_GVA + 3 * PAGE_SIZE + 8;
    vm_go_ok(vm, g_read, cpl);
    assert_int_equal(vm->st.gpr[RAX], 0x99);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_both(every_part_of_a_large_page_is_its_own_memory),
    cmocka_unit_test_both(large_page_split_by_the_guest),
    cmocka_unit_test_both(small_pages_merged_by_the_guest),
    cmocka_unit_test_both(unmapped_large_page_faults_everywhere),
    cmocka_unit_test_both(table_inside_a_large_page_is_followed),
    cmocka_unit_test_both(large_and_small_mapping_of_one_frame_agree),
};
TEST_GROUP(large, tests);
