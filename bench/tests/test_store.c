/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/data/lines.h"
#include "bench/data/store.h"
#include "bench/data/summary.h"
#include "bench/data/superseded.h"
#include "common/err.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void put_text(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

/* Files of this process end here: a full disk that needs no privilege. */
static void limit_files(rlim_t bytes)
{
    struct rlimit l;

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &l), 0);
    l.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &l), 0);
}

static void parents_are_made(void **state)
{
    struct store s;

    (void)state;
    assert_int_equal(store_create(&s, tool_path("a/b/c")), 0);
    assert_true(tool_exists(tool_path("a/b/c/samples.jsonl")));
    store_close(&s, false);
}

static void undo_removes_the_folder_that_was_made(void **state)
{
    struct store s;

    (void)state;
    assert_int_equal(store_create(&s, tool_path("undone")), 0);
    store_close(&s, true);
    assert_false(tool_exists(tool_path("undone")));
}

static void a_folder_with_something_in_it_is_refused_and_left_alone(void **state)
{
    struct store s;

    (void)state;
    assert_int_equal(mkdir(tool_path("full"), 0777), 0);
    put_text(tool_path("full/mine"), "keep\n");
    assert_int_equal(store_create(&s, tool_path("full")), -EEXIST);
    assert_non_null(strstr(err_text(), "-o DIR"));
    assert_true(tool_exists(tool_path("full/mine")));
    assert_false(tool_exists(tool_path("full/samples.jsonl")));
}

static void an_empty_folder_is_taken_and_kept_on_undo(void **state)
{
    struct store s;

    (void)state;
    assert_int_equal(mkdir(tool_path("empty"), 0777), 0);
    assert_int_equal(store_create(&s, tool_path("empty/")), 0);
    store_close(&s, true);
    assert_true(tool_exists(tool_path("empty")));
    assert_false(tool_exists(tool_path("empty/samples.jsonl")));
}

static void a_file_in_the_way_is_named(void **state)
{
    struct store s;

    (void)state;
    put_text(tool_path("file"), "");
    assert_int_equal(store_create(&s, tool_path("file/below")), -ENOTDIR);
    assert_non_null(strstr(err_text(), "is a file"));
}

static void samples_are_whole_lines_in_order(void **state)
{
    struct store s;

    (void)state;
    assert_int_equal(store_create(&s, tool_path("lines")), 0);
    for (int i = 0; i < 5000; i++) {
        assert_int_equal(store_sample(&s, json_pack("{s:i}", "i", i)), 0);
        if (i % 1000 == 7)
            assert_int_equal(store_sync(&s), 0);
    }
    assert_int_equal(store_sync(&s), 0);
    assert_int_equal(tool_check_lines(tool_path("lines/samples.jsonl")), 5000);
    store_close(&s, false);
}

static void a_full_disk_cuts_no_line_in_half(void **state)
{
    struct store s;
    struct stat st;

    (void)state;
    assert_int_equal(store_create(&s, tool_path("cut")), 0);
    assert_int_equal(store_sample(&s, json_pack("{s:s}", "type", "first")), 0);
    assert_int_equal(store_sync(&s), 0);
    for (int i = 0; i < 100; i++)
        assert_int_equal(store_sample(&s, json_pack("{s:i}", "i", i)), 0);
    limit_files(100);
    assert_int_equal(store_sync(&s), -EFBIG);
    limit_files(RLIM_INFINITY);
    assert_non_null(strstr(err_text(), "samples.jsonl"));
    assert_int_equal(tool_check_lines(tool_path("cut/samples.jsonl")), 1);
    assert_int_equal(stat(tool_path("cut/samples.jsonl"), &st), 0);
    assert_int_equal(st.st_size, strlen("{\"type\":\"first\"}\n"));
    store_close(&s, false);
}

static void a_whole_file_is_there_or_not_at_all(void **state)
{
    static const char text[4096] = "x";
    struct store s;

    (void)state;
    assert_int_equal(store_create(&s, tool_path("whole")), 0);
    assert_int_equal(store_file(&s, "summary.jsonl", "old\n", 4), 0);
    limit_files(1000);
    assert_int_equal(store_file(&s, "summary.jsonl", text, sizeof text), -EFBIG);
    assert_int_equal(store_file(&s, "machine.json", text, sizeof text), -EFBIG);
    limit_files(RLIM_INFINITY);
    assert_false(tool_exists(tool_path("whole/machine.json")));
    assert_false(tool_exists(tool_path("whole/.machine.json.part")));
    assert_false(tool_exists(tool_path("whole/.summary.jsonl.part")));

    FILE *f = fopen(tool_path("whole/summary.jsonl"), "r");
    char got[8] = "";

    assert_non_null(f);
    assert_non_null(fgets(got, sizeof got, f));
    fclose(f);
    assert_string_equal(got, "old\n");
    store_close(&s, false);
}

static int count_line(void *ctx, const json_t *line)
{
    (void)line;
    ++*(int *)ctx;
    return 0;
}

static void a_last_line_without_its_end_is_left_out(void **state)
{
    struct store s;
    int n = 0;

    (void)state;
    assert_int_equal(mkdir(tool_path("killed"), 0777), 0);
    put_text(tool_path("killed/samples.jsonl"), "{\"a\":1}\n{\"a\":2}\n{\"a\":");
    assert_int_equal(store_open(&s, tool_path("killed")), 0);
    assert_int_equal(lines_each(&s, "samples.jsonl", count_line, &n), 0);
    assert_int_equal(n, 2);
    store_close(&s, false);
}

static void a_damaged_line_is_named_by_its_number(void **state)
{
    struct store s;
    int n = 0;

    (void)state;
    assert_int_equal(mkdir(tool_path("damaged"), 0777), 0);
    put_text(tool_path("damaged/samples.jsonl"), "{\"a\":1}\nnonsense\n{\"a\":2}\n");
    assert_int_equal(store_open(&s, tool_path("damaged")), 0);
    assert_int_equal(lines_each(&s, "samples.jsonl", count_line, &n), -EINVAL);
    assert_non_null(strstr(err_text(), "samples.jsonl:2"));
    store_close(&s, false);
}

#define BEGIN(run, mmu) BEGIN_REP(run, "0", mmu)
#define BEGIN_REP(run, rep, mmu)                                                                   \
    "{\"type\":\"begin\",\"run\":" run ",\"rep\":" rep ",\"workload\":\"w\",\"params\":{\"p\":1}," \
    "\"mmu\":\"" mmu "\",\"image_sha256\":\"abc\"}\n"
#define SAMPLE(run, ops, cycles)                                                                   \
    "{\"type\":\"sample\",\"run\":" run ",\"metric\":\"m\",\"ops\":" ops ",\"cycles\":" cycles "}" \
    "\n"
#define SECTION(run, ops, traps)                                          \
    "{\"type\":\"section\",\"run\":" run ",\"metric\":\"m\",\"ops\":" ops \
    ",\"counters\":{\"trap\":" traps "}}\n"

static void samples_become_rows_with_known_answers(void **state)
{
    struct summary built, again;
    struct store s;

    (void)state;
    assert_int_equal(mkdir(tool_path("sum"), 0777), 0);
    put_text(tool_path("sum/samples.jsonl"),
             BEGIN("0", "spt") SAMPLE("0", "10", "20000") SAMPLE("0", "10", "40000")
                 SECTION("0", "20", "60") BEGIN("1", "kvm-spt") SAMPLE("1", "1", "7000")
                     BEGIN_REP("2", "1", "spt") SAMPLE("2", "10", "60000") SECTION("2", "10", "0"));
    assert_int_equal(store_open(&s, tool_path("sum")), 0);
    assert_int_equal(summary_build(&built, &s, 2000000), 0); /* 2 GHz: 2 cycles per ns */
    assert_int_equal(built.n, 2);

    const struct summary_row *r = summary_find(&built, "w", "{\"p\":1}", "spt", "m");

    assert_non_null(r);
    assert_int_equal(r->s.n, 3);
    assert_true(r->s.median == 2000 && r->s.min == 1000 && r->s.max == 3000);
    assert_string_equal(r->unit, "ns");
    assert_string_equal(r->sha256, "abc");
    assert_true(json_number_value(json_object_get(r->counters, "trap")) == 2);

    assert_int_equal(summary_write(&built, &s, false), 0);
    assert_int_equal(tool_check_lines(tool_path("sum/summary.jsonl")), 2);
    assert_int_equal(summary_read(&again, &s), 0);
    r = summary_find(&again, "w", "{\"p\":1}", "kvm-spt", "m");
    assert_non_null(r);
    assert_true(r->s.median == 3500 && r->s.n == 1);
    summary_free(&built);
    summary_free(&again);
    store_close(&s, false);
}

/* The earlier run of the same repetition was cut: it stays in the file and counts no more. */
static void a_repetition_measured_anew_counts_once(void **state)
{
    struct superseded left_out;
    struct summary sum;
    struct store s;

    (void)state;
    assert_int_equal(mkdir(tool_path("anew"), 0777), 0);
    put_text(tool_path("anew/samples.jsonl"),
             BEGIN("0", "spt") SAMPLE("0", "10", "20000") SECTION("0", "10", "70")
                 BEGIN("1", "native") SAMPLE("1", "1", "2000") BEGIN("2", "spt")
                     SAMPLE("2", "10", "60000") SECTION("2", "10", "30"));
    assert_int_equal(store_open(&s, tool_path("anew")), 0);
    assert_int_equal(superseded_read(&left_out, &s), 0);
    assert_int_equal(superseded_count(&left_out), 1);
    assert_int_equal(summary_build(&sum, &s, 1000000), 0);
    assert_int_equal(sum.n, 2);

    const struct summary_row *r = summary_find(&sum, "w", "{\"p\":1}", "spt", "m");

    assert_non_null(r);
    assert_int_equal(r->s.n, 1);
    assert_true(r->s.median == 6000);
    assert_true(json_number_value(json_object_get(r->counters, "trap")) == 3);
    superseded_free(&left_out);
    summary_free(&sum);
    store_close(&s, false);
}

static void an_unknown_frequency_leaves_cycles(void **state)
{
    struct summary sum;
    struct store s;

    (void)state;
    assert_int_equal(mkdir(tool_path("cycles"), 0777), 0);
    put_text(tool_path("cycles/samples.jsonl"), BEGIN("0", "spt") SAMPLE("0", "10", "20000"));
    assert_int_equal(store_open(&s, tool_path("cycles")), 0);
    assert_int_equal(summary_build(&sum, &s, 0), 0);
    assert_string_equal(sum.row[0].unit, "cycles");
    assert_true(sum.row[0].s.median == 2000);
    summary_free(&sum);
    store_close(&s, false);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(parents_are_made),
    cmocka_unit_test(undo_removes_the_folder_that_was_made),
    cmocka_unit_test(a_folder_with_something_in_it_is_refused_and_left_alone),
    cmocka_unit_test(an_empty_folder_is_taken_and_kept_on_undo),
    cmocka_unit_test(a_file_in_the_way_is_named),
    cmocka_unit_test(samples_are_whole_lines_in_order),
    cmocka_unit_test(a_full_disk_cuts_no_line_in_half),
    cmocka_unit_test(a_whole_file_is_there_or_not_at_all),
    cmocka_unit_test(a_last_line_without_its_end_is_left_out),
    cmocka_unit_test(a_damaged_line_is_named_by_its_number),
    cmocka_unit_test(samples_become_rows_with_known_answers),
    cmocka_unit_test(a_repetition_measured_anew_counts_once),
    cmocka_unit_test(an_unknown_frequency_leaves_cycles),
};

TEST_MAIN(tests)
