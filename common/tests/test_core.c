/* SPDX-License-Identifier: Apache-2.0 */
/* The small parts: addresses, vCPU state, counters, errors, trace categories, units. */
#include "test_main.h"

#include "common/addr.h"
#include "common/counters.h"
#include "common/err.h"
#include "common/pt.h"
#include "common/trace.h"
#include "common/units.h"
#include "common/vcpu.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void canonical_addresses_end_at_bit_47(void **state)
{
    (void)state;
    assert_true(gva_canonical(gva(0)));
    assert_true(gva_canonical(gva(0x00007fffffffffff)));
    assert_false(gva_canonical(gva(0x0000800000000000)));
    assert_false(gva_canonical(gva(0xffff7fffffffffff)));
    assert_true(gva_canonical(gva(0xffff800000000000)));
}

static void ranges_do_not_wrap(void **state)
{
    (void)state;
    assert_true(range_fits(0, 10, 10));
    assert_true(range_fits(10, 0, 10));
    assert_false(range_fits(1, 10, 10));
    assert_false(range_fits(UINT64_MAX, 2, UINT64_MAX));
    assert_false(range_fits(2, UINT64_MAX, UINT64_MAX));
    assert_true(ranges_overlap(0, 10, 9, 1));
    assert_false(ranges_overlap(0, 10, 10, 1));
    assert_false(ranges_overlap(10, 5, 5, 5));
}

static void level_arithmetic_matches_the_figures(void **state)
{
    (void)state;
    assert_int_equal(pt_size(1), 4096);
    assert_int_equal(pt_size(2), 2 << 20);
    assert_int_equal(pt_size(3), 1 << 30);
    assert_int_equal(pt_index(gva(0x00007fffffffffff), 4), 255);
    assert_int_equal(pt_index(gva(0xffff800000000000), 4), 256);
    assert_int_equal(pt_index(gva(0x1ff000), 1), 511);
    assert_int_equal(gfn_gpa(gpa_gfn(gpa(0x12345678))).v, 0x12345000);
}

static void initial_state_is_long_mode_at_cpl_0(void **state)
{
    static struct vcpu_state s;
    uint16_t fcw;
    uint32_t mxcsr;

    (void)state;
    memset(&s, 0xff, sizeof s);
    vcpu_state_init(&s, gpa(0x60000), gva(0x200000), gva(0x20000));
    assert_int_equal(vcpu_cpl(&s), 0);
    assert_int_equal(s.cr3, 0x60000);
    assert_int_equal(s.rip, 0x200000);
    assert_int_equal(s.gpr[RSP], 0x20000);
    assert_int_equal(s.rflags, 2);
    assert_int_equal(s.efer, EFER_SCE | EFER_LME | EFER_LMA | EFER_NXE);
    assert_true(s.cs.l && !s.cs.db && s.cs.present && s.tr.type == 11 && s.ldt.unusable);
    assert_int_equal(s.cr0 & (CR0_PE | CR0_PG | CR0_WP), CR0_PE | CR0_PG | CR0_WP);
    assert_int_equal(s.idt.limit, 0);
    memcpy(&fcw, s.fp, sizeof fcw);
    memcpy(&mxcsr, s.fp + 24, sizeof mxcsr);
    assert_int_equal(fcw, 0x37f);
    assert_int_equal(mxcsr, 0x1f80);
    assert_int_equal(s.xcr0 & 3, 3);
    assert_int_equal(segment_code64(0x33, 3).dpl, 3);
    assert_int_equal(segment_data(0x2b, 3).selector, 0x2b);
}

static void exit_kinds_have_names(void **state)
{
    (void)state;
    for (unsigned i = 0; i < VCPU_EXIT_KINDS; i++)
        assert_true(strlen(vcpu_exit_name(i)) > 1);
    assert_string_equal(vcpu_exit_name(99), "unknown");
}

static void a_counter_that_is_absent_is_not_zero(void **state)
{
    struct counters before = {0}, after = {0}, delta;

    (void)state;
    counters_set(&before, CTR_trap, 10);
    counters_set(&after, CTR_trap, 15);
    counters_set(&after, CTR_zap, 3);
    counters_set(&before, CTR_kvm_exits, 1);
    counters_delta(&delta, &before, &after);
    assert_true(counters_has(&delta, CTR_trap));
    assert_int_equal(delta.v[CTR_trap], 5);
    assert_false(counters_has(&delta, CTR_zap));
    assert_false(counters_has(&delta, CTR_kvm_exits));
    counters_add(&delta, &after);
    assert_int_equal(delta.v[CTR_trap], 20);
    assert_int_equal(delta.v[CTR_zap], 3);
    counters_delta(&after, &before, &after); /* in place */
    assert_int_equal(after.v[CTR_trap], 5);
}

static void every_counter_has_a_name_and_a_meaning(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CTR_COUNT; i++) {
        assert_true(strlen(counter_name(i)) > 2);
        assert_true(strlen(counter_help(i)) > 8);
    }
    assert_string_equal(counter_name(CTR_hidden_fault), "hidden_fault");
    assert_string_equal(counter_name(CTR_COUNT), "unknown");
}

static void error_texts_can_be_added_to(void **state)
{
    (void)state;
    assert_int_equal(err(EINVAL, "inner %d", 1), -EINVAL);
    assert_int_equal(err(EIO, "outer: %s", err_text()), -EIO);
    assert_string_equal(err_text(), "outer: inner 1");
    errno = ENOENT;
    assert_int_equal(err_sys("open %s", "x"), -ENOENT);
    assert_string_equal(err_text(), "open x: No such file or directory");
    err_clear();
    assert_string_equal(err_text(), "");
}

static void long_error_texts_are_cut(void **state)
{
    char big[2 * ERR_TEXT_BYTES];

    (void)state;
    memset(big, 'x', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    err(EINVAL, "%s", big);
    assert_int_equal(strlen(err_text()), ERR_TEXT_BYTES - 1);
    errno = EIO;
    err_sys("%s", big);
    assert_int_equal(strlen(err_text()), ERR_TEXT_BYTES - 1);
}

static char sunk[1024];

static void sink(const char *line, size_t len)
{
    strncat(sunk, line, len);
}

static void trace_lists_are_parsed_whole_or_not_at_all(void **state)
{
    (void)state;
    assert_int_equal(trace_parse("fault,cr3"), 0);
    assert_int_equal(trace_mask, 1u << TRACE_fault | 1u << TRACE_cr3);
    assert_int_equal(trace_parse("fault,nonsense"), -EINVAL);
    assert_non_null(strstr(err_text(), "\"nonsense\""));
    assert_non_null(strstr(err_text(), "inject"));
    assert_int_equal(trace_mask, 1u << TRACE_fault | 1u << TRACE_cr3);
    assert_int_equal(trace_parse(""), -EINVAL);
    assert_int_equal(trace_parse("fault,"), -EINVAL);
    assert_int_equal(trace_parse("faul"), -EINVAL);
    assert_int_equal(trace_parse("all"), 0);
    assert_int_equal(trace_mask, (1u << TRACE_COUNT) - 1);
    trace_mask = 0;
}

static void trace_lines_only_come_from_chosen_categories(void **state)
{
    (void)state;
    trace_sink = sink;
    trace_mask = 1u << TRACE_map;
    TRACE(map, "page %d", 7);
    TRACE(cr3, "not shown");
    trace_mask = 0;
    trace_sink = NULL;
    assert_string_equal(sunk, "map: page 7\n");
}

static void cycles_and_ns_convert_without_overflow(void **state)
{
    (void)state;
    assert_int_equal(units_cycles_to_ns(2700000, 2700000), 1000000);
    assert_int_equal(units_ns_to_cycles(1000, 2700000), 2700);
    assert_int_equal(units_cycles_to_ns(1, 2700000), 0);
    assert_int_equal(units_cycles_to_ns(2, 2700000), 1); /* 0.74 */
    assert_true(units_cycles_to_ns(UINT64_MAX / 2, 4000000) == UINT64_C(2305843009213693952));
    assert_true(units_cycles_to_ns_f(27, 2700000) > 9.999);
    assert_true(units_cycles_to_ns_f(27, 2700000) < 10.001);
}

static void tsc_frequency_leaves_are_read_as_the_manual_says(void **state)
{
    const uint32_t skylake[4] = {2, 216, 25000000, 0}, no_crystal[4] = {2, 216, 0, 0};
    const uint32_t base[4] = {2700, 3500, 100, 0}, none[4] = {0};

    (void)state;
    assert_int_equal(units_khz_from_cpuid15(skylake), 2700000);
    assert_int_equal(units_khz_from_cpuid15(no_crystal), 0);
    assert_int_equal(units_khz_from_cpuid15(none), 0);
    assert_int_equal(units_khz_from_cpuid16(base), 2700000);
    assert_int_equal(units_khz_from_cpuid16(none), 0);
}

/* Against a third clock reading of our own over a longer time. */
static void tsc_frequency_is_within_one_percent(void **state)
{
    struct units_tsc tsc;

    (void)state;
    units_tsc(&tsc); /* may be ENOTSUP: the value is given all the same */
    print_message("%lu kHz by %s (calibrated %lu)\n", tsc.khz, tsc.how, tsc.calibrated_khz);
    uint64_t ns = units_now_ns(), cycles = units_now_tsc();
    usleep(200000);
    cycles = units_now_tsc() - cycles;
    ns = units_now_ns() - ns;
    assert_in_range(units_cycles_to_ns(cycles, tsc.khz), ns - ns / 100, ns + ns / 100);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(canonical_addresses_end_at_bit_47),
    cmocka_unit_test(ranges_do_not_wrap),
    cmocka_unit_test(level_arithmetic_matches_the_figures),
    cmocka_unit_test(initial_state_is_long_mode_at_cpl_0),
    cmocka_unit_test(exit_kinds_have_names),
    cmocka_unit_test(a_counter_that_is_absent_is_not_zero),
    cmocka_unit_test(every_counter_has_a_name_and_a_meaning),
    cmocka_unit_test(error_texts_can_be_added_to),
    cmocka_unit_test(long_error_texts_are_cut),
    cmocka_unit_test(trace_lists_are_parsed_whole_or_not_at_all),
    cmocka_unit_test(trace_lines_only_come_from_chosen_categories),
    cmocka_unit_test(cycles_and_ns_convert_without_overflow),
    cmocka_unit_test(tsc_frequency_leaves_are_read_as_the_manual_says),
    cmocka_unit_test(tsc_frequency_is_within_one_percent),
};

TEST_MAIN(tests)
