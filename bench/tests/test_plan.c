/* SPDX-License-Identifier: Apache-2.0 */
/* Suites and command lines against the images that were built. */
#include "bench/data/family.h"
#include "bench/run/plan.h"
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
    for (size_t i = 0; i < suite_count(); i++) {
        const struct suite *s = suite_at(i);
        const struct suite_line *line;
        size_t lines = 0;

        for (size_t k = 0; (line = suite_next(s, &k)); lines++)
            if (family_of(line->workload) == FAMILY_OTHERS)
                fail_msg("%s is in no family", line->workload);
        assert_true(lines > 0);
        assert_int_equal(MAKE("--suite", s->name), 0);
        assert_int_equal(plan.n, lines); /* and no two lines are the same point */
        assert_string_equal(plan.suite, s->name);
        plan_free(&plan);
    }
}

static void without_a_name_the_full_suite_runs_and_quick_the_quick_one(void **state)
{
    (void)state;
    assert_int_equal(MAKE(NULL), 0);
    assert_string_equal(plan.suite, "full");
    plan_free(&plan);
    assert_int_equal(MAKE("--quick"), 0);
    assert_string_equal(plan.suite, "quick");
    plan_free(&plan);
    assert_int_equal(MAKE("--quick", "--suite=faults"), 0);
    assert_string_equal(plan.suite, "faults");
    assert_int_equal(param(0, "pages"), 64); /* by --quick */
}

/* What the literature measures: no suite is full without it. */
static void the_full_suite_has_what_the_field_measures(void **state)
{
    static const char *const names[] = {
        "syscall", "out",     "cpuid",  "divzero", "callret", "pgfault", "protfault", "hidden",
        "ptemod",  "ptecold", "movcr3", "invlpg",  "flush",   "churn",   "fork",      "appel",
        "adbits",  "chase",   "walk",   "gups",    "btree",   "hash",    "bfs",       "mixed"};

    (void)state;
    assert_int_equal(MAKE(NULL), 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        bool found = false;

        for (size_t k = 0; k < plan.n && !found; k++)
            found = !strcmp(catalog_name(plan.point[k].image), names[i]);
        if (!found)
            fail_msg("no line of the suite has the workload %s", names[i]);
    }
}

static void chase_goes_over_sizes_with_all_page_sizes(void **state)
{
    unsigned pages[3] = {0};

    (void)state;
    assert_int_equal(MAKE("chase"), 0);
    for (size_t i = 0; i < plan.n; i++) {
        uint64_t page = param(i, "page");

        pages[page == 4096 ? 0 : page == 2 << 20 ? 1 : 2]++;
        assert_true(param(i, "bytes") >= 16 << 10 && param(i, "bytes") <= 256 << 20);
    }
    assert_int_equal(pages[0], 8 + 2); /* two in ascending order */
    assert_int_equal(pages[1], 8 + 2);
    assert_int_equal(pages[2], 3);
    assert_int_equal(plan.ram_mib, 2048); /* for the last */
}

static void a_pattern_chooses_workloads_by_name(void **state)
{
    (void)state;
    assert_int_equal(MAKE("*fault", "out"), 0);
    for (size_t i = 0; i + 1 < plan.n; i++)
        assert_non_null(strstr(catalog_name(plan.point[i].image), "fault"));
    assert_string_equal(catalog_name(plan.point[plan.n - 1].image), "out");
    assert_true(plan.n > 3);
    assert_int_equal(plan.ram_mib, SUITE_RAM_MIB);
}

static void a_pattern_chooses_points_by_settings(void **state)
{
    (void)state;
    assert_int_equal(MAKE("chase page=2M bytes=*M order=0"), 0);
    assert_int_equal(plan.n, 5); /* 1M, 4M, 16M, 64M, 256M */
    plan_free(&plan);
    assert_int_equal(MAKE("chase bytes=65536"), 0);
    assert_int_equal(plan.n, 2);
    plan_free(&plan);
    assert_int_equal(MAKE("ram=cold"), 0);
    for (size_t i = 0; i < plan.n; i++)
        assert_true(plan.point[i].cold);
    assert_true(plan.n >= 3);
    plan_free(&plan);
    assert_int_equal(MAKE("chase bytes=64K", "chase"), 0);
    for (size_t i = 2; i < plan.n; i++)
        assert_false(param(i, "bytes") == 65536); /* once */
}

static void a_pattern_without_a_point_says_so(void **state)
{
    (void)state;
    assert_int_equal(MAKE("chase page=3M"), -EINVAL);
    assert_non_null(strstr(err_text(), "suite full has no point that matches \"chase page=3M\""));
    assert_int_equal(MAKE("--suite=faults", "chase"), -EINVAL);
    assert_non_null(strstr(err_text(), "suite faults has no point"));
    assert_int_equal(MAKE("x*"), -EINVAL);
    assert_non_null(strstr(err_text(), "unknown workload \"x*\""));
    assert_int_equal(MAKE("page=2M chase"), -EINVAL);
    assert_non_null(strstr(err_text(), "name, then settings"));
    assert_int_equal(MAKE("chase =3"), -EINVAL);
    assert_int_equal(MAKE(""), -EINVAL);
}

static void points_made_equal_by_set_are_measured_once(void **state)
{
    (void)state;
    assert_int_equal(MAKE("chase", "--set", "bytes=1M"), 0);
    assert_int_equal(plan.n, 3 + 3 + 2); /* pages at random, in order; lines in order */
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
    cmocka_unit_test_setup_teardown(without_a_name_the_full_suite_runs_and_quick_the_quick_one,
                                    setup, teardown),
    cmocka_unit_test_setup_teardown(the_full_suite_has_what_the_field_measures, setup, teardown),
    cmocka_unit_test_setup_teardown(chase_goes_over_sizes_with_all_page_sizes, setup, teardown),
    cmocka_unit_test_setup_teardown(a_pattern_chooses_workloads_by_name, setup, teardown),
    cmocka_unit_test_setup_teardown(a_pattern_chooses_points_by_settings, setup, teardown),
    cmocka_unit_test_setup_teardown(a_pattern_without_a_point_says_so, setup, teardown),
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
