/* SPDX-License-Identifier: Apache-2.0 */
/* Guests that lie: what the boot page and the ring may hold, and what then happens. */
#include "test_main.h"

#include "runner_case.h"

#include <errno.h>
#include <string.h>

#define STEPS(s) s, sizeof s / sizeof s[0]

static void put_at_head(struct guest_ring *ring, struct guest_sample s)
{
    ring->sample[ring->head++ % ring->capacity] = s;
}

#define ACT(name, statement)                                           \
    static void name(struct guest_boot *boot, struct guest_ring *ring) \
    {                                                                  \
        (void)boot;                                                    \
        (void)ring;                                                    \
        statement;                                                     \
    }

ACT(bad_metric, put_at_head(ring, ((struct guest_sample){.metric = 2, .ops = 1})))
ACT(bad_flags, put_at_head(ring, ((struct guest_sample){.flags = 1, .ops = 1})))
ACT(no_ops, put_at_head(ring, ((struct guest_sample){.metric = 1})))
ACT(capacity_0, ring->capacity = 0)
ACT(capacity_huge, ring->capacity = UINT64_MAX)
ACT(head_back, (ring->head = 1, ring->tail = 5))
ACT(head_huge, ring->head = UINT64_MAX)
ACT(dropped_7, ring->dropped = 7)
ACT(dropped_9, ring->dropped = 9)
ACT(tail_lies, (ring->tail = UINT64_MAX, put_at_head(ring, ((struct guest_sample){.ops = 1}))))
ACT(text_too_long, boot->text_len = GUEST_TEXT_BYTES + 1)
ACT(text_huge, boot->text_len = UINT32_MAX)
ACT(text_full, (memset(boot->text, 'x', GUEST_TEXT_BYTES), boot->text_len = GUEST_TEXT_BYTES))
ACT(text_nul, (memcpy(boot->text, "ab\0cd", 5), boot->text_len = 5))
ACT(section_metric_2, (boot->section_metric = 2, boot->section_ops = 1))
ACT(section_no_ops, (boot->section_metric = 0, boot->section_ops = 0))
ACT(section_ok, (boot->section_metric = 0, boot->section_ops = 1))

static void overrun(struct guest_boot *boot, struct guest_ring *ring)
{
    (void)boot;
    for (uint64_t i = 0; i < 11000; i++)
        put_at_head(ring, (struct guest_sample){.ops = i + 1});
}

static void fill_exactly(struct guest_boot *boot, struct guest_ring *ring)
{
    (void)boot;
    for (uint64_t i = 0; i < ring->capacity; i++)
        put_at_head(ring, (struct guest_sample){.ops = i + 1});
}

static void expect_bad(struct runner_case *c, void (*act)(struct guest_boot *, struct guest_ring *),
                       uint32_t number, const char *says)
{
    struct fake_step script[] = {{.act = act, .exit = FAKE_OUT(number)}};

    assert_int_equal(runner_case_run(c, STEPS(script)), -EPROTO);
    if (c->res.outcome != RUN_BAD_EXIT || !strstr(c->res.text, says))
        fail_msg("%s: \"%s\" does not say \"%s\"", run_outcome_name(c->res.outcome), c->res.text,
                 says);
}

static void samples_that_make_no_sense_end_the_run(void **state)
{
    expect_bad(*state, bad_metric, HC_FLUSH, "metric 2 of 2");
    expect_bad(*state, bad_flags, HC_FLUSH, "flags 0x1");
    expect_bad(*state, no_ops, HC_EXIT, "0 operations");
}

static void a_ring_header_that_lies_ends_the_run(void **state)
{
    static const struct fake_step back[] = {
        {.act = fill_exactly, .exit = FAKE_OUT(HC_FLUSH)},
        {.act = head_back, .exit = FAKE_OUT(HC_FLUSH)},
    };
    struct runner_case *c = *state;

    expect_bad(c, capacity_0, HC_FLUSH, "capacity 0");
    expect_bad(c, capacity_huge, HC_FLUSH, "capacity 18446744073709551615");
    assert_int_equal(runner_case_run(c, STEPS(back)), -EPROTO);
    assert_non_null(strstr(c->res.text, "head 1 after"));
}

static void a_full_ring_loses_nothing(void **state)
{
    static const struct fake_step script[] = {
        {.act = fill_exactly, .exit = FAKE_OUT(HC_FLUSH)},
        {.act = fill_exactly, .exit = FAKE_OUT(HC_EXIT)},
    };
    struct runner_case *c = *state;

    assert_int_equal(runner_case_run(c, STEPS(script)), 0);
    assert_int_equal(c->res.lost_samples, 0);
    assert_in_range(c->nsamples, 2 * 10000, CASE_MAX_SAMPLES);
    assert_int_equal(c->sample[c->nsamples / 2].ops, 1);
    assert_int_equal(c->sample[c->nsamples - 1].ops, c->nsamples / 2);
}

static void overwritten_samples_are_counted(void **state)
{
    static const struct fake_step script[] = {{.act = overrun, .exit = FAKE_OUT(HC_EXIT)}};
    struct runner_case *c = *state;

    assert_int_equal(runner_case_run(c, STEPS(script)), 0);
    assert_true(c->res.lost_samples > 0);
    assert_int_equal(c->res.lost_samples + c->nsamples, 11000);
    assert_int_equal(c->sample[0].ops, c->res.lost_samples + 1);
}

static void a_head_from_nowhere_does_not_hang_the_runner(void **state)
{
    struct runner_case *c = *state;

    expect_bad(c, head_huge, HC_EXIT, "not valid"); /* what it points at was never written */
    assert_true(c->res.lost_samples > UINT64_C(1) << 60);
}

static void dropped_samples_are_counted_once(void **state)
{
    static const struct fake_step script[] = {
        {.act = dropped_7, .exit = FAKE_OUT(HC_FLUSH)},
        {.act = dropped_9, .exit = FAKE_OUT(HC_FLUSH)},
        {.exit = FAKE_OUT(HC_EXIT)},
    };
    static const struct fake_step back[] = {
        {.act = dropped_9, .exit = FAKE_OUT(HC_FLUSH)},
        {.act = dropped_7, .exit = FAKE_OUT(HC_FLUSH)},
    };
    struct runner_case *c = *state;

    assert_int_equal(runner_case_run(c, STEPS(script)), 0);
    assert_int_equal(c->res.lost_samples, 9);
    assert_int_equal(runner_case_run(c, STEPS(back)), -EPROTO);
}

static void the_tail_is_the_runners_own(void **state)
{
    static const struct fake_step script[] = {{.act = tail_lies, .exit = FAKE_OUT(HC_FLUSH)},
                                              {.act = tail_lies, .exit = FAKE_OUT(HC_EXIT)}};
    struct runner_case *c = *state;
    const struct guest_ring *ring = (const struct guest_ring *)(c->ram.base + GUEST_RING_GPA);

    assert_int_equal(runner_case_run(c, STEPS(script)), 0);
    assert_int_equal(c->nsamples, 2);
    assert_int_equal(ring->tail, 2);
}

static void texts_end_where_the_boot_page_ends(void **state)
{
    static const struct fake_step script[] = {{.act = text_full, .exit = FAKE_OUT(HC_PRINT)},
                                              {.act = text_nul, .exit = FAKE_OUT(HC_PRINT)},
                                              {.exit = FAKE_OUT(HC_EXIT)}};
    struct runner_case *c = *state;

    assert_int_equal(runner_case_run(c, STEPS(script)), 0);
    assert_int_equal(strlen(c->printed), GUEST_TEXT_BYTES + 2 + 4);
    assert_non_null(strstr(c->printed, "x][ab]"));
    expect_bad(c, text_too_long, HC_PRINT, "257 bytes");
    expect_bad(c, text_huge, HC_PANIC, "4294967295 bytes");
}

static void sections_begin_before_they_end(void **state)
{
    static const struct fake_step twice[] = {{.exit = FAKE_OUT(HC_SECTION_BEGIN)},
                                             {.exit = FAKE_OUT(HC_SECTION_BEGIN)}};
    static const struct fake_step open_at_exit[] = {{.exit = FAKE_OUT(HC_SECTION_BEGIN)},
                                                    {.exit = FAKE_OUT(HC_EXIT)}};
    struct runner_case *c = *state;

    expect_bad(c, section_ok, HC_SECTION_END, "had not begun");
    assert_int_equal(runner_case_run(c, STEPS(twice)), -EPROTO);
    assert_non_null(strstr(c->res.text, "inside another"));
    assert_int_equal(runner_case_run(c, STEPS(open_at_exit)), -EPROTO);
    assert_non_null(strstr(c->res.text, "ended inside"));
}

static void sections_name_a_metric_and_operations(void **state)
{
    struct runner_case *c = *state;
    const struct fake_step metric[] = {{.exit = FAKE_OUT(HC_SECTION_BEGIN)},
                                       {.act = section_metric_2, .exit = FAKE_OUT(HC_SECTION_END)}};
    const struct fake_step ops[] = {{.exit = FAKE_OUT(HC_SECTION_BEGIN)},
                                    {.act = section_no_ops, .exit = FAKE_OUT(HC_SECTION_END)}};

    assert_int_equal(runner_case_run(c, STEPS(metric)), -EPROTO);
    assert_non_null(strstr(c->res.text, "metric 2 of 2"));
    assert_int_equal(runner_case_run(c, STEPS(ops)), -EPROTO);
    assert_non_null(strstr(c->res.text, "0 operations"));
    assert_int_equal(c->nsections, 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(samples_that_make_no_sense_end_the_run, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(a_ring_header_that_lies_ends_the_run, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(a_full_ring_loses_nothing, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(overwritten_samples_are_counted, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(a_head_from_nowhere_does_not_hang_the_runner, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(dropped_samples_are_counted_once, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(the_tail_is_the_runners_own, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(texts_end_where_the_boot_page_ends, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(sections_begin_before_they_end, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(sections_name_a_metric_and_operations, runner_case_setup,
                                    runner_case_teardown),
};

TEST_MAIN(tests)
