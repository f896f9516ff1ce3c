/* SPDX-License-Identifier: Apache-2.0 */
/* From samples to crossings: against data of which the crossing is known. */
#include "bench/crossover/crossover.h"
#include "bench/crossover/monotone.h"
#include "bench/crossover/rate.h"
#include "bench/data/rng.h"
#include "common/err.h"
#include "common/tests/test_main.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPS    10u
#define SAMPLES 20u
#define POINTS  10u

static const double rates[POINTS] = {0, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000};

/* A mode's cost: of a miss, and of an edit; ns. */
struct model {
    double miss, edit;
};

static double cost(struct model m, double rate)
{
    return m.miss + rate / 1000 * m.edit;
}

static double unit(struct rng *r)
{
    return (double)(rng_next(r) >> 11) * 0x1p-53;
}

static double between(struct rng *r, double low, double high)
{
    return low * pow(high / low, unit(r));
}

/* Box and Muller. */
static double normal(struct rng *r)
{
    return sqrt(-2 * log(1 - unit(r))) * cos(2 * M_PI * unit(r));
}

struct samples {
    double v[REPS * SAMPLES];
    size_t start[REPS + 1];
    struct stats_series s;
};

/* Noise of each repetition and, of the same size, of each sample in it; a share of the cost. */
static void make_samples(struct samples *x, double value, double noise, struct rng *r)
{
    x->s = (struct stats_series){x->v, x->start, REPS};
    for (size_t g = 0; g < REPS; g++) {
        double of_rep = noise * normal(r);

        x->start[g] = g * SAMPLES;
        x->start[g + 1] = (g + 1) * SAMPLES;
        for (size_t i = 0; i < SAMPLES; i++)
            x->v[g * SAMPLES + i] = value * exp(of_rep + noise * normal(r));
    }
}

static struct samples of_a[POINTS], of_b[POINTS];

static struct fit fit_models(struct model a, struct model b, double noise, uint64_t seed)
{
    struct fit_point p[POINTS];
    struct rng r = {seed};
    struct fit f;

    for (size_t i = 0; i < POINTS; i++) {
        make_samples(&of_a[i], cost(a, rates[i]), noise, &r);
        make_samples(&of_b[i], cost(b, rates[i]), noise, &r);
        p[i] = (struct fit_point){.rate = rates[i], .a = &of_a[i].s, .b = &of_b[i].s};
    }
    assert_int_equal(fit_points(&f, p, POINTS), 0);
    return f;
}

/* Two modes of which B has the dearer edits and is the faster one up to `at`. */
static void models_that_cross(struct rng *r, double at, struct model *a, struct model *b)
{
    b->miss = between(r, 5, 200);
    b->edit = between(r, 3000, 20000);
    a->edit = b->edit * between(r, 0.05, 0.7);
    a->miss = b->miss + at / 1000 * (b->edit - a->edit);
}

static void rates_are_said_in_short_rounds(void **state)
{
    struct rng r = {1};

    (void)state;
    for (int i = 0; i < 2000; i++) {
        double want = between(&r, RATE_MIN, RATE_MAX);
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

static void pooled_values_rise_and_keep_their_weighted_sum(void **state)
{
    struct monotone_block block[POINTS];
    struct rng r = {2};

    (void)state;
    for (int trial = 0; trial < 500; trial++) {
        double v[POINTS], was[POINTS], weight[POINTS], sum = 0;
        bool rose = true;

        for (size_t i = 0; i < POINTS; i++) {
            was[i] = v[i] = normal(&r) + (trial % 2 ? (double)i : 0);
            weight[i] = between(&r, 0.1, 10);
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
        double at = between(&r, 0.02, 900);

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
        struct model m = {between(&r, 5, 200), between(&r, 1000, 20000)};
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
        make_samples(&of_a[i], 100, 0.01, &r);
        make_samples(&of_b[i], i < 3 || i > 6 ? 80 : 125, 0.01, &r);
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
    make_samples(&of_a[0], 100, 0.01, &r);
    make_samples(&of_b[0], 80, 0.01, &r);
    assert_int_equal(fit_points(&f, &p, 1), 0);
    assert_int_equal(f.verdict, FIT_THROUGHOUT);
    assert_true(f.below == FIT_B && p.ratio.low < 0.8 && p.ratio.high > 0.8);
}

/* --- from rows -----------------------------------------------------------------------------------
 */

/* What a run would have left. */
static void add_rows(struct summary *sum, double edits, struct model a, struct model b,
                     struct rng *r)
{
    struct rate rate = rate_of(edits);

    sum->row = realloc(sum->row, (sum->n + 2) * sizeof *sum->row);
    assert_non_null(sum->row);
    for (int i = 0; i < 2; i++) {
        json_t *params = json_pack("{s:I, s:I, s:I}", "bytes", (json_int_t)(64 << 20), "edits",
                                   (json_int_t)rate.edits, "misses", (json_int_t)rate.misses);
        double value = cost(i ? b : a, rate_per_1000(rate));
        struct samples x;

        make_samples(&x, value, 0.03, r);
        sum->row[sum->n++] = (struct summary_row){
            .workload = strdup(CROSSOVER_WORKLOAD),
            .metric = strdup(CROSSOVER_METRIC),
            .mmu = strdup(i ? "spt" : "ept"),
            .unit = strdup("ns"),
            .sha256 = strdup(""),
            .point = json_dumps(params, JSON_SORT_KEYS),
            .params = params,
            .counters = json_object(),
            .s = {.n = REPS * SAMPLES, .median = value, .min = value},
            .samples = {malloc(sizeof x.v), malloc(sizeof x.start), REPS},
        };
        memcpy(sum->row[sum->n - 1].samples.v, x.v, sizeof x.v);
        memcpy(sum->row[sum->n - 1].samples.start, x.start, sizeof x.start);
    }
}

static const char *const modes[2] = {"ept", "spt"};

/* Where points are put for a crossing at `at`: the misses of B cost that many ns less, its edits
 * dearer by 1000. As a sweep does it; returns how many, and what came
 * of it in *fit. */
static unsigned refine(const struct crossover_grid *g, double at, struct fit *fit)
{
    struct model b = {at, 3000}, a = {2 * at, 2000};
    struct summary sum = {0};
    struct rng r = {12};
    struct crossover c;
    double edits, low = g->edits[0], high = g->edits[g->nedits - 1];
    unsigned steps = 0;

    for (size_t i = 0; i < g->nedits; i++)
        add_rows(&sum, g->edits[i], a, b, &r);
    for (;; steps++) {
        assert_int_equal(crossover_build(&c, &sum, modes, g), 0);
        assert_int_equal(c.n, 1);
        *fit = c.size[0].fit;
        bool more = crossover_next(&c, &c.size[0], &edits);
        crossover_free(&c);
        if (!more)
            break;
        assert_true(edits > low && edits < high);
        add_rows(&sum, edits, a, b, &r);
    }
    summary_free(&sum);
    return steps;
}

static void further_points_close_in_on_the_crossing(void **state)
{
    static const double where[] = {0.05, 3, 200};
    struct crossover_grid g = {.nedits = 4, .edits = {0, 1, 100, 1000}, .steps = 20};

    (void)state;
    for (size_t i = 0; i < sizeof where / sizeof where[0]; i++) {
        struct fit f;
        unsigned steps = refine(&g, where[i], &f);

        assert_true(steps > 0 && steps <= 20);
        assert_int_equal(f.verdict, FIT_CROSSING);
        assert_true(fabs(f.at / where[i] - 1) < 0.5);
    }
}

static void steps_are_bounded(void **state)
{
    struct crossover_grid g = {.nedits = 4, .edits = {0, 1, 100, 1000}, .steps = 2};
    struct fit f;

    (void)state;
    assert_int_equal(refine(&g, 30, &f), 2);
    g.steps = 0;
    assert_int_equal(refine(&g, 30, &f), 0);
    assert_int_equal(f.verdict, FIT_CROSSING);
}

static void every_verdict_is_a_sentence_with_names_and_numbers(void **state)
{
    struct fit_point p[2] = {{.rate = 0, .ratio = {0.5, 0.4, 0.6}},
                             {.rate = 1000, .ratio = {2, 1.8, 2.2}}};
    struct crossover_size s = {.bytes = 1 << 20, .n = 2, .point = p};
    struct crossover c = {.mode = {"ept", "spt"}};
    char text[400];

    (void)state;
    for (int v = 0; v < FIT_VERDICT_COUNT; v++) {
        s.fit = (struct fit){(enum fit_verdict)v,           FIT_B, FIT_A,
                             v == FIT_CROSSING ? 3.5 : NAN, NAN,   NAN};
        crossover_text(text, sizeof text, &c, &s);
        assert_null(strstr(text, "nan"));
        assert_null(strstr(text, "inf"));
        assert_non_null(strstr(text, "edits per 1000 misses"));
    }
    s.fit = (struct fit){FIT_CROSSING, FIT_B, FIT_A, 3.5, 3, 4.25};
    assert_string_equal(crossover_text(text, sizeof text, &c, &s),
                        "spt is faster up to 3.5 [3, 4.25] edits per 1000 misses, ept beyond");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(rates_are_said_in_short_rounds),
    cmocka_unit_test(lists_become_ascending_grids),
    cmocka_unit_test(nonsense_in_lists_is_refused),
    cmocka_unit_test(pooled_values_rise_and_keep_their_weighted_sum),
    cmocka_unit_test(crossing_without_noise_is_found_exactly),
    cmocka_unit_test(interval_holds_the_crossing_as_often_as_it_says),
    cmocka_unit_test(noise_alone_makes_no_crossing),
    cmocka_unit_test(one_that_is_faster_everywhere_is_named_so),
    cmocka_unit_test(difference_that_begins_somewhere_has_one_edge),
    cmocka_unit_test(difference_that_ends_somewhere_has_one_edge),
    cmocka_unit_test(sides_that_change_twice_are_no_crossing),
    cmocka_unit_test(one_rate_has_no_crossing),
    cmocka_unit_test(further_points_close_in_on_the_crossing),
    cmocka_unit_test(steps_are_bounded),
    cmocka_unit_test(every_verdict_is_a_sentence_with_names_and_numbers),
};
TEST_MAIN(tests)
