/* SPDX-License-Identifier: Apache-2.0 */
/* Suites and command lines against the images that were built. */
#include "bench/plan.h"
#include "common/err.h"
#include "common/tests/test_main.h"

#include <errno.h>
#include <string.h>

static struct catalog catalog;
static struct plan plan;

static int setup(void **state)
{
    (void)state;
    return catalog_open(&catalog, GUESTS_DIR);
}

static int teardown(void **state)
{
    (void)state;
    plan_free(&plan);
    catalog_close(&catalog);
    return 0;
}

static int make(const char *const *given)
{
    static char *words[16];
    static struct args_run a;
    int n = 0;

    words[n++] = (char *)"run";
    while (*given && n < 15)
        words[n++] = (char *)*given++;
    words[n] = NULL;
    assert_int_equal(args_run(&a, n, words), 0);
    return plan_make(&plan, &catalog, &a);
}
#define MAKE(...) make((const char *const[]){__VA_ARGS__, NULL})

static uint64_t param(size_t point, const char *key)
{
    const struct point *p = &plan.point[point];
    int i = catalog_param(p->image, key);

    assert_true(i >= 0);
    return p->param[i];
}

static void every_line_of_every_suite_fits_the_images(void **state)
{
    (void)state;
    assert_int_equal(MAKE(NULL), 0);
    assert_int_equal(plan.n, suite_get(false)->n);
    assert_string_equal(plan.suite, "full");
    plan_free(&plan);
    assert_int_equal(MAKE("--quick"), 0);
    assert_int_equal(plan.n, suite_get(true)->n);
    assert_string_equal(plan.suite, "quick");
}

static void chase_goes_over_sizes_with_both_page_sizes(void **state)
{
    unsigned small = 0, large = 0;

    (void)state;
    assert_int_equal(MAKE("chase"), 0);
    for (size_t i = 0; i < plan.n; i++) {
        small += param(i, "page") == 4096;
        large += param(i, "page") == 2 << 20;
        assert_true(param(i, "bytes") >= 16 << 10 && param(i, "bytes") <= 256 << 20);
    }
    assert_int_equal(small, 8 + 2); /* two in ascending order */
    assert_int_equal(large, 8);
}

static void points_made_equal_by_set_are_measured_once(void **state)
{
    (void)state;
    assert_int_equal(MAKE("chase", "--set", "bytes=1M"), 0);
    assert_int_equal(plan.n, 2 + 2);
    for (size_t i = 0; i < plan.n; i++)
        assert_int_equal(param(i, "bytes"), 1 << 20);
}

static void a_workload_of_no_suite_runs_with_its_defaults(void **state)
{
    (void)state;
    assert_int_equal(MAKE("hello"), 0);
    assert_int_equal(plan.n, 1);
    assert_int_equal(param(0, "status"), 0);
}

static void cold_applies_to_every_point(void **state)
{
    (void)state;
    assert_int_equal(MAKE("pgfault", "hidden", "--cold"), 0);
    for (size_t i = 0; i < plan.n; i++)
        assert_true(plan.point[i].cold);
}

static void unknown_workload_suggests_the_nearest(void **state)
{
    (void)state;
    assert_int_equal(MAKE("chsae"), -EINVAL);
    assert_non_null(strstr(err_text(), "did you mean \"chase\""));
    assert_non_null(strstr(err_text(), "syscall"));
    assert_false(plan.bad_image);
}

static void unknown_key_lists_the_keys(void **state)
{
    (void)state;
    assert_int_equal(MAKE("chase", "--set", "byte=1M"), -EINVAL);
    assert_non_null(strstr(err_text(), "did you mean \"bytes\""));
    assert_non_null(strstr(err_text(), "stride"));
}

static void value_out_of_bounds_names_the_bounds(void **state)
{
    (void)state;
    assert_int_equal(MAKE("chase", "--set", "bytes=1"), -EINVAL);
    assert_non_null(strstr(err_text(), "8192"));
}

static void missing_image_is_told_from_a_wrong_name(void **state)
{
    (void)state;
    assert_int_not_equal(MAKE("./no-such-image.elf"), 0);
    assert_true(plan.bad_image);
    assert_non_null(strstr(err_text(), "no-such-image.elf"));
}

static void an_image_named_twice_is_measured_once(void **state)
{
    (void)state;
    assert_int_equal(MAKE("hello", GUESTS_DIR "/hello.elf"), 0);
    assert_int_equal(plan.n, 1);
}

static void malformed_setting_has_an_empty_key(void **state)
{
    const char *settings = " a=1  b";
    char key[24], value[24];

    (void)state;
    assert_true(suite_next_setting(&settings, key, value));
    assert_string_equal(key, "a");
    assert_string_equal(value, "1");
    assert_true(suite_next_setting(&settings, key, value));
    assert_string_equal(key, "");
    assert_false(suite_next_setting(&settings, key, value));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(every_line_of_every_suite_fits_the_images, setup, teardown),
    cmocka_unit_test_setup_teardown(chase_goes_over_sizes_with_both_page_sizes, setup, teardown),
    cmocka_unit_test_setup_teardown(points_made_equal_by_set_are_measured_once, setup, teardown),
    cmocka_unit_test_setup_teardown(a_workload_of_no_suite_runs_with_its_defaults, setup, teardown),
    cmocka_unit_test_setup_teardown(cold_applies_to_every_point, setup, teardown),
    cmocka_unit_test_setup_teardown(unknown_workload_suggests_the_nearest, setup, teardown),
    cmocka_unit_test_setup_teardown(unknown_key_lists_the_keys, setup, teardown),
    cmocka_unit_test_setup_teardown(value_out_of_bounds_names_the_bounds, setup, teardown),
    cmocka_unit_test_setup_teardown(missing_image_is_told_from_a_wrong_name, setup, teardown),
    cmocka_unit_test_setup_teardown(an_image_named_twice_is_measured_once, setup, teardown),
    cmocka_unit_test(malformed_setting_has_an_empty_key),
};

TEST_MAIN(tests)
