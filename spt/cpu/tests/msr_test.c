/* SPDX-License-Identifier: Apache-2.0 */
/* Registers of the processor model: MSRs, the TSC, CPUID, XCR0. */
#include "common/tests/test_main.h"
#include "machine.h"

#include <string.h>

static enum cpu_result wrmsr(struct machine *m, uint32_t index, uint64_t v)
{
    machine_at_start(m);
    m->s.gpr[RCX] = index;
    m->s.gpr[RAX] = (uint32_t)v;
    m->s.gpr[RDX] = v >> 32;
    return RUN(m, 0x0f, 0x30);
}

static void msrs_round_trip(void **state)
{
    static const uint32_t index[] = {0xc0000081, 0xc0000082, 0xc0000083, 0xc0000100,
                                     0xc0000101, 0xc0000102, 0x175,      0x176};
    struct machine *m = *state;

    for (size_t i = 0; i < sizeof(index) / sizeof(index[0]); i++) {
        uint64_t v = 0x7fff00000000 + 0x1000 * (i + 1);
        assert_int_equal(wrmsr(m, index[i], v), CPU_OK);
        machine_at_start(m);
        OK(m, 0x0f, 0x32);
        assert_int_equal(m->s.gpr[RDX] << 32 | m->s.gpr[RAX], v);
    }
    assert_int_equal(m->s.star, 0x7fff00001000);
    assert_int_equal(m->s.lstar, 0x7fff00002000);
    assert_int_equal(m->s.fs.base, 0x7fff00004000);
    assert_int_equal(m->s.kernel_gs_base, 0x7fff00006000);
    machine_at_start(m);
    OK(m, 0x0f, 0x01, 0xf8); /* swapgs */
    assert_int_equal(m->s.gs.base, 0x7fff00006000);
    assert_int_equal(m->s.kernel_gs_base, 0x7fff00005000);
}

static void msr_values_are_checked(void **state)
{
    struct machine *m = *state;

    machine_expect(m, wrmsr(m, 0xc0000082, UINT64_C(1) << 50), VEC_GP, 0);
    machine_expect(m, wrmsr(m, 0xc0000084, UINT64_C(1) << 32), VEC_GP, 0);
    machine_expect(m, wrmsr(m, 0x277, 0x0007040600070402), VEC_GP, 0);
    machine_expect(m, wrmsr(m, 0xdead, 0), VEC_GP, 0);
    machine_expect(m, wrmsr(m, 0xc0000080, m->s.efer | UINT64_C(1) << 20), VEC_GP, 0);
    machine_expect(m, wrmsr(m, 0xc0000080, m->s.efer & ~EFER_LME), VEC_GP, 0);
    machine_refused(m, wrmsr(m, 0xc0000080, m->s.efer | 1u << 12), "SVME");
    machine_refused(m, wrmsr(m, 0x10, 0), "TSC");
    assert_int_equal(wrmsr(m, 0xc0000080, m->s.efer ^ EFER_NXE), CPU_OK);
    assert_int_equal(m->out.effects, CPU_EFFECT_ROLE);
    assert_true(m->s.efer & EFER_LMA);
    m->s.gpr[RCX] = 0xdead;
    machine_at_start(m);
    GP0(m, 0x0f, 0x32);
}

static void rdtsc_counts(void **state)
{
    struct machine *m = *state;

    OK(m, 0x0f, 0x31);
    uint64_t first = m->s.gpr[RDX] << 32 | m->s.gpr[RAX];
    m->s.tsc_aux = 7;
    OK(m, 0x0f, 0x01, 0xf9);
    assert_true((m->s.gpr[RDX] << 32 | m->s.gpr[RAX]) > first);
    assert_int_equal(m->s.gpr[RCX], 7);
}

static void fake_cpuid(struct cpu_bus *bus, uint32_t leaf, uint32_t subleaf, uint32_t r[4])
{
    (void)bus;
    (void)subleaf;
    memset(r, 0xff, 16);
    r[0] = leaf;
}

static void cpuid_hides_what_is_refused(void **state)
{
    struct machine *m = *state;

    m->bus.cpuid = fake_cpuid;
    m->s.cr4 &= ~CR4_OSXSAVE;
    m->s.gpr[RAX] = 1;
    OK(m, 0x0f, 0xa2);
    assert_int_equal(m->s.gpr[RAX], 1);
    assert_int_equal(m->s.gpr[RCX] & (1u << 5 | 1u << 17 | 1u << 27), 0);
    m->s.gpr[RAX] = 7;
    m->s.gpr[RCX] = 0;
    OK(m, 0x0f, 0xa2);
    assert_int_equal(m->s.gpr[RBX] & (1u << 7 | 1u << 10 | 1u << 20), 0);
    assert_int_equal(m->s.gpr[RCX] & (1u << 16 | 1u << 3), 0);
    m->bus.cpuid = NULL;
    m->s.gpr[RAX] = 0;
    OK(m, 0x0f, 0xa2);
    assert_true(m->s.gpr[RAX] >= 1); /* the host's */
}

static void xsetbv_stays_within_the_host(void **state)
{
    struct machine *m = *state;

    m->s.gpr[RCX] = m->s.gpr[RDX] = 0;
    m->s.gpr[RAX] = 3;
    m->s.cr4 &= ~CR4_OSXSAVE;
    UD(m, 0x0f, 0x01, 0xd1);
    m->s.cr4 |= CR4_OSXSAVE;
    OK(m, 0x0f, 0x01, 0xd1);
    assert_int_equal(m->s.xcr0, 3);
    machine_at_start(m);
    m->s.gpr[RAX] = 4 | 1; /* AVX without SSE */
    GP0(m, 0x0f, 0x01, 0xd1);
    m->s.gpr[RAX] = 3;
    m->s.gpr[RDX] = 1u << 29; /* a component that no host has */
    machine_refused(m, RUN(m, 0x0f, 0x01, 0xd1), "XCR0");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_machine(msrs_round_trip),
    cmocka_unit_test_machine(msr_values_are_checked),
    cmocka_unit_test_machine(rdtsc_counts),
    cmocka_unit_test_machine(cpuid_hides_what_is_refused),
    cmocka_unit_test_machine(xsetbv_stays_within_the_host),
};
TEST_MAIN(tests)
