/* SPDX-License-Identifier: Apache-2.0 */
/* Privileged and sensitive instructions: effects, privilege, refusals. */
#include "common/tests/test_main.h"
#include "machine.h"

#include <string.h>

static void privileged_instructions_fault_at_cpl3(void **state)
{
    static const uint8_t insns[][CPU_INSN_MAX] = {
        {0x0f, 0x20, 0xc0},             /* mov rax, cr0 */
        {0x0f, 0x22, 0xd8},             /* mov cr3, rax */
        {0x0f, 0x06},                   /* clts */
        {0x0f, 0x01, 0xf0},             /* lmsw ax */
        {0x0f, 0x01, 0x3f},             /* invlpg [rdi] */
        {0xf4},                         /* hlt */
        {0xfa},                         /* cli */
        {0xfb},                         /* sti */
        {0x0f, 0x01, 0x17},             /* lgdt [rdi] */
        {0x0f, 0x01, 0x1f},             /* lidt [rdi] */
        {0x0f, 0x00, 0xd0},             /* lldt ax */
        {0x0f, 0x00, 0xd8},             /* ltr ax */
        {0x0f, 0x32},                   /* rdmsr */
        {0x0f, 0x30},                   /* wrmsr */
        {0x0f, 0x01, 0xf8},             /* swapgs */
        {0x48, 0x0f, 0x07},             /* sysretq */
        {0x0f, 0x09},                   /* wbinvd */
        {0x0f, 0x08},                   /* invd */
        {0x0f, 0x21, 0xc0},             /* mov rax, dr0 */
        {0x0f, 0x33},                   /* rdpmc */
        {0x66, 0x0f, 0x38, 0x82, 0x07}, /* invpcid rax, [rdi] */
        {0x0f, 0x35},                   /* sysexit */
        {0xec},                         /* in al, dx */
        {0xe7, 0x10},                   /* out 0x10, eax */
        {0x6c},                         /* insb */
        {0x48, 0x0f, 0xc7, 0x2f},       /* xsaves64 [rdi] */
    };
    struct machine *m = *state;

    for (size_t i = 0; i < sizeof(insns) / sizeof(insns[0]); i++) {
        machine_reset(m);
        machine_user(m);
        m->s.gpr[RDI] = DATA_AT;
        machine_expect(m, machine_run(m, insns[i], CPU_INSN_MAX), VEC_GP, 0);
    }
}

static void cr3_write_reports_effect_and_checks_width(void **state)
{
    struct machine *m = *state;

    m->s.gpr[RAX] = 0x12345000;
    OK(m, 0x0f, 0x22, 0xd8);
    assert_int_equal(m->s.cr3, 0x12345000);
    assert_int_equal(m->out.effects, CPU_EFFECT_CR3);
    assert_int_equal(m->s.rip, CODE_AT + 3);
    machine_at_start(m);
    m->bus.maxphyaddr = 40;
    m->s.gpr[RAX] = UINT64_C(1) << 40;
    GP0(m, 0x0f, 0x22, 0xd8);
    assert_int_equal(m->s.cr3, 0x12345000);
    OK(m, 0x0f, 0x20, 0xdb); /* mov rbx, cr3 */
    assert_int_equal(m->s.gpr[RBX], 0x12345000);
}

static void cr0_obeys_its_rules(void **state)
{
    static const uint64_t bad[] = {UINT64_C(1) << 32, CR0_PG, CR0_PE, CR0_PE | CR0_PG | CR0_NW};
    struct machine *m = *state;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        m->s.gpr[RAX] = i == 0 ? bad[i] | m->s.cr0 : bad[i];
        GP0(m, 0x0f, 0x22, 0xc0);
    }
    m->s.gpr[RAX] = m->s.cr0 | CR0_TS;
    machine_refused(m, RUN(m, 0x0f, 0x22, 0xc0), "TS");
    m->s.gpr[RAX] = m->s.cr0 ^ CR0_WP;
    OK(m, 0x0f, 0x22, 0xc0);
    assert_int_equal(m->out.effects, CPU_EFFECT_ROLE);
    assert_int_equal(m->s.cr0, m->s.gpr[RAX]);
    machine_at_start(m);
    OK(m, 0x0f, 0x06); /* clts */
    assert_int_equal(m->s.cr0 & CR0_TS, 0);
}

static void lmsw_sets_only_the_low_bits(void **state)
{
    struct machine *m = *state;
    uint64_t before = m->s.cr0;

    m->s.gpr[RAX] = CR0_MP | 0xfff0;
    OK(m, 0x0f, 0x01, 0xf0);
    assert_int_equal(m->s.cr0, before | CR0_MP | CR0_PE);
    machine_at_start(m);
    m->s.gpr[RAX] = 0; /* PE cannot be cleared */
    OK(m, 0x0f, 0x01, 0xf0);
    assert_int_equal(m->s.cr0, (before | CR0_PE) & ~CR0_MP);
}

static void unsupported_cr4_bits_are_refused_by_name(void **state)
{
    static const struct {
        uint64_t bit;
        const char *word;
    } cases[] = {{CR4_LA57, "LA57"}, {CR4_PCIDE, "PCIDE"}, {CR4_SMEP, "SMEP"},
                 {CR4_SMAP, "SMAP"}, {CR4_PKE, "PKE"},     {1u << 2, "TSD"},
                 {1u << 11, "UMIP"}, {1u << 13, "VMX"},    {1u << 23, "CET"}};
    struct machine *m = *state;
    uint64_t before = m->s.cr4;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        m->s.gpr[RAX] = before | cases[i].bit;
        machine_refused(m, RUN(m, 0x0f, 0x22, 0xe0), cases[i].word);
        assert_int_equal(m->s.cr4, before);
    }
    m->s.gpr[RAX] = before | UINT64_C(1) << 15; /* reserved */
    GP0(m, 0x0f, 0x22, 0xe0);
    m->s.gpr[RAX] = before & ~CR4_PAE;
    GP0(m, 0x0f, 0x22, 0xe0);
    m->s.gpr[RAX] = before ^ CR4_PGE;
    OK(m, 0x0f, 0x22, 0xe0);
    assert_int_equal(m->out.effects, CPU_EFFECT_FLUSH);
}

static void other_control_registers(void **state)
{
    struct machine *m = *state;

    m->s.gpr[RAX] = 0x1234;
    OK(m, 0x0f, 0x22, 0xd0); /* cr2 */
    assert_int_equal(m->s.cr2, 0x1234);
    machine_at_start(m);
    GP0(m, 0x44, 0x0f, 0x22, 0xc0); /* cr8 has 4 bits */
    m->s.gpr[RAX] = 5;
    OK(m, 0x44, 0x0f, 0x22, 0xc0);
    assert_int_equal(m->s.cr8, 5);
    machine_at_start(m);
    machine_refused(m, RUN(m, 0x0f, 0x23, 0xf8), "debug");
}

static void invlpg_reports_the_address(void **state)
{
    struct machine *m = *state;

    m->s.gpr[RDI] = 0x123456;
    OK(m, 0x0f, 0x01, 0x3f);
    assert_int_equal(m->out.effects, CPU_EFFECT_INVLPG);
    assert_int_equal(m->out.invlpg.v, 0x123456);
    machine_at_start(m);
    m->s.gs.base = 0x1000;
    OK(m, 0x65, 0x0f, 0x01, 0x7f, 0x10); /* invlpg gs:[rdi + 16] */
    assert_int_equal(m->out.invlpg.v, 0x124466);
    machine_at_start(m);
    m->s.gpr[RDI] = UINT64_C(1) << 60;
    OK(m, 0x0f, 0x01, 0x3f);
    assert_int_equal(m->out.effects, 0);
}

static void hlt_exits_past_itself(void **state)
{
    struct machine *m = *state;

    assert_int_equal(RUN(m, 0xf4), CPU_EXIT);
    assert_int_equal(m->exit.kind, VCPU_EXIT_HALT);
    assert_int_equal(m->s.rip, CODE_AT + 1);
}

static void port_sizes_and_values(void **state)
{
    struct machine *m = *state;

    m->s.gpr[RAX] = 0x1122334455667788;
    m->s.gpr[RDX] = 0x4d4d;
    assert_int_equal(RUN(m, 0xef), CPU_EXIT);
    assert_int_equal(m->exit.kind, VCPU_EXIT_IO);
    assert_int_equal(m->exit.io.port, 0x4d4d);
    assert_int_equal(m->exit.io.size, 4);
    assert_false(m->exit.io.in);
    assert_int_equal(m->exit.io.value, 0x55667788);
    assert_int_equal(m->s.rip, CODE_AT + 1);
    assert_int_equal(RUN(m, 0x66, 0xe7, 0x80), CPU_EXIT);
    assert_int_equal(m->exit.io.port, 0x80);
    assert_int_equal(m->exit.io.size, 2);
    assert_int_equal(m->exit.io.value, 0x7788);
    assert_int_equal(RUN(m, 0xee), CPU_EXIT);
    assert_int_equal(m->exit.io.value, 0x88);
}

static void in_merges_as_the_instruction_does(void **state)
{
    static const struct {
        uint8_t insn[CPU_INSN_MAX];
        uint64_t rax;
    } cases[] = {{{0xec}, 0xffffffffffffffaa},
                 {{0x66, 0xed}, 0xffffffffffffaaaa},
                 {{0xed}, 0x00000000aaaaaaaa}};
    struct machine *m = *state;

    for (size_t i = 0; i < 3; i++) {
        m->s.gpr[RAX] = ~UINT64_C(0);
        assert_int_equal(machine_run(m, cases[i].insn, CPU_INSN_MAX), CPU_EXIT);
        assert_true(m->exit.io.in);
        m->exit.io.value = 0xaaaaaaaa;
        cpu_finish_in(&m->s, &m->exit);
        assert_int_equal(m->s.gpr[RAX], cases[i].rax);
    }
}

static void user_ports_obey_iopl_and_bitmap(void **state)
{
    struct machine *m = *state;

    machine_user(m);
    m->s.gpr[RDX] = 0x13;
    GP0(m, 0xee); /* no bitmap */
    m->s.rflags |= RFLAGS_IOPL;
    assert_int_equal(RUN(m, 0xee), CPU_EXIT);
    machine_at_start(m);
    OK(m, 0xfb);
    assert_true(m->s.rflags & RFLAGS_IF);
    machine_at_start(m);
    OK(m, 0xfa);
    assert_false(m->s.rflags & RFLAGS_IF);
    machine_at_start(m);
    m->s.rflags &= ~RFLAGS_IOPL;
    m->s.tr.limit = 0x6f;
    m->memory[TSS_AT + 0x68 + 2] = 0xf7; /* port 0x13 only */
    assert_int_equal(RUN(m, 0xee), CPU_EXIT);
    machine_at_start(m);
    GP0(m, 0xef); /* four ports: 0x14..0x16 are denied */
    m->s.gpr[RDX] = 0x40;
    GP0(m, 0xee); /* beyond the limit */
    m->s.rflags |= RFLAGS_IOPL;
    machine_refused(m, RUN(m, 0x6e), "string");
}

static void descriptor_table_registers(void **state)
{
    struct machine *m = *state;

    m->s.gpr[RDI] = DATA_AT;
    machine_set_u64(m, DATA_AT + 2, 0x7000);
    m->memory[DATA_AT] = 0x7f;
    OK(m, 0x0f, 0x01, 0x1f); /* lidt */
    assert_int_equal(m->s.idt.base, 0x7000);
    assert_int_equal(m->s.idt.limit, 0x7f);
    OK(m, 0x0f, 0x01, 0x4f, 0x10); /* sidt [rdi + 16] */
    assert_memory_equal(m->memory + DATA_AT, m->memory + DATA_AT + 16, 10);
    machine_at_start(m);
    machine_set_u64(m, DATA_AT + 2, UINT64_C(1) << 50);
    GP0(m, 0x0f, 0x01, 0x17); /* lgdt, non-canonical */
    assert_int_equal(m->s.gdt.base, GDT_AT);
}

static void ltr_and_lldt_load_and_check(void **state)
{
    struct machine *m = *state;

    m->s.gpr[RAX] = TSS_SEL;
    OK(m, 0x0f, 0x00, 0xd8);
    assert_int_equal(m->s.tr.base, 0x3000);
    assert_int_equal(m->s.tr.type, 11);
    assert_int_equal(m->memory[GDT_AT + TSS_SEL + 5], 0x8b);
    machine_at_start(m);
    machine_expect(m, RUN(m, 0x0f, 0x00, 0xd8), VEC_GP, TSS_SEL); /* busy now */
    m->s.gpr[RAX] = 0;
    GP0(m, 0x0f, 0x00, 0xd8);
    m->s.gpr[RAX] = KDATA;
    machine_expect(m, RUN(m, 0x0f, 0x00, 0xd8), VEC_GP, KDATA);
    m->s.gpr[RAX] = GDT_END - 8;
    machine_expect(m, RUN(m, 0x0f, 0x00, 0xd8), VEC_GP, GDT_END - 8);
    m->s.gpr[RAX] = LDT_SEL;
    OK(m, 0x0f, 0x00, 0xd0);
    assert_int_equal(m->s.ldt.base, 0x4000);
    assert_int_equal(m->s.ldt.limit, 15);
    machine_at_start(m);
    m->s.gpr[RAX] = 0;
    OK(m, 0x0f, 0x00, 0xd0);
    assert_true(m->s.ldt.unusable);
    machine_at_start(m);
    m->memory[GDT_AT + LDT_SEL + 5] &= 0x7f;
    m->s.gpr[RAX] = LDT_SEL;
    machine_expect(m, RUN(m, 0x0f, 0x00, 0xd0), VEC_NP, LDT_SEL);
}

static void cache_instructions_do_nothing(void **state)
{
    struct machine *m = *state;

    OK(m, 0x0f, 0x09);
    assert_int_equal(m->s.rip, CODE_AT + 2);
    assert_int_equal(m->accesses, 0);
}

static void single_step_raises_debug_trap(void **state)
{
    struct machine *m = *state;

    m->s.rflags |= RFLAGS_TF | RFLAGS_RF;
    m->s.gpr[RAX] = 0x5000;
    assert_int_equal(RUN(m, 0x0f, 0x22, 0xd8), CPU_EVENT);
    assert_int_equal(m->out.event.vector, VEC_DB);
    assert_int_equal(m->out.effects, CPU_EFFECT_CR3);
    assert_int_equal(m->s.rip, CODE_AT + 3);
    assert_int_equal(m->s.rflags & RFLAGS_RF, 0);
    assert_int_equal(RUN(m, 0xf4), CPU_EXIT); /* the exit first, the #DB after it */
    assert_true(m->s.event.valid);
    assert_int_equal(m->s.event.vector, VEC_DB);
}

static void unknown_instructions(void **state)
{
    struct machine *m = *state;

    m->s.gpr[RDI] = DATA_AT;
    assert_int_equal(RUN(m, 0x0f, 0x11, 0x07), CPU_STEP);       /* movups [rdi], xmm0 */
    assert_int_equal(RUN(m, 0xf2, 0x0f, 0x10, 0x07), CPU_STEP); /* movsd xmm0, [rdi] */
    m->s.gpr[RAX] = UINT64_C(1) << 60;
    GP0(m, 0xff, 0xe0);      /* jmp rax, not canonical */
    UD(m, 0x0f, 0x01, 0xc1); /* vmcall */
    machine_refused(m, RUN(m, 0x48, 0x0f, 0xc7, 0x2f), "xsaves64");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_machine(privileged_instructions_fault_at_cpl3),
    cmocka_unit_test_machine(cr3_write_reports_effect_and_checks_width),
    cmocka_unit_test_machine(cr0_obeys_its_rules),
    cmocka_unit_test_machine(lmsw_sets_only_the_low_bits),
    cmocka_unit_test_machine(unsupported_cr4_bits_are_refused_by_name),
    cmocka_unit_test_machine(other_control_registers),
    cmocka_unit_test_machine(invlpg_reports_the_address),
    cmocka_unit_test_machine(hlt_exits_past_itself),
    cmocka_unit_test_machine(port_sizes_and_values),
    cmocka_unit_test_machine(in_merges_as_the_instruction_does),
    cmocka_unit_test_machine(user_ports_obey_iopl_and_bitmap),
    cmocka_unit_test_machine(descriptor_table_registers),
    cmocka_unit_test_machine(ltr_and_lldt_load_and_check),
    cmocka_unit_test_machine(cache_instructions_do_nothing),
    cmocka_unit_test_machine(single_step_raises_debug_trap),
    cmocka_unit_test_machine(unknown_instructions),
};

TEST_MAIN(tests)
