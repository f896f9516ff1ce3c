/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/data/rng.h"
#include "bench/data/stats.h"
#include "common/tests/test_main.h"

#include <errno.h>
#include <math.h>

static void near(double got, double want)
{
    if (fabs(got - want) > 1e-9 * fmax(1, fabs(want)))
        fail_msg("got %.12g, want %.12g", got, want);
}

static void percentiles_are_linear_between_neighbours(void **state)
{
    static const double v[] = {10, 20, 30, 40, 50};

    (void)state;
    near(stats_percentile(v, 5, 0), 10);
    near(stats_percentile(v, 5, 50), 30);
    near(stats_percentile(v, 5, 10), 14); /* R: quantile(v, .1, type = 7) */
    near(stats_percentile(v, 5, 90), 46);
    near(stats_percentile(v, 5, 100), 50);
    near(stats_percentile(v, 1, 37), 10);
    assert_true(isnan(stats_percentile(v, 0, 50)));
}

static void median_of_an_even_count_is_the_mean_of_the_middle(void **state)
{
    static const double v[] = {4, 1, 3, 2};
    static const size_t start[] = {0, 4};
    struct stats s;

    (void)state;
    assert_int_equal(stats_of(&s, v, start, 1), 0);
    assert_int_equal(s.n, 4);
    near(s.median, 2.5);
    near(s.min, 1);
    near(s.max, 4);
}

static void equal_samples_have_an_interval_of_no_width(void **state)
{
    static const double v[] = {7, 7, 7, 7, 7, 7};
    static const size_t start[] = {0, 3, 6};
    struct stats s;

    (void)state;
    assert_int_equal(stats_of(&s, v, start, 2), 0);
    near(s.ci_low, 7);
    near(s.ci_high, 7);
}

/* For n = 101 the order-statistics interval of the median at 95% is [x(41), x(61)] (binomial). */
static void bootstrap_agrees_with_the_binomial_interval(void **state)
{
    static const size_t start[] = {0, 101};
    double v[101];
    struct stats s;

    (void)state;
    for (int i = 0; i < 101; i++)
        v[i] = i + 1;
    assert_int_equal(stats_of(&s, v, start, 1), 0);
    assert_true(s.ci_low >= 38 && s.ci_low <= 44);
    assert_true(s.ci_high >= 58 && s.ci_high <= 64);
    assert_true(s.ci_low <= s.median && s.median <= s.ci_high);
}

/* Two repetitions that disagree: samples alone would give a narrow interval, which would be a lie.
 */
static void repetitions_that_disagree_widen_the_interval(void **state)
{
    static const size_t one[] = {0, 100};
    static const size_t two[] = {0, 50, 100};
    double v[100];
    struct stats pooled, grouped;

    (void)state;
    for (int i = 0; i < 100; i++)
        v[i] = (i < 50 ? 100 : 200) + i % 5;
    assert_int_equal(stats_of(&pooled, v, one, 1), 0);
    assert_int_equal(stats_of(&grouped, v, two, 2), 0);
    assert_true(grouped.ci_low <= 102 && grouped.ci_high >= 202);
    assert_true(grouped.ci_high - grouped.ci_low >= pooled.ci_high - pooled.ci_low);
}

static void the_same_samples_give_the_same_interval(void **state)
{
    static const size_t start[] = {0, 20, 40};
    struct rng rng = {42};
    double v[40];
    struct stats a, b;

    (void)state;
    for (int i = 0; i < 40; i++)
        v[i] = (double)rng_below(&rng, 1000);
    assert_int_equal(stats_of(&a, v, start, 2), 0);
    assert_int_equal(stats_of(&b, v, start, 2), 0);
    assert_true(a.ci_low == b.ci_low && a.ci_high == b.ci_high);
    assert_true(a.ci_low < a.ci_high);
}

static void no_samples_are_an_error(void **state)
{
    static const size_t start[] = {0, 0};
    struct stats s;

    (void)state;
    assert_int_not_equal(stats_of(&s, NULL, start, 1), 0);
    assert_int_not_equal(stats_of(&s, NULL, start, 0), 0);
}

static void far_samples_are_counted_and_kept(void **state)
{
    /* quartiles 2 and 4: the fences are at -4 and 10 */
    double v[] = {1, 2, 3, 4, 10.5};
    size_t start[] = {0, 5};
    struct stats s;

    (void)state;
    assert_int_equal(stats_of(&s, v, start, 1), 0);
    assert_int_equal(s.outliers, 1);
    assert_true(s.max == 10.5);
    assert_int_equal(s.n, 5);
    v[4] = 10;
    assert_int_equal(stats_of(&s, v, start, 1), 0);
    assert_int_equal(s.outliers, 0);
    v[0] = -4.5;
    assert_int_equal(stats_of(&s, v, start, 1), 0);
    assert_int_equal(s.outliers, 1);
}

#define GROUPS  8
#define SAMPLES 25

/* Each repetition lies a little elsewhere, as runs do. */
static struct stats_series *series(double median, unsigned seed)
{
    static double v[2][GROUPS * SAMPLES];
    static size_t start[2][GROUPS + 1];
    static struct stats_series s[2];
    static size_t turn;
    size_t t = turn++ % 2;
    struct rng r = {seed};

    s[t] = (struct stats_series){.v = v[t], .start = start[t], .groups = GROUPS};
    for (size_t g = 0; g < GROUPS; g++) {
        double shift = (double)rng_below(&r, 1000) / 1000 * 0.02;

        start[t][g + 1] = (g + 1) * SAMPLES;
        for (size_t i = 0; i < SAMPLES; i++)
            v[t][g * SAMPLES + i] =
                median * (0.98 + shift + (double)rng_below(&r, 1000) / 1000 * 0.02);
    }
    return &s[t];
}

/* A 95% interval is wrong once in twenty; over repetitions that disagree, a bootstrap of eight of
 * them is a little more often. */
static void the_ratio_of_medians_is_nearly_always_inside_its_interval(void **state)
{
    unsigned held = 0;

    (void)state;
    for (unsigned i = 0; i < 100; i++) {
        struct stats_ratio r;

        assert_int_equal(stats_ratio(&r, series(100, 2 * i), series(250, 2 * i + 1)), 0);
        assert_true(r.low <= r.ratio && r.ratio <= r.high);
        assert_true(r.high - r.low < 0.15);
        held += r.low <= 2.5 && 2.5 <= r.high;
    }
    assert_in_range(held, 80, 100);
}

static void the_ratio_of_constants_has_no_width(void **state)
{
    double two[] = {2, 2, 2}, three[] = {3, 3};
    size_t start_two[] = {0, 3}, start_three[] = {0, 1, 2};
    struct stats_series a = {two, start_two, 1}, b = {three, start_three, 2}, none = {0};
    struct stats_ratio r;

    (void)state;
    assert_int_equal(stats_ratio(&r, &a, &b), 0);
    assert_true(r.ratio == 1.5 && r.low == 1.5 && r.high == 1.5);
    assert_int_equal(stats_ratio(&r, &a, &none), -EINVAL);
}

static void overlapping_intervals_are_no_difference(void **state)
{
    struct stats a = {.ci_low = 10, .ci_high = 20};
    struct stats b = {.ci_low = 20, .ci_high = 30};
    struct stats c = {.ci_low = 20.5, .ci_high = 30};

    (void)state;
    assert_true(stats_overlap(&a, &b));
    assert_true(stats_overlap(&b, &a));
    assert_false(stats_overlap(&a, &c));
    assert_false(stats_overlap(&c, &a));
}

/* First outputs of SplitMix64 for seed 1234567 as its published reference code gives them. */
static void splitmix64_matches_its_reference(void **state)
{
    struct rng r = {1234567};

    (void)state;
    assert_int_equal(rng_next(&r), UINT64_C(6457827717110365317));
    assert_int_equal(rng_next(&r), UINT64_C(3203168211198807973));
    assert_int_equal(rng_next(&r), UINT64_C(9817491932198370423));
}

static void shuffle_keeps_every_element_and_reaches_every_order(void **state)
{
    struct rng r = {1};
    bool seen[3][3] = {{false}};

    (void)state;
    for (int i = 0; i < 100; i++) {
        size_t v[] = {0, 1, 2};

        rng_shuffle(&r, v, 3);
        assert_int_equal(v[0] + v[1] + v[2], 3);
        assert_true(v[0] != v[1] && v[1] != v[2] && v[0] != v[2]);
        for (size_t k = 0; k < 3; k++)
            seen[k][v[k]] = true;
    }
    for (size_t k = 0; k < 9; k++)
        assert_true(seen[k / 3][k % 3]);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(percentiles_are_linear_between_neighbours),
    cmocka_unit_test(median_of_an_even_count_is_the_mean_of_the_middle),
    cmocka_unit_test(equal_samples_have_an_interval_of_no_width),
    cmocka_unit_test(bootstrap_agrees_with_the_binomial_interval),
    cmocka_unit_test(repetitions_that_disagree_widen_the_interval),
    cmocka_unit_test(the_same_samples_give_the_same_interval),
    cmocka_unit_test(no_samples_are_an_error),
    cmocka_unit_test(far_samples_are_counted_and_kept),
    cmocka_unit_test(the_ratio_of_medians_is_nearly_always_inside_its_interval),
    cmocka_unit_test(the_ratio_of_constants_has_no_width),
    cmocka_unit_test(overlapping_intervals_are_no_difference),
    cmocka_unit_test(splitmix64_matches_its_reference),
    cmocka_unit_test(shuffle_keeps_every_element_and_reaches_every_order),
};

TEST_MAIN(tests)
