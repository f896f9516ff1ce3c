/* SPDX-License-Identifier: Apache-2.0 */
/* Generator, comparison and shrinking, on a backend that is the reference with a bug put in. */
#include "common/err.h"
#include "common/pt.h"
#include "common/tests/test_main.h"
#include "common/units.h"
#include "fake.h"

#include <stdio.h>
#include <string.h>

static struct oracle o;
static struct program p, q;

static int setup(void **state)
{
    const struct oracle_target t = {.ops = &oracle_fake, .config = {.cpu = -1, .maxphyaddr = 48}};
    (void)state;
    fake_bug = FAKE_RIGHT;
    if (oracle_open(&o, &t, NULL) || program_init(&p) || program_init(&q))
        fail_msg("%s", err_text());
    o.traits.no_gb_pages = false; /* whatever the host has */
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    program_free(&p);
    program_free(&q);
    oracle_close(&o);
    return 0;
}

static enum difference fuzz(struct finding *f, uint64_t *done)
{
    const struct fuzz_plan plan = {.seed = 7, .programs = 30, .ops = 512};
    assert_int_equal(oracle_fuzz(&o, &plan, &p, f, done), 0);
    return f->kind;
}

static void same_reference_makes_no_difference(void **state)
{
    struct finding f;
    uint64_t done;
    (void)state;
    if (fuzz(&f, &done) != SAME)
        fail_msg("%s", f.text);
    assert_int_equal(done, 30);
    assert_true(o.ops > 30 * 500);
}

static void one_seed_gives_one_program(void **state)
{
    (void)state;
    fuzz_program(&p, &o, 99, 1000);
    fuzz_program(&q, &o, 99, 1000);
    assert_int_equal(p.n, q.n);
    assert_memory_equal(p.op, q.op, p.n * sizeof *p.op);
    fuzz_program(&q, &o, 100, 1000);
    assert_true(p.n != q.n || memcmp(p.op, q.op, p.n * sizeof *p.op));
}

/* A fuzzer whose accesses all fault, or whose edits all miss, finds nothing. */
static void programs_reach_what_they_are_made_for(void **state)
{
    uint64_t n = 0, faults = 0, reads = 0, kinds = 0;
    (void)state;
    for (uint64_t seed = 1; seed < 20; seed++) {
        fuzz_program(&p, &o, seed, FUZZ_OPS);
        for (size_t i = 0; i < p.n; i++) {
            kinds |= UINT64_C(1) << p.op[i].kind;
            if (oracle_va_number(p.op[i].a) < 0 || p.op[i].kind == OP_INVLPG)
                continue;
            n++;
            faults += p.outcome[i].error != MODEL_NO_FAULT && p.outcome[i].error != 0;
            reads += p.outcome[i].error == MODEL_NO_FAULT;
        }
    }
    assert_true(faults > n / 10 && reads > n / 10);
    assert_int_equal(kinds, (UINT64_C(1) << OP_CASE_READ) - 1);
}

static void finds_and_shrinks(enum fake_bug bug, size_t most)
{
    struct finding f;
    uint64_t done;
    fake_bug = bug;
    assert_int_not_equal(fuzz(&f, &done), SAME);
    assert_int_equal(oracle_shrink(&o, &p, &f, 2000), 0);
    assert_int_not_equal(f.kind, SAME);
    if (p.n > most)
        fail_msg("%zu operations are left: %s", p.n, f.text);
    fake_bug = FAKE_RIGHT; /* the reproducer itself is right */
    assert_int_equal(oracle_check(&o, &p, &f), 0);
    assert_int_equal(f.kind, SAME);
}

static void stuck_wp_is_found_and_shrunk(void **state)
{
    (void)state;
    finds_and_shrinks(FAKE_WP_STUCK, 12);
}

static void lost_dirty_bit_is_found_and_shrunk(void **state)
{
    (void)state;
    finds_and_shrinks(FAKE_NO_DIRTY, 12);
}

static void early_end_is_found_and_shrunk_to_the_operation(void **state)
{
    (void)state;
    finds_and_shrinks(FAKE_HALTS, 1);
}

/* Patience is short here, so that it runs out after each operation. */
static void slow_guest_is_waited_for_and_a_hanging_one_is_a_difference(void **state)
{
    struct finding f;
    (void)state;
    o.patience_ns = NS_PER_MS;
    fuzz_program(&p, &o, 7, 50);
    fake_bug = FAKE_SLOW;
    assert_int_equal(oracle_check(&o, &p, &f), 0);
    if (f.kind != SAME)
        fail_msg("%s", f.text);
    fake_bug = FAKE_HANGS;
    assert_int_equal(oracle_check(&o, &p, &f), 0);
    assert_int_equal(f.kind, DIFF_STOP);
    assert_int_equal(f.op, 0);
    assert_non_null(strstr(f.text, "it ended no operation in 0.001 s"));
}

static void count_seen(void *ctx, unsigned i, const struct finding *f)
{
    ++*(unsigned *)ctx;
    assert_string_equal(regress_name(i), "page_1g");
    assert_int_equal(f->kind, DIFF_OUTCOME);
}

static void deviation_is_noted_once_seen_and_then_kept_clear_of(void **state)
{
    struct finding f;
    uint64_t done;
    unsigned seen = 0;
    (void)state;
    o.target.foreign = FOREIGN_ALL;
    assert_int_equal(oracle_deviations(&o, &p, count_seen, &seen), 0);
    assert_int_equal(seen, 0);
    fake_bug = FAKE_NO_1G;
    assert_int_equal(oracle_deviations(&o, &p, count_seen, &seen), 0);
    assert_int_equal(seen, 1);
    assert_true(o.traits.no_gb_pages);
    assert_int_equal(fuzz(&f, &done), SAME);
}

static void backend_of_our_own_is_granted_no_deviation(void **state)
{
    struct finding f;
    uint64_t done;
    unsigned seen = 0;
    (void)state;
    fake_bug = FAKE_NO_1G;
    assert_int_equal(oracle_deviations(&o, &p, count_seen, &seen), 0);
    assert_int_equal(seen, 0);
    assert_false(o.traits.no_gb_pages);
    assert_int_not_equal(fuzz(&f, &done), SAME);
}

static void product_has_every_case(void **state)
{
    struct finding f;
    uint64_t cases = 0, differ = 0;
    (void)state;
    for (unsigned part = 0; part < PRODUCT_PARTS; part++) {
        product_program(&p, &o.traits, part);
        for (size_t i = 0; i < p.n; i++)
            cases += op_class(p.op[i].kind) == CLASS_CASE;
        assert_int_equal(oracle_check(&o, &p, &f), 0);
        assert_int_equal(f.kind, SAME);
        p.outcome[p.n / 2].pde ^= PTE_A; /* and each is looked at */
        oracle_compare(&o, &p, &f);
        differ += f.kind == DIFF_OUTCOME && f.op == p.n / 2;
    }
    /* 64 tables x 128 leaves + 256 large pages, 3 accesses, 2 CPLs, WP, NXE */
    assert_int_equal(cases, (64 * 128 + 256) * 3 * 2 * 4);
    assert_int_equal(differ, PRODUCT_PARTS);
}

static void count_line(void *ctx, const char *text)
{
    if (strstr(text, "seed 7") || strstr(text, "#PF") || strstr(text, "at operation 0"))
        ++*(unsigned *)ctx;
}

static void report_has_seed_program_and_difference(void **state)
{
    struct finding f;
    unsigned lines = 0;
    const struct oracle_sink sink = {&lines, count_line};
    (void)state;
    fake_bug = FAKE_HALTS;
    program_clear(&p, &o.traits, true, true);
    p.seed = 7;
    assert_null(program_add(
        &p, &(struct op){.kind = OP_FETCH, .cpl = 3, .a = oracle_va(0) + ORACLE_STUB_OFFSET}));
    assert_int_equal(oracle_check(&o, &p, &f), 0);
    assert_int_equal(f.kind, DIFF_STOP);
    oracle_report(&o, &p, &f, &sink);
    assert_int_equal(lines, 3);
}

static void policies_are_mixed_from_their_descriptions(void **state)
{
    char text[64];
    (void)state;
    assert_true(oracle_policy_single(&oracle_fake, 0, text, sizeof text));
    assert_string_equal(text, "first=1");
    assert_true(oracle_policy_single(&oracle_fake, 2, text, sizeof text));
    assert_string_equal(text, "second=8");
    assert_false(oracle_policy_single(&oracle_fake, 3, text, sizeof text));
    oracle_policy_mixed(&oracle_fake, 0, text, sizeof text);
    assert_string_equal(text, "");
    oracle_policy_mixed(&oracle_fake, 2 + 3 * 1, text, sizeof text);
    assert_string_equal(text, "first=1,second=1");
}

#define cmocka_unit_test_o(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
static const struct CMUnitTest tests[] = {
    cmocka_unit_test_o(same_reference_makes_no_difference),
    cmocka_unit_test_o(one_seed_gives_one_program),
    cmocka_unit_test_o(programs_reach_what_they_are_made_for),
    cmocka_unit_test_o(stuck_wp_is_found_and_shrunk),
    cmocka_unit_test_o(lost_dirty_bit_is_found_and_shrunk),
    cmocka_unit_test_o(early_end_is_found_and_shrunk_to_the_operation),
    cmocka_unit_test_o(slow_guest_is_waited_for_and_a_hanging_one_is_a_difference),
    cmocka_unit_test_o(deviation_is_noted_once_seen_and_then_kept_clear_of),
    cmocka_unit_test_o(backend_of_our_own_is_granted_no_deviation),
    cmocka_unit_test_o(product_has_every_case),
    cmocka_unit_test_o(report_has_seed_program_and_difference),
    cmocka_unit_test_o(policies_are_mixed_from_their_descriptions),
};
TEST_MAIN(tests)
