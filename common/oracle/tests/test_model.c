/* SPDX-License-Identifier: Apache-2.0 */
/* The reference against the SDM's own statements, and against the project's walker. */
#include "common/oracle/model_walk.h"
#include "common/oracle/oracle.h"

#include "common/err.h"
#include "common/tests/test_main.h"
#include "common/walk.h"

#include <string.h>

#define F(n) (ORACLE_POOL + (n)*PAGE_SIZE)
#define ALL  (PTE_P | PTE_W | PTE_U)

static struct program p;

static int setup(void **state)
{
    const struct model_traits t = {.maxphyaddr = 40};
    (void)state;
    if (!p.op && program_init(&p))
        fail_msg("%s", err_text());
    program_clear(&p, &t, true, true);
    return 0;
}

static void edit(uint64_t at, uint64_t value)
{
    assert_null(program_add(&p, &(struct op){.kind = OP_WRITE8, .a = at, .b = value}));
}

/* Maps oracle_va(0) (2.2.2.2) to frame 21 by these last two entries. */
static void map(uint64_t pde, uint64_t pte)
{
    edit(oracle_root(0) + 16, F(11) | ALL);
    edit(F(11) + 16, F(14) | ALL);
    edit(F(14) + 16, F(17) | pde);
    edit(F(17) + 16, F(21) | pte);
}

static const struct model_outcome *act(enum op_kind kind, unsigned cpl)
{
    const uint64_t at = oracle_va(0) + (kind == OP_FETCH ? ORACLE_STUB_OFFSET : 48);
    assert_null(
        program_add(&p, &(struct op){.kind = (uint8_t)kind, .cpl = (uint8_t)cpl, .a = at, .b = 5}));
    return &p.outcome[p.n - 1];
}

static void error_codes_are_those_of_the_sdm(void **state)
{
    (void)state;
    map(ALL, 0);
    assert_int_equal(act(OP_READ8, 0)->error, 0);
    assert_int_equal(act(OP_WRITE8, 3)->error, PF_W | PF_U);
    assert_int_equal(act(OP_FETCH, 3)->error, PF_I | PF_U);
    edit(F(17) + 16, F(21) | PTE_P | PTE_NX);
    assert_int_equal(act(OP_READ8, 3)->error, PF_P | PF_U);
    assert_int_equal(act(OP_WRITE8, 0)->error, PF_P | PF_W);
    assert_int_equal(act(OP_FETCH, 0)->error, PF_P | PF_I);
    assert_int_equal(act(OP_READ8, 0)->error, MODEL_NO_FAULT);
}

static void reserved_bits_fault_with_rsvd(void **state)
{
    (void)state;
    map(ALL | UINT64_C(1) << 51, ALL);
    assert_int_equal(act(OP_READ8, 3)->error, PF_P | PF_RSVD | PF_U);
}

static void accessed_and_dirty_are_set_by_use_alone(void **state)
{
    (void)state;
    map(ALL, PTE_P | PTE_U);
    assert_int_equal(act(OP_WRITE8, 3)->error, PF_P | PF_W | PF_U);
    assert_int_equal(model_peek(&p.model, F(17) + 16), F(21) | PTE_P | PTE_U);
    act(OP_READ8, 3);
    assert_int_equal(model_peek(&p.model, F(17) + 16), F(21) | PTE_P | PTE_U | PTE_A);
    assert_int_equal(model_peek(&p.model, F(14) + 16), F(17) | ALL | PTE_A);
}

static void write_without_wp_at_cpl0_is_allowed_and_sets_d(void **state)
{
    (void)state;
    map(ALL, PTE_P | PTE_U);
    assert_null(program_add(&p, &(struct op){.kind = OP_CR0}));
    assert_int_equal(act(OP_WRITE8, 0)->error, MODEL_NO_FAULT);
    assert_int_equal(model_peek(&p.model, F(17) + 16) & PTE_D, PTE_D);
    assert_int_equal(act(OP_WRITE8, 3)->error, PF_P | PF_W | PF_U);
}

static void changed_entry_needs_invlpg_before_it_is_used(void **state)
{
    (void)state;
    const struct op read = {.kind = OP_READ8, .cpl = 3, .a = oracle_va(0) + 48};
    map(ALL, ALL);
    act(OP_READ8, 3);
    edit(F(17) + 16, F(22) | ALL);
    assert_non_null(program_add(&p, &read));
    assert_null(program_add(&p, &(struct op){.kind = OP_INVLPG, .a = oracle_va(0)}));
    assert_null(program_add(&p, &read));
    edit(F(17) + 16, 0);
    assert_non_null(program_add(&p, &read));
    assert_null(program_add(&p, &(struct op){.kind = OP_CR3, .a = oracle_root(0)}));
    assert_null(program_add(&p, &read));
    edit(F(17) + 16, F(22) | ALL); /* from not present: nothing to invalidate */
    assert_null(program_add(&p, &read));
}

static void illegal_operation_changes_nothing(void **state)
{
    static struct model before;
    (void)state;
    map(ALL, ALL);
    before = p.model;
    /* the second of its three words leaves the pool */
    assert_non_null(program_add(
        &p,
        &(struct op){
            .kind = OP_STOS, .cpl = 3, .a = oracle_va(0) + 7 * 8, .b = UINT64_C(1) << 45, .c = 2}));
    assert_memory_equal(before.mem, p.model.mem, sizeof before.mem);
    assert_memory_equal(before.stale, p.model.stale, sizeof before.stale);
}

static int read_model(void *ctx, struct gpa at, uint64_t *entry)
{
    const struct model *m = ctx;
    if (!model_ram(m, at.v))
        return -1;
    *entry = model_peek(m, at.v);
    return 0;
}

static void compare_walks(const struct model *m, uint64_t va, enum access kind, bool user)
{
    static const enum op_class class[] = {CLASS_READ, CLASS_WRITE, CLASS_FETCH};
    const struct walk_env env = {&pt_x86_64, gpa(m->root),        kind, user, m->wp,
                                 m->nxe,     m->traits.maxphyaddr};
    struct walk_result want;
    struct walk got;
    walk_va(m, va, class[kind], user, &want);
    walk(&env, gva(va), read_model, (void *)(uintptr_t)m, &got);
    if (want.illegal) {
        assert_int_equal(got.status, WALK_NO_TABLE);
        return;
    }
    assert_int_equal(want.fault, got.status != WALK_OK);
    assert_int_equal(want.fault ? want.error : 0, got.status != WALK_OK ? got.error_code : 0);
    if (!want.fault)
        assert_int_equal(want.gpa, got.gpa.v);
}

/* Two implementations by the same book: each of them on what the fuzzer's programs leave. */
static void walker_of_the_project_agrees(void **state)
{
    static struct oracle o;
    (void)state;
    o.traits = (struct model_traits){.maxphyaddr = 40};
    for (uint64_t seed = 1; seed <= 200; seed++) {
        fuzz_program(&p, &o, seed, 600);
        for (unsigned i = 0; i < ORACLE_VAS; i++)
            for (unsigned k = 0; k < 6; k++)
                compare_walks(&p.model, oracle_va(i), (enum access)(k / 2), k % 2);
    }
}

static void addresses_and_frames_have_numbers(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ORACLE_VAS; i++)
        assert_int_equal(oracle_va_number(oracle_va(i) + 0x123), i);
    assert_int_equal(oracle_va_number(ORACLE_POOL), -1);
    for (unsigned i = 0; i < MODEL_FRAMES; i++)
        assert_int_equal(model_frame(model_frame_gpa(i) + 0xfff), i);
    assert_int_equal(model_frame(ORACLE_POOL + PAGE_SIZE), -1);
    assert_int_equal(model_frame(ORACLE_HOLE), -1);
}

#define cmocka_unit_test_p(name) cmocka_unit_test_setup(name, setup)
static const struct CMUnitTest tests[] = {
    cmocka_unit_test_p(error_codes_are_those_of_the_sdm),
    cmocka_unit_test_p(reserved_bits_fault_with_rsvd),
    cmocka_unit_test_p(accessed_and_dirty_are_set_by_use_alone),
    cmocka_unit_test_p(write_without_wp_at_cpl0_is_allowed_and_sets_d),
    cmocka_unit_test_p(changed_entry_needs_invlpg_before_it_is_used),
    cmocka_unit_test_p(illegal_operation_changes_nothing),
    cmocka_unit_test_p(walker_of_the_project_agrees),
    cmocka_unit_test_p(addresses_and_frames_have_numbers),
};
TEST_MAIN(tests)
