/* SPDX-License-Identifier: Apache-2.0 */
/* What a sweep is asked for: lists of rates and working sets. */
#include "bench/crossover/grid.h"
#include "bench/crossover/rate.h"
#include "common/tests/test_main.h"
#include "model.h"

#include <errno.h>
#include <math.h>

static void rates_are_said_in_short_rounds(void **state)
{
    struct rng r = {1};

    (void)state;
    for (int i = 0; i < 2000; i++) {
        double want = model_between(&r, RATE_MIN, RATE_MAX);
        struct rate got = rate_of(want);

        if (fabs(rate_per_1000(got) / want - 1) > 1.1e-3)
            fail_msg("%g became %g", want, rate_per_1000(got));
        assert_true(got.edits >= 1 && got.misses >= 1 && got.misses <= 1000000);
        assert_true(got.edits == 1 || got.misses <= 1001);
    }
    assert_int_equal(rate_of(0).edits, 0);
    assert_int_equal(rate_of(1000).misses, 1);
    assert_int_equal(rate_of(300).misses, 10);
}

static void lists_become_ascending_grids(void **state)
{
    struct crossover_grid g = {.steps = GRID_STEPS_DEFAULT};

    (void)state;
    assert_int_equal(grid_edits(&g, "10,0.5,0,10"), 0);
    assert_int_equal(g.nedits, 3);
    assert_true(g.edits[0] == 0 && g.edits[1] == 0.5 && g.edits[2] == 10);
    assert_int_equal(grid_bytes(&g, "64M,8K"), 0);
    assert_true(g.nbytes == 2 && g.bytes[0] == 8192 && g.bytes[1] == 64 << 20);
    assert_int_equal(grid_defaults(&g, false), 0);
    assert_true(g.nedits == 3 && g.nbytes == 2 && g.steps == 4);
}

static void nonsense_in_lists_is_refused(void **state)
{
    static const char *const edits[] = {"",    "x",   "1,,x",   "-1", "nan",
                                        "inf", "1e9", "0.0001", "1 2"};
    static const char *const bytes[] = {"", "64Q", "4096", "-1", "1,64M"};
    struct crossover_grid g = {0};

    (void)state;
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++)
        assert_int_equal(grid_edits(&g, edits[i]), -EINVAL);
    for (size_t i = 0; i < sizeof bytes / sizeof bytes[0]; i++)
        assert_int_equal(grid_bytes(&g, bytes[i]), -EINVAL);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(rates_are_said_in_short_rounds),
    cmocka_unit_test(lists_become_ascending_grids),
    cmocka_unit_test(nonsense_in_lists_is_refused),
};
TEST_MAIN(tests)
