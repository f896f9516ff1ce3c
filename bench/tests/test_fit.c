/* SPDX-License-Identifier: Apache-2.0 */
/* From samples to the rate of equal cost: against data of which the crossing is known. */
#include "bench/crossover/fit.h"
#include "bench/crossover/monotone.h"
#include "common/tests/test_main.h"
#include "model.h"

#include <math.h>

#define POINTS 10u

static const double rates[POINTS] = {0, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000};

static struct model_samples of_a[POINTS], of_b[POINTS];

static struct fit fit_models(struct model a, struct model b, double noise, uint64_t seed)
{
    struct fit_point p[POINTS];
    struct rng r = {seed};
    struct fit f;

    for (size_t i = 0; i < POINTS; i++) {
        model_draw(&of_a[i], model_cost(a, rates[i]), noise, &r);
        model_draw(&of_b[i], model_cost(b, rates[i]), noise, &r);
        p[i] = (struct fit_point){.rate = rates[i], .a = &of_a[i].s, .b = &of_b[i].s};
    }
    assert_int_equal(fit_points(&f, p, POINTS), 0);
    return f;
}

/* Two modes of which B has the dearer edits and is the faster one up to `at`. */
static void models_that_cross(struct rng *r, double at, struct model *a, struct model *b)
{
    b->miss = model_between(r, 5, 200);
    b->edit = model_between(r, 3000, 20000);
    a->edit = b->edit * model_between(r, 0.05, 0.7);
    a->miss = b->miss + at / 1000 * (b->edit - a->edit);
}

static void pooled_values_rise_and_keep_their_weighted_sum(void **state)
{
    struct monotone_block block[POINTS];
    struct rng r = {2};

    (void)state;
    for (int trial = 0; trial < 500; trial++) {
        double v[POINTS], was[POINTS], weight[POINTS], sum = 0;
        bool rose = true;

        for (size_t i = 0; i < POINTS; i++) {
            was[i] = v[i] = model_normal(&r) + (trial % 2 ? (double)i : 0);
            weight[i] = model_between(&r, 0.1, 10);
            rose = rose && (i == 0 || v[i] >= v[i - 1]);
        }
        monotone_rise(v, weight, POINTS, block);
        for (size_t i = 0; i < POINTS; i++) {
            sum += weight[i] * (v[i] - was[i]);
            assert_true(i == 0 || v[i] >= v[i - 1]);
            assert_true(!rose || fabs(v[i] - was[i]) < 1e-12);
        }
        assert_true(fabs(sum) < 1e-9);
    }
}

static void crossing_without_noise_is_found_exactly(void **state)
{
    struct rng r = {3};

    (void)state;
    for (int trial = 0; trial < 8; trial++) {
        struct model a, b;
        double at = model_between(&r, 0.02, 900);

        models_that_cross(&r, at, &a, &b);

        struct fit f = fit_models(a, b, 0, 4), g = fit_models(b, a, 0, 4);

        assert_int_equal(f.verdict, FIT_CROSSING);
        assert_true(f.below == FIT_B && f.above == FIT_A && g.below == FIT_A && g.above == FIT_B);
        assert_true(fabs(f.at / at - 1) < 1e-9 && fabs(g.at / at - 1) < 1e-9);
        assert_true(fabs(f.low / at - 1) < 1e-9 && fabs(f.high / at - 1) < 1e-9);
    }
}

/* The interval is of 95%; with ten repetitions a bootstrap falls somewhat short of its name. */
static void interval_holds_the_crossing_as_often_as_it_says(void **state)
{
    struct rng r = {5};
    unsigned held = 0, crossed = 0;
    enum { TRIALS = 40 };

    (void)state;
    for (unsigned trial = 0; trial < TRIALS; trial++) {
        struct model a = {100, 2000}, b = {70, 9000};
        double at = 1000 * (a.miss - b.miss) / (b.edit - a.edit);
        struct fit f = fit_models(a, b, 0.05, rng_next(&r));

        crossed += f.verdict == FIT_CROSSING;
        held += f.low <= at && at <= f.high;
    }
    assert_true(crossed == TRIALS);
    if (held < TRIALS * 80 / 100)
        fail_msg("%u of %u intervals held the crossing", held, TRIALS);
}

static void noise_alone_makes_no_crossing(void **state)
{
    struct rng r = {6};
    unsigned none = 0, crossing = 0;
    enum { TRIALS = 40 };

    (void)state;
    for (unsigned trial = 0; trial < TRIALS; trial++) {
        struct model m = {model_between(&r, 5, 200), model_between(&r, 1000, 20000)};
        struct fit f = fit_models(m, m, 0.1, rng_next(&r));

        none += f.verdict == FIT_NONE;
        crossing += f.verdict == FIT_CROSSING;
        if (f.verdict == FIT_NONE)
            assert_true(isnan(f.at) && isnan(f.low) && isnan(f.high));
    }
    assert_true(crossing <= 1);
    if (none < TRIALS * 75 / 100)
        fail_msg("%u of %u were no difference", none, TRIALS);
}

static void one_that_is_faster_everywhere_is_named_so(void **state)
{
    struct fit f = fit_models((struct model){100, 2000}, (struct model){130, 9000}, 0.02, 7);

    (void)state;
    assert_int_equal(f.verdict, FIT_THROUGHOUT);
    assert_true(f.below == FIT_A && f.above == FIT_A && isnan(f.at));
}

/* Misses alike, edits not: no crossing, but a rate from which on the difference shows. */
static void difference_that_begins_somewhere_has_one_edge(void **state)
{
    struct fit f = fit_models((struct model){100, 2000}, (struct model){100, 9000}, 0.02, 8);

    (void)state;
    assert_int_equal(f.verdict, FIT_ABOVE);
    assert_true(f.below == FIT_SAME && f.above == FIT_A);
    assert_true(isnan(f.at) && isnan(f.low) && f.high < 30);
}

/* Edits alike, misses not: the difference is lost where edits are all that counts. */
static void difference_that_ends_somewhere_has_one_edge(void **state)
{
    struct fit f = fit_models((struct model){100, 50000}, (struct model){70, 50000}, 0.02, 9);

    (void)state;
    assert_int_equal(f.verdict, FIT_BELOW);
    assert_true(f.below == FIT_B && f.above == FIT_SAME);
    assert_true(isnan(f.at) && f.low > 0.1);
}

static void sides_that_change_twice_are_no_crossing(void **state)
{
    struct fit_point p[POINTS];
    struct rng r = {10};
    struct fit f;

    (void)state;
    for (size_t i = 0; i < POINTS; i++) {
        model_draw(&of_a[i], 100, 0.01, &r);
        model_draw(&of_b[i], i < 3 || i > 6 ? 80 : 125, 0.01, &r);
        p[i] = (struct fit_point){.rate = rates[i], .a = &of_a[i].s, .b = &of_b[i].s};
    }
    assert_int_equal(fit_points(&f, p, POINTS), 0);
    assert_int_equal(f.verdict, FIT_UNEVEN);
    assert_true(isnan(f.at));
}

static void one_rate_has_no_crossing(void **state)
{
    struct rng r = {11};
    struct fit_point p = {.rate = 1, .a = &of_a[0].s, .b = &of_b[0].s};
    struct fit f;

    (void)state;
    model_draw(&of_a[0], 100, 0.01, &r);
    model_draw(&of_b[0], 80, 0.01, &r);
    assert_int_equal(fit_points(&f, &p, 1), 0);
    assert_int_equal(f.verdict, FIT_THROUGHOUT);
    assert_true(f.below == FIT_B && p.ratio.low < 0.8 && p.ratio.high > 0.8);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(pooled_values_rise_and_keep_their_weighted_sum),
    cmocka_unit_test(crossing_without_noise_is_found_exactly),
    cmocka_unit_test(interval_holds_the_crossing_as_often_as_it_says),
    cmocka_unit_test(noise_alone_makes_no_crossing),
    cmocka_unit_test(one_that_is_faster_everywhere_is_named_so),
    cmocka_unit_test(difference_that_begins_somewhere_has_one_edge),
    cmocka_unit_test(difference_that_ends_somewhere_has_one_edge),
    cmocka_unit_test(sides_that_change_twice_are_no_crossing),
    cmocka_unit_test(one_rate_has_no_crossing),
};
TEST_MAIN(tests)
