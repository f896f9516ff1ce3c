/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest edits its own tables, with and without INVLPG (SDM Vol. 3A 4.10.4). Every case runs in
 * two ways: all at CPL 0, and with the accesses at CPL 3 and the edit behind a syscall.
 */
#include "tests.h"

#include <string.h>

#define BOTH(name)                  \
    extern const char g_k_##name[]; \
    extern const char g_u_##name[];
BOTH(read_read)
BOTH(read_read_again)
BOTH(read)
BOTH(write_write)
BOTH(write_write_again)
BOTH(read_write)
BOTH(write_read)
BOTH(write)
BOTH(call_call)
BOTH(call_call_again)
PROGRAM(r_none);
PROGRAM(r_mov);
PROGRAM(r_mov_invlpg);
PROGRAM(r_mov_cr3);
PROGRAM(r_xchg);
PROGRAM(r_cmpxchg);
PROGRAM(r_lock_or);
PROGRAM(r_lock_and);
PROGRAM(r_lock_xadd);
PROGRAM(r_btr);
PROGRAM(r_and_byte);
PROGRAM(r_dword);
PROGRAM(r_stosq);
PROGRAM(r_movsq);
PROGRAM(r_clear_table);

#define AT(cpl, name) ((cpl) ? g_u_##name : g_k_##name)

#define ONE 0x1111
#define TWO 0x2222

struct frames {
    uint64_t one, two; /* holding ONE and TWO */
};

/* TEST_GVA maps frame one; rbx touches it, rdi is its entry at `level`. */
static struct frames prepare(struct vm *vm, unsigned level, const char *routine)
{
    struct frames f = {vm_new_frame(vm, 1), vm_new_frame(vm, 1)};
    vm_write(vm, f.one, ONE);
    vm_write(vm, f.two, TWO);
    vm_map(vm, vm->root, TEST_GVA, f.one, 1, VM_URW);
    vm->st.gpr[RBX] = TEST_GVA;
    vm->st.gpr[RBP] = 0x3333;
    vm->st.gpr[RDI] = vm_pte_gpa(vm, vm->root, TEST_GVA, level);
    vm_routine(vm, routine);
    return f;
}

/* Reads ONE, edits, reads TWO. */
static void sees_two(struct vm *vm, unsigned cpl)
{
    vm_go_ok(vm, AT(cpl, read_read), cpl);
    assert_int_equal(vm->st.gpr[R8], ONE);
    assert_int_equal(vm->st.gpr[RAX], TWO);
}

/* The second access faults, at the second instruction. */
static void second_faults(struct vm *vm, unsigned cpl, const char *program, const char *at,
                          uint32_t error)
{
    struct vm_fault f = vm_go(vm, program, cpl);
    assert_int_equal(f.vector, VEC_PF);
    assert_int_equal(f.error, error | (cpl ? PF_U : 0));
    assert_int_equal(f.rip, vm_code(at));
    assert_int_equal(vm->st.cr2, TEST_GVA);
}

AT_BOTH_LEVELS(not_present_to_present_needs_no_invlpg)
{
    struct frames f = prepare(vm, 1, r_mov);
    *vm_pte(vm, vm->root, TEST_GVA, 1) = 0;
    vm->st.gpr[RSI] = f.two | VM_URW;
    vm_go_ok(vm, AT(cpl, read), cpl);
    assert_int_equal(vm->st.gpr[RAX], TWO);
}

AT_BOTH_LEVELS(not_present_to_present_needs_no_invlpg_after_a_fault)
{
    struct frames f = prepare(vm, 1, r_none);
    *vm_pte(vm, vm->root, TEST_GVA, 1) = 0;
    vm->st.gpr[RSI] = f.two | VM_URW;
    vm_go_pf(vm, AT(cpl, read), cpl, cpl ? 4 : 0, TEST_GVA);
    vm_routine(vm, r_mov);
    vm_go_ok(vm, AT(cpl, read), cpl);
    assert_int_equal(vm->st.gpr[RAX], TWO);
}

AT_BOTH_LEVELS(missing_directory_made_present_needs_no_invlpg)
{
    struct frames f = prepare(vm, 2, r_mov);
    uint64_t *pde = vm_pte(vm, vm->root, TEST_GVA, 2);
    vm->st.gpr[RSI] = *pde;
    *pde = 0;
    vm_go_ok(vm, AT(cpl, read), cpl);
    assert_int_equal(vm->st.gpr[RAX], ONE);
    (void)f;
}

AT_BOTH_LEVELS(other_frame_is_seen_after_invlpg)
{
    struct frames f = prepare(vm, 1, r_mov_invlpg);
    vm->st.gpr[RSI] = f.two | VM_URW;
    sees_two(vm, cpl);
}

AT_BOTH_LEVELS(other_frame_is_seen_after_a_cr3_load)
{
    struct frames f = prepare(vm, 1, r_mov_cr3);
    vm->st.gpr[RSI] = f.two | VM_URW;
    sees_two(vm, cpl);
}

AT_BOTH_LEVELS(edit_by_xchg_is_seen)
{
    struct frames f = prepare(vm, 1, r_xchg);
    vm->st.gpr[RSI] = f.two | VM_URW;
    sees_two(vm, cpl);
}

AT_BOTH_LEVELS(edit_by_lock_cmpxchg_is_seen)
{
    struct frames f = prepare(vm, 1, r_cmpxchg);
    vm->st.gpr[RSI] = f.two | VM_URW;
    sees_two(vm, cpl);
}

AT_BOTH_LEVELS(edit_by_stosq_is_seen)
{
    struct frames f = prepare(vm, 1, r_stosq);
    vm->st.gpr[RSI] = f.two | VM_URW;
    sees_two(vm, cpl);
}

AT_BOTH_LEVELS(edit_by_movsq_is_seen)
{
    struct frames f = prepare(vm, 1, r_movsq);
    vm->st.gpr[RSI] = VM_GDT + 0x100;
    vm_write(vm, VM_GDT + 0x100, f.two | VM_URW);
    sees_two(vm, cpl);
}

AT_BOTH_LEVELS(edit_of_the_low_half_is_seen)
{
    struct frames f = prepare(vm, 1, r_dword);
    vm->st.gpr[RSI] = (f.two | VM_URW) | UINT64_C(0xffffffff00000000);
    sees_two(vm, cpl);
}

AT_BOTH_LEVELS(edit_by_lock_xadd_is_seen)
{
    struct frames f = prepare(vm, 1, r_lock_xadd);
    vm->st.gpr[RSI] = f.two - f.one;
    sees_two(vm, cpl);
}

AT_BOTH_LEVELS(permission_given_by_lock_or_is_seen)
{
    struct frames f = prepare(vm, 1, r_lock_or);
    vm_map(vm, vm->root, TEST_GVA, f.one, 1, VM_URO);
    vm->st.gpr[RSI] = PTE_W;
    vm_go_ok(vm, AT(cpl, read_write), cpl);
    assert_int_equal(vm_read(vm, f.one), 0x3333);
}

AT_BOTH_LEVELS(permission_taken_by_lock_and_faults)
{
    prepare(vm, 1, r_lock_and);
    vm->st.gpr[RSI] = ~PTE_W;
    second_faults(vm, cpl, AT(cpl, write_write), AT(cpl, write_write_again), PF_P | PF_W);
}

AT_BOTH_LEVELS(permission_taken_by_a_byte_write_faults)
{
    prepare(vm, 1, r_and_byte);
    second_faults(vm, cpl, AT(cpl, write_write), AT(cpl, write_write_again), PF_P | PF_W);
}

AT_BOTH_LEVELS(presence_taken_by_lock_btr_faults)
{
    prepare(vm, 1, r_btr);
    second_faults(vm, cpl, AT(cpl, read_read), AT(cpl, read_read_again), 0);
}

AT_BOTH_LEVELS(reading_goes_on_after_write_permission_is_taken)
{
    prepare(vm, 1, r_lock_and);
    vm->st.gpr[RSI] = ~PTE_W;
    vm_go_ok(vm, AT(cpl, write_read), cpl);
    assert_int_equal(vm->st.gpr[RAX], 0x3333);
}

AT_BOTH_LEVELS(unmapping_with_invlpg_faults)
{
    prepare(vm, 1, r_mov_invlpg);
    vm->st.gpr[RSI] = 0;
    second_faults(vm, cpl, AT(cpl, read_read), AT(cpl, read_read_again), 0);
}

AT_BOTH_LEVELS(unmapping_with_a_cr3_load_faults)
{
    prepare(vm, 1, r_mov_cr3);
    vm->st.gpr[RSI] = 0;
    second_faults(vm, cpl, AT(cpl, write_write), AT(cpl, write_write_again), PF_W);
}

AT_BOTH_LEVELS(execution_taken_by_nx_faults)
{
    struct frames f = prepare(vm, 1, r_mov_invlpg);
    *(uint8_t *)vm_host(vm, f.one, 1) = 0xc3; /* ret */
    vm->st.gpr[RSI] = f.one | VM_URW | PTE_NX;
    struct vm_fault e = vm_go(vm, AT(cpl, call_call), cpl);
    assert_int_equal(e.vector, VEC_PF);
    assert_int_equal(e.error, PF_P | PF_I | (cpl ? PF_U : 0));
    assert_int_equal(e.rip, TEST_GVA);
}

static void user_bit_taken_away_stops_cpl3_alone(void **state)
{
    struct vm *vm = *state;
    struct frames f = prepare(vm, 1, r_mov_invlpg);
    vm->st.gpr[RSI] = f.two | VM_KRW;
    second_faults(vm, 3, g_u_read_read, g_u_read_read_again, PF_P);
    vm_routine(vm, r_none);
    vm_go_ok(vm, g_k_read, 0);
    assert_int_equal(vm->st.gpr[RAX], TWO);
}

/* A second table for the same 2 MiB, with frame two in it. */
static uint64_t other_table(struct vm *vm, const struct frames *f)
{
    uint64_t table = vm_new_table(vm);
    vm_write(vm, table + 8 * pt_index(gva(TEST_GVA), 1), f->two | VM_URW);
    return table;
}

AT_BOTH_LEVELS(directory_entry_pointing_elsewhere_is_seen)
{
    struct frames f = prepare(vm, 2, r_mov_invlpg);
    vm->st.gpr[RSI] = other_table(vm, &f) | VM_URW;
    sees_two(vm, cpl);
}

AT_BOTH_LEVELS(directory_entry_cleared_faults)
{
    prepare(vm, 2, r_mov_invlpg);
    vm->st.gpr[RSI] = 0;
    second_faults(vm, cpl, AT(cpl, read_read), AT(cpl, read_read_again), 0);
}

AT_BOTH_LEVELS(directory_entry_without_w_faults_on_write)
{
    prepare(vm, 2, r_lock_and);
    vm->st.gpr[RSI] = ~PTE_W;
    second_faults(vm, cpl, AT(cpl, write_write), AT(cpl, write_write_again), PF_P | PF_W);
}

/* TEST_GVA moved to a PML4 entry of its own, as the program itself needs entry 0. */
AT_BOTH_LEVELS(top_level_entry_pointing_elsewhere_is_seen)
{
    const uint64_t va = UINT64_C(0x10000000000), spare = UINT64_C(0x20000000000);
    struct frames f = prepare(vm, 1, r_mov_invlpg);
    vm_map(vm, vm->root, va, f.one, 1, VM_URW);
    vm_map(vm, vm->root, spare, f.two, 1, VM_URW);
    vm->st.gpr[RBX] = va;
    vm->st.gpr[RDI] = vm_pte_gpa(vm, vm->root, va, 4);
    vm->st.gpr[RSI] = *vm_pte(vm, vm->root, spare, 4);
    sees_two(vm, cpl);
    vm->st.gpr[RSI] = 0;
    vm_go_pf(vm, AT(cpl, read), cpl, cpl ? 4 : 0, va);
}

AT_BOTH_LEVELS(table_edited_through_another_address_is_seen)
{
    struct frames f = prepare(vm, 1, r_mov_invlpg);
    uint64_t entry = vm->st.gpr[RDI], alias = TEST_GVA + 0x300000;
    vm_map(vm, vm->root, alias, entry & PAGE_MASK, 1, VM_KRW);
    vm->st.gpr[RDI] = alias + page_offset(entry);
    vm->st.gpr[RSI] = f.two | VM_URW;
    sees_two(vm, cpl);
}

/* PML4 entry 0x40 maps the PML4 itself: tables appear at the addresses below. */
AT_BOTH_LEVELS(table_edited_through_a_recursive_mapping_is_seen)
{
    const uint64_t slot = 0x40;
    struct frames f = prepare(vm, 1, r_mov_invlpg);
    vm_write(vm, vm->root + 8 * slot, vm->root | VM_KRW);
    vm->st.gpr[RDI] = slot << 39 | (TEST_GVA >> 9 & ~UINT64_C(7));
    vm->st.gpr[RSI] = f.two | VM_URW;
    sees_two(vm, cpl);
    assert_int_equal(*vm_pte(vm, vm->root, TEST_GVA, 1) & PAGE_MASK, f.two);
}

AT_BOTH_LEVELS(table_cleared_by_rep_stosq_faults)
{
    prepare(vm, 1, r_clear_table);
    vm->st.gpr[RDI] &= PAGE_MASK;
    second_faults(vm, cpl, AT(cpl, write_write), AT(cpl, write_write_again), PF_W);
    for (unsigned i = 0; i < PT_ENTRIES; i++)
        assert_int_equal(vm_read(vm, (vm_pte_gpa(vm, vm->root, TEST_GVA, 1) & PAGE_MASK) + 8 * i),
                         0);
}

AT_BOTH_LEVELS(frame_mapped_twice_is_one_memory)
{
    struct frames f = prepare(vm, 1, r_none);
    uint64_t second = TEST_GVA + 0x10000;
    vm_map(vm, vm->root, second, f.one, 1, VM_URW);
    vm_go_ok(vm, AT(cpl, write), cpl);
    vm->st.gpr[RBX] = second;
    vm_go_ok(vm, AT(cpl, read), cpl);
    assert_int_equal(vm->st.gpr[RAX], 0x3333);
    vm->st.gpr[RBP] = 0x4444;
    vm_go_ok(vm, AT(cpl, write), cpl);
    vm->st.gpr[RBX] = TEST_GVA;
    vm_go_ok(vm, AT(cpl, read), cpl);
    assert_int_equal(vm->st.gpr[RAX], 0x4444);
    assert_int_equal(vm_read(vm, f.one), 0x4444);
}

/* A frame that was data becomes a table: later writes to it are edits. */
AT_BOTH_LEVELS(data_frame_that_becomes_a_table_is_followed)
{
    struct frames f = prepare(vm, 2, r_mov_invlpg);
    uint64_t table = other_table(vm, &f), data = TEST_GVA + 0x400000;
    vm_map(vm, vm->root, data, table, 1, VM_URW);
    vm->st.gpr[RBX] = data;
    vm_routine(vm, r_none);
    vm->st.gpr[RBP] = f.two | VM_URW;
    vm_go_ok(vm, AT(cpl, write_write), cpl); /* plain data, and written */
    vm->st.gpr[RBX] = TEST_GVA;
    vm_routine(vm, r_mov_invlpg);
    vm->st.gpr[RSI] = table | VM_URW;
    sees_two(vm, cpl);
    vm->st.gpr[RBX] = data; /* now an edit of the entry for TEST_GVA */
    vm_routine(vm, r_none);
    vm->st.gpr[RBP] = f.one | VM_URW;
    vm_go_ok(vm, AT(cpl, write), cpl);
    vm->st.gpr[RBX] = TEST_GVA;
    vm_routine(vm, r_mov_invlpg);
    vm->st.gpr[RDI] = VM_GDT + 0x100; /* an invlpg and nothing else */
    vm_go_ok(vm, AT(cpl, read), cpl);
    assert_int_equal(vm->st.gpr[RAX], ONE);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_both(not_present_to_present_needs_no_invlpg),
    cmocka_unit_test_both(not_present_to_present_needs_no_invlpg_after_a_fault),
    cmocka_unit_test_both(missing_directory_made_present_needs_no_invlpg),
    cmocka_unit_test_both(other_frame_is_seen_after_invlpg),
    cmocka_unit_test_both(other_frame_is_seen_after_a_cr3_load),
    cmocka_unit_test_both(edit_by_xchg_is_seen),
    cmocka_unit_test_both(edit_by_lock_cmpxchg_is_seen),
    cmocka_unit_test_both(edit_by_stosq_is_seen),
    cmocka_unit_test_both(edit_by_movsq_is_seen),
    cmocka_unit_test_both(edit_of_the_low_half_is_seen),
    cmocka_unit_test_both(edit_by_lock_xadd_is_seen),
    cmocka_unit_test_both(permission_given_by_lock_or_is_seen),
    cmocka_unit_test_both(permission_taken_by_lock_and_faults),
    cmocka_unit_test_both(permission_taken_by_a_byte_write_faults),
    cmocka_unit_test_both(presence_taken_by_lock_btr_faults),
    cmocka_unit_test_both(reading_goes_on_after_write_permission_is_taken),
    cmocka_unit_test_both(unmapping_with_invlpg_faults),
    cmocka_unit_test_both(unmapping_with_a_cr3_load_faults),
    cmocka_unit_test_both(execution_taken_by_nx_faults),
    cmocka_unit_test_vm(user_bit_taken_away_stops_cpl3_alone),
    cmocka_unit_test_both(directory_entry_pointing_elsewhere_is_seen),
    cmocka_unit_test_both(directory_entry_cleared_faults),
    cmocka_unit_test_both(directory_entry_without_w_faults_on_write),
    cmocka_unit_test_both(top_level_entry_pointing_elsewhere_is_seen),
    cmocka_unit_test_both(table_edited_through_another_address_is_seen),
    cmocka_unit_test_both(table_edited_through_a_recursive_mapping_is_seen),
    cmocka_unit_test_both(table_cleared_by_rep_stosq_faults),
    cmocka_unit_test_both(frame_mapped_twice_is_one_memory),
    cmocka_unit_test_both(data_frame_that_becomes_a_table_is_followed),
};
TEST_GROUP(edit, tests);
