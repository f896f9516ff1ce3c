/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/names.h"
#include "common/tests/test_main.h"

#include <errno.h>

static const char *const known[] = {"chase", "hidden", "pgfault", "syscall", "out"};
#define N (sizeof known / sizeof known[0])

static void a_slip_of_the_hand_finds_its_name(void **state)
{
    (void)state;
    assert_string_equal(names_nearest("chsae", known, N), "chase");
    assert_string_equal(names_nearest("hiden", known, N), "hidden");
    assert_string_equal(names_nearest("pagefault", known, N), "pgfault");
    assert_string_equal(names_nearest("syscalls", known, N), "syscall");
}

static void nonsense_finds_nothing(void **state)
{
    (void)state;
    assert_null(names_nearest("nonsense", known, N));
    assert_null(names_nearest("", known, N));
    assert_null(
        names_nearest("a-name-that-is-far-longer-than-any-name-that-there-can-be", known, N));
}

static void numbers_take_binary_suffixes(void **state)
{
    uint64_t v = 0;

    (void)state;
    assert_int_equal(names_number("64K", &v), 0);
    assert_int_equal(v, 65536);
    assert_int_equal(names_number("2m", &v), 0);
    assert_int_equal(v, 2 << 20);
    assert_int_equal(names_number("0x1000", &v), 0);
    assert_int_equal(v, 4096);
    assert_int_equal(names_number("18446744073709551615", &v), 0);
    assert_int_equal(v, UINT64_MAX);
}

static void bad_numbers_are_refused(void **state)
{
    static const char *const bad[] = {"", "K", "-1", "1.5", "12KB", "12X", " 1", "ten"};
    uint64_t v;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(names_number(bad[i], &v), -EINVAL);
    assert_int_equal(names_number("18446744073709551616", &v), -ERANGE);
    assert_int_equal(names_number("18014398509481984K", &v), -ERANGE);
}

static void sizes_are_written_short(void **state)
{
    char out[24];

    (void)state;
    assert_string_equal(names_size(out, sizeof out, 0), "0");
    assert_string_equal(names_size(out, sizeof out, 1000), "1000");
    assert_string_equal(names_size(out, sizeof out, 65536), "64K");
    assert_string_equal(names_size(out, sizeof out, 3 << 20), "3M");
    assert_string_equal(names_size(out, sizeof out, UINT64_C(1) << 40), "1024G");
}

static void a_list_too_long_is_cut_not_overrun(void **state)
{
    char out[10];

    (void)state;
    assert_string_equal(names_join(out, sizeof out, known, 2), "chase, hi");
    assert_string_equal(names_join(out, sizeof out, known, N), "chase, hi");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_slip_of_the_hand_finds_its_name),
    cmocka_unit_test(nonsense_finds_nothing),
    cmocka_unit_test(numbers_take_binary_suffixes),
    cmocka_unit_test(bad_numbers_are_refused),
    cmocka_unit_test(sizes_are_written_short),
    cmocka_unit_test(a_list_too_long_is_cut_not_overrun),
};

TEST_MAIN(tests)
