/* SPDX-License-Identifier: Apache-2.0 */
/* Stop points: how they are written, and that a run ends at them and nowhere else. */
#include "test_main.h"

#include "common/err.h"
#include "common/run_stop.h"
#include "runner_case.h"

#include <errno.h>
#include <string.h>

static const struct fake_step script[] = {
    {.exit = FAKE_OUT(HC_NOP)}, {.exit = FAKE_OUT(HC_SECTION_BEGIN)},
    {.exit = FAKE_OUT(HC_NOP)}, {.exit = FAKE_OUT(HC_FLUSH)},
    {.exit = FAKE_OUT(HC_NOP)}, {.exit = {.kind = VCPU_EXIT_HALT}},
};

static int run_to(struct runner_case *c, const char *text)
{
    static struct run_stop stop;

    assert_int_equal(run_stop_parse(&stop, text), 0);
    c->req.stop = &stop;
    c->nstopped = 0;
    return runner_case_run(c, script, sizeof script / sizeof script[0]);
}

static void run_stops_at_the_named_point(void **state)
{
    static const struct {
        const char *text;
        unsigned exits;
    } points[] = {{"1", 1},     {"4", 4},     {"nop", 1},   {"section_begin", 2},
                  {"nop:2", 3}, {"nop:3", 5}, {"flush", 4}, {"6", 6}};
    struct runner_case *c = *state;

    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        assert_int_equal(run_to(c, points[i].text), 0);
        assert_int_equal(c->res.outcome, RUN_STOPPED);
        assert_int_equal(c->nstopped, 1);
        assert_int_equal(c->stopped_exits, points[i].exits);
        assert_int_equal(c->stopped_rip, fake.rip);
    }
}

static void run_that_ends_before_says_how_far_it_came(void **state)
{
    struct runner_case *c = *state;

    assert_int_equal(run_to(c, "nop:4"), -EPROTO);
    assert_int_equal(c->res.outcome, RUN_HALTED);
    assert_int_equal(c->nstopped, 0);
    assert_int_equal(c->res.hypercalls[HC_NOP], 3);
    assert_int_equal(run_stop_exits(&c->res), 6);
}

static void failure_is_no_stop_point(void **state)
{
    static const struct fake_step dies[] = {{.exit = {.kind = VCPU_EXIT_SHUTDOWN}}};
    struct runner_case *c = *state;
    struct run_stop stop = {RUN_STOP_ANY, 1};

    c->req.stop = &stop;
    assert_int_equal(runner_case_run(c, dies, 1), -EFAULT);
    assert_int_equal(c->nstopped, 0);
}

static void malformed_points_are_refused_with_what_there_is(void **state)
{
    static const char *const bad[] = {"", "0", "-1", "nop:", "nop:0", "nop:x", "nops", "no", "3x"};
    struct run_stop stop;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(run_stop_parse(&stop, bad[i]), -EINVAL);
        assert_non_null(strstr(err_text(), "section_begin"));
    }
}

static void text_names_the_point(void **state)
{
    struct run_stop stop;
    char text[64];

    (void)state;
    assert_int_equal(run_stop_parse(&stop, "17"), 0);
    assert_string_equal(run_stop_text(&stop, text, sizeof text), "exit 17");
    assert_int_equal(run_stop_parse(&stop, "print"), 0);
    assert_string_equal(run_stop_text(&stop, text, sizeof text), "hypercall print");
    assert_int_equal(run_stop_parse(&stop, "print:2"), 0);
    assert_string_equal(run_stop_text(&stop, text, sizeof text), "hypercall print number 2");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(run_stops_at_the_named_point, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(run_that_ends_before_says_how_far_it_came, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(failure_is_no_stop_point, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test(malformed_points_are_refused_with_what_there_is),
    cmocka_unit_test(text_names_the_point),
};
TEST_MAIN(tests)
