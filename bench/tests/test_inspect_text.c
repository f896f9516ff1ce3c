/* SPDX-License-Identifier: Apache-2.0 */
/* Entries in words. */
#include "bench/inspect/text.h"
#include "common/tests/test_main.h"

#include <string.h>

static char out[512];

static void bits_of_an_entry_have_names(void **state)
{
    (void)state;
    assert_string_equal(text_entry(1, PTE_P | PTE_W | PTE_A | PTE_D | PTE_NX, out, sizeof out),
                        "P W A D NX");
    assert_string_equal(text_entry(1, PTE_P | PTE_PS, out, sizeof out), "P PAT");
    assert_string_equal(text_entry(2, PTE_P | PTE_PS | PTE_G, out, sizeof out), "P PS G");
    assert_string_equal(text_entry(3, PTE_P | PTE_U | PTE_D, out, sizeof out), "P U");
    assert_string_equal(text_entry(4, 0, out, sizeof out), "");
}

static void each_reserved_bit_has_its_reason(void **state)
{
    static const struct {
        unsigned level;
        uint64_t entry;
        const char *part;
    } cases[] = {
        {1, PTE_P | UINT64_C(1) << 45, "bit 45 (above the width of a guest-physical address)"},
        {1, PTE_P | PTE_NX, "bit 63 (NX, while EFER.NXE is 0)"},
        {2, PTE_P | PTE_PS | 0x2000, "bit 13 (below the frame of a large page)"},
        {4, PTE_P | PTE_PS, "bit 7 (PS, where no page may be)"},
        {1, PTE_P | PTE_NX | UINT64_C(1) << 40, "and bit 63"},
    };
    const struct walk_env env = {.format = &pt_x86_64, .maxphyaddr = 40};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct walk_step s = {.level = cases[i].level, .entry = cases[i].entry};

        text_reserved(&env, &s, out, sizeof out);
        if (!strstr(out, cases[i].part))
            fail_msg("\"%s\" instead of \"%s\"", out, cases[i].part);
    }
    text_reserved(&env, &(struct walk_step){.level = 1, .entry = PTE_P}, out, sizeof out);
    assert_string_equal(out, "");
}

static void short_buffers_are_kept_to(void **state)
{
    char small[8];

    (void)state;
    text_entry(1, ~UINT64_C(0), small, sizeof small);
    assert_true(strlen(small) < sizeof small);
}

static void upper_half_is_written_as_such(void **state)
{
    (void)state;
    assert_int_equal(text_canonical(0x7fffffffffff), 0x7fffffffffff);
    assert_true(text_canonical(0x800000000000) == UINT64_C(0xffff800000000000));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(bits_of_an_entry_have_names),
    cmocka_unit_test(each_reserved_bit_has_its_reason),
    cmocka_unit_test(short_buffers_are_kept_to),
    cmocka_unit_test(upper_half_is_written_as_such),
};
TEST_MAIN(tests)
