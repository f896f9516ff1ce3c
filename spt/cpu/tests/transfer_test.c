/* SPDX-License-Identifier: Apache-2.0 */
/* iretq, far transfers, syscall and sysret, software interrupts, loads of segment registers. */
#include "common/tests/test_main.h"
#include "machine.h"

#include <string.h>

#define TARGET UINT64_C(0x4567)

static void frame(struct machine *m, uint64_t rip, uint64_t cs, uint64_t rflags, uint64_t rsp,
                  uint64_t ss)
{
    const uint64_t f[5] = {rip, cs, rflags, rsp, ss};

    memcpy(m->memory + m->s.gpr[RSP] - 40, f, 40);
    m->s.gpr[RSP] -= 40;
}

static enum cpu_result iretq(struct machine *m)
{
    return RUN(m, 0x48, 0xcf);
}

static void iretq_to_user_loads_everything(void **state)
{
    struct machine *m = *state;

    m->s.ds = segment_data(KDATA, 0);
    m->s.fs = segment_data(UDATA | 3, 3);
    m->s.gs = segment_data(KDATA, 0);
    m->s.gs.base = 0x7000;
    frame(m, TARGET, UCODE | 3, RFLAGS_IF | RFLAGS_CF | RFLAGS_FIXED, USTACK_TOP, UDATA | 3);
    assert_int_equal(iretq(m), CPU_OK);
    assert_int_equal(m->out.effects, CPU_EFFECT_ROLE | CPU_EFFECT_IRETQ);
    assert_int_equal(m->s.rip, TARGET);
    assert_int_equal(m->s.gpr[RSP], USTACK_TOP);
    assert_int_equal(m->s.rflags, RFLAGS_IF | RFLAGS_CF | RFLAGS_FIXED);
    assert_int_equal(vcpu_cpl(&m->s), 3);
    assert_int_equal(m->s.cs.selector, UCODE | 3);
    assert_int_equal(m->s.ss.selector, UDATA | 3);
    assert_int_equal(m->s.ds.selector, 0); /* of privilege 0: lost */
    assert_true(m->s.ds.unusable);
    assert_int_equal(m->s.fs.selector, UDATA | 3);
    assert_int_equal(m->s.gs.selector, 0);
    assert_int_equal(m->s.gs.base, 0x7000); /* used by itself in 64-bit mode */
    assert_int_equal(m->accesses, 3);
}

static void iretq_to_kernel_takes_null_stack_selector(void **state)
{
    struct machine *m = *state;

    frame(m, TARGET, KCODE, RFLAGS_FIXED, 0x4800, 0);
    assert_int_equal(iretq(m), CPU_OK);
    assert_int_equal(m->out.effects, CPU_EFFECT_IRETQ);
    assert_int_equal(m->s.gpr[RSP], 0x4800);
    assert_true(m->s.ss.unusable);
}

static void iretq_failures_have_exact_codes(void **state)
{
    static const struct {
        uint64_t rip, cs, ss;
        unsigned vector;
        uint32_t code;
    } cases[] = {
        {TARGET, 0, UDATA | 3, VEC_GP, 0},
        {TARGET, 3, UDATA | 3, VEC_GP, 0},
        {TARGET, 0x200 | 3, UDATA | 3, VEC_GP, 0x200},
        {TARGET, UCODE | 7, UDATA | 3, VEC_GP, UCODE | 4}, /* no LDT */
        {TARGET, UDATA | 3, UDATA | 3, VEC_GP, UDATA},     /* not code */
        {TARGET, TSS_SEL | 3, UDATA | 3, VEC_GP, TSS_SEL},
        {TARGET, UCODE, UDATA | 3, VEC_GP, UCODE},     /* RPL 0, DPL 3 */
        {TARGET, KCODE | 3, UDATA | 3, VEC_GP, KCODE}, /* RPL 3, DPL 0 */
        {TARGET, ABSENT | 3, UDATA | 3, VEC_NP, ABSENT},
        {TARGET, UCODE | 3, 0, VEC_GP, 0},
        {TARGET, UCODE | 3, 3, VEC_GP, 0},
        {TARGET, UCODE | 3, UDATA, VEC_GP, UDATA},       /* RPL */
        {TARGET, UCODE | 3, KDATA | 3, VEC_GP, KDATA},   /* DPL */
        {TARGET, UCODE | 3, RODATA | 3, VEC_GP, RODATA}, /* not writable */
        {TARGET, UCODE | 3, UCODE | 3, VEC_GP, UCODE},
        {TARGET, UCODE | 3, 0x203, VEC_GP, 0x200},
        {TARGET, UCODE | 3, NOSTACK | 3, VEC_SS, NOSTACK},
        {UINT64_C(1) << 47, UCODE | 3, UDATA | 3, VEC_GP, 0},
    };
    struct machine *m = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        machine_reset(m);
        frame(m, cases[i].rip, cases[i].cs, RFLAGS_FIXED | RFLAGS_CF, USTACK_TOP, cases[i].ss);
        machine_expect(m, iretq(m), cases[i].vector, cases[i].code);
        assert_int_equal(m->s.gpr[RSP], KSTACK_TOP - 40);
        assert_int_equal(m->s.cs.dpl, 0);
        assert_int_equal(vcpu_cpl(&m->s), 0);
    }
}

static void iretq_refuses_32_bit_code_and_nested_task(void **state)
{
    struct machine *m = *state;

    frame(m, TARGET, CODE32 | 3, RFLAGS_FIXED, USTACK_TOP, UDATA | 3);
    assert_int_equal(iretq(m), CPU_REFUSED);
    assert_non_null(strstr(m->exit.text, "32-bit"));
    m->s.rflags |= RFLAGS_NT;
    machine_expect(m, iretq(m), VEC_GP, 0);
}

static void iretq_cannot_go_inward_or_change_guarded_flags(void **state)
{
    struct machine *m = *state;

    machine_user(m);
    frame(m, TARGET, KCODE, RFLAGS_FIXED, KSTACK_TOP, KDATA);
    machine_expect(m, iretq(m), VEC_GP, KCODE);
    machine_reset(m);
    machine_user(m);
    frame(m, TARGET, UCODE | 3, RFLAGS_FIXED | RFLAGS_IF | RFLAGS_IOPL | RFLAGS_ZF, USTACK_TOP,
          UDATA | 3);
    assert_int_equal(iretq(m), CPU_OK);
    assert_int_equal(m->s.rflags, RFLAGS_FIXED | RFLAGS_ZF);
    assert_int_equal(m->out.effects, CPU_EFFECT_IRETQ);
}

static void iretq_from_unmapped_stack_faults_whole(void **state)
{
    struct machine *m = *state;

    m->s.gpr[RSP] = 0x7ff0; /* the frame crosses into the next page */
    m->fault_page = 0x8000;
    machine_expect(m, iretq(m), VEC_PF, 0);
    assert_int_equal(m->s.cr2, 0x8000);
    m->s.gpr[RSP] = UINT64_C(1) << 50;
    machine_expect(m, iretq(m), VEC_SS, 0);
}

static void accessed_bit_is_set_in_the_descriptor(void **state)
{
    struct machine *m = *state;

    frame(m, TARGET, UCODE | 3, RFLAGS_FIXED, USTACK_TOP, FRESH | 3);
    assert_int_equal(iretq(m), CPU_OK);
    assert_int_equal(m->memory[GDT_AT + FRESH + 5], 0xf3);
    assert_int_equal(m->s.ss.type & 1, 1);
    assert_int_equal(m->writes, 1);
}

static void far_return_reloads_code_segment(void **state)
{
    struct machine *m = *state;

    machine_set_u64(m, KSTACK_TOP - 16, TARGET);
    machine_set_u64(m, KSTACK_TOP - 8, KCODE);
    m->s.gpr[RSP] -= 16;
    OK(m, 0x48, 0xcb);
    assert_int_equal(m->s.rip, TARGET);
    assert_int_equal(m->s.gpr[RSP], KSTACK_TOP);
    assert_int_equal(m->s.cs.selector, KCODE);
    /* outward: RSP and SS follow on the stack */
    machine_reset(m);
    frame(m, TARGET, UCODE | 3, USTACK_TOP, UDATA | 3, 0);
    OK(m, 0x48, 0xcb);
    assert_int_equal(m->s.gpr[RSP], USTACK_TOP);
    assert_int_equal(vcpu_cpl(&m->s), 3);
    assert_int_equal(m->out.effects, CPU_EFFECT_ROLE);
}

static void far_jump_and_call_through_memory(void **state)
{
    struct machine *m = *state;

    m->s.gpr[RDI] = DATA_AT;
    machine_set_u64(m, DATA_AT, TARGET);
    machine_set_u64(m, DATA_AT + 8, KCODE);
    OK(m, 0x48, 0xff, 0x2f); /* jmp far [rdi] */
    assert_int_equal(m->s.rip, TARGET);
    OK(m, 0x48, 0xff, 0x1f); /* call far [rdi] */
    assert_int_equal(machine_u64(m, KSTACK_TOP - 16), TARGET + 3);
    assert_int_equal(machine_u64(m, KSTACK_TOP - 8), KCODE);
    assert_int_equal(m->s.gpr[RSP], KSTACK_TOP - 16);
    m->s.rip = CODE_AT;
    machine_set_u64(m, DATA_AT + 8, UCODE | 3);
    machine_expect(m, RUN(m, 0x48, 0xff, 0x2f), VEC_GP, UCODE);
}

static void syscall_and_sysret_round_trip(void **state)
{
    struct machine *m = *state;

    m->s.star = UINT64_C(0x0010000800000000) | UINT64_C(3) << 48; /* user base 0x13 */
    m->s.lstar = TARGET;
    m->s.sfmask = RFLAGS_IF | RFLAGS_TF;
    machine_user(m);
    m->s.rflags = RFLAGS_FIXED | RFLAGS_IF | RFLAGS_ZF;
    OK(m, 0x0f, 0x05);
    assert_int_equal(m->s.rip, TARGET);
    assert_int_equal(m->s.gpr[RCX], CODE_AT + 2);
    assert_int_equal(m->s.gpr[R11], RFLAGS_FIXED | RFLAGS_IF | RFLAGS_ZF);
    assert_int_equal(m->s.rflags, RFLAGS_FIXED | RFLAGS_ZF);
    assert_int_equal(m->s.cs.selector, 8);
    assert_int_equal(m->s.ss.selector, 0x10);
    assert_int_equal(vcpu_cpl(&m->s), 0);
    assert_int_equal(m->out.effects, CPU_EFFECT_ROLE);
    OK(m, 0x48, 0x0f, 0x07);
    assert_int_equal(m->s.rip, CODE_AT + 2);
    assert_int_equal(m->s.rflags, RFLAGS_FIXED | RFLAGS_IF | RFLAGS_ZF);
    assert_int_equal(m->s.cs.selector, 0x23);
    assert_int_equal(m->s.ss.selector, 0x1b);
    assert_int_equal(vcpu_cpl(&m->s), 3);
}

static void sysret_drops_reserved_flags(void **state)
{
    struct machine *m = *state;

    m->s.gpr[R11] = ~UINT64_C(0);
    m->s.gpr[RCX] = TARGET;
    OK(m, 0x48, 0x0f, 0x07);
    assert_int_equal(m->s.rflags, 0x3c7fd7); /* neither RF nor VM */
}

static void syscall_and_sysret_need_sce(void **state)
{
    struct machine *m = *state;

    m->s.efer &= ~EFER_SCE;
    assert_false(cpu_syscall(&m->s));
    machine_expect(m, RUN(m, 0x0f, 0x05), VEC_UD, 0);
    machine_expect(m, RUN(m, 0x48, 0x0f, 0x07), VEC_UD, 0);
    m->s.efer |= EFER_SCE;
    m->s.gpr[RCX] = UINT64_C(1) << 47;
    GP0(m, 0x48, 0x0f, 0x07);
    assert_int_equal(RUN(m, 0x0f, 0x07), CPU_REFUSED); /* to 32-bit code */
    m->s.rip = CODE_AT;
    GP0(m, 0x0f, 0x34); /* sysenter with SYSENTER_CS 0 */
}

static void software_interrupts_are_soft_and_past(void **state)
{
    struct machine *m = *state;

    assert_int_equal(RUN(m, 0xcd, 0x80), CPU_EVENT);
    assert_int_equal(m->out.event.vector, 0x80);
    assert_false(m->out.event.has_error);
    assert_int_equal(m->out.soft, 2);
    assert_int_equal(m->s.rip, CODE_AT + 2);
    m->s.rip = CODE_AT;
    assert_int_equal(RUN(m, 0xcc), CPU_EVENT);
    assert_int_equal(m->out.event.vector, VEC_BP);
    assert_int_equal(m->out.soft, 1);
    m->s.rip = CODE_AT;
    assert_int_equal(RUN(m, 0xf1), CPU_EVENT);
    assert_int_equal(m->out.event.vector, VEC_DB);
    assert_int_equal(m->out.soft, 0);
    assert_int_equal(m->s.rip, CODE_AT + 1);
}

static void data_segment_loads_are_checked(void **state)
{
    static const struct {
        uint16_t selector;
        bool user;
        unsigned vector;
        uint32_t code;
    } cases[] = {
        {KDATA, true, VEC_GP, KDATA},      {KDATA | 3, false, VEC_GP, KDATA},
        {NOSTACK, false, VEC_NP, NOSTACK}, {TSS_SEL, false, VEC_GP, TSS_SEL},
        {0x200, false, VEC_GP, 0x200},     {UDATA | 4, false, VEC_GP, UDATA | 4},
    };
    struct machine *m = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        machine_reset(m);
        if (cases[i].user)
            machine_user(m);
        m->s.gpr[RAX] = cases[i].selector;
        machine_expect(m, RUN(m, 0x8e, 0xd8), cases[i].vector, cases[i].code);
    }
    machine_reset(m);
    m->s.gpr[RAX] = UDATA | 3;
    OK(m, 0x8e, 0xd8); /* mov ds, eax */
    assert_int_equal(m->s.ds.selector, UDATA | 3);
    assert_int_equal(m->s.ds.dpl, 3);
    OK(m, 0x8c, 0xd9); /* mov ecx, ds */
    assert_int_equal(m->s.gpr[RCX], UDATA | 3);
    m->s.gpr[RAX] = 0;
    OK(m, 0x8e, 0xe0); /* mov fs, eax */
    assert_true(m->s.fs.unusable);
}

static void stack_segment_loads_are_checked(void **state)
{
    struct machine *m = *state;

    m->s.gpr[RAX] = UDATA | 3;
    machine_expect(m, RUN(m, 0x8e, 0xd0), VEC_GP, UDATA);
    m->s.gpr[RAX] = KDATA;
    OK(m, 0x8e, 0xd0);
    assert_int_equal(m->s.ss.selector, KDATA);
    m->s.rip = CODE_AT;
    m->s.gpr[RAX] = 0;
    OK(m, 0x8e, 0xd0); /* null is allowed at CPL 0 */
    assert_int_equal(vcpu_cpl(&m->s), 0);
    machine_reset(m);
    machine_user(m);
    m->s.gpr[RAX] = 3;
    machine_expect(m, RUN(m, 0x8e, 0xd0), VEC_GP, 0);
}

static void push_and_pop_of_segments(void **state)
{
    struct machine *m = *state;

    m->s.gs = segment_data(UDATA | 3, 3);
    OK(m, 0x0f, 0xa8); /* push gs */
    assert_int_equal(machine_u64(m, KSTACK_TOP - 8), UDATA | 3);
    OK(m, 0x0f, 0xa1); /* pop fs */
    assert_int_equal(m->s.fs.selector, UDATA | 3);
    assert_int_equal(m->s.gpr[RSP], KSTACK_TOP);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_machine(iretq_to_user_loads_everything),
    cmocka_unit_test_machine(iretq_to_kernel_takes_null_stack_selector),
    cmocka_unit_test_machine(iretq_failures_have_exact_codes),
    cmocka_unit_test_machine(iretq_refuses_32_bit_code_and_nested_task),
    cmocka_unit_test_machine(iretq_cannot_go_inward_or_change_guarded_flags),
    cmocka_unit_test_machine(iretq_from_unmapped_stack_faults_whole),
    cmocka_unit_test_machine(accessed_bit_is_set_in_the_descriptor),
    cmocka_unit_test_machine(far_return_reloads_code_segment),
    cmocka_unit_test_machine(far_jump_and_call_through_memory),
    cmocka_unit_test_machine(syscall_and_sysret_round_trip),
    cmocka_unit_test_machine(sysret_drops_reserved_flags),
    cmocka_unit_test_machine(syscall_and_sysret_need_sce),
    cmocka_unit_test_machine(software_interrupts_are_soft_and_past),
    cmocka_unit_test_machine(data_segment_loads_are_checked),
    cmocka_unit_test_machine(stack_segment_loads_are_checked),
    cmocka_unit_test_machine(push_and_pop_of_segments),
};

TEST_MAIN(tests)
