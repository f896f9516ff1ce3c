/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/data/scale.h"
#include "common/tests/test_main.h"

static void times_have_three_digits_in_the_unit_that_fits(void **state)
{
    static const struct {
        double v;
        const char *unit, *text;
    } cases[] = {
        {0, "ns", "0.00 ns"},
        {0.5, "ns", "0.50 ns"},
        {9.994, "ns", "9.99 ns"},
        {9.996, "ns", "10.0 ns"},
        {99.96, "ns", "100 ns"},
        {999.4, "ns", "999 ns"},
        {999.6, "ns", "1.00 µs"},
        {2389, "ns", "2.39 µs"},
        {-2389, "ns", "-2.39 µs"},
        {1e6, "ns", "1.00 ms"},
        {12.34e9, "ns", "12.3 s"},
        {1e13, "ns", "10000 s"},
        {2389, "cycles", "2389 cycles"},
        {12.34, "cycles", "12.3 cycles"},
    };
    char text[32];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(scale_text(text, sizeof text, cases[i].v, cases[i].unit, " "),
                            cases[i].text);
}

static void sizes_are_told_in_powers_of_1024(void **state)
{
    (void)state;
    assert_string_equal(scale_bytes(512).name, "bytes");
    assert_string_equal(scale_bytes(4096).name, "KiB");
    assert_string_equal(scale_bytes(64 << 20).name, "MiB");
    assert_true(scale_bytes(3e9).one == 1024.0 * 1024 * 1024);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(times_have_three_digits_in_the_unit_that_fits),
    cmocka_unit_test(sizes_are_told_in_powers_of_1024),
};
TEST_MAIN(tests)
