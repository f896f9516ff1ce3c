/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/args.h"
#include "common/err.h"
#include "common/tests/test_main.h"
#include "common/trace.h"

#include <errno.h>
#include <string.h>

#define MAX_WORDS 16

static char *words[MAX_WORDS + 1];

static int parse(struct args_run *a, const char *const *given)
{
    int n = 0;

    words[n++] = (char *)"run";
    while (*given && n < MAX_WORDS)
        words[n++] = (char *)*given++;
    words[n] = NULL;
    err_clear();
    return args_run(a, n, words);
}
#define PARSE(a, ...) parse(a, (const char *const[]){__VA_ARGS__, NULL})

static void refused(const char *const *given, const char *text)
{
    struct args_run a;

    assert_int_equal(parse(&a, given), -EINVAL);
    if (!strstr(err_text(), text))
        fail_msg("\"%s\" is not in \"%s\"", text, err_text());
}
#define REFUSED(text, ...) refused((const char *const[]){__VA_ARGS__, NULL}, text)

static void without_options_the_full_defaults_hold(void **state)
{
    struct args_run a;

    (void)state;
    assert_int_equal(PARSE(&a, NULL), 0);
    assert_int_equal(a.nmodes, 0);
    assert_int_equal(a.repeat, 10);
    assert_int_equal(a.samples, 50);
    assert_int_equal(a.cpu, -1);
    assert_int_equal(a.nwhat, 0);
    assert_false(a.quick || a.cold || a.timing || a.no_check || a.help);
}

static void quick_lowers_only_what_was_not_given(void **state)
{
    struct args_run a;

    (void)state;
    assert_int_equal(PARSE(&a, "--repeat=9", "--quick"), 0);
    assert_int_equal(a.repeat, 9);
    assert_int_equal(a.samples, 20);
}

static void a_suite_is_found_by_name_and_quick_means_all_of_quick(void **state)
{
    struct args_run a;

    (void)state;
    assert_int_equal(PARSE(&a, "--suite=tables"), 0);
    assert_string_equal(a.suite->name, "tables");
    assert_int_equal(a.repeat, 10);
    assert_int_equal(PARSE(&a, "--suite=quick"), 0);
    assert_true(a.quick);
    assert_int_equal(a.repeat, 5);
    REFUSED("no such suite; did you mean \"faults\"? (possible: full, quick", "--suite=fault");
}

static void modes_keep_their_order_and_come_once(void **state)
{
    struct args_run a;

    (void)state;
    assert_int_equal(PARSE(&a, "--mmu=null,spt,null", "-m", "native"), 0);
    assert_int_equal(a.nmodes, 3);
    assert_string_equal(modes_name(a.mode[0]), "null");
    assert_string_equal(modes_name(a.mode[1]), "spt");
    assert_string_equal(modes_name(a.mode[2]), "native");
}

static void unknown_mode_lists_the_known_ones(void **state)
{
    (void)state;
    REFUSED("possible: spt, ept, kvm-spt, native, null", "--mmu=nonsense");
    REFUSED("did you mean \"kvm-spt\"", "--mmu=kvm-stp");
    REFUSED("comma-separated", "--mmu=");
}

static void resume_goes_alone_and_one_option_says_where_the_vcpu_goes(void **state)
{
    struct args_run a;

    (void)state;
    assert_int_equal(PARSE(&a, "--resume", "results/x"), 0);
    assert_string_equal(a.resume, "results/x");
    REFUSED("no other option", "--resume=x", "--quick");
    REFUSED("no other option", "--resume=x", "chase");
    REFUSED("results folder", "--resume=");
    assert_int_equal(PARSE(&a, "--bind=core:1,numa:0"), 0);
    assert_string_equal(a.bind, "core:1,numa:0");
    REFUSED("give one of them", "--bind=core:1", "--cpu=0");
}

static void settings_take_units_and_need_a_value(void **state)
{
    struct args_run a;

    (void)state;
    assert_int_equal(PARSE(&a, "--set", "bytes=64K", "-s", "page=2M"), 0);
    assert_int_equal(a.nset, 2);
    assert_string_equal(a.set[0].key, "bytes");
    assert_int_equal(a.set[0].value, 65536);
    assert_int_equal(a.set[1].value, 2 << 20);
    REFUSED("key=value", "--set", "bytes");
    REFUSED("key=value", "--set", "=3");
    REFUSED("key=value", "--set", "a_key_that_is_too_long_to_be_one=3");
    REFUSED("whole number", "--set", "bytes=big");
    REFUSED("whole number", "--set", "bytes=");
}

static void numbers_out_of_bounds_name_the_bounds(void **state)
{
    (void)state;
    REFUSED("1 to 10000", "--repeat=0");
    REFUSED("1 to 86400", "--timeout=x");
    REFUSED("even number", "--ram=33");
    REFUSED("4 to 1048576", "--ram=2");
    REFUSED("0 to 65535", "--cpu=-1");
}

static void unknown_option_suggests_the_nearest(void **state)
{
    (void)state;
    REFUSED("unknown option --qiuck; did you mean \"quick\"", "--qiuck");
    REFUSED("unknown option", "-Z");
    REFUSED("needs an argument", "--mmu");
}

static void backing_is_checked(void **state)
{
    struct args_run a;

    (void)state;
    assert_int_equal(PARSE(&a, "--backing=thp"), 0);
    assert_int_equal(a.backing, RAM_THP);
    REFUSED("possible: 4k, thp, 2m, 1g", "--backing=8k");
}

static void trace_sets_the_mask(void **state)
{
    struct args_run a;

    (void)state;
    assert_int_equal(PARSE(&a, "--trace=fault,cr3"), 0);
    assert_int_equal(trace_mask, 1u << TRACE_fault | 1u << TRACE_cr3);
    trace_mask = 0;
    assert_int_equal(PARSE(&a, "--trace=nonsense"), -EINVAL);
}

static void options_may_follow_and_end_with_the_workloads(void **state)
{
    struct args_run a;

    (void)state;
    assert_int_equal(PARSE(&a, "chase", "--quick", "./x.elf", "-o", "d"), 0);
    assert_int_equal(a.nwhat, 2);
    assert_string_equal(a.what[0], "chase");
    assert_string_equal(a.what[1], "./x.elf");
    assert_string_equal(a.out, "d");
    assert_true(a.quick);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(without_options_the_full_defaults_hold),
    cmocka_unit_test(quick_lowers_only_what_was_not_given),
    cmocka_unit_test(a_suite_is_found_by_name_and_quick_means_all_of_quick),
    cmocka_unit_test(modes_keep_their_order_and_come_once),
    cmocka_unit_test(unknown_mode_lists_the_known_ones),
    cmocka_unit_test(resume_goes_alone_and_one_option_says_where_the_vcpu_goes),
    cmocka_unit_test(settings_take_units_and_need_a_value),
    cmocka_unit_test(numbers_out_of_bounds_name_the_bounds),
    cmocka_unit_test(unknown_option_suggests_the_nearest),
    cmocka_unit_test(backing_is_checked),
    cmocka_unit_test(trace_sets_the_mask),
    cmocka_unit_test(options_may_follow_and_end_with_the_workloads),
};

TEST_MAIN(tests)
