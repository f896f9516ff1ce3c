/* SPDX-License-Identifier: Apache-2.0 */
/* Event delivery: frames, stacks, every error on the way, double and triple faults. */
#include "common/tests/test_main.h"
#include "machine.h"

#include <string.h>

#define RFLAGS_IN (RFLAGS_FIXED | RFLAGS_CF | RFLAGS_IF | RFLAGS_TF | RFLAGS_NT)

static bool deliver(struct machine *m, unsigned vector, int code, unsigned soft)
{
    struct vcpu_event ev = {.valid = true,
                            .has_error = code >= 0,
                            .vector = (uint8_t)vector,
                            .error_code = code < 0 ? 0 : (uint32_t)code};
    m->out.effects = 0;
    return cpu_deliver(&m->bus, ev, soft, &m->out.effects);
}

static uint64_t handler(unsigned vector)
{
    return 0x7fff00000000 + 0x100 * vector;
}

/* The handler of `vector` runs with this error code on top of its stack. */
static void expect_handler(struct machine *m, unsigned vector, uint64_t code)
{
    assert_int_equal(m->s.rip, handler(vector));
    assert_int_equal(machine_u64(m, m->s.gpr[RSP]), code);
}

static void fault_from_user_switches_stack_and_pushes_frame(void **state)
{
    struct machine *m = *state;

    machine_user(m);
    m->s.rflags = RFLAGS_IN;
    assert_true(deliver(m, VEC_PF, 6, 0));
    expect_handler(m, VEC_PF, 6);
    assert_int_equal(m->s.gpr[RSP], KSTACK_TOP - 48);
    assert_int_equal(machine_u64(m, KSTACK_TOP - 40), CODE_AT);
    assert_int_equal(machine_u64(m, KSTACK_TOP - 32), UCODE | 3);
    assert_int_equal(machine_u64(m, KSTACK_TOP - 24), RFLAGS_IN | RFLAGS_RF);
    assert_int_equal(machine_u64(m, KSTACK_TOP - 16), USTACK_TOP);
    assert_int_equal(machine_u64(m, KSTACK_TOP - 8), UDATA | 3);
    assert_int_equal(m->s.rflags, RFLAGS_FIXED | RFLAGS_CF);
    assert_int_equal(vcpu_cpl(&m->s), 0);
    assert_int_equal(m->s.cs.selector, KCODE);
    assert_true(m->s.cs.l);
    assert_int_equal(m->s.ss.selector, 0);
    assert_int_equal(m->out.effects, CPU_EFFECT_ROLE);
    assert_int_equal(m->accesses, 4); /* gate, descriptor, RSP0, frame */
    assert_false(m->last_user);
}

static void same_privilege_keeps_stack_and_aligns_it(void **state)
{
    struct machine *m = *state;

    m->s.gpr[RSP] = KSTACK_TOP - 3;
    uint16_t ss = m->s.ss.selector;
    assert_true(deliver(m, VEC_UD, -1, 0));
    assert_int_equal(m->s.gpr[RSP], KSTACK_TOP - 16 - 40);
    assert_int_equal(machine_u64(m, KSTACK_TOP - 16 - 16), KSTACK_TOP - 3);
    assert_int_equal(m->s.ss.selector, ss);
    assert_int_equal(m->out.effects, 0);
}

static void trap_gate_keeps_interrupt_flag(void **state)
{
    struct machine *m = *state;

    m->s.rflags = RFLAGS_FIXED | RFLAGS_IF;
    machine_handler(m, VEC_UD, 0xf, 0, 0, KCODE, handler(VEC_UD));
    assert_true(deliver(m, VEC_UD, -1, 0));
    assert_int_equal(m->s.rflags, RFLAGS_FIXED | RFLAGS_IF);
}

static void ist_switches_stack_without_privilege_change(void **state)
{
    struct machine *m = *state;

    machine_handler(m, VEC_DF, 0xe, 0, 1, KCODE, handler(VEC_DF));
    assert_true(deliver(m, VEC_DF, 0, 0));
    assert_int_equal(m->s.gpr[RSP], IST1_TOP - 48);
    assert_int_equal(m->s.ss.selector, machine_u64(m, IST1_TOP - 8));
}

static void traps_and_soft_events_save_rf_clear(void **state)
{
    struct machine *m = *state;

    assert_true(deliver(m, VEC_DB, -1, 0));
    assert_int_equal(machine_u64(m, m->s.gpr[RSP] + 16) & RFLAGS_RF, 0);
    machine_reset(m);
    assert_true(deliver(m, VEC_UD, -1, 2));
    assert_int_equal(machine_u64(m, m->s.gpr[RSP] + 16) & RFLAGS_RF, 0);
}

static void conforming_handler_stays_at_user_privilege(void **state)
{
    struct machine *m = *state;

    machine_user(m);
    machine_handler(m, VEC_DE, 0xe, 0, 0, CONF, handler(VEC_DE));
    assert_true(deliver(m, VEC_DE, -1, 0));
    assert_int_equal(vcpu_cpl(&m->s), 3);
    assert_int_equal(m->s.cs.selector, CONF | 3);
    assert_int_equal(m->s.gpr[RSP], USTACK_TOP - 40);
    assert_true(m->last_user);
}

static void soft_interrupt_needs_gate_dpl(void **state)
{
    struct machine *m = *state;

    machine_user(m);
    m->s.rip = CODE_AT + 2;
    assert_true(deliver(m, 3, -1, 2));
    expect_handler(m, VEC_GP, 3 * 8 + 2); /* no EXT: the instruction did it */
    assert_int_equal(machine_u64(m, m->s.gpr[RSP] + 8), CODE_AT);
    machine_reset(m);
    machine_user(m);
    m->s.rip = CODE_AT + 2;
    machine_handler(m, 3, 0xe, 3, 0, KCODE, handler(3));
    assert_true(deliver(m, 3, -1, 2));
    assert_int_equal(machine_u64(m, m->s.gpr[RSP]), CODE_AT + 2);
}

static void vector_beyond_idt_is_gp_with_idt_code(void **state)
{
    struct machine *m = *state;

    m->s.rip = CODE_AT + 2;
    assert_true(deliver(m, 0x80, -1, 2)); /* its gate is all zero */
    expect_handler(m, VEC_GP, 0x80 * 8 + 2);
    machine_reset(m);
    m->s.idt.limit = 32 * 16 - 1;
    assert_true(deliver(m, 0x20, -1, 2));
    expect_handler(m, VEC_GP, 0x20 * 8 + 2);
}

static void absent_gate_is_np_with_ext(void **state)
{
    struct machine *m = *state;

    machine_gate(m, VEC_UD, (uint64_t)KCODE << 16 | UINT64_C(0xe) << 40, 0);
    assert_true(deliver(m, VEC_UD, -1, 0));
    expect_handler(m, VEC_NP, VEC_UD * 8 + 2 + 1);
}

static void wrong_gate_type_is_gp(void **state)
{
    struct machine *m = *state;

    machine_handler(m, VEC_UD, 0xc, 0, 0, KCODE, handler(VEC_UD));
    assert_true(deliver(m, VEC_UD, -1, 0));
    expect_handler(m, VEC_GP, VEC_UD * 8 + 2 + 1);
}

static void bad_code_segments_give_their_selector(void **state)
{
    static const struct {
        uint16_t selector;
        unsigned vector;
        uint32_t code;
    } cases[] = {
        {0, VEC_GP, 1},
        {KDATA, VEC_GP, KDATA + 1},
        {UCODE, VEC_GP, UCODE + 1}, /* DPL above CPL 0 */
        {CODE32, VEC_GP, CODE32 + 1},
        {0x200, VEC_GP, 0x201},
        {KCODE | 4, VEC_GP, (KCODE | 4) + 1}, /* no LDT */
    };
    struct machine *m = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        machine_reset(m);
        machine_handler(m, VEC_UD, 0xe, 0, 0, cases[i].selector, handler(VEC_UD));
        assert_true(deliver(m, VEC_UD, -1, 0));
        expect_handler(m, cases[i].vector, cases[i].code);
    }
    machine_reset(m);
    machine_user(m);
    machine_handler(m, VEC_UD, 0xe, 0, 0, ABSENT, handler(VEC_UD));
    assert_true(deliver(m, VEC_UD, -1, 0));
    expect_handler(m, VEC_NP, ABSENT + 1);
}

static void short_tss_is_ts(void **state)
{
    struct machine *m = *state;

    machine_handler(m, VEC_UD, 0xe, 0, 7, KCODE, handler(VEC_UD));
    m->s.tr.limit = 36 + 8 * 6 + 6;
    assert_true(deliver(m, VEC_UD, -1, 0));
    expect_handler(m, VEC_TS, TSS_SEL + 1);
}

static void non_canonical_stack_is_ss(void **state)
{
    struct machine *m = *state;

    machine_handler(m, VEC_UD, 0xe, 0, 1, KCODE, handler(VEC_UD));
    machine_set_u64(m, TSS_AT + 36, UINT64_C(0x1000000000000000));
    assert_true(deliver(m, VEC_UD, -1, 0));
    expect_handler(m, VEC_SS, 1);
}

static void non_canonical_handler_is_gp(void **state)
{
    struct machine *m = *state;

    machine_handler(m, VEC_UD, 0xe, 0, 0, KCODE, UINT64_C(0x1000000000000000));
    assert_true(deliver(m, VEC_UD, -1, 0));
    expect_handler(m, VEC_GP, 1);
}

static void page_fault_on_stack_push_is_delivered_for_benign(void **state)
{
    struct machine *m = *state;

    machine_handler(m, VEC_PF, 0xe, 0, 1, KCODE, handler(VEC_PF));
    m->s.gpr[RSP] = 0x8000;
    m->fault_page = 0x7000;
    assert_true(deliver(m, VEC_UD, -1, 0));
    expect_handler(m, VEC_PF, PF_W);
    assert_int_equal(m->s.cr2, 0x8000 - 40);
    assert_int_equal(machine_u64(m, IST1_TOP - 16), 0x8000);
}

static void contributory_pairs_make_double_fault(void **state)
{
    static const uint8_t first[] = {VEC_DE, VEC_TS, VEC_NP, VEC_SS, VEC_GP, VEC_PF};
    struct machine *m = *state;

    for (size_t i = 0; i < sizeof(first); i++) {
        machine_reset(m);
        machine_gate(m, first[i], 0, 0);
        assert_true(deliver(m, first[i], first[i] == VEC_DE ? -1 : 0, 0));
        expect_handler(m, VEC_DF, 0);
    }
}

static void page_fault_after_contributory_is_delivered(void **state)
{
    struct machine *m = *state;

    machine_handler(m, VEC_PF, 0xe, 0, 1, KCODE, handler(VEC_PF));
    m->s.gpr[RSP] = 0x8000;
    m->fault_page = 0x7000;
    assert_true(deliver(m, VEC_GP, 0, 0));
    expect_handler(m, VEC_PF, PF_W);
    machine_reset(m);
    machine_handler(m, VEC_DF, 0xe, 0, 1, KCODE, handler(VEC_DF));
    m->s.gpr[RSP] = 0x8000;
    m->fault_page = 0x7000;
    assert_true(deliver(m, VEC_PF, 0, 0));
    expect_handler(m, VEC_DF, 0);
}

static void fault_in_double_fault_is_triple(void **state)
{
    struct machine *m = *state;

    machine_gate(m, VEC_GP, 0, 0);
    machine_gate(m, VEC_DF, 0, 0);
    assert_false(deliver(m, VEC_GP, 0, 0));
    machine_reset(m);
    m->s.idt.limit = 0;
    assert_false(deliver(m, VEC_UD, -1, 0));
}

static void int8_is_no_double_fault(void **state)
{
    struct machine *m = *state;

    m->s.rip = CODE_AT + 2;
    machine_gate(m, VEC_DF, 0, 0);
    assert_true(deliver(m, VEC_DF, -1, 2));
    expect_handler(m, VEC_GP, VEC_DF * 8 + 2);
}

static void failed_delivery_changes_nothing_but_cr2(void **state)
{
    struct machine *m = *state;
    struct vcpu_state before;

    machine_user(m);
    m->fault_page = KSTACK_TOP - 0x1000;
    memcpy(&before, &m->s, sizeof(before));
    assert_false(deliver(m, VEC_GP, 0, 0)); /* #GP, #PF on the stack, #DF, #PF again */
    before.cr2 = m->s.cr2;
    assert_memory_equal(&before, &m->s, sizeof(before));
    assert_int_equal(m->s.cr2, KSTACK_TOP - 48);
}

static void iretq_undoes_delivery(void **state)
{
    struct machine *m = *state;
    struct vcpu_state before;

    machine_user(m);
    m->s.rflags = RFLAGS_FIXED | RFLAGS_IF | RFLAGS_ZF;
    memcpy(&before, &m->s, sizeof(before));
    assert_true(deliver(m, VEC_BP, -1, 0));
    assert_int_equal(RUN(m, 0x48, 0xcf), CPU_OK);
    assert_int_equal(m->out.effects, CPU_EFFECT_ROLE | CPU_EFFECT_IRETQ);
    assert_int_equal(m->s.rip, before.rip);
    assert_int_equal(m->s.rflags, before.rflags);
    assert_int_equal(m->s.gpr[RSP], before.gpr[RSP]);
    assert_int_equal(m->s.cs.selector, before.cs.selector);
    assert_int_equal(m->s.ss.selector, before.ss.selector);
    assert_int_equal(vcpu_cpl(&m->s), 3);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_machine(fault_from_user_switches_stack_and_pushes_frame),
    cmocka_unit_test_machine(same_privilege_keeps_stack_and_aligns_it),
    cmocka_unit_test_machine(trap_gate_keeps_interrupt_flag),
    cmocka_unit_test_machine(ist_switches_stack_without_privilege_change),
    cmocka_unit_test_machine(traps_and_soft_events_save_rf_clear),
    cmocka_unit_test_machine(conforming_handler_stays_at_user_privilege),
    cmocka_unit_test_machine(soft_interrupt_needs_gate_dpl),
    cmocka_unit_test_machine(vector_beyond_idt_is_gp_with_idt_code),
    cmocka_unit_test_machine(absent_gate_is_np_with_ext),
    cmocka_unit_test_machine(wrong_gate_type_is_gp),
    cmocka_unit_test_machine(bad_code_segments_give_their_selector),
    cmocka_unit_test_machine(short_tss_is_ts),
    cmocka_unit_test_machine(non_canonical_stack_is_ss),
    cmocka_unit_test_machine(non_canonical_handler_is_gp),
    cmocka_unit_test_machine(page_fault_on_stack_push_is_delivered_for_benign),
    cmocka_unit_test_machine(contributory_pairs_make_double_fault),
    cmocka_unit_test_machine(page_fault_after_contributory_is_delivered),
    cmocka_unit_test_machine(fault_in_double_fault_is_triple),
    cmocka_unit_test_machine(int8_is_no_double_fault),
    cmocka_unit_test_machine(failed_delivery_changes_nothing_but_cr2),
    cmocka_unit_test_machine(iretq_undoes_delivery),
};

TEST_MAIN(tests)
