/* SPDX-License-Identifier: Apache-2.0 */
/* Memory instructions at their edges: faults change nothing, MMIO goes in passes. */
#include "common/tests/test_main.h"
#include "machine.h"

#include <string.h>

static const uint8_t writers[][CPU_INSN_MAX] = {
    {0x48, 0x89, 0x07},             /* mov [rdi], rax */
    {0x48, 0xc7, 0x07, 1, 0, 0, 0}, /* mov qword [rdi], 1 */
    {0x48, 0x87, 0x07},             /* xchg [rdi], rax */
    {0xf0, 0x48, 0x0f, 0xc1, 0x07}, /* lock xadd [rdi], rax */
    {0xf0, 0x48, 0x0f, 0xb1, 0x0f}, /* lock cmpxchg [rdi], rcx */
    {0x48, 0x0f, 0xc7, 0x0f},       /* cmpxchg16b [rdi] */
    {0x48, 0x01, 0x07},             /* add [rdi], rax */
    {0x48, 0x83, 0x27, 0xfe},       /* and qword [rdi], -2 */
    {0x48, 0xff, 0x0f},             /* dec qword [rdi] */
    {0x48, 0xf7, 0x1f},             /* neg qword [rdi] */
    {0x48, 0x0f, 0xab, 0x07},       /* bts [rdi], rax */
    {0x48, 0xab},                   /* stosq */
    {0x48, 0xa5},                   /* movsq */
    {0xf3, 0x48, 0xab},             /* rep stosq */
    {0x8f, 0x07},                   /* pop [rdi] */
    {0x0f, 0x01, 0x07},             /* sgdt [rdi] */
    {0x48, 0x0f, 0xc3, 0x07},       /* movnti [rdi], rax */
};

static void expect_untouched(struct machine *m, const uint8_t *insn, uint32_t code)
{
    static struct vcpu_state before;

    memcpy(&before, &m->s, sizeof(before));
    machine_expect(m, machine_run(m, insn, CPU_INSN_MAX), VEC_PF, code);
    assert_int_equal(m->s.cr2 & PAGE_MASK, DATA_AT);
    before.cr2 = m->s.cr2;
    assert_memory_equal(&before, &m->s, sizeof(before));
    assert_int_equal(machine_u64(m, DATA_AT), PATTERN);
}

static void faults_change_nothing_and_say_write(void **state)
{
    struct machine *m = *state;

    for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++) {
        machine_prepare(m);
        m->fault_page = DATA_AT;
        expect_untouched(m, writers[i], PF_W);
        machine_prepare(m);
        m->readonly_page = DATA_AT;
        expect_untouched(m, writers[i], PF_W | PF_P);
    }
}

static void writers_succeed_where_nothing_faults(void **state)
{
    struct machine *m = *state;

    for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++) {
        machine_prepare(m);
        assert_int_equal(machine_run(m, writers[i], CPU_INSN_MAX), CPU_OK);
        assert_true(m->s.rip > CODE_AT);
        assert_true(m->writes >= 1);
    }
}

static void user_access_is_made_as_user(void **state)
{
    struct machine *m = *state;

    machine_prepare(m);
    machine_user(m);
    m->user_page = USTACK_TOP - PAGE_SIZE;
    machine_expect(m, RUN(m, 0x48, 0x8b, 0x07), VEC_PF, PF_P | PF_U);
    machine_expect(m, RUN(m, 0x48, 0x01, 0x07), VEC_PF, PF_P | PF_U | PF_W);
    OK(m, 0x50); /* push rax */
    assert_int_equal(machine_u64(m, USTACK_TOP - 8), 0x21);
}

static void non_canonical_addresses(void **state)
{
    struct machine *m = *state;

    machine_prepare(m);
    m->s.gpr[RDI] = UINT64_C(1) << 47;
    machine_expect(m, RUN(m, 0x48, 0x89, 0x07), VEC_GP, 0);
    m->s.gpr[RDI] = (UINT64_C(1) << 47) - 4; /* its end is not */
    machine_expect(m, RUN(m, 0x48, 0x89, 0x07), VEC_GP, 0);
    m->s.gpr[RSP] = UINT64_C(1) << 47;
    machine_expect(m, RUN(m, 0x58), VEC_SS, 0);
    machine_expect(m, RUN(m, 0x48, 0x89, 0x04, 0x24), VEC_SS, 0); /* mov [rsp], rax */
}

static void addresses_have_segment_index_and_size(void **state)
{
    struct machine *m = *state;

    machine_prepare(m);
    m->s.gs.base = 0x100;
    m->s.gpr[RCX] = 4;
    OK(m, 0x65, 0x48, 0x89, 0x44, 0xcf, 0x10); /* mov gs:[rdi + rcx * 8 + 16], rax */
    assert_int_equal(machine_u64(m, DATA_AT + 0x100 + 32 + 16), 0x21);
    m->s.gpr[RDI] |= UINT64_C(0xff) << 32;
    OK(m, 0x67, 0x48, 0x89, 0x07); /* mov [edi], rax */
    assert_int_equal(machine_u64(m, DATA_AT), 0x21);
    m->s.rip = CODE_AT;
    OK(m, 0x48, 0x89, 0x05, 0, 1, 0, 0); /* mov [rip + 0x100], rax */
    assert_int_equal(machine_u64(m, CODE_AT + 7 + 0x100), 0x21);
    OK(m, 0x48, 0xa3, 0x20, 0x90, 0, 0, 0, 0, 0, 0); /* mov [0x9020], rax */
    assert_int_equal(machine_u64(m, DATA_AT + 0x20), 0x21);
}

static void alignment_is_checked_for_user_code_that_asks(void **state)
{
    struct machine *m = *state;

    machine_prepare(m);
    machine_user(m);
    m->s.gpr[RDI]++;
    OK(m, 0x48, 0x89, 0x07);
    m->s.rip = CODE_AT;
    m->s.cr0 |= CR0_AM;
    m->s.rflags |= RFLAGS_AC;
    machine_expect(m, RUN(m, 0x48, 0x89, 0x07), VEC_AC, 0);
    assert_true(m->out.event.has_error);
    machine_prepare(m);
    m->s.gpr[RDI] += 8;
    machine_expect(m, RUN(m, 0x48, 0x0f, 0xc7, 0x0f), VEC_GP, 0); /* cmpxchg16b */
}

static void answer(struct machine *m, uint64_t value)
{
    assert_int_equal(m->exit.kind, VCPU_EXIT_MMIO);
    assert_int_equal(m->s.rip, CODE_AT);
    if (!m->exit.mmio.write)
        m->bus.mmio.mmio.value = value;
    m->bus.mmio_done = true;
}

static void mmio_read_takes_two_passes(void **state)
{
    struct machine *m = *state;

    machine_prepare(m);
    m->s.gpr[RDI] = MMIO_AT + 4;
    assert_int_equal(RUN(m, 0x8b, 0x07), CPU_EXIT);
    assert_int_equal(m->exit.mmio.at.v, MMIO_AT + 4);
    assert_int_equal(m->exit.mmio.size, 4);
    assert_false(m->exit.mmio.write);
    assert_int_equal(m->s.gpr[RAX], 0x21);
    answer(m, 0xcafe);
    OK(m, 0x8b, 0x07);
    assert_int_equal(m->s.gpr[RAX], 0xcafe);
    m->s.rip = CODE_AT;
    assert_int_equal(RUN(m, 0x8b, 0x07), CPU_EXIT); /* the next one stops again */
}

static void mmio_write_takes_two_passes(void **state)
{
    struct machine *m = *state;

    machine_prepare(m);
    m->s.gpr[RDI] = MMIO_AT;
    assert_int_equal(RUN(m, 0x66, 0x89, 0x07), CPU_EXIT);
    assert_true(m->exit.mmio.write);
    assert_int_equal(m->exit.mmio.size, 2);
    assert_int_equal(m->exit.mmio.value, 0x21);
    answer(m, 0);
    OK(m, 0x66, 0x89, 0x07);
    assert_int_equal(m->s.rip, CODE_AT + 3);
}

static void mmio_read_modify_write_takes_three_passes(void **state)
{
    struct machine *m = *state;

    machine_prepare(m);
    m->s.gpr[RDI] = MMIO_AT;
    for (int twice = 0; twice < 2; twice++) { /* nothing is left over from the first */
        m->s.rip = CODE_AT;
        assert_int_equal(RUN(m, 0x48, 0x01, 0x07), CPU_EXIT);
        assert_false(m->exit.mmio.write);
        answer(m, 100 + (uint64_t)twice);
        assert_int_equal(RUN(m, 0x48, 0x01, 0x07), CPU_EXIT);
        assert_true(m->exit.mmio.write);
        assert_int_equal(m->exit.mmio.value, 0x21 + 100 + twice);
        answer(m, 0);
        OK(m, 0x48, 0x01, 0x07);
        assert_int_equal(m->s.rflags & (RFLAGS_CF | RFLAGS_OF), 0);
    }
}

static void movs_from_mmio_to_mmio(void **state)
{
    struct machine *m = *state;

    machine_prepare(m);
    m->s.gpr[RSI] = MMIO_AT;
    m->s.gpr[RDI] = MMIO_AT + 8;
    assert_int_equal(RUN(m, 0xa5), CPU_EXIT);
    answer(m, 0xbeef);
    assert_int_equal(RUN(m, 0xa5), CPU_EXIT);
    assert_int_equal(m->exit.mmio.value, 0xbeef);
    answer(m, 0);
    OK(m, 0xa5);
    assert_int_equal(m->s.gpr[RSI], MMIO_AT + 4);
    assert_int_equal(m->s.gpr[RDI], MMIO_AT + 12);
}

static void stack_instructions(void **state)
{
    struct machine *m = *state;
    uint64_t top = KSTACK_TOP - 64;

    machine_prepare(m);
    OK(m, 0x54); /* push rsp: the old value */
    assert_int_equal(machine_u64(m, top - 8), top);
    OK(m, 0x5b); /* pop rbx */
    assert_int_equal(m->s.gpr[RBX], top);
    OK(m, 0x6a, 0xff); /* push -1 */
    assert_int_equal(machine_u64(m, top - 8), ~UINT64_C(0));
    OK(m, 0x8f, 0x44, 0x24, 0x08); /* pop [rsp + 8], by the RSP after the pop */
    assert_int_equal(machine_u64(m, top + 8), ~UINT64_C(0));
    OK(m, 0xff, 0x37); /* push [rdi] */
    assert_int_equal(machine_u64(m, top - 8), PATTERN);
    m->s.gpr[RBP] = top - 8;
    OK(m, 0xc9); /* leave */
    assert_int_equal(m->s.gpr[RBP], PATTERN);
    assert_int_equal(m->s.gpr[RSP], top);
}

static void calls_and_returns(void **state)
{
    struct machine *m = *state;
    uint64_t top = KSTACK_TOP - 64;

    machine_prepare(m);
    OK(m, 0xe8, 0xfb, 0xff, 0xff, 0xff); /* call to itself */
    assert_int_equal(m->s.rip, CODE_AT);
    assert_int_equal(machine_u64(m, top - 8), CODE_AT + 5);
    OK(m, 0xc2, 0x10, 0x00); /* ret 16 */
    assert_int_equal(m->s.rip, CODE_AT + 5);
    assert_int_equal(m->s.gpr[RSP], top + 16);
    m->s.rip = CODE_AT;
    machine_set_u64(m, DATA_AT, 0x5000);
    OK(m, 0xff, 0x17); /* call [rdi] */
    assert_int_equal(m->s.rip, 0x5000);
    m->s.rip = CODE_AT;
    machine_set_u64(m, DATA_AT, UINT64_C(1) << 47);
    uint64_t rsp = m->s.gpr[RSP];
    machine_expect(m, RUN(m, 0xff, 0x17), VEC_GP, 0);
    assert_int_equal(m->s.gpr[RSP], rsp);
}

static void pushf_and_popf_obey_privilege(void **state)
{
    struct machine *m = *state;

    machine_prepare(m);
    m->s.rflags = RFLAGS_FIXED | RFLAGS_IF | RFLAGS_RF;
    OK(m, 0x9c);
    assert_int_equal(machine_u64(m, m->s.gpr[RSP]), RFLAGS_FIXED | RFLAGS_IF);
    machine_set_u64(m, m->s.gpr[RSP], RFLAGS_IOPL | RFLAGS_ZF);
    OK(m, 0x9d);
    assert_int_equal(m->s.rflags, RFLAGS_FIXED | RFLAGS_IOPL | RFLAGS_ZF);
    machine_user(m);
    m->s.rflags = RFLAGS_FIXED;
    machine_set_u64(m, m->s.gpr[RSP], RFLAGS_IOPL | RFLAGS_IF | RFLAGS_CF);
    OK(m, 0x9d);
    assert_int_equal(m->s.rflags, RFLAGS_FIXED | RFLAGS_CF);
}

static void bit_offsets_reach_far_in_both_directions(void **state)
{
    struct machine *m = *state;

    machine_prepare(m);
    m->s.gpr[RAX] = 8 * 0x1000 + 5;
    OK(m, 0x48, 0x0f, 0xab, 0x07); /* bts [rdi], rax */
    assert_int_equal(m->memory[DATA_AT + 0x1000], 1 << 5);
    assert_false(m->s.rflags & RFLAGS_CF);
    m->s.gpr[RAX] = (uint64_t)-1;
    m->memory[DATA_AT - 1] = 0x80;
    OK(m, 0x0f, 0xb3, 0x07); /* btr [rdi], eax */
    assert_true(m->s.rflags & RFLAGS_CF);
    assert_int_equal(m->memory[DATA_AT - 1], 0);
}

static void descriptor_tables_outside_ram_are_refused(void **state)
{
    struct machine *m = *state;

    machine_prepare(m);
    m->s.gdt.base = MMIO_AT;
    m->s.gpr[RAX] = KDATA;
    assert_int_equal(RUN(m, 0x8e, 0xd8), CPU_REFUSED);
    assert_non_null(strstr(m->exit.text, "outside guest RAM"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_machine(faults_change_nothing_and_say_write),
    cmocka_unit_test_machine(writers_succeed_where_nothing_faults),
    cmocka_unit_test_machine(user_access_is_made_as_user),
    cmocka_unit_test_machine(non_canonical_addresses),
    cmocka_unit_test_machine(addresses_have_segment_index_and_size),
    cmocka_unit_test_machine(alignment_is_checked_for_user_code_that_asks),
    cmocka_unit_test_machine(mmio_read_takes_two_passes),
    cmocka_unit_test_machine(mmio_write_takes_two_passes),
    cmocka_unit_test_machine(mmio_read_modify_write_takes_three_passes),
    cmocka_unit_test_machine(movs_from_mmio_to_mmio),
    cmocka_unit_test_machine(stack_instructions),
    cmocka_unit_test_machine(calls_and_returns),
    cmocka_unit_test_machine(pushf_and_popf_obey_privilege),
    cmocka_unit_test_machine(bit_offsets_reach_far_in_both_directions),
    cmocka_unit_test_machine(descriptor_tables_outside_ram_are_refused),
};

TEST_MAIN(tests)
