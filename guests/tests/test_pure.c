/* SPDX-License-Identifier: Apache-2.0 */
/* Chains, orders, calibration and frames: arithmetic that guests rely on. */
#include "common/tests/test_main.h"
#include "guests/lib/calib.h"
#include "guests/lib/frames.h"
#include "guests/workloads/order.h"

#include <stdlib.h>

#define MIB (UINT64_C(1) << 20)

/* What frames.c needs of a guest. */
const struct guest_desc guest_descriptor = {.name = "test"};
struct guest_boot *guest_boot;
static jmp_buf panicked;

void guest_panic(const char *fmt, ...)
{
    (void)fmt;
    longjmp(panicked, 1);
}

static void check_cycle(uint64_t n, uint64_t stride, uint64_t seed)
{
    uint8_t *base = aligned_alloc(4096, (n * stride + 4095) & ~UINT64_C(4095));
    uint64_t seen = 0;
    void **p;

    assert_non_null(base);
    order_cycle(base, stride, n, seed);
    p = order_node(base, stride, 0);
    do {
        uint64_t i = (uint64_t)((uint8_t *)p - base) / stride;
        assert_true(i < n);
        assert_ptr_equal(p, order_node(base, stride, i));
        p = *p;
        seen++;
    } while (p != order_node(base, stride, 0) && seen <= n);
    assert_int_equal(seen, n);
    free(base);
}

static void chain_is_one_cycle_through_all_nodes(void **state)
{
    (void)state;
    check_cycle(2, 4096, 0);
    check_cycle(3, 64, 1);
    check_cycle(1000, 4096, 7);
    check_cycle(4096, 128, UINT64_MAX);
}

static void ring_goes_through_the_nodes_in_order(void **state)
{
    uint8_t *base = aligned_alloc(4096, 100 * 4096);

    (void)state;
    assert_non_null(base);
    order_ring(base, 4096, 100);
    for (uint64_t i = 0; i < 100; i++)
        assert_ptr_equal(*order_node(base, 4096, i), order_node(base, 4096, (i + 1) % 100));
    free(base);
}

static void nodes_spread_over_the_lines_of_a_page(void **state)
{
    unsigned used[64] = {0};

    (void)state;
    for (uint64_t i = 0; i < 4096; i++) {
        uint64_t at = (uint64_t)order_node(NULL, 4096, i);
        assert_int_equal(at / 4096, i);
        used[at % 4096 / 64]++;
    }
    for (unsigned line = 0; line < 64; line++)
        assert_int_equal(used[line], 4096 / 64);
}

static void a_step_comes_to_all_and_never_to_a_neighbour(void **state)
{
    (void)state;
    for (uint64_t n = 1; n <= 4096; n += n < 64 ? 1 : 61) {
        bool seen[4096] = {false};
        uint64_t step = order_step(n);
        for (uint64_t i = 0; i < n; i++) {
            assert_false(seen[i * step % n]);
            seen[i * step % n] = true;
        }
        if (n >= 7) {
            assert_int_not_equal(step, 1);
            assert_int_not_equal(step, n - 1);
        }
    }
}

static void permuted_order_has_each_page_once(void **state)
{
    bool seen[ORDER_MAX_PAGES] = {false};
    const uint16_t *order = order_pages(ORDER_MAX_PAGES, true);
    unsigned in_place = 0;

    (void)state;
    for (unsigned i = 0; i < ORDER_MAX_PAGES; i++) {
        assert_false(seen[order[i]]);
        seen[order[i]] = true;
        in_place += order[i] == i;
    }
    assert_true(in_place < 20); /* about one is expected */
    order = order_pages(100, false);
    for (unsigned i = 0; i < 100; i++)
        assert_int_equal(order[i], i);
}

/* Operations of `cost` cycles and a fixed part, calibrated as measure.c does. */
static uint64_t converge(uint64_t cost, uint64_t fixed, uint64_t target, uint64_t step)
{
    uint64_t ops = step;

    for (unsigned i = 0; i < 64; i++) {
        uint64_t cycles = fixed + ops * cost, next = calib_next(ops, cycles, target, step);
        assert_int_equal(next % step, 0);
        assert_true(next >= step);
        if (calib_enough(ops, cycles, target))
            return next;
        assert_true(next > ops);
        ops = next;
    }
    fail_msg("no end of calibrating");
    return 0;
}

static void calibration_reaches_the_target(void **state)
{
    static const uint64_t cost[] = {1, 3, 250, 40000, 900000}, step[] = {1, 8, 256};
    const uint64_t target = 2000000;

    (void)state;
    for (unsigned i = 0; i < sizeof cost / sizeof cost[0]; i++)
        for (unsigned j = 0; j < sizeof step / sizeof step[0]; j++) {
            uint64_t cycles = 30 + cost[i] * converge(cost[i], 30, target, step[j]);
            assert_true(cycles >= target / 2 || cost[i] * step[j] > target / 4);
            assert_true(cycles <= 2 * target || cycles <= 30 + cost[i] * step[j]);
        }
}

static void calibration_ends_for_a_free_operation(void **state)
{
    (void)state;
    assert_true(converge(0, 10, 2000000, 1) >= CALIB_MAX_OPS / 16);
    assert_int_equal(converge(5, 0, 0, 8), 8); /* no target: one step */
}

static struct guest_boot boot_of(uint64_t ram)
{
    return (struct guest_boot){.ram_bytes = ram, .pool_gpa = 0x219000, .pool_end = ram};
}

static void tables_and_data_frames_lie_apart(void **state)
{
    struct guest_boot b = boot_of(512 * MIB);
    struct frames f;
    struct gpa one, aligned, next;

    (void)state;
    guest_boot = &b;
    frames_init(&f, &b);
    assert_true(f.tables.v >= b.pool_gpa + 2 * PAGE_SIZE);
    if (setjmp(panicked))
        fail_msg("512 MiB are enough");
    one = guest_frames(1, PAGE_SIZE);
    aligned = guest_frames(256 * MIB / PAGE_SIZE, 2 * MIB);
    next = guest_frames(1, PAGE_SIZE);
    assert_true(one.v >= f.tables_end.v);
    assert_int_equal(aligned.v % (2 * MIB), 0);
    assert_true(aligned.v > one.v);
    assert_int_equal(next.v, aligned.v + 256 * MIB);
}

static bool fits(uint64_t ram, uint64_t bytes)
{
    struct guest_boot b = boot_of(ram);
    struct frames f;

    guest_boot = &b;
    frames_init(&f, &b);
    if (setjmp(panicked))
        return false;
    guest_frames(bytes / PAGE_SIZE, 2 * MIB);
    return true;
}

static void the_ram_that_is_asked_for_suffices(void **state)
{
    (void)state;
    for (uint64_t bytes = 8 * MIB; bytes <= 4096 * MIB; bytes *= 2) {
        struct guest_boot b = boot_of(8 * MIB);
        struct frames f;
        frames_init(&f, &b);
        struct gpa at = gpa((f.next.v + 2 * MIB - 1) & ~(2 * MIB - 1));
        uint64_t need = frames_ram_needed(at, bytes);
        assert_int_equal(need % (2 * MIB), 0);
        assert_true(fits(need, bytes));
        assert_false(fits(bytes, bytes));
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(chain_is_one_cycle_through_all_nodes),
    cmocka_unit_test(ring_goes_through_the_nodes_in_order),
    cmocka_unit_test(nodes_spread_over_the_lines_of_a_page),
    cmocka_unit_test(a_step_comes_to_all_and_never_to_a_neighbour),
    cmocka_unit_test(permuted_order_has_each_page_once),
    cmocka_unit_test(calibration_reaches_the_target),
    cmocka_unit_test(calibration_ends_for_a_free_operation),
    cmocka_unit_test(tables_and_data_frames_lie_apart),
    cmocka_unit_test(the_ram_that_is_asked_for_suffices),
};

TEST_MAIN(tests)
