/* SPDX-License-Identifier: Apache-2.0 */
/* `mmubench plot` on runs that are made up here: whole ones, poor ones and broken ones. */
#include "bench/exit_code.h"
#include "bench/plot/plot.h"
#include "folder.h"
#include "picture.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct tool t;

static void a_whole_run_has_every_picture_with_its_modes(void **state)
{
    static const char *const names[] = {"chase",         "walk",           "events",
                                        "cdf-exits",     "cdf-faults",     "cdf-tables",
                                        "cdf-others",    "parts-faults",   "classes-faults",
                                        "classes-exits", "policies-tables"};
    static const char *const modes[] = {">spt<", ">kvm-spt<", ">native<", ">spt:unsync=0<"};
    struct made r;

    (void)state;
    made_whole(&r, "whole", 1);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, 0, "plots/chase.svg, .png");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        picture_svg(&r, names[i]);
        picture_png(&r, names[i]);
    }
    for (size_t i = 0; i < 4; i++)
        picture_has(&r, "events", modes[i], true);
    picture_has(&r, "cdf-faults", "spt:unsync=0", true);
    picture_has(&r, "chase", "spt, 2M pages", true);
    picture_has(&r, "chase", "L2 TLB 4K: 4M", true);
    picture_has(&r, "chase", "L1d 32K", true);
    picture_has(&r, "parts-faults", "host mappings", true);
    picture_has(&r, "events", "newcomer", true);
    tool_check_dir(r.dir);
}

static void scripts_draw_again_by_themselves(void **state)
{
    struct made r;
    char command[400];

    (void)state;
    made_whole(&r, "again", 1);
    TOOL(&t, "plot", r.dir, "--term=png", "--only=events,chase");
    tool_check(&t, 0, "events.png");
    assert_false(picture_is_drawn(&r, "events"));
    snprintf(command, sizeof command, "cd %s/plots && gnuplot events.gp chase.gp", r.dir);
    assert_int_equal(system(command), 0);
    picture_svg(&r, "events");
    picture_svg(&r, "chase");
}

static void one_mode_alone_is_drawn(void **state)
{
    struct made r;

    (void)state;
    made_start(&r, "one-mode", 20);
    made_chase(&r, "native", 1);
    made_events(&r, "native", 1);
    made_end(&r);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, 0, "no plot \"parts\": no cycle counters: they need a run of spt with --timing");
    tool_check(&t, 0, "no plot \"classes\": no events were counted");
    tool_check(&t, 0, "no plot \"policies\": no mode with a policy");
    picture_svg(&r, "events");
    picture_svg(&r, "chase");
}

static void a_mode_that_was_refused_is_in_no_legend(void **state)
{
    struct made r;

    (void)state;
    made_whole(&r, "refused", 1);
    TOOL(&t, "plot", r.dir, "--only=events");
    picture_has(&r, "events", ">ept<", false);
}

static void missing_workloads_are_named(void **state)
{
    struct made r;

    (void)state;
    made_start(&r, "missing", 20);
    made_add(&r, "spt", "syscall", "syscall", "{}", 100, SPT_COUNTS);
    made_end(&r);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, 0, "no plot \"chase\": no times of the workload chase");
    tool_check(&t, 0, "no plot \"walk\": ");
    tool_check(&t, 0, "no plot \"crossover\": no crossover.json");
    tool_check(&t, 0, "no plot \"compare\": one run only");
    picture_svg(&r, "events");

    made_start(&r, "chase-only", 20);
    made_chase(&r, "spt", 1);
    made_end(&r);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, 0, "no plot \"events\": no times of any workload but chase");
    picture_svg(&r, "chase");
}

static void one_sample_is_drawn(void **state)
{
    struct made r;

    (void)state;
    made_start(&r, "one-sample", 1);
    made_add(&r, "spt", "syscall", "syscall", "{}", 100, SPT_COUNTS);
    made_add(&r, "spt", "chase", "load",
             "{\"bytes\":4096,\"page\":4096,\"stride\":4096,\"order\":0}", 1, "{}");
    made_add(&r, "spt", "pgfault", "pgfault", "{}", 0, SPT_COUNTS); /* a time of nothing */
    made_end(&r);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, 0, "events.svg");
    picture_svg(&r, "events");
    picture_svg(&r, "chase");
    picture_svg(&r, "cdf-exits");
    picture_svg(&r, "parts-exits");
}

static void counters_without_times_are_drawn(void **state)
{
    struct made r;

    (void)state;
    made_start(&r, "counts", 0);
    made_events(&r, "spt", 1);
    made_end(&r);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, 0, "no plot \"events\": no times");
    picture_svg(&r, "classes-faults");
}

static void a_run_cut_short_is_drawn(void **state)
{
    struct made r;

    (void)state;
    made_start(&r, "cut", 20);
    made_events(&r, "spt", 1);
    fputs("{\"type\":\"sample\",\"run\":4,\"workl", r.f);
    made_end(&r);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, 0, "events.svg");
    picture_svg(&r, "events");
    assert_true(tool_check_lines(made_path(&r, "summary.jsonl")) == 5);
}

static void without_raw_samples_all_but_distributions_is_drawn(void **state)
{
    struct made r;

    (void)state;
    made_whole(&r, "packed", 1);
    TOOL(&t, "plot", r.dir, "--only=chase"); /* writes the summary */
    assert_int_equal(unlink(made_path(&r, "samples.jsonl")), 0);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, 0, "no plot \"cdf\": no raw samples");
    picture_svg(&r, "events");
}

static void a_corrupt_line_is_named_and_nothing_is_drawn(void **state)
{
    struct made r;

    (void)state;
    made_start(&r, "corrupt", 20);
    made_events(&r, "spt", 1);
    fputs("this is not JSON\n", r.f);
    made_end(&r);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, EXIT_CODE_HOST, "corrupt/samples.jsonl:116: ");
    assert_false(tool_exists(made_path(&r, "plots")));
    assert_false(tool_exists(made_path(&r, "summary.jsonl")));
}

static void text_goes_to_the_terminal_and_leaves_no_file(void **state)
{
    struct made r;

    (void)state;
    made_whole(&r, "text", 1);
    TOOL(&t, "plot", r.dir, "--term=dumb");
    tool_check(&t, 0, "What an event costs");
    tool_check(&t, 0, "7.21 µs spt");
    tool_check(&t, 0, "spt, 4K pages");
    tool_check(&t, 0, "hidden");
    assert_false(tool_exists(made_path(&r, "plots")));
    assert_false(tool_exists(made_path(&r, "summary.jsonl")));
    assert_null(strchr(t.text, '\033')); /* no colours: this is no terminal */
}

static void pdf_and_another_folder_are_possible(void **state)
{
    struct made r;
    char *text;

    (void)state;
    made_whole(&r, "pdf", 1);
    TOOL(&t, "plot", r.dir, "--term=pdf", "--only=chase", "-o", made_path(&r, "elsewhere"));
    tool_check(&t, 0, "elsewhere/chase.pdf");
    text = picture_read(made_path(&r, "elsewhere/chase.pdf"));
    assert_memory_equal(text, "%PDF-", 5);
    free(text);
    assert_false(tool_exists(made_path(&r, "plots")));
}

static void bad_options_are_usage_errors_that_say_what_is_possible(void **state)
{
    (void)state;
    TOOL(&t, "plot", ".", "--term=svgg");
    tool_check(&t, EXIT_CODE_USAGE, "did you mean \"svg\"?");
    TOOL(&t, "plot", ".", "--term=dumb,svg");
    tool_check(&t, EXIT_CODE_USAGE, "stands alone");
    TOOL(&t, "plot", ".", "--only=event");
    tool_check(&t, EXIT_CODE_USAGE, "did you mean \"events\"?");
    TOOL(&t, "plot", ".", "--only=");
    tool_check(&t, EXIT_CODE_USAGE, "comma-separated");
    TOOL(&t, "plot", ".", "--frobnicate");
    tool_check(&t, EXIT_CODE_USAGE, "--frobnicate");
    TOOL(&t, "plot", "a", "b", "c");
    tool_check(&t, EXIT_CODE_USAGE, "at most two");
}

static void two_runs_are_compared_by_their_ratio(void **state)
{
    struct made a, b;
    char *data;

    (void)state;
    made_whole(&a, "first", 1);
    made_whole(&b, "second", 2);
    TOOL(&t, "plot", a.dir, b.dir);
    tool_check(&t, 0, "compare-faults.svg");
    assert_false(picture_is_drawn(&a, "events"));
    picture_svg(&a, "compare-faults");
    picture_has(&a, "compare-faults", "time in second relative to first", true);
    data = picture_read(made_path(&a, "plots/compare-faults.dat"));
    assert_non_null(strstr(data, "# spt\n# row, ratio, low, high, text\n0 2 1.9"));
    assert_non_null(strstr(data, "# native\n# row, ratio, low, high, text\n0 1 0.9"));
    free(data);
}

static void two_runs_without_a_common_row_are_said_to_be(void **state)
{
    struct made a, b;

    (void)state;
    made_start(&a, "apples", 20);
    made_add(&a, "spt", "syscall", "syscall", "{}", 100, "{}");
    made_end(&a);
    made_start(&b, "pears", 20);
    made_add(&b, "spt", "divzero", "divzero", "{}", 100, "{}");
    made_end(&b);
    TOOL(&t, "plot", a.dir, b.dir);
    tool_check(&t, 0, "no plot \"compare\": no row (workload, setting, metric, mode) is in both");
}

#define POINT(edits, ratio) \
    "{\"edits\":" #edits ",\"ratio\":" #ratio ",\"ratio_low\":" #ratio ",\"ratio_high\":" #ratio "}"

static void the_crossover_map_has_the_line_of_equality(void **state)
{
    struct made r;

    (void)state;
    made_whole(&r, "crossover", 1);
    folder_file(
        made_path(&r, "crossover.json"),
        "{\"version\":1,\"modes\":[\"spt\",\"kvm-spt\"],\"sizes\":[{\"bytes\":16777216,"
        "\"at\":null,\"low\":null,\"high\":null,\"points\":[" POINT(
            0, 0.5) "]},"
                    "{\"bytes\":67108864,\"at\":3,\"low\":2,\"high\":null,\"points\":[" POINT(
                        0, 0.5) "," POINT(1, 0.8) "," POINT(10, 2.5) "]}]}\n");
    TOOL(&t, "plot", r.dir, "--only=crossover");
    tool_check(&t, 0, "crossover.svg");
    picture_svg(&r, "crossover");
    picture_has(&r, "crossover", "kvm-spt against spt", true);
    picture_has(&r, "crossover", "equal cost", true);
    picture_has(&r, "crossover", "2.50", true);

    folder_file(made_path(&r, "crossover.json"), "{\"version\":1,\n\"modes\":[");
    TOOL(&t, "plot", r.dir, "--only=crossover");
    tool_check(&t, EXIT_CODE_HOST, "crossover/crossover.json:2: ");
}

static void help_and_readme_have_every_kind(void **state)
{
    char *readme = picture_read(README);

    (void)state;
    TOOL(&t, "plot", "--help");
    tool_check(&t, 0, "--term=LIST");
    for (size_t i = 0; plot_kind(i); i++) {
        char row[64];

        tool_check(&t, 0, plot_kind(i)->name);
        snprintf(row, sizeof row, "| `%s` |", plot_kind(i)->name);
        if (!strstr(readme, row))
            fail_msg("the README does not tell of the plot %s", plot_kind(i)->name);
        assert_true(plot_kind_find(plot_kind(i)->name) == plot_kind(i));
        assert_true(strlen(plot_kind(i)->caption) > 100);
    }
    free(readme);
}

static void names_in_results_are_not_commands(void **state)
{
    struct made r;

    (void)state;
    made_start(&r, "hostile", 5);
    made_add(&r, "spt:`touch PWNED`", "a\\\"; system('touch PWNED'); \\\"\\\\",
             "$(touch PWNED)\\n1 2", "{}", 100, SPT_COUNTS);
    made_add(&r, "spt", "a\\\"; system('touch PWNED'); \\\"\\\\", "$(touch PWNED)\\n1 2", "{}", 100,
             SPT_COUNTS);
    made_end(&r);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, 0, "events.svg");
    picture_svg(&r, "events");
    picture_svg(&r, "policies-others");
    assert_false(tool_exists(made_path(&r, "plots/PWNED")));
    assert_false(tool_exists("PWNED"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_whole_run_has_every_picture_with_its_modes),
    cmocka_unit_test(scripts_draw_again_by_themselves),
    cmocka_unit_test(one_mode_alone_is_drawn),
    cmocka_unit_test(a_mode_that_was_refused_is_in_no_legend),
    cmocka_unit_test(missing_workloads_are_named),
    cmocka_unit_test(one_sample_is_drawn),
    cmocka_unit_test(counters_without_times_are_drawn),
    cmocka_unit_test(a_run_cut_short_is_drawn),
    cmocka_unit_test(without_raw_samples_all_but_distributions_is_drawn),
    cmocka_unit_test(a_corrupt_line_is_named_and_nothing_is_drawn),
    cmocka_unit_test(text_goes_to_the_terminal_and_leaves_no_file),
    cmocka_unit_test(pdf_and_another_folder_are_possible),
    cmocka_unit_test(bad_options_are_usage_errors_that_say_what_is_possible),
    cmocka_unit_test(two_runs_are_compared_by_their_ratio),
    cmocka_unit_test(two_runs_without_a_common_row_are_said_to_be),
    cmocka_unit_test(the_crossover_map_has_the_line_of_equality),
    cmocka_unit_test(help_and_readme_have_every_kind),
    cmocka_unit_test(names_in_results_are_not_commands),
};

TEST_MAIN(tests)
