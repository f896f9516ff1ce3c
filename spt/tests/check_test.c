/* SPDX-License-Identifier: Apache-2.0 */
/* What check_image() finds in tests/check_sample.S, and in the same image without its symbols. */
#include "common/err.h"
#include "common/tests/test_main.h"
#include "spt/check.h"

#include <string.h>

#define MAX_FINDINGS 64

struct seen {
    size_t n, stop_after;
    char mnemonic[MAX_FINDINGS][16], symbol[MAX_FINDINGS][24];
    uint64_t at[MAX_FINDINGS], offset[MAX_FINDINGS];
};

static int note(void *ctx, const struct check_finding *f)
{
    struct seen *s = ctx;

    assert_true(s->n < MAX_FINDINGS);
    assert_non_null(strstr(f->text, f->mnemonic));
    assert_true(strlen(f->why) > 10);
    strncpy(s->mnemonic[s->n], f->mnemonic, sizeof(s->mnemonic[0]) - 1);
    strncpy(s->symbol[s->n], f->symbol ? f->symbol : "", sizeof(s->symbol[0]) - 1);
    s->at[s->n] = f->at.v;
    s->offset[s->n] = f->offset;
    s->n++;
    return s->stop_after && s->n == s->stop_after ? 77 : 0;
}

static void open_sample(struct image *img, const char *path)
{
    if (image_open(img, path) != 0)
        fail_msg("%s", err_text());
}

static void every_sensitive_instruction_is_named_in_order(void **state)
{
    static const char *const expected[] = {
        "pushfq", "popfq",  "mov",    "mov",   "push",     "pop",  "lar",      "lsl",      "verr",
        "verw",   "sgdt",   "sidt",   "sldt",  "str",      "smsw", "rdfsbase", "wrgsbase", "rdpkru",
        "wrpkru", "rdtscp", "xgetbv", "cpuid", "sysenter", "ret",  "jmp",      "call",     "lfs"};
    const size_t n = sizeof(expected) / sizeof(expected[0]);
    struct image img;
    struct seen s = {0};

    (void)state;
    open_sample(&img, CHECK_SAMPLE);
    int rc = check_image(&img, note, &s);
    for (size_t i = 0; i < n && i < s.n; i++) {
        assert_string_equal(s.mnemonic[i], expected[i]);
        assert_string_equal(s.symbol[i], "sample_entry");
        assert_int_equal(s.at[i], img.entry.v + s.offset[i]);
    }
    assert_int_equal(rc, n + 2); /* `after` and `label` */
    assert_int_equal(s.n, n + 2);
    image_close(&img);
}

static void symbols_keep_it_in_step_and_out_of_data(void **state)
{
    struct image img;
    struct seen s = {0};

    (void)state;
    open_sample(&img, CHECK_SAMPLE);
    assert_true(check_image(&img, note, &s) > 2);
    assert_string_equal(s.symbol[s.n - 2], "after");
    assert_string_equal(s.mnemonic[s.n - 2], "pushfq");
    assert_int_equal(s.offset[s.n - 2], 0);
    assert_string_equal(s.symbol[s.n - 1], "label");
    assert_string_equal(s.mnemonic[s.n - 1], "popfq");
    image_close(&img);
}

static void without_symbols_all_bytes_are_read(void **state)
{
    struct image img;
    struct seen s = {0};

    (void)state;
    open_sample(&img, CHECK_SAMPLE_STRIPPED);
    assert_true(check_image(&img, note, &s) > 27); /* the table's bytes, too */
    assert_string_equal(s.mnemonic[0], "pushfq");
    assert_string_equal(s.symbol[0], "");
    assert_string_equal(s.mnemonic[27], "pushfq");
    image_close(&img);
}

static void callback_stops_the_check(void **state)
{
    struct image img;
    struct seen s = {.stop_after = 3};

    (void)state;
    open_sample(&img, CHECK_SAMPLE);
    assert_int_equal(check_image(&img, note, &s), 77);
    assert_int_equal(s.n, 3);
    image_close(&img);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_sensitive_instruction_is_named_in_order),
    cmocka_unit_test(symbols_keep_it_in_step_and_out_of_data),
    cmocka_unit_test(without_symbols_all_bytes_are_read),
    cmocka_unit_test(callback_stops_the_check),
};

TEST_MAIN(tests)
