/* SPDX-License-Identifier: Apache-2.0 */
/* `mmubench compare` on folders of made-up runs, whose true ratios are known. */
#include "bench/compare/compare.h"
#include "bench/exit_code.h"
#include "common/err.h"
#include "folder.h"
#include "tool.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct tool t;

#define P1 "{\"pages\":64,\"ram\":\"warm\"}"
#define P2 "{\"pages\":256,\"ram\":\"warm\"}"

static const struct folder_row rows[] = {
    {"fault", P1, "spt", "first", 1000, 0.02, 1.5},
    {"fault", P1, "kvm-spt", "first", 3000, 0.02, -1},
    {"fault", P2, "spt", "first", 2000, 0.02, 1},
    {"load", P1, "spt", "load", 10, 0.05, 0},
    {"load", P1, "kvm-spt", "load", 10, 0.05, -1},
};
#define NROWS (sizeof rows / sizeof rows[0])

static const char *write_a(void)
{
    static const struct folder f = FOLDER_DEFAULT;

    return folder_write("a", &f, rows, NROWS);
}

/* The same run again, by other dice, with these rows changed. */
static const char *write_b(const struct folder_row *row, size_t n)
{
    struct folder f = FOLDER_DEFAULT;

    f.seed = 77;
    return folder_write("b", &f, row, n);
}

static void the_same_run_again_has_no_difference(void **state)
{
    (void)state;
    TOOL(&t, "compare", write_a(), write_b(rows, NROWS));
    tool_check(&t, 0, "\n0 of 5 rows differ (0.0%)\n");
    tool_check(&t, 0, "fault first pages=256");
    tool_check(&t, 0, "no diff");
    assert_null(strstr(t.text, "differ in"));
    assert_null(strstr(t.text, "only in"));
}

static void a_slower_row_is_found_with_its_ratio_and_exit_code(void **state)
{
    struct folder_row other[NROWS];
    const char *a = write_a(), *b;

    (void)state;
    memcpy(other, rows, sizeof rows);
    other[0].ns = 1500;
    other[1].ns = 1500;
    b = write_b(other, NROWS);
    TOOL(&t, "compare", a, b);
    tool_check(&t, EXIT_CODE_ROWS_DIFFER, "\n2 of 5 rows differ (40.0%)\n");
    tool_check(&t, EXIT_CODE_ROWS_DIFFER, "slower");
    tool_check(&t, EXIT_CODE_ROWS_DIFFER, "faster");
    tool_check(&t, EXIT_CODE_ROWS_DIFFER, " 1.50");
    tool_check(&t, EXIT_CODE_ROWS_DIFFER, " 0.50");
    TOOL(&t, "compare", a, b, "--differing");
    tool_check(&t, EXIT_CODE_ROWS_DIFFER, "2 of 5 rows");
    assert_null(strstr(t.text, "no diff"));
    TOOL(&t, "compare", a, b, "--max-differ=40");
    tool_check(&t, 0, "2 of 5 rows");
    TOOL(&t, "compare", a, b, "--max-differ=39.9");
    assert_int_equal(t.code, EXIT_CODE_ROWS_DIFFER);
    TOOL(&t, "compare", a, b, "--threshold=51");
    tool_check(&t, 0, "0 of 5 rows");
    TOOL(&t, "compare", a, b, "load");
    tool_check(&t, 0, "0 of 2 rows");
    TOOL(&t, "compare", a, b, "--mmu=kvm-spt");
    tool_check(&t, EXIT_CODE_ROWS_DIFFER, "1 of 2 rows");
}

static void two_modes_of_one_run_are_compared(void **state)
{
    const char *a = write_a();

    (void)state;
    TOOL(&t, "compare", a, "--mmu=spt,kvm-spt");
    tool_check(&t, EXIT_CODE_ROWS_DIFFER, "A: ");
    tool_check(&t, EXIT_CODE_ROWS_DIFFER, ", kvm-spt\n");
    tool_check(&t, EXIT_CODE_ROWS_DIFFER, "\n1 of 2 rows differ (50.0%)\n");
    tool_check(&t, EXIT_CODE_ROWS_DIFFER, "only A: fault first pages=256, spt");
    TOOL(&t, "compare", a, "--mmu=kvm-spt,spt", "fault");
    tool_check(&t, EXIT_CODE_ROWS_DIFFER, "faster");
    tool_check(&t, EXIT_CODE_ROWS_DIFFER, "only B: fault first pages=256, spt");
}

static void what_differs_besides_stands_at_the_top(void **state)
{
    struct folder f = {
        .cpu = "CPU B", .commit = "decaf", .sha256 = "def", .repeat = 5, .samples = 20, .seed = 3};
    const char *a = write_a();

    (void)state;
    TOOL(&t, "compare", a, folder_write("other", &f, rows, NROWS));
    tool_check(&t, 0, "  CPU\n    A: CPU A\n    B: CPU B\n");
    tool_check(&t, 0, "  commit\n    A: c0ffee\n    B: decaf\n");
    tool_check(&t, 0, "  image of fault, SHA-256\n    A: abc\n    B: def\n");
    tool_check(&t, 0, "  image of load, SHA-256\n");
    assert_true(strstr(t.text, "CPU B") < strstr(t.text, "fault first"));
}

static void packed_samples_are_read_as_they_are(void **state)
{
    const char *a = write_a(), *b = write_b(rows, NROWS);
    char command[512];

    (void)state;
    snprintf(command, sizeof command, "xz '%s/samples.jsonl'", b);
    if (system("xz --version >/dev/null 2>&1"))
        tool_skip("xz is missing: install xz-utils");
    assert_int_equal(system(command), 0);
    assert_false(tool_exists(tool_path("b/samples.jsonl")));
    TOOL(&t, "compare", a, b);
    tool_check(&t, 0, "0 of 5 rows differ");
    assert_int_equal(truncate(tool_path("b/samples.jsonl.xz"), 1000), 0);
    TOOL(&t, "compare", a, b);
    tool_check(&t, EXIT_CODE_HOST, "samples.jsonl.xz: it is cut off");
    folder_file(tool_path("b/samples.jsonl.xz"), "this is no such file at all");
    TOOL(&t, "compare", a, b);
    tool_check(&t, EXIT_CODE_HOST, "samples.jsonl.xz: it is no xz file");
    folder_file(tool_path("b/samples.jsonl.xz"), "");
    TOOL(&t, "compare", a, b);
    tool_check(&t, EXIT_CODE_HOST, "samples.jsonl.xz: it is cut off");
}

static void rows_of_one_side_only_are_named(void **state)
{
    struct folder_row other[NROWS];

    (void)state;
    memcpy(other, rows, sizeof rows);
    other[4].metric = "store";
    TOOL(&t, "compare", write_a(), write_b(other, NROWS));
    tool_check(&t, 0, "0 of 4 rows differ");
    tool_check(&t, 0, "2 rows are in one of them only");
    tool_check(&t, 0, "only A: load, kvm-spt\n");
    tool_check(&t, 0, "only B: load store, kvm-spt\n");
}

static void counters_that_differ_are_shown_and_do_not_count_as_times(void **state)
{
    struct folder_row other[NROWS];

    (void)state;
    memcpy(other, rows, sizeof rows);
    other[0].traps = 2.5;
    other[2].traps = 1.009; /* less than 1% */
    TOOL(&t, "compare", write_a(), write_b(other, NROWS));
    tool_check(&t, 0, "0 of 5 rows differ");
    tool_check(&t, 0, "  fault first, spt: trap 1.5 | 2.5\n");
    assert_null(strstr(t.text, "1.009"));
}

static void runs_of_counts_differ_by_their_counters(void **state)
{
    struct folder_row other[] = {{"w", P1, "spt", "m", 0, 0, 1}, {"w", P2, "spt", "m", 0, 0, 3}};
    struct folder f = FOLDER_DEFAULT;
    const char *a = folder_write("counts_a", &f, other, 2);

    (void)state;
    other[1].traps = 4;
    TOOL(&t, "compare", a, folder_write("counts_b", &f, other, 2));
    tool_check(&t, EXIT_CODE_ROWS_DIFFER, "1 of 2 rows differ (50.0%)");
    tool_check(&t, EXIT_CODE_ROWS_DIFFER, "w m pages=256, spt: trap 3 | 4");
}

static void json_and_csv_carry_every_row(void **state)
{
    struct folder_row other[NROWS];
    const char *a = write_a(), *b;
    json_t *o, *row;
    size_t lines = 0;

    (void)state;
    memcpy(other, rows, sizeof rows);
    other[0].ns = 2000;
    other[4].metric = "store";
    b = write_b(other, NROWS);
    TOOL(&t, "compare", "--json", a, b);
    assert_int_equal(t.code, EXIT_CODE_ROWS_DIFFER);
    o = json_loads(t.text, 0, NULL);
    assert_non_null(o);
    assert_int_equal(json_integer_value(json_object_get(o, "rows_in_both")), 4);
    assert_int_equal(json_integer_value(json_object_get(o, "rows_that_differ")), 1);
    assert_int_equal(json_array_size(json_object_get(o, "rows")), 6);
    row = json_array_get(json_object_get(o, "rows"), 0);
    assert_string_equal(json_string_value(json_object_get(row, "verdict")), "slower");
    assert_true(fabs(json_number_value(json_object_get(row, "ratio")) - 2) < 0.02);
    json_decref(o);
    TOOL(&t, "compare", "--csv", a, b);
    for (const char *c = t.text; (c = strchr(c, '\n')); c++)
        lines++;
    assert_int_equal(lines, 7);
    tool_check(&t, EXIT_CODE_ROWS_DIFFER,
               "\nfault,\"{\"\"pages\"\":64,\"\"ram\"\":\"\"warm\"\"}\",first,ns,spt,100,");
    tool_check(&t, EXIT_CODE_ROWS_DIFFER, ",only B\n");
}

static void the_table_loses_columns_before_it_wraps(void **state)
{
    const char *a = write_a(), *b = write_b(rows, NROWS);

    (void)state;
    setenv("COLUMNS", "160", 1);
    TOOL(&t, "compare", a, b);
    tool_check(&t, 0, "[9"); /* of a median */
    setenv("COLUMNS", "64", 1);
    TOOL(&t, "compare", a, b);
    unsetenv("COLUMNS");
    for (const char *line = strstr(t.text, "fault"); line && strstr(line, "\nload");
         line = strchr(line, '\n') + 1)
        assert_true(strcspn(line, "\n") <= 64);
    tool_check(&t, 0, "no diff");
}

static void wrong_use_names_the_remedy(void **state)
{
    struct folder_row other[] = {{"w", P1, "spt", "m", 5, 0, 1}};
    struct folder f = FOLDER_DEFAULT;
    const char *a = write_a();

    (void)state;
    TOOL(&t, "compare");
    tool_check(&t, EXIT_CODE_USAGE, "results folders are needed");
    TOOL(&t, "compare", a);
    tool_check(&t, EXIT_CODE_USAGE, "--mmu=MODE_A,MODE_B");
    TOOL(&t, "compare", a, "/nonexistent");
    tool_check(&t, EXIT_CODE_USAGE, "/nonexistent is no folder");
    TOOL(&t, "compare", a, "--mmu=spt");
    tool_check(&t, EXIT_CODE_USAGE, "exactly two modes");
    TOOL(&t, "compare", a, "--mmu=spt,ept");
    tool_check(&t, EXIT_CODE_USAGE, "has no such mode");
    TOOL(&t, "compare", a, a, "--threshold=x");
    tool_check(&t, EXIT_CODE_USAGE, "a number of percent");
    TOOL(&t, "compare", a, a, "--treshold=1");
    tool_check(&t, EXIT_CODE_USAGE, "unknown option --treshold");
    TOOL(&t, "compare", a, folder_write("w", &f, other, 1));
    tool_check(&t, EXIT_CODE_USAGE, "no row in common");
    folder_file(tool_path("w/samples.jsonl"), "{}\nnonsense\n");
    TOOL(&t, "compare", a, tool_path("w"));
    tool_check(&t, EXIT_CODE_HOST, "samples.jsonl:2: ");
    unlink(tool_path("w/samples.jsonl"));
    TOOL(&t, "compare", tool_path("w"), a);
    tool_check(&t, EXIT_CODE_HOST, "samples.jsonl");
}

/* Random pairs of equal rows: the share that is found to differ is small, as an interval of 95% and
 * the rule of two conditions have it. */
static void equal_rows_seldom_differ(void **state)
{
    enum { N = 60 };
    static char params[N][32];
    static struct folder_row many[N];
    struct folder f = FOLDER_DEFAULT;
    struct results a, b;

    (void)state;
    for (size_t i = 0; i < N; i++) {
        snprintf(params[i], sizeof params[i], "{\"p\":%zu}", i);
        many[i] = (struct folder_row){"w", params[i], "spt", "m", 100, 0.1, -1};
    }
    assert_int_equal(results_open(&a, folder_write("m", &f, many, N), RESULTS_SAMPLES), 0);
    f.seed = 99;
    assert_int_equal(results_open(&b, folder_write("n", &f, many, N), RESULTS_SAMPLES), 0);

    struct compare c = {.a = &a, .b = &b};

    assert_int_equal(compare_make(&c), 0);
    assert_int_equal(compare_both(&c), N);
    assert_true(compare_differ(&c) <= 3); /* 5% */
    compare_free(&c);
    results_close(&a);
    results_close(&b);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_same_run_again_has_no_difference),
    cmocka_unit_test(a_slower_row_is_found_with_its_ratio_and_exit_code),
    cmocka_unit_test(two_modes_of_one_run_are_compared),
    cmocka_unit_test(what_differs_besides_stands_at_the_top),
    cmocka_unit_test(packed_samples_are_read_as_they_are),
    cmocka_unit_test(rows_of_one_side_only_are_named),
    cmocka_unit_test(counters_that_differ_are_shown_and_do_not_count_as_times),
    cmocka_unit_test(runs_of_counts_differ_by_their_counters),
    cmocka_unit_test(json_and_csv_carry_every_row),
    cmocka_unit_test(the_table_loses_columns_before_it_wraps),
    cmocka_unit_test(wrong_use_names_the_remedy),
    cmocka_unit_test(equal_rows_seldom_differ),
};

TEST_MAIN(tests)
