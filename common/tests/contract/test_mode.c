/* SPDX-License-Identifier: Apache-2.0 */
/* Changes of mode: SYSCALL, IRETQ, descriptor tables and MSRs loaded by the guest, FP registers. */
#include "tests.h"

#include <string.h>

PROGRAM(g_sys);
PROGRAM(g_sys_halt);
PROGRAM(g_u_syscall);
PROGRAM(g_u_syscall_next);
PROGRAM(g_u_xmm);
PROGRAM(g_u_ymm);
PROGRAM(g_u_x87);
PROGRAM(g_nop);
PROGRAM(g_iretq);
PROGRAM(g_lidt_ud);
PROGRAM(g_lgdt_ltr);
PROGRAM(g_wrmsr_lstar);
PROGRAM(g_write_cr4);
PROGRAM(g_write_cr2);
PROGRAM(g_out8);
PROGRAM(g_ud);
PROGRAM(r_none);

#define USER_FLAGS (RFLAGS_FIXED | RFLAGS_IF | RFLAGS_CF | RFLAGS_OF | RFLAGS_DF)

static void run_to_syscall(struct vm *vm, uint64_t flags)
{
    vm_enter(vm, g_u_syscall, 3);
    vm->st.rflags = flags;
    vm->st.lstar = vm_code(g_sys_halt);
    vm->st.sfmask = RFLAGS_IF | RFLAGS_DF | RFLAGS_TF;
    assert_int_equal(vm_run(vm), VCPU_EXIT_HALT);
    assert_int_equal(vm->st.rip, vm_code(g_sys_halt) + 1);
}

static void syscall_sets_rcx_r11_and_masks_flags(void **state)
{
    struct vm *vm = *state;
    run_to_syscall(vm, USER_FLAGS);
    assert_int_equal(vm->st.gpr[RCX], vm_code(g_u_syscall_next));
    assert_int_equal(vm->st.gpr[R11], USER_FLAGS);
    assert_int_equal(vm->st.rflags, USER_FLAGS & ~(RFLAGS_IF | RFLAGS_DF));
    assert_int_equal(vm->st.gpr[RSP], VM_USTACK);
}

static void syscall_keeps_a_clear_interrupt_flag(void **state)
{
    struct vm *vm = *state;
    run_to_syscall(vm, RFLAGS_FIXED);
    assert_int_equal(vm->st.gpr[R11], RFLAGS_FIXED);
}

static void syscall_loads_selectors_from_star(void **state)
{
    struct vm *vm = *state;
    run_to_syscall(vm, USER_FLAGS);
    assert_int_equal(vm->st.cs.selector, VM_KCODE);
    assert_int_equal(vm->st.ss.selector, VM_KDATA);
    assert_int_equal(vcpu_cpl(&vm->st), 0);
    assert_true(vm->st.cs.l);
}

static void syscall_without_sce_is_ud(void **state)
{
    struct vm *vm = *state;
    vm->st.efer &= ~EFER_SCE;
    struct vm_fault f = vm_go(vm, g_u_syscall, 3);
    assert_int_equal(f.vector, VEC_UD);
    assert_int_equal(f.rip, vm_code(g_u_syscall));
}

/* syscall; kernel; iretq; read: all registers that nobody names come back. */
static void syscall_and_iretq_make_a_round_trip(void **state)
{
    struct vm *vm = *state;
    uint64_t frame = vm_new_frame(vm, 1);
    vm_write(vm, frame, 0xabc);
    vm_map(vm, vm->root, TEST_GVA, frame, 1, VM_URW);
    vm->st.lstar = vm_code(g_sys);
    vm_enter(vm, g_u_syscall, 3);
    for (unsigned i = 0; i < GPR_COUNT; i++)
        if (i != RSP)
            vm->st.gpr[i] = UINT64_C(0x1000100010001) * (i + 1);
    vm->st.gpr[RBX] = TEST_GVA;
    vm->st.gpr[R15] = vm_code(r_none);
    vm->st.rflags = RFLAGS_FIXED | RFLAGS_IF | RFLAGS_CF;
    struct vcpu_state in = vm->st;
    assert_int_equal(vm_run(vm), VCPU_EXIT_HALT);
    struct vm_fault f = vm_fault(vm);
    assert_int_equal(f.vector, -1);
    assert_int_equal(vm->st.gpr[RAX], 0xabc);
    assert_int_equal(f.rsp, VM_USTACK);
    assert_int_equal(f.cs, VM_UCODE);
    assert_int_equal(f.ss, VM_UDATA);
    assert_int_equal(f.rflags & ~RFLAGS_RF, in.rflags);
    for (unsigned i = 0; i < GPR_COUNT; i++)
        if (i != RAX && i != RCX && i != RSP && i != R9 && i != R11)
            assert_int_equal(vm->st.gpr[i], in.gpr[i]);
}

static void put_iret_frame(struct vm *vm, uint64_t rip, uint64_t cs, uint64_t flags, uint64_t rsp,
                           uint64_t ss)
{
    const uint64_t frame[] = {rip, cs, flags, rsp, ss};
    vm_enter(vm, g_iretq, 0);
    vm->st.gpr[RSP] = VM_KSTACK - sizeof(frame);
    memcpy(vm_host(vm, VM_KSTACK - sizeof(frame), sizeof(frame)), frame, sizeof(frame));
}

static void check_iretq_to_user(struct vm *vm, unsigned cs, unsigned ss)
{
    const uint64_t flags = RFLAGS_FIXED | RFLAGS_IF | RFLAGS_ZF;
    put_iret_frame(vm, vm_code(g_nop), cs, flags, VM_USTACK - 64, ss);
    assert_int_equal(vm_run(vm), VCPU_EXIT_HALT);
    struct vm_fault f = vm_fault(vm);
    assert_int_equal(f.vector, -1); /* ended at CPL 3 */
    assert_int_equal(f.rip, vm_code(g_nop) + 1);
    assert_int_equal(f.cs, cs);
    assert_int_equal(f.ss, ss);
    assert_int_equal(f.rsp, VM_USTACK - 64);
    assert_int_equal(f.rflags & ~RFLAGS_RF, flags);
}

static void iretq_enters_user_mode(void **state)
{
    check_iretq_to_user(*state, VM_UCODE, VM_UDATA);
}

static void iretq_takes_any_user_selectors_of_the_gdt(void **state)
{
    check_iretq_to_user(*state, VM_UCODE2, VM_UDATA2);
}

/* Linux hosts use 33H and 2BH themselves: they must still be the guest's own. */
static void iretq_takes_selectors_that_the_host_also_uses(void **state)
{
    struct vm *vm = *state;
    const uint64_t code = vm_read(vm, VM_GDT + (VM_UCODE & ~7u));
    const uint64_t data = vm_read(vm, VM_GDT + (VM_UDATA & ~7u));
    vm_write(vm, VM_GDT + 0x28, data);
    vm_write(vm, VM_GDT + 0x30, code);
    check_iretq_to_user(vm, 0x33, 0x2b);
}

static void iretq_stays_at_cpl0(void **state)
{
    struct vm *vm = *state;
    put_iret_frame(vm, vm_code(g_nop), VM_KCODE, RFLAGS_FIXED | RFLAGS_CF, VM_KSTACK - 0x100,
                   VM_KDATA);
    assert_int_equal(vm_run(vm), VCPU_EXIT_HALT);
    assert_int_equal(vm->st.rip, vm_code(g_nop) + 2);
    assert_int_equal(vm->st.gpr[RSP], VM_KSTACK - 0x100);
    assert_int_equal(vm->st.rflags, RFLAGS_FIXED | RFLAGS_CF);
}

static void iretq_to_a_noncanonical_rip_is_gp(void **state)
{
    struct vm *vm = *state;
    put_iret_frame(vm, UINT64_C(0x8000000000000000), VM_UCODE, RFLAGS_FIXED, VM_USTACK, VM_UDATA);
    assert_int_equal(vm_run(vm), VCPU_EXIT_HALT);
    assert_int_equal(vm_fault(vm).vector, VEC_GP);
}

static void guest_loads_its_own_idt(void **state)
{
    struct vm *vm = *state;
    uint64_t frame = vm_new_frame(vm, 1);
    memcpy(vm_host(vm, frame, 512), vm_host(vm, VM_IDT, 512), 512);
    memcpy(vm_host(vm, frame + 16 * VEC_UD, 16), vm_host(vm, VM_IDT + 16 * VEC_BP, 16), 16);
    vm_map(vm, vm->root, TEST_GVA, frame, 1, VM_KRW);
    *(uint16_t *)vm_host(vm, VM_GDT + 0x100, 2) = 511;
    memcpy(vm_host(vm, VM_GDT + 0x102, 8), &(uint64_t){TEST_GVA}, 8);
    vm->st.gpr[RBX] = VM_GDT + 0x100;
    struct vm_fault f = vm_go(vm, g_lidt_ud, 0);
    assert_int_equal(f.vector, VEC_BP); /* the gate that the new IDT has for #UD */
    assert_int_equal(vm->st.idt.base, TEST_GVA);
    assert_int_equal(vm->st.idt.limit, 511);
}

static void guest_loads_its_own_gdt_and_tss(void **state)
{
    struct vm *vm = *state;
    uint64_t tss = VM_TSS + 0x200, gdt = VM_GDT + 0x400;
    memcpy(vm_host(vm, gdt, 0x50), vm_host(vm, VM_GDT, 0x50), 0x50);
    memcpy(vm_host(vm, tss, 0x68), vm_host(vm, VM_TSS, 0x68), 0x68);
    vm_write(vm, tss + 4, VM_RSP0 - 0x1000);
    vm_write(vm, gdt + VM_TSS_SEL, 0x67 | tss << 16 | UINT64_C(0x89) << 40);
    *(uint16_t *)vm_host(vm, VM_GDT + 0x100, 2) = 0x4f;
    memcpy(vm_host(vm, VM_GDT + 0x102, 8), &gdt, 8);
    vm->st.gpr[RBX] = VM_GDT + 0x100;
    vm->st.gpr[RAX] = VM_TSS_SEL;
    vm_go_ok(vm, g_lgdt_ltr, 0);
    assert_int_equal(vm->st.gdt.base, gdt);
    assert_int_equal(vm->st.tr.base, tss);
    assert_int_equal(vm_read(vm, gdt + VM_TSS_SEL) >> 40 & 0xff, 0x8b); /* busy now */
    struct vm_fault f = vm_go(vm, g_ud, 3);
    assert_int_equal(f.vector, VEC_UD);
    assert_int_equal(f.at, VM_RSP0 - 0x1000 - 40);
}

static void guest_writes_lstar(void **state)
{
    struct vm *vm = *state;
    vm->st.gpr[RSI] = vm_code(g_sys_halt);
    vm_go_ok(vm, g_wrmsr_lstar, 0);
    assert_int_equal(vm->st.gpr[RAX], vm_code(g_sys_halt));
    assert_int_equal(vm->st.lstar, vm_code(g_sys_halt));
    vm_enter(vm, g_u_syscall, 3);
    assert_int_equal(vm_run(vm), VCPU_EXIT_HALT);
    assert_int_equal(vm->st.rip, vm_code(g_sys_halt) + 1);
}

static void guest_writes_cr2(void **state)
{
    struct vm *vm = *state;
    vm->st.gpr[RAX] = 0x123456789;
    vm_go_ok(vm, g_write_cr2, 0);
    assert_int_equal(vm->st.cr2, 0x123456789);
}

/* Turned on, SMEP and its like must be refused: by #GP as where CPUID does not offer them, or by an
 * error exit; never taken and then ignored. */
static void features_not_offered_are_refused_when_turned_on(void **state)
{
    static const uint64_t bits[] = {CR4_SMEP, CR4_SMAP, CR4_PKE, CR4_PCIDE, CR4_LA57};
    struct vm *vm = *state;
    for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
        vm_enter(vm, g_write_cr4, 0);
        vm->st.gpr[RAX] = vm->st.cr4 | bits[i];
        assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), 0);
        assert_int_equal(vm->ops->run(vm->mmu, &vm->exit), 0);
        if (vm->exit.kind == VCPU_EXIT_ERROR) {
            assert_true(vm->exit.text[0]);
            continue;
        }
        assert_int_equal(vm->exit.kind, VCPU_EXIT_HALT);
        assert_int_equal(vm->ops->get_state(vm->mmu, &vm->st), 0);
        assert_int_equal(vm_fault(vm).vector, VEC_GP);
        assert_int_equal(vm->st.cr4 & bits[i], 0);
    }
}

static void sse_registers_survive_a_stay_at_cpl0(void **state)
{
    struct vm *vm = *state;
    vm_routine(vm, r_none);
    vm->st.gpr[RAX] = 0x1234567812345678;
    vm->st.gpr[R8] = 0x8765432187654321;
    vm_go_ok(vm, g_u_xmm, 3);
    assert_int_equal(vm->st.gpr[R9], 0x1234567812345678);
    assert_int_equal(vm->st.gpr[R10], 0x8765432187654321);
    assert_int_equal(*(uint64_t *)&vm->st.fp[160 + 16 * 3], 0x1234567812345678);
    assert_int_equal(*(uint64_t *)&vm->st.fp[160 + 16 * 15], 0x8765432187654321);
}

static uint64_t map_double(struct vm *vm)
{
    const double d = 2.718281828;
    uint64_t frame = vm_new_frame(vm, 1);
    memcpy(vm_host(vm, frame, 8), &d, 8);
    vm_map(vm, vm->root, TEST_GVA, frame, 1, VM_URW);
    vm_routine(vm, r_none);
    vm->st.gpr[RBX] = TEST_GVA;
    return frame;
}

static void avx_registers_survive_a_stay_at_cpl0(void **state)
{
    struct vm *vm = *state;
    if (!(vm->st.xcr0 & 4)) {
        print_message("SKIP: this host has no AVX\n");
        skip();
    }
    uint64_t frame = map_double(vm);
    vm_go_ok(vm, g_u_ymm, 3);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(vm_read(vm, frame + 32 + 8 * i), vm_read(vm, frame));
}

static void x87_registers_survive_a_stay_at_cpl0(void **state)
{
    struct vm *vm = *state;
    uint64_t frame = map_double(vm);
    vm_go_ok(vm, g_u_x87, 3);
    assert_int_equal(vm_read(vm, frame + 8), vm_read(vm, frame));
}

/* An exit at CPL 0 in between: what the guest's user part had in its registers is in the state. */
static void fp_registers_survive_exits(void **state)
{
    struct vm *vm = *state;
    vm_gate(vm, VEC_BP, vm_code(g_out8), 0, 3);
    vm_enter(vm, g_u_xmm, 3);
    vm->st.gpr[RAX] = 0xfeedface;
    vm->st.gpr[R8] = 0xdecade;
    assert_int_equal(vm_run(vm), VCPU_EXIT_IO);
    assert_int_equal(*(uint64_t *)&vm->st.fp[160 + 16 * 3], 0xfeedface);
    vm->st.fp[160] = 0x42; /* the host may change them, too */
    vm->st.fp[512] |= 3;
    assert_int_equal(vm_run(vm), VCPU_EXIT_HALT);
    assert_int_equal(vm->st.fp[160], 0x42);
    assert_int_equal(*(uint64_t *)&vm->st.fp[160 + 16 * 15], 0xdecade);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_vm(syscall_sets_rcx_r11_and_masks_flags),
    cmocka_unit_test_vm(syscall_keeps_a_clear_interrupt_flag),
    cmocka_unit_test_vm(syscall_loads_selectors_from_star),
    cmocka_unit_test_vm(syscall_without_sce_is_ud),
    cmocka_unit_test_vm(syscall_and_iretq_make_a_round_trip),
    cmocka_unit_test_vm(iretq_enters_user_mode),
    cmocka_unit_test_vm(iretq_takes_any_user_selectors_of_the_gdt),
    cmocka_unit_test_vm(iretq_takes_selectors_that_the_host_also_uses),
    cmocka_unit_test_vm(iretq_stays_at_cpl0),
    cmocka_unit_test_vm(iretq_to_a_noncanonical_rip_is_gp),
    cmocka_unit_test_vm(guest_loads_its_own_idt),
    cmocka_unit_test_vm(guest_loads_its_own_gdt_and_tss),
    cmocka_unit_test_vm(guest_writes_lstar),
    cmocka_unit_test_vm(guest_writes_cr2),
    cmocka_unit_test_vm(features_not_offered_are_refused_when_turned_on),
    cmocka_unit_test_vm(sse_registers_survive_a_stay_at_cpl0),
    cmocka_unit_test_vm(avx_registers_survive_a_stay_at_cpl0),
    cmocka_unit_test_vm(x87_registers_survive_a_stay_at_cpl0),
    cmocka_unit_test_vm(fp_registers_survive_exits),
};
TEST_GROUP(mode, tests);
