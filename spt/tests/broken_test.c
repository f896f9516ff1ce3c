/* SPDX-License-Identifier: Apache-2.0 */
/* The oracle finds a bug: here the monitor forgets to unmap from roots that are not running. */
#include "common/err.h"
#include "common/oracle/oracle.h"
#include "common/tests/test_main.h"
#include "common/units.h"
#include "spt/spt.h"

#include <stdio.h>

#define SEEDS 5u
/* On a loaded machine; on a free one it is below a second. */
#define MOST_NS     (UINT64_C(20) * NS_PER_SEC)
#define SHRINK_RUNS 1500u
#define SHORT       20u /* operations */

static void print_line(void *ctx, const char *text)
{
    (void)ctx;
    printf("%s\n", text);
}

static struct oracle o;
static struct program p;

static void fuzz_finds_a_forgotten_zap_in_seconds(void **state)
{
    const struct oracle_target t = {.ops = &spt_mmu, .config = {.cpu = -1}};
    const struct oracle_sink sink = {.line = print_line};
    (void)state;
    if (oracle_open(&o, &t, NULL) || program_init(&p))
        fail_msg("%s", err_text());
    for (unsigned i = 0; i < SEEDS; i++) {
        const uint64_t start = units_now_ns(), ops = o.ops;
        const struct fuzz_plan plan = {
            .seed = 1000 * i + 1, .deadline_ns = start + MOST_NS, .ops = FUZZ_OPS};
        struct finding f;
        uint64_t done;
        assert_int_equal(oracle_fuzz(&o, &plan, &p, &f, &done), 0);
        assert_int_not_equal(f.kind, SAME);
        printf("found in %.2f s, %lu operations\n", (double)(units_now_ns() - start) / NS_PER_SEC,
               o.ops - ops);
        assert_int_equal(oracle_shrink(&o, &p, &f, SHRINK_RUNS), 0);
        oracle_report(&o, &p, &f, &sink);
        assert_in_range(p.n, 1, SHORT);
    }
    program_free(&p);
    oracle_close(&o);
}

/* The fixed programs know this class of bug, too. */
static void regression_program_finds_it(void **state)
{
    const struct oracle_target t = {.ops = &spt_mmu, .config = {.cpu = -1}};
    unsigned found = 0;
    (void)state;
    if (oracle_open(&o, &t, NULL) || program_init(&p))
        fail_msg("%s", err_text());
    for (unsigned i = 0; regress_name(i); i++) {
        struct finding f;
        assert_true(regress_program(&p, &o.traits, i));
        assert_int_equal(oracle_check(&o, &p, &f), 0);
        if (f.kind != SAME)
            printf("%s: %s\n", regress_name(i), f.text);
        found += f.kind != SAME;
    }
    assert_in_range(found, 1, 100);
    program_free(&p);
    oracle_close(&o);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(fuzz_finds_a_forgotten_zap_in_seconds),
    cmocka_unit_test(regression_program_finds_it),
};
TEST_MAIN(tests)
