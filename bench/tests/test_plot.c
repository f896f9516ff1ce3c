/* SPDX-License-Identifier: Apache-2.0 */
/* `mmubench plot` on runs that are made up here: whole ones, poor ones and broken ones. */
#include "bench/exit_code.h"
#include "bench/plot/plot.h"
#include "tool.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct tool t;

/* --- making runs ------------------------------------------------------------------------------ */

struct run {
    char dir[256];
    FILE *f; /* samples.jsonl */
    int runs;
    int samples; /* of each row */
};

static const char *path(const struct run *r, const char *name)
{
    static char buffer[4][400];
    static unsigned next;
    char *p = buffer[next++ % 4];

    snprintf(p, sizeof buffer[0], "%s/%s", r->dir, name);
    return p;
}

static void write_text(const char *file, const char *text)
{
    FILE *f = fopen(file, "w");

    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void start(struct run *r, const char *name, int samples)
{
    *r = (struct run){.samples = samples};
    snprintf(r->dir, sizeof r->dir, "%s", tool_path(name));
    assert_int_equal(mkdir(r->dir, 0777), 0);
    write_text(path(r, "machine.json"),
               "{\"title\": \"Test CPU\", \"tsc\": {\"khz\": 1000000},"
               " \"topology\": {\"caches\": {\"L1d\": {\"bytes\": 32768}, \"L2\": {\"bytes\": "
               "1048576}}},"
               " \"tlb\": {\"data\": [{\"level\": 2, \"page_bytes\": 4096, \"entries\": 1024}]},"
               " \"modes\": {\"ept\": {\"available\": false, \"reason\": \"no EPT here\"}}}\n");
    r->f = fopen(path(r, "samples.jsonl"), "w");
    assert_non_null(r->f);
}

/* One run of a guest with one metric: samples around `ns`, and counters. */
static void add(struct run *r, const char *mmu, const char *workload, const char *metric,
                const char *params, double ns, const char *counters)
{
    fprintf(r->f,
            "{\"type\":\"begin\",\"run\":%d,\"rep\":0,\"workload\":\"%s\",\"params\":%s,\"mmu\":"
            "\"%s\",\"image_sha256\":\"00\"}\n",
            r->runs, workload, params, mmu);
    for (int i = 0; i < r->samples; i++)
        fprintf(r->f,
                "{\"type\":\"sample\",\"run\":%d,\"workload\":\"%s\",\"mmu\":\"%s\",\"metric\":"
                "\"%s\",\"ops\":10,\"cycles\":%.0f}\n",
                r->runs, workload, mmu, metric, 10 * ns * (1 + 0.01 * (i % 7)));
    fprintf(r->f, "{\"type\":\"section\",\"run\":%d,\"metric\":\"%s\",\"ops\":1,\"counters\":%s}\n",
            r->runs, metric, counters);
    fprintf(r->f, "{\"type\":\"run\",\"run\":%d,\"outcome\":\"done\"}\n", r->runs);
    r->runs++;
}

#define SPT_COUNTS                                                              \
    "{\"trap\":2,\"true_fault\":1,\"hidden_fault\":0.5,\"cycles_monitor\":900," \
    "\"cycles_walk\":200,\"cycles_map\":300,\"cycles_handoff\":100,\"emul_iretq\":1.5}"
#define KVM_COUNTS "{\"kvm_exits\":3,\"kvm_pf_guest\":1,\"kvm_invlpg\":0}"

static const char *counts_of(const char *mmu)
{
    return !strncmp(mmu, "spt", 3) ? SPT_COUNTS : !strncmp(mmu, "kvm", 3) ? KVM_COUNTS : "{}";
}

static void add_chase(struct run *r, const char *mmu, double scale)
{
    static const unsigned long sizes[] = {16384, 1 << 20, 64 << 20};

    for (size_t i = 0; i < 3; i++)
        for (unsigned long page = 4096; page <= 2 << 20; page <<= 9) {
            char params[160];

            snprintf(params, sizeof params,
                     "{\"bytes\":%lu,\"page\":%lu,\"stride\":4096,\"order\":0,\"ram\":\"warm\"}",
                     sizes[i], page);
            add(r, mmu, "chase", "load", params, scale * (double)(i * i * 20 + 2), "{}");
        }
}

static void add_events(struct run *r, const char *mmu, double scale)
{
    add(r, mmu, "syscall", "syscall", "{\"ram\":\"warm\"}", 1500 * scale, counts_of(mmu));
    add(r, mmu, "pgfault", "pgfault", "{\"pages\":256,\"ram\":\"warm\"}", 7000 * scale,
        counts_of(mmu));
    add(r, mmu, "pgfault", "pgfault", "{\"pages\":256,\"ram\":\"cold\"}", 9000 * scale,
        counts_of(mmu));
    add(r, mmu, "ptemod", "rewrite", "{\"ram\":\"warm\"}", 5000 * scale, counts_of(mmu));
    add(r, mmu, "newcomer", "thing", "{\"ram\":\"warm\"}", 50 * scale, counts_of(mmu));
}

static void end(struct run *r)
{
    assert_int_equal(fclose(r->f), 0);
}

static void whole_run(struct run *r, const char *name, double scale)
{
    start(r, name, 20);
    add_chase(r, "spt", scale);
    add_chase(r, "native", 1);
    add_events(r, "native", 0.1);
    add_events(r, "spt:unsync=0", 1.5);
    add_events(r, "spt", scale);
    add_events(r, "kvm-spt", 3);
    end(r);
}

/* --- looking at pictures ---------------------------------------------------------------------- */

static char *read_all(const char *file)
{
    FILE *f = fopen(file, "r");
    char *text = NULL;
    size_t room = 0;

    if (!f)
        fail_msg("%s is missing", file);
    if (getdelim(&text, &room, '\0', f) < 0)
        fail_msg("%s is empty", file);
    fclose(f);
    return text;
}

/* Tags open and close in order; comments and declarations are stepped over. */
static void check_tags(const char *file, const char *text)
{
    char stack[64][32];
    size_t depth = 0;

    for (const char *p = text; (p = strchr(p, '<')); p++) {
        const char *close = strchr(p, '>');
        size_t n = strcspn(p + 1, " \t\r\n/>");

        if (!strncmp(p, "<!--", 4))
            close = strstr(p, "-->");
        if (!strncmp(p, "<![CDATA[", 9))
            close = strstr(p, "]]>");
        if (!close)
            fail_msg("%s: a tag does not end: %.40s", file, p);
        if (p[1] == '/') {
            n = (size_t)(close - p) - 2;
            if (!depth || strlen(stack[depth - 1]) != n || memcmp(stack[depth - 1], p + 2, n))
                fail_msg("%s: %.40s closes nothing", file, p);
            depth--;
        } else if (p[1] != '?' && p[1] != '!' && close[-1] != '/') {
            assert_true(depth < 64 && n < 32);
            snprintf(stack[depth++], 32, "%.*s", (int)n, p + 1);
        }
        p = close;
    }
    assert_int_equal(depth, 0);
}

/* Not a number, as a word: neither in coordinates nor in texts. */
static void check_numbers(const char *file, const char *text)
{
    static const char *const words[] = {"nan", "NaN", "-nan", "inf"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t n = strlen(words[i]);

        for (const char *p = text; (p = strstr(p, words[i])); p += n)
            if (!strchr("abcdefghijklmnopqrstuvwxyz", p[n]) &&
                (p == text || strchr(" ,\"'>=", p[-1])))
                fail_msg("%s: %.30s", file, p - 5);
    }
}

static void check_svg(const struct run *r, const char *name)
{
    char file[64];
    char *text;

    snprintf(file, sizeof file, "plots/%s.svg", name);
    text = read_all(path(r, file));
    check_tags(file, text);
    check_numbers(file, text);
    assert_non_null(strstr(text, "Test CPU"));
    free(text);
}

static void check_has(const struct run *r, const char *name, const char *what, bool has)
{
    char file[64];
    char *text;

    snprintf(file, sizeof file, "plots/%s.svg", name);
    text = read_all(path(r, file));
    if (!strstr(text, what) == has)
        fail_msg("%s: \"%s\" is%s there", file, what, has ? " not" : "");
    free(text);
}

static void check_png(const struct run *r, const char *name)
{
    char file[64];
    unsigned char head[8] = {0};
    FILE *f;

    snprintf(file, sizeof file, "plots/%s.png", name);
    f = fopen(path(r, file), "r");
    assert_non_null(f);
    assert_int_equal(fread(head, 1, 8, f), 8);
    fclose(f);
    assert_memory_equal(head, "\x89PNG\r\n\x1a\n", 8);
}

static bool is_drawn(const struct run *r, const char *name)
{
    char file[64];

    snprintf(file, sizeof file, "plots/%s.svg", name);
    return tool_exists(path(r, file));
}

/* --- tests ------------------------------------------------------------------------------------ */

static void a_whole_run_has_every_picture_with_its_modes(void **state)
{
    static const char *const names[] = {"chase",         "walk",           "events",
                                        "cdf-exits",     "cdf-faults",     "cdf-tables",
                                        "cdf-others",    "parts-faults",   "classes-faults",
                                        "classes-exits", "policies-tables"};
    static const char *const modes[] = {">spt<", ">kvm-spt<", ">native<", ">spt:unsync=0<"};
    struct run r;

    (void)state;
    whole_run(&r, "whole", 1);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, 0, "plots/chase.svg, .png");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        check_svg(&r, names[i]);
        check_png(&r, names[i]);
    }
    for (size_t i = 0; i < 4; i++)
        check_has(&r, "events", modes[i], true);
    check_has(&r, "cdf-faults", "spt:unsync=0", true);
    check_has(&r, "chase", "spt, 2M pages", true);
    check_has(&r, "chase", "L2 TLB 4K: 4M", true);
    check_has(&r, "chase", "L1d 32K", true);
    check_has(&r, "parts-faults", "host mappings", true);
    check_has(&r, "events", "newcomer", true);
    tool_check_dir(r.dir);
}

static void scripts_draw_again_by_themselves(void **state)
{
    struct run r;
    char command[400];

    (void)state;
    whole_run(&r, "again", 1);
    TOOL(&t, "plot", r.dir, "--term=png", "--only=events,chase");
    tool_check(&t, 0, "events.png");
    assert_false(is_drawn(&r, "events"));
    snprintf(command, sizeof command, "cd %s/plots && gnuplot events.gp chase.gp", r.dir);
    assert_int_equal(system(command), 0);
    check_svg(&r, "events");
    check_svg(&r, "chase");
}

static void one_mode_alone_is_drawn(void **state)
{
    struct run r;

    (void)state;
    start(&r, "one-mode", 20);
    add_chase(&r, "native", 1);
    add_events(&r, "native", 1);
    end(&r);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, 0, "no plot \"parts\": no cycle counters: they need a run of spt with --timing");
    tool_check(&t, 0, "no plot \"classes\": no events were counted");
    tool_check(&t, 0, "no plot \"policies\": no mode with a policy");
    check_svg(&r, "events");
    check_svg(&r, "chase");
}

static void a_mode_that_was_refused_is_in_no_legend(void **state)
{
    struct run r;

    (void)state;
    whole_run(&r, "refused", 1);
    TOOL(&t, "plot", r.dir, "--only=events");
    check_has(&r, "events", ">ept<", false);
}

static void missing_workloads_are_named(void **state)
{
    struct run r;

    (void)state;
    start(&r, "missing", 20);
    add(&r, "spt", "syscall", "syscall", "{}", 100, SPT_COUNTS);
    end(&r);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, 0, "no plot \"chase\": no times of the workload chase");
    tool_check(&t, 0, "no plot \"walk\": ");
    tool_check(&t, 0, "no plot \"crossover\": no crossover.json");
    tool_check(&t, 0, "no plot \"compare\": one run only");
    check_svg(&r, "events");

    start(&r, "chase-only", 20);
    add_chase(&r, "spt", 1);
    end(&r);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, 0, "no plot \"events\": no times of any workload but chase");
    check_svg(&r, "chase");
}

static void one_sample_is_drawn(void **state)
{
    struct run r;

    (void)state;
    start(&r, "one-sample", 1);
    add(&r, "spt", "syscall", "syscall", "{}", 100, SPT_COUNTS);
    add(&r, "spt", "chase", "load", "{\"bytes\":4096,\"page\":4096,\"stride\":4096,\"order\":0}", 1,
        "{}");
    add(&r, "spt", "pgfault", "pgfault", "{}", 0, SPT_COUNTS); /* a time of nothing */
    end(&r);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, 0, "events.svg");
    check_svg(&r, "events");
    check_svg(&r, "chase");
    check_svg(&r, "cdf-exits");
    check_svg(&r, "parts-exits");
}

static void counters_without_times_are_drawn(void **state)
{
    struct run r;

    (void)state;
    start(&r, "counts", 0);
    add_events(&r, "spt", 1);
    end(&r);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, 0, "no plot \"events\": no times");
    check_svg(&r, "classes-faults");
}

static void a_run_cut_short_is_drawn(void **state)
{
    struct run r;

    (void)state;
    start(&r, "cut", 20);
    add_events(&r, "spt", 1);
    fputs("{\"type\":\"sample\",\"run\":4,\"workl", r.f);
    end(&r);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, 0, "events.svg");
    check_svg(&r, "events");
    assert_true(tool_check_lines(path(&r, "summary.jsonl")) == 5);
}

static void without_raw_samples_all_but_distributions_is_drawn(void **state)
{
    struct run r;

    (void)state;
    whole_run(&r, "packed", 1);
    TOOL(&t, "plot", r.dir, "--only=chase"); /* writes the summary */
    assert_int_equal(unlink(path(&r, "samples.jsonl")), 0);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, 0, "no plot \"cdf\": no raw samples");
    check_svg(&r, "events");
}

static void a_corrupt_line_is_named_and_nothing_is_drawn(void **state)
{
    struct run r;

    (void)state;
    start(&r, "corrupt", 20);
    add_events(&r, "spt", 1);
    fputs("this is not JSON\n", r.f);
    end(&r);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, EXIT_CODE_HOST, "corrupt/samples.jsonl:116: ");
    assert_false(tool_exists(path(&r, "plots")));
    assert_false(tool_exists(path(&r, "summary.jsonl")));
}

static void text_goes_to_the_terminal_and_leaves_no_file(void **state)
{
    struct run r;

    (void)state;
    whole_run(&r, "text", 1);
    TOOL(&t, "plot", r.dir, "--term=dumb");
    tool_check(&t, 0, "What an event costs");
    tool_check(&t, 0, "7.21 µs spt");
    tool_check(&t, 0, "spt, 4K pages");
    tool_check(&t, 0, "hidden");
    assert_false(tool_exists(path(&r, "plots")));
    assert_false(tool_exists(path(&r, "summary.jsonl")));
    assert_null(strchr(t.text, '\033')); /* no colours: this is no terminal */
}

static void pdf_and_another_folder_are_possible(void **state)
{
    struct run r;
    char *text;

    (void)state;
    whole_run(&r, "pdf", 1);
    TOOL(&t, "plot", r.dir, "--term=pdf", "--only=chase", "-o", path(&r, "elsewhere"));
    tool_check(&t, 0, "elsewhere/chase.pdf");
    text = read_all(path(&r, "elsewhere/chase.pdf"));
    assert_memory_equal(text, "%PDF-", 5);
    free(text);
    assert_false(tool_exists(path(&r, "plots")));
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
    struct run a, b;
    char *data;

    (void)state;
    whole_run(&a, "first", 1);
    whole_run(&b, "second", 2);
    TOOL(&t, "plot", a.dir, b.dir);
    tool_check(&t, 0, "compare-faults.svg");
    assert_false(is_drawn(&a, "events"));
    check_svg(&a, "compare-faults");
    check_has(&a, "compare-faults", "time in second relative to first", true);
    data = read_all(path(&a, "plots/compare-faults.dat"));
    assert_non_null(strstr(data, "# spt\n# row, ratio, low, high, text\n0 2 1.9"));
    assert_non_null(strstr(data, "# native\n# row, ratio, low, high, text\n0 1 0.9"));
    free(data);
}

static void two_runs_without_a_common_row_are_said_to_be(void **state)
{
    struct run a, b;

    (void)state;
    start(&a, "apples", 20);
    add(&a, "spt", "syscall", "syscall", "{}", 100, "{}");
    end(&a);
    start(&b, "pears", 20);
    add(&b, "spt", "divzero", "divzero", "{}", 100, "{}");
    end(&b);
    TOOL(&t, "plot", a.dir, b.dir);
    tool_check(&t, 0, "no plot \"compare\": no row (workload, setting, metric, mode) is in both");
}

#define POINT(edits, ratio) \
    "{\"edits\":" #edits ",\"ratio\":" #ratio ",\"ratio_low\":" #ratio ",\"ratio_high\":" #ratio "}"

static void the_crossover_map_has_the_line_of_equality(void **state)
{
    struct run r;

    (void)state;
    whole_run(&r, "crossover", 1);
    write_text(
        path(&r, "crossover.json"),
        "{\"version\":1,\"modes\":[\"spt\",\"kvm-spt\"],\"sizes\":[{\"bytes\":16777216,"
        "\"at\":null,\"low\":null,\"high\":null,\"points\":[" POINT(
            0, 0.5) "]},"
                    "{\"bytes\":67108864,\"at\":3,\"low\":2,\"high\":null,\"points\":[" POINT(
                        0, 0.5) "," POINT(1, 0.8) "," POINT(10, 2.5) "]}]}\n");
    TOOL(&t, "plot", r.dir, "--only=crossover");
    tool_check(&t, 0, "crossover.svg");
    check_svg(&r, "crossover");
    check_has(&r, "crossover", "kvm-spt against spt", true);
    check_has(&r, "crossover", "equal cost", true);
    check_has(&r, "crossover", "2.50", true);

    write_text(path(&r, "crossover.json"), "{\"version\":1,\n\"modes\":[");
    TOOL(&t, "plot", r.dir, "--only=crossover");
    tool_check(&t, EXIT_CODE_HOST, "crossover/crossover.json:2: ");
}

static void help_and_readme_have_every_kind(void **state)
{
    char *readme = read_all(README);

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
    struct run r;

    (void)state;
    start(&r, "hostile", 5);
    add(&r, "spt:`touch PWNED`", "a\\\"; system('touch PWNED'); \\\"\\\\", "$(touch PWNED)\\n1 2",
        "{}", 100, SPT_COUNTS);
    add(&r, "spt", "a\\\"; system('touch PWNED'); \\\"\\\\", "$(touch PWNED)\\n1 2", "{}", 100,
        SPT_COUNTS);
    end(&r);
    TOOL(&t, "plot", r.dir);
    tool_check(&t, 0, "events.svg");
    check_svg(&r, "events");
    check_svg(&r, "policies-others");
    assert_false(tool_exists(path(&r, "plots/PWNED")));
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
