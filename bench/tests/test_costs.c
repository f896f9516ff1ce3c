/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/host/costs.h"

#include "common/err.h"
#include "common/tests/test_main.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/wait.h>

static int first_cpu(void)
{
    cpu_set_t set;
    int cpu = 0;

    assert_int_equal(sched_getaffinity(0, sizeof set, &set), 0);
    while (!CPU_ISSET((size_t)cpu, &set))
        cpu++;
    return cpu;
}

static void every_step_is_measured_and_no_process_left(void **state)
{
    double ns[COSTS] = {0};

    (void)state;
    if (costs_measure(ns, first_cpu()))
        fail_msg("%s", err_text());
    for (enum cost c = 0; c < COSTS; c++)
        if (!(ns[c] > 0))
            fail_msg("%s (%s): %f", cost_name(c), cost_about(c), ns[c]);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void hand_off_is_null_where_the_process_cannot_be_pinned(void **state)
{
    json_t *o = costs_json(CPU_SETSIZE - 1);

    (void)state;
    assert_int_equal(json_object_size(o), COSTS);
    assert_true(json_is_null(json_object_get(o, cost_name(COST_YIELD))));
    assert_true(json_number_value(json_object_get(o, cost_name(COST_CALL))) > 0);
    json_decref(o);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_step_is_measured_and_no_process_left),
    cmocka_unit_test(hand_off_is_null_where_the_process_cannot_be_pinned),
};
TEST_MAIN(tests)
