/* SPDX-License-Identifier: Apache-2.0 */
/* Access product, regression programs and a bounded fuzz with fixed seeds, on one backend. */
#include "oracle_test.h"

#include "common/err.h"
#include "common/tests/test_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 80 programs of 1024 operations, and 20 of 4096: the short ones start from nothing more often. */
#define SHORT_PROGRAMS 80u
#define SHORT_OPS      1024u
#define LONG_PROGRAMS  20u
#define FIXED_SEED     UINT64_C(0x5eed0000)
#define BRIEFER        5u /* times fewer with --brief: for processors that are emulated */
#define SHRINK_RUNS    400u

#define EXIT_SKIP 77

static struct oracle_target target;
static bool skipped; /* the last test that ran */
static bool brief;

struct fixture {
    struct oracle o;
    struct program p;
};

static void seen(void *ctx, unsigned i, const struct finding *f)
{
    (void)ctx;
    printf("deviation of %s: not so: %s (%s)\n", target.ops->name, regress_about(i), f->text);
}

/* Once for all tests: deviations are looked for in a dozen machines. */
static int setup(void **state)
{
    struct fixture *x = calloc(1, sizeof *x);
    assert_non_null(x);
    if (program_init(&x->p) || oracle_open(&x->o, &target, NULL) ||
        oracle_deviations(&x->o, &x->p, seen, NULL))
        fail_msg("%s", err_text());
    *state = x;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *x = *state;
    oracle_close(&x->o);
    program_free(&x->p);
    free(x);
    return 0;
}

static void print_line(void *ctx, const char *text)
{
    (void)ctx;
    printf("%s\n", text);
}

static void must_be_same(struct fixture *x, struct finding *f)
{
    const struct oracle_sink sink = {.line = print_line};
    if (f->kind == SAME)
        return;
    if (oracle_shrink(&x->o, &x->p, f, SHRINK_RUNS))
        fail_msg("%s", err_text());
    oracle_report(&x->o, &x->p, f, &sink);
    fail_msg("%s differs from the reference", target.ops->name);
}

static void check(struct fixture *x)
{
    struct finding f;
    if (oracle_check(&x->o, &x->p, &f))
        fail_msg("%s", err_text());
    must_be_same(x, &f);
}

static void product(void **state, unsigned part)
{
    struct fixture *x = *state;
    product_program(&x->p, &x->o.traits, part);
    printf("%zu operations\n", x->p.n);
    check(x);
}

static void access_product_without_wp_and_nxe(void **state)
{
    product(state, 0);
}

static void access_product_with_wp_without_nxe(void **state)
{
    product(state, 1);
}

static void access_product_without_wp_with_nxe(void **state)
{
    product(state, 2);
}

static void access_product_with_wp_and_nxe(void **state)
{
    product(state, 3);
}

static void regress(void **state, const char *name)
{
    struct fixture *x = *state;
    for (unsigned i = 0; regress_name(i); i++) {
        if (strcmp(regress_name(i), name))
            continue;
        if (regress_program(&x->p, &x->o.traits, i)) {
            check(x);
            return;
        }
        printf("SKIP: %s deviates from the SDM as seen on %s (%s): %s\n", name, target.ops->name,
               x->p.model.illegal, regress_about(i));
        skipped = true;
        skip();
    }
    fail_msg("no regression program is called %s", name);
}

#define REGRESS(name)              \
    static void name(void **state) \
    {                              \
        regress(state, #name);     \
    }
REGRESS(path_rights)
REGRESS(path_rights_weak_first)
REGRESS(levels)
REGRESS(large_rights)
REGRESS(role_wp)
REGRESS(role_nxe)
REGRESS(role_cpl)
REGRESS(to_mmio)
REGRESS(mmio_then_table)
REGRESS(slot_gone)
REGRESS(table_and_data)
REGRESS(other_root)
REGRESS(page_end)
REGRESS(rmw_denied)
REGRESS(rmw_denied_user)
REGRESS(rmw_denied_hole)
REGRESS(rmw_own_entry)
REGRESS(reserved_code)
REGRESS(mmio_dirty)
REGRESS(page_1g)
REGRESS(slot_back)

static void fuzz(struct fixture *x, uint64_t seed, uint64_t programs, size_t ops)
{
    const struct fuzz_plan plan = {
        .seed = seed, .programs = brief ? programs / BRIEFER : programs, .ops = ops};
    struct finding f;
    uint64_t done;
    if (oracle_fuzz(&x->o, &plan, &x->p, &f, &done))
        fail_msg("%s", err_text());
    must_be_same(x, &f);
    assert_int_equal(done, plan.programs);
}

static void fuzz_of_many_short_programs(void **state)
{
    fuzz(*state, FIXED_SEED, SHORT_PROGRAMS, SHORT_OPS);
}

static void fuzz_of_long_programs(void **state)
{
    fuzz(*state, FIXED_SEED + SHORT_PROGRAMS, LONG_PROGRAMS, FUZZ_OPS);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(access_product_without_wp_and_nxe),
    cmocka_unit_test(access_product_with_wp_without_nxe),
    cmocka_unit_test(access_product_without_wp_with_nxe),
    cmocka_unit_test(access_product_with_wp_and_nxe),
    cmocka_unit_test(path_rights),
    cmocka_unit_test(path_rights_weak_first),
    cmocka_unit_test(levels),
    cmocka_unit_test(large_rights),
    cmocka_unit_test(role_wp),
    cmocka_unit_test(role_nxe),
    cmocka_unit_test(role_cpl),
    cmocka_unit_test(to_mmio),
    cmocka_unit_test(mmio_then_table),
    cmocka_unit_test(slot_gone),
    cmocka_unit_test(table_and_data),
    cmocka_unit_test(other_root),
    cmocka_unit_test(page_end),
    cmocka_unit_test(rmw_denied),
    cmocka_unit_test(rmw_denied_user),
    cmocka_unit_test(rmw_denied_hole),
    cmocka_unit_test(rmw_own_entry),
    cmocka_unit_test(reserved_code),
    cmocka_unit_test(mmio_dirty),
    cmocka_unit_test(page_1g),
    cmocka_unit_test(slot_back),
    cmocka_unit_test(fuzz_of_many_short_programs),
    cmocka_unit_test(fuzz_of_long_programs),
};
#define COUNT (sizeof tests / sizeof tests[0])

/* A program that is in the list of regressions and not among the tests would go unseen. */
static unsigned unlisted(void)
{
    unsigned n = 0;
    for (unsigned i = 0; regress_name(i); i++) {
        bool listed = false;
        for (size_t k = 0; k < COUNT; k++)
            listed = listed || !strcmp(tests[k].name, regress_name(i));
        if (!listed)
            fprintf(stderr, "regression program %s is not among the tests\n", regress_name(i));
        n += !listed;
    }
    return n;
}

int oracle_test_main(const struct oracle_target *t, int argc, char **argv)
{
    static const char policy[] = "--policy=";
    target = *t;
    if (argc > 1 && !strcmp(argv[1], "--brief")) {
        brief = true;
        argc--;
        argv++;
    }
    if (argc > 1 && !strncmp(argv[1], policy, sizeof policy - 1)) {
        target.config.policy = argv[1] + sizeof policy - 1;
        argc--;
        argv++;
    }
    if (unlisted())
        return 1;
    if (argc > 1)
        cmocka_set_test_filter(argv[argc - 1]);
    int rc = cmocka_run_group_tests(tests, setup, teardown);
    return !rc && argc > 1 && skipped ? EXIT_SKIP : rc;
}
