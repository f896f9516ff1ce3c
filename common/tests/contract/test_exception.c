/* SPDX-License-Identifier: Apache-2.0 */
/* Delivery of exceptions: vector, error code, the pushed frame and the handler's state (SDM Vol. 3A
 * 6.12 to 6.15). */
#include "tests.h"

PROGRAM(g_ud);
PROGRAM(g_de);
PROGRAM(g_de_at);
PROGRAM(g_int3);
PROGRAM(g_int3_next);
PROGRAM(g_int_3);
PROGRAM(g_int_3_next);
PROGRAM(g_int_1f);
PROGRAM(g_int_1f_next);
PROGRAM(g_int_20);
PROGRAM(g_noncanonical);
PROGRAM(g_load_fs);
PROGRAM(g_cli);
PROGRAM(g_out8);
PROGRAM(g_read_cr3);
PROGRAM(g_invlpg);
PROGRAM(g_wrmsr);
PROGRAM(g_read);
PROGRAM(g_u_read);
PROGRAM(g_k_read);
PROGRAM(g_pf_map);
PROGRAM(r_none);

#define NONCANONICAL UINT64_C(0x8000000000000000)

/* The whole frame, and what the CPU must have done to the state besides. `top` is where the frame
 * ends: RSP0, an IST or the interrupted RSP. */
static void check_frame(struct vm *vm, const struct vm_fault *f, unsigned cpl, uint64_t rip,
                        bool is_fault, uint64_t top)
{
    bool has_error = f->vector == VEC_DF || (f->vector >= VEC_TS && f->vector <= VEC_PF);
    assert_int_equal(f->rip, rip);
    assert_int_equal(f->cs, cpl ? VM_UCODE : VM_KCODE);
    assert_int_equal(f->ss, cpl ? VM_UDATA : VM_KDATA);
    assert_int_equal(f->rsp, cpl ? VM_USTACK : VM_KSTACK);
    /* A fault pushes RF set, a trap does not (SDM Vol. 3B 17.3.1.1). */
    assert_int_equal(f->rflags & RFLAGS_RF, is_fault ? RFLAGS_RF : 0);
    assert_int_equal(f->at, top - (has_error ? 48 : 40));
    assert_int_equal(vm->st.cs.selector, VM_KCODE);
    assert_int_equal(vcpu_cpl(&vm->st), 0);
    /* A null SS on a change of CPL in 64-bit mode; with an IST at the same CPL, CPUs differ. */
    if (cpl)
        assert_int_equal(vm->st.ss.selector, 0);
    else if (top == VM_KSTACK)
        assert_int_equal(vm->st.ss.selector, VM_KDATA);
    assert_int_equal(vm->st.rflags & (RFLAGS_IF | RFLAGS_TF | RFLAGS_NT | RFLAGS_RF), 0);
}

static void expect(struct vm *vm, const char *program, unsigned cpl, int vector, uint32_t error,
                   const char *at)
{
    struct vm_fault f = vm_go(vm, program, cpl);
    if (f.vector != vector || f.error != error)
        fail_msg("exception %d with error %#x instead of %d with %#x", f.vector, f.error, vector,
                 error);
    check_frame(vm, &f, cpl, vm_code(at), vector != VEC_BP, cpl ? VM_RSP0 : VM_KSTACK);
}

AT_BOTH_LEVELS(invalid_opcode_is_ud)
{
    expect(vm, g_ud, cpl, VEC_UD, 0, g_ud);
}

AT_BOTH_LEVELS(division_by_zero_is_de)
{
    expect(vm, g_de, cpl, VEC_DE, 0, g_de_at);
}

AT_BOTH_LEVELS(noncanonical_address_is_gp)
{
    vm->st.gpr[R8] = NONCANONICAL;
    expect(vm, g_noncanonical, cpl, VEC_GP, 0, g_noncanonical);
}

AT_BOTH_LEVELS(bad_selector_is_gp_with_the_selector)
{
    vm->st.gpr[R8] = 0x9b; /* beyond the GDT's limit; the error code has no RPL */
    expect(vm, g_load_fs, cpl, VEC_GP, 0x98, g_load_fs);
}

AT_BOTH_LEVELS(breakpoint_is_bp_after_the_instruction)
{
    vm_gate(vm, VEC_BP, vm_stub(VEC_BP), 0, 3);
    expect(vm, g_int3, cpl, VEC_BP, 0, g_int3_next);
}

AT_BOTH_LEVELS(long_breakpoint_is_bp_after_the_instruction)
{
    vm_gate(vm, VEC_BP, vm_stub(VEC_BP), 0, 3);
    expect(vm, g_int_3, cpl, VEC_BP, 0, g_int_3_next);
}

static void int_through_a_dpl0_gate_from_cpl3_is_gp_with_the_vector(void **state)
{
    struct vm *vm = *state;
    expect(vm, g_int_3, 3, VEC_GP, 8 * VEC_BP + 2, g_int_3);
    expect(vm, g_int_1f, 3, VEC_GP, 8 * 0x1f + 2, g_int_1f);
}

static void int_through_a_dpl3_gate_arrives(void **state)
{
    struct vm *vm = *state;
    vm_gate(vm, 0x1f, vm_stub(0x1f), 0, 3);
    struct vm_fault f = vm_go(vm, g_int_1f, 3);
    assert_int_equal(f.vector, 0x1f);
    check_frame(vm, &f, 3, vm_code(g_int_1f_next), false, VM_RSP0);
}

static void int_beyond_the_idt_limit_is_gp(void **state)
{
    expect(*state, g_int_20, 3, VEC_GP, 8 * 0x20 + 2, g_int_20);
}

static void privileged_instructions_at_cpl3_are_gp(void **state)
{
    const char *const privileged[] = {g_cli, g_out8, g_read_cr3, g_invlpg, g_wrmsr};
    struct vm *vm = *state;
    for (size_t i = 0; i < sizeof(privileged) / sizeof(privileged[0]); i++)
        expect(vm, privileged[i], 3, VEC_GP, 0, privileged[i]);
}

static void unknown_msr_is_gp(void **state)
{
    struct vm *vm = *state;
    vm->st.gpr[RCX] = 0x12345;
    expect(vm, g_wrmsr, 0, VEC_GP, 0, g_wrmsr);
}

AT_BOTH_LEVELS(page_fault_has_cr2_and_the_frame)
{
    vm->st.gpr[RBX] = TEST_GVA + 0x123;
    expect(vm, g_read, cpl, VEC_PF, cpl ? 4 : 0, g_read);
    assert_int_equal(vm->st.cr2, TEST_GVA + 0x123);
}

AT_BOTH_LEVELS(ist_gives_the_stack)
{
    vm_gate(vm, VEC_UD, vm_stub(VEC_UD), 1, 0);
    struct vm_fault f = vm_go(vm, g_ud, cpl);
    assert_int_equal(f.vector, VEC_UD);
    check_frame(vm, &f, cpl, vm_code(g_ud), true, VM_IST1);
}

AT_BOTH_LEVELS(ist_gives_the_stack_with_an_error_code)
{
    vm_gate(vm, VEC_PF, vm_stub(VEC_PF), 1, 0);
    vm->st.gpr[RBX] = TEST_GVA;
    struct vm_fault f = vm_go(vm, g_read, cpl);
    assert_int_equal(f.vector, VEC_PF);
    check_frame(vm, &f, cpl, vm_code(g_read), true, VM_IST1);
}

/* SDM Vol. 3A 6.14.2: RSP is aligned to 16 bytes before the frame is pushed. */
static void frame_is_aligned_at_the_same_cpl(void **state)
{
    struct vm *vm = *state;
    for (unsigned off = 1; off <= 15; off += 7) {
        vm_enter(vm, g_ud, 0);
        vm->st.gpr[RSP] = VM_KSTACK - off;
        assert_int_equal(vm_run(vm), VCPU_EXIT_HALT);
        struct vm_fault f = vm_fault(vm);
        assert_int_equal(f.vector, VEC_UD);
        assert_int_equal(f.rsp, VM_KSTACK - off);
        assert_int_equal(f.at, VM_KSTACK - 16 - 40);
    }
}

static void flags_are_pushed_whole_and_if_is_cleared(void **state)
{
    struct vm *vm = *state;
    const uint64_t flags = RFLAGS_FIXED | RFLAGS_CF | RFLAGS_SF | RFLAGS_DF | RFLAGS_IF;
    vm_enter(vm, g_ud, 3);
    vm->st.rflags = flags;
    assert_int_equal(vm_run(vm), VCPU_EXIT_HALT);
    struct vm_fault f = vm_fault(vm);
    assert_int_equal(f.rflags, flags | RFLAGS_RF);
    assert_int_equal(vm->st.rflags, flags & ~RFLAGS_IF);
}

/* A gate clears TF, NT, RF and IF, and no other flag (SDM Vol. 3A 6.12.1.2). */
static void alignment_check_flag_stays_set_in_the_handler(void **state)
{
    struct vm *vm = *state;
    vm_enter(vm, g_ud, 3);
    vm->st.rflags = RFLAGS_FIXED | RFLAGS_AC;
    assert_int_equal(vm_run(vm), VCPU_EXIT_HALT);
    assert_int_equal(vm_fault(vm).rflags, RFLAGS_FIXED | RFLAGS_AC | RFLAGS_RF);
    assert_int_equal(vm->st.rflags, RFLAGS_FIXED | RFLAGS_AC);
}

AT_BOTH_LEVELS(fault_while_delivering_a_fault_is_a_double_fault)
{
    vm_write(vm, VM_TSS + 4, TEST_GVA); /* RSP0: nothing mapped there */
    vm_gate(vm, VEC_DF, vm_stub(VEC_DF), 1, 0);
    vm_enter(vm, g_read, cpl);
    vm->st.gpr[RBX] = TEST_GVA + 0x5000;
    if (!cpl)
        vm->st.gpr[RSP] = TEST_GVA;
    assert_int_equal(vm_run(vm), VCPU_EXIT_HALT);
    struct vm_fault f = vm_fault(vm);
    assert_int_equal(f.vector, VEC_DF);
    assert_int_equal(f.error, 0);
    assert_int_equal(f.at, VM_IST1 - 48);
    assert_int_equal(f.cs, cpl ? VM_UCODE : VM_KCODE);
}

AT_BOTH_LEVELS(fault_while_delivering_a_double_fault_is_a_shutdown)
{
    vm_write(vm, VM_TSS + 4, TEST_GVA);
    vm_enter(vm, g_read, cpl);
    vm->st.gpr[RBX] = TEST_GVA + 0x5000;
    if (!cpl)
        vm->st.gpr[RSP] = TEST_GVA;
    assert_int_equal(vm_run(vm), VCPU_EXIT_SHUTDOWN);
}

/* #UD is benign, so its missing gate is just #NP, with EXT as an exception led to it. */
AT_BOTH_LEVELS(gate_not_present_is_np)
{
    *(uint64_t *)vm_host(vm, VM_IDT + 16 * VEC_UD, 8) &= ~(UINT64_C(0x80) << 40);
    struct vm_fault f = vm_go(vm, g_ud, cpl);
    assert_int_equal(f.vector, VEC_NP);
    assert_int_equal(f.error, 8 * VEC_UD + 3);
    assert_int_equal(f.rip, vm_code(g_ud));
}

AT_BOTH_LEVELS(handler_maps_the_page_and_the_access_is_made_again)
{
    const char *program = cpl ? g_u_read : g_k_read;
    uint64_t frame = vm_new_frame(vm, 1);
    vm_gate(vm, VEC_PF, vm_code(g_pf_map), 0, 0);
    vm_write(vm, frame, 0x600d);
    vm->st.gpr[RDI] = vm_pte_gpa(vm, vm->root, TEST_GVA, 1);
    vm->st.gpr[RSI] = frame | VM_URW;
    vm->st.gpr[RBX] = TEST_GVA;
    vm_routine(vm, r_none);
    vm_go_ok(vm, program, cpl);
    assert_int_equal(vm->st.gpr[RAX], 0x600d);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_both(invalid_opcode_is_ud),
    cmocka_unit_test_both(division_by_zero_is_de),
    cmocka_unit_test_both(noncanonical_address_is_gp),
    cmocka_unit_test_both(bad_selector_is_gp_with_the_selector),
    cmocka_unit_test_both(breakpoint_is_bp_after_the_instruction),
    cmocka_unit_test_both(long_breakpoint_is_bp_after_the_instruction),
    cmocka_unit_test_vm(int_through_a_dpl0_gate_from_cpl3_is_gp_with_the_vector),
    cmocka_unit_test_vm(int_through_a_dpl3_gate_arrives),
    cmocka_unit_test_vm(int_beyond_the_idt_limit_is_gp),
    cmocka_unit_test_vm(privileged_instructions_at_cpl3_are_gp),
    cmocka_unit_test_vm(unknown_msr_is_gp),
    cmocka_unit_test_both(page_fault_has_cr2_and_the_frame),
    cmocka_unit_test_both(ist_gives_the_stack),
    cmocka_unit_test_both(ist_gives_the_stack_with_an_error_code),
    cmocka_unit_test_vm(frame_is_aligned_at_the_same_cpl),
    cmocka_unit_test_vm(flags_are_pushed_whole_and_if_is_cleared),
    cmocka_unit_test_vm(alignment_check_flag_stays_set_in_the_handler),
    cmocka_unit_test_both(fault_while_delivering_a_fault_is_a_double_fault),
    cmocka_unit_test_both(fault_while_delivering_a_double_fault_is_a_shutdown),
    cmocka_unit_test_both(gate_not_present_is_np),
    cmocka_unit_test_both(handler_maps_the_page_and_the_access_is_made_again),
};
TEST_GROUP(exception, tests);
