/* SPDX-License-Identifier: Apache-2.0 */
/* From rows to crossings, further points and sentences: against data of which the crossing is
 * known. */
#include "bench/crossover/crossover.h"
#include "bench/crossover/rate.h"
#include "common/tests/test_main.h"
#include "model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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
        double value = model_cost(i ? b : a, rate_per_1000(rate));
        struct model_samples x;

        model_draw(&x, value, 0.03, r);
        sum->row[sum->n++] = (struct summary_row){
            .workload = strdup(CROSSOVER_WORKLOAD),
            .metric = strdup(CROSSOVER_METRIC),
            .mmu = strdup(i ? "spt" : "ept"),
            .unit = strdup("ns"),
            .sha256 = strdup(""),
            .point = json_dumps(params, JSON_SORT_KEYS),
            .params = params,
            .counters = json_object(),
            .s = {.n = MODEL_REPS * MODEL_SAMPLES, .median = value, .min = value},
            .samples = {malloc(sizeof x.v), malloc(sizeof x.start), MODEL_REPS},
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
    cmocka_unit_test(further_points_close_in_on_the_crossing),
    cmocka_unit_test(steps_are_bounded),
    cmocka_unit_test(every_verdict_is_a_sentence_with_names_and_numbers),
};
TEST_MAIN(tests)
