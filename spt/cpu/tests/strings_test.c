/* SPDX-License-Identifier: Apache-2.0 */
/* String instructions: restarted after faults, cut into chunks, both directions. */
#include "common/tests/test_main.h"
#include "machine.h"

static void rep_stos_restarts_after_a_fault(void **state)
{
    struct machine *m = *state;

    machine_prepare(m);
    m->s.gpr[RDI] = 0xaff0;
    m->s.gpr[RCX] = 4;
    m->fault_page = 0xb000;
    machine_expect(m, RUN(m, 0xf3, 0x48, 0xab), VEC_PF, PF_W);
    assert_int_equal(m->s.gpr[RCX], 2);
    assert_int_equal(m->s.gpr[RDI], 0xb000);
    assert_int_equal(m->s.cr2, 0xb000);
    m->fault_page = ~UINT64_C(0);
    OK(m, 0xf3, 0x48, 0xab);
    assert_int_equal(m->s.gpr[RCX], 0);
    assert_int_equal(machine_u64(m, 0xb008), 0x21);
    assert_int_equal(machine_u64(m, 0xb010), 0);
    assert_int_equal(m->s.rip, CODE_AT + 3);
}

static void long_rep_goes_in_chunks(void **state)
{
    struct machine *m = *state;
    unsigned calls = 0;

    machine_prepare(m);
    m->s.gpr[RSI] = 0xc000;
    m->s.gpr[RDI] = 0x10000;
    m->s.gpr[RCX] = 1500;
    for (unsigned i = 0; i < 1500 * 4; i++)
        m->memory[0xc000 + i] = (uint8_t)(i * 7);
    do {
        OK(m, 0xf3, 0xa5);
        calls++;
    } while (m->s.rip == CODE_AT && calls < 100);
    assert_in_range(calls, 2, 10);
    assert_int_equal(m->s.gpr[RCX], 0);
    assert_memory_equal(m->memory + 0xc000, m->memory + 0x10000, 6000);
}

static void strings_run_backwards_and_with_zero_count(void **state)
{
    struct machine *m = *state;

    machine_prepare(m);
    m->s.gpr[RCX] = 0;
    OK(m, 0xf3, 0xaa);
    assert_int_equal(m->accesses, 0);
    m->s.rflags |= RFLAGS_DF;
    m->s.gpr[RSI] = DATA_AT + 3;
    OK(m, 0xac); /* lodsb */
    assert_int_equal(m->s.gpr[RAX], 0x55);
    assert_int_equal(m->s.gpr[RSI], DATA_AT + 2);
    m->s.gpr[RDI] = DATA_AT + 0x41;
    OK(m, 0xaa);
    assert_int_equal(m->memory[DATA_AT + 0x41], 0x55);
    assert_int_equal(m->s.gpr[RDI], DATA_AT + 0x40);
}

static void single_step_stops_a_rep_after_each_element(void **state)
{
    struct machine *m = *state;

    machine_prepare(m);
    m->s.rflags |= RFLAGS_TF;
    machine_expect(m, RUN(m, 0xf3, 0xaa), VEC_DB, 0);
    assert_int_equal(m->s.gpr[RCX], 2);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_machine(rep_stos_restarts_after_a_fault),
    cmocka_unit_test_machine(long_rep_goes_in_chunks),
    cmocka_unit_test_machine(strings_run_backwards_and_with_zero_count),
    cmocka_unit_test_machine(single_step_stops_a_rep_after_each_element),
};
TEST_MAIN(tests)
