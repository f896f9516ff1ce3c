/* SPDX-License-Identifier: Apache-2.0 */
/* `mmubench show` and what it is made of, on folders of made-up runs. */
#include "bench/data/export.h"
#include "bench/data/results.h"
#include "bench/data/rng.h"
#include "bench/data/table.h"
#include "bench/exit_code.h"
#include "common/err.h"
#include "folder.h"
#include "tool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct tool t;

static const struct folder_row rows[] = {
    {"load", "{\"bytes\":65536,\"ram\":\"warm\"}", "native", "load", 10, 0.01, -1},
    {"load", "{\"bytes\":65536,\"ram\":\"warm\"}", "spt", "load", 10, 0.01, 0},
    {"load", "{\"bytes\":1048576,\"ram\":\"warm\"}", "native", "load", 30, 0.01, -1},
    {"load", "{\"bytes\":1048576,\"ram\":\"warm\"}", "spt", "load", 30, 0.01, 0},
    {"fault", "{\"pages\":256,\"ram\":\"warm\"}", "native", "first", 1000, 0.02, -1},
    {"fault", "{\"pages\":256,\"ram\":\"warm\"}", "spt", "first", 8000, 0.02, 1.5},
    {"fault", "{\"pages\":256,\"ram\":\"warm\"}", "spt", "again", 4000, 0.02, 2},
};
#define NROWS (sizeof rows / sizeof rows[0])

static const char *run_folder(void)
{
    static const struct folder f = FOLDER_DEFAULT;
    static char path[512];

    if (!path[0])
        strcpy(path, folder_write("run", &f, rows, NROWS));
    return path;
}

/* The table of the folder as text; the caller frees it. */
static char *table_text(unsigned width, enum table_sort sort)
{
    struct results r;
    char *text = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&text, &n);

    assert_int_equal(results_open(&r, run_folder(), RESULTS_SUMMARY), 0);

    struct table table = {.sum = &r.sum, .width = width, .sort = sort};

    assert_int_equal(results_modes(&r, "native,spt", table.mode, &table.nmodes), 0);
    assert_int_equal(table_print(f, &table), 0);
    fclose(f);
    results_close(&r);
    return text;
}

/* Bytes of the longest line, and whether any ends in a blank. */
static size_t longest_line(const char *text)
{
    size_t most = 0;

    for (const char *line = text; *line;) {
        size_t n = strcspn(line, "\n");

        assert_true(n == 0 || line[n - 1] != ' ');
        most = n > most ? n : most;
        line += n + (line[n] == '\n');
    }
    return most;
}

static void has(const char *text, const char *what)
{
    if (!strstr(text, what))
        fail_msg("\"%s\" is not in:\n%s", what, text);
}

static void a_wide_table_has_a_column_for_each_mode_with_intervals(void **state)
{
    char *text = table_text(200, TABLE_AS_RUN);

    (void)state;
    has(text, "ns per operation");
    has(text, "\nload bytes=64K ");
    has(text, "\nload bytes=1M ");
    has(text, "\nfault first ");
    has(text, "x8.0");
    has(text, "no diff");
    has(text, "[79");
    free(text);
}

static void the_table_fits_the_width_by_giving_up_detail(void **state)
{
    static const unsigned widths[] = {60, 56, 80, 100, 160};

    (void)state;
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
        char *text = table_text(widths[i], TABLE_AS_RUN);

        assert_true(longest_line(text) <= widths[i] + 8); /* of them some are ± of two bytes */
        has(text, "x8.0");
        free(text);
    }
    char *narrow = table_text(40, TABLE_AS_RUN);

    has(narrow, "\nfault first\n    native");
    has(narrow, "\n    spt ");
    free(narrow);
}

static void rows_are_sorted_by_name_time_and_ratio(void **state)
{
    char *text = table_text(200, TABLE_BY_NAME);

    (void)state;
    assert_true(strstr(text, "\nfault first") < strstr(text, "\nload"));
    assert_true(strstr(text, "\nfault again") < strstr(text, "\nfault first"));
    free(text);
    text = table_text(200, TABLE_BY_TIME);
    assert_true(strstr(text, "\nfault first") < strstr(text, "\nload bytes=1M"));
    assert_true(strstr(text, "\nload bytes=1M") < strstr(text, "\nload bytes=64K"));
    assert_true(strstr(text, "\nload bytes=64K") < strstr(text, "\nfault again")); /* has none */
    free(text);
    text = table_text(200, TABLE_BY_RATIO);
    assert_true(strstr(text, "\nfault first") < strstr(text, "\nload"));
    free(text);
}

static void show_prints_the_table_of_a_run_that_was_killed(void **state)
{
    (void)state;
    TOOL(&t, "show", run_folder());
    tool_check(&t, 0, "fault again");
    tool_check(&t, 0, "the run was interrupted"); /* it has no summary.jsonl */
    assert_false(tool_exists(tool_path("run/summary.jsonl")));
}

static void events_stand_beside_the_time(void **state)
{
    (void)state;
    TOOL(&t, "show", "--events", run_folder());
    tool_check(&t, 0, "spt: events per operation");
    tool_check(&t, 0, "traps");
    tool_check(&t, 0, "1.50");
    tool_check(&t, 0, "native: has no counters");
    TOOL(&t, "show", "--counters", run_folder(), "--mmu=spt", "fault");
    tool_check(&t, 0, "spt fault again: trap 2\n");
    assert_null(strstr(t.text, "load"));
}

/* The parts of the whole as the monitor's cycles have them; what is outside it is the rest. */
static void parts_add_up_to_the_time(void **state)
{
    struct results r;
    char *text = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&text, &n);

    (void)state;
    assert_int_equal(results_open(&r, run_folder(), RESULTS_SUMMARY), 0);

    struct table table = {.sum = &r.sum, .width = 200};

    for (size_t i = 0; i < r.sum.n; i++) {
        struct summary_row *row = &r.sum.row[i];

        row->s.median = 5000;
        if (!strcmp(row->metric, "first") && !strcmp(row->mmu, "spt"))
            json_object_update_new(row->counters,
                                   json_pack("{s:i, s:i, s:i, s:i}", "cycles_monitor", 6000,
                                             "cycles_walk", 200, "cycles_map", 4000,
                                             "cycles_handoff", 600));
    }
    assert_int_equal(results_modes(&r, "native,spt", table.mode, &table.nmodes), 0);
    assert_int_equal(table_print_parts(f, &table, 2e6), 0);
    fclose(f);
    results_close(&r);
    has(text, "\nspt: ns per operation\n");
    has(text, "all  trap  walk   map  hand-off  rest\n");
    has(text, "fault first  5000  2000   100  2000       300   600\n");
    assert_null(strstr(text, "load"));
    assert_null(strstr(text, "native"));
    free(text);
    TOOL(&t, "show", "--parts", run_folder());
    tool_check(&t, 0, "no cycle counters: they need a run of spt with --timing");
}

static void patterns_and_modes_choose_rows(void **state)
{
    (void)state;
    TOOL(&t, "show", run_folder(), "load bytes=1M", "--mmu=spt");
    tool_check(&t, 0, "load");
    assert_null(strstr(t.text, "fault"));
    assert_null(strstr(t.text, "native"));
    TOOL(&t, "show", run_folder(), "laod");
    tool_check(&t, EXIT_CODE_USAGE, "no row that matches \"laod\"");
    TOOL(&t, "show", run_folder(), "--mmu=sptt");
    tool_check(&t, EXIT_CODE_USAGE, "did you mean \"spt\"? (possible: spt, native)");
}

static void csv_has_one_line_for_each_row_and_quotes_what_must_be(void **state)
{
    struct results r;
    char *text = NULL;
    size_t n = 0, lines = 0;
    FILE *f = open_memstream(&text, &n);

    (void)state;
    assert_int_equal(results_open(&r, run_folder(), RESULTS_SUMMARY), 0);
    free(r.sum.row[0].workload);
    r.sum.row[0].workload = strdup("a,\"b\"");
    assert_int_equal(export_csv(f, &r.sum), 0);
    fclose(f);
    results_close(&r);
    for (const char *c = text; (c = strchr(c, '\n')); c++)
        lines++;
    assert_int_equal(lines, NROWS + 1);
    has(text, "workload,param.bytes,param.ram,param.pages,mmu,metric,unit,n,median,");
    has(text, ",counter.trap\n");
    has(text, "\n\"a,\"\"b\"\"\",65536,warm,,native,load,ns,100,");
    has(text, "\nfault,,warm,256,spt,first,ns,100,");
    has(text, ",abc,1.5\n");
    free(text);
}

static void json_has_machine_and_rows(void **state)
{
    json_error_t why;
    json_t *o;
    const char *begin;

    (void)state;
    TOOL(&t, "show", run_folder(), "--json");
    assert_int_equal(t.code, 0);
    begin = strchr(t.text, '{'); /* after the title on stderr */
    assert_non_null(begin);
    o = json_loads(begin, JSON_DISABLE_EOF_CHECK, &why);
    assert_non_null(o);
    assert_int_equal(json_array_size(json_object_get(o, "rows")), NROWS);
    assert_true(json_is_object(json_object_get(o, "machine")));
    json_decref(o);
}

static void damage_is_named_by_file_and_line(void **state)
{
    static const struct folder f = FOLDER_DEFAULT;
    static const struct {
        const char *file, *text, *says;
    } damage[] = {
        {"machine.json", "{\"a\": 1,\n oops}", "machine.json:2: "},
        {"machine.json", "[]", "machine.json:1: not a JSON object"},
        {"samples.jsonl", "{\"type\":\"sample\"}\n", "samples.jsonl:1: a sample before any run"},
        {"samples.jsonl", "{}\n{\"type\":\"begin\",\"run\":0}\n", "samples.jsonl:2: a run begins"},
        {"samples.jsonl", "{}\n{\"type\":\n", "samples.jsonl:2: not a JSON object"},
        {"samples.jsonl",
         "{\"type\":\"begin\",\"workload\":\"w\",\"mmu\":\"m\",\"params\":{}}\n"
         "{\"type\":\"sample\",\"metric\":\"m\",\"ops\":1}\n",
         "samples.jsonl:2: a sample without operations or cycles"},
        {"samples.jsonl", "", "nothing was measured"},
        {"summary.jsonl", "{\"workload\":\"w\"}\n", "summary.jsonl:1: a row without params"},
        {"summary.jsonl", "{\"params\":{},\"counters\":{}}\n", "summary.jsonl:1: a row without"},
    };
    char name[32], path[64];

    (void)state;
    for (size_t i = 0; i < sizeof damage / sizeof damage[0]; i++) {
        snprintf(name, sizeof name, "damaged%zu", i);
        folder_write(name, &f, rows, NROWS);
        snprintf(path, sizeof path, "%s/%s", name, damage[i].file);
        folder_file(tool_path(path), damage[i].text);
        TOOL(&t, "show", tool_path(name));
        tool_check(&t, EXIT_CODE_HOST, damage[i].says);
    }
}

/* Whatever stands in the file: a table, or an error with a text. */
static void read_damaged(const char *dir)
{
    FILE *sink = fopen("/dev/null", "w");
    struct results r;

    err_clear();
    if (results_open(&r, dir, RESULTS_SAMPLES) == 0) {
        struct table table = {.sum = &r.sum, .width = 80};

        assert_int_equal(results_modes(&r, NULL, table.mode, &table.nmodes), 0);
        assert_int_equal(table_print(sink, &table), 0);
        assert_int_equal(table_print_events(sink, &table), 0);
        assert_int_equal(export_csv(sink, &r.sum), 0);
        results_close(&r);
    } else {
        assert_true(err_text()[0] != '\0');
    }
    fclose(sink);
}

static void damage_anywhere_is_no_worse_than_an_error(void **state)
{
    static const struct folder f = {
        .cpu = "c", .commit = "c", .sha256 = "s", .repeat = 2, .samples = 3, .seed = 5};
    static char whole[16384], damaged[16384];
    const char *dir = strdup(folder_write("fuzzed", &f, rows, 3));
    FILE *in = fopen(tool_path("fuzzed/samples.jsonl"), "r");
    size_t n = fread(whole, 1, sizeof whole - 1, in);
    struct rng rng = {2026};

    (void)state;
    fclose(in);
    assert_true(n > 100 && n < sizeof whole - 1);
    for (int i = 0; i < 400; i++) {
        static const char likely[] = "{}[]\",:0-9\n enull.";

        memcpy(damaged, whole, sizeof whole);
        for (size_t k = rng_below(&rng, 3) + 1; k > 0; k--)
            damaged[rng_below(&rng, n)] = likely[rng_below(&rng, sizeof likely - 1)];
        if (i % 4 == 0)
            damaged[rng_below(&rng, n)] = '\0'; /* cut there */
        folder_file(tool_path("fuzzed/samples.jsonl"), damaged);
        read_damaged(dir);
    }
    free((char *)dir);
}

static void wrong_use_names_the_remedy(void **state)
{
    (void)state;
    TOOL(&t, "show");
    tool_check(&t, EXIT_CODE_USAGE, "the folder of a run is needed");
    TOOL(&t, "show", "--scv", "x");
    tool_check(&t, EXIT_CODE_USAGE, "unknown option --scv");
    TOOL(&t, "show", "--sort=tiem", "x");
    tool_check(&t, EXIT_CODE_USAGE, "did you mean \"time\"? (possible: as-run, name, time, ratio)");
    TOOL(&t, "show", "/nonexistent/run");
    tool_check(&t, EXIT_CODE_HOST, "/nonexistent/run");
}

static void list_tells_what_each_counter_means(void **state)
{
    (void)state;
    TOOL(&t, "list", "--counters");
#define COUNTER(id, text)       \
    tool_check(&t, 0, #id " "); \
    tool_check(&t, 0, text "\n");
#include "common/counters.def"
#undef COUNTER
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_wide_table_has_a_column_for_each_mode_with_intervals),
    cmocka_unit_test(the_table_fits_the_width_by_giving_up_detail),
    cmocka_unit_test(rows_are_sorted_by_name_time_and_ratio),
    cmocka_unit_test(show_prints_the_table_of_a_run_that_was_killed),
    cmocka_unit_test(events_stand_beside_the_time),
    cmocka_unit_test(parts_add_up_to_the_time),
    cmocka_unit_test(patterns_and_modes_choose_rows),
    cmocka_unit_test(csv_has_one_line_for_each_row_and_quotes_what_must_be),
    cmocka_unit_test(json_has_machine_and_rows),
    cmocka_unit_test(damage_is_named_by_file_and_line),
    cmocka_unit_test(damage_anywhere_is_no_worse_than_an_error),
    cmocka_unit_test(wrong_use_names_the_remedy),
    cmocka_unit_test(list_tells_what_each_counter_means),
};

TEST_MAIN(tests)
