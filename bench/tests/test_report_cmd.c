/* SPDX-License-Identifier: Apache-2.0 */
/* `mmubench report` on folders of made-up runs: what it says, and what it refuses. */
#include "bench/data/rng.h"
#include "bench/exit_code.h"
#include "report_folder.h"
#include "tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct tool t;

/* The text of the report that is made in the folder. */
static char *report_of(const char *dir)
{
    char path[600];

    TOOL(&t, "report", dir);
    tool_check(&t, EXIT_CODE_OK, "report: ");
    snprintf(path, sizeof path, "%s/report.html", dir);
    return report_folder_read(path);
}

static void has(const char *page, const char *text)
{
    if (!strstr(page, text))
        fail_msg("the report does not say: %s", text);
}

static void a_run_is_told_in_words(void **state)
{
    char *page = report_of(report_folder("words"));

    (void)state;
    has(page, "4 events measured in 3 modes: <b>spt</b>, <b>kvm-spt</b> and <b>native</b>");
    has(page, "Of 3 events measured in both, <b>spt</b> takes less time in <b class=\"less\">1</b> "
              "and more in <b class=\"more\">1</b> than <b>kvm-spt</b>; in <b>1</b> no difference "
              "was found.");
    has(page, "of kvm-spt’s time for a page fault that the guest kernel answers");
    has(page,
        "<b>ept could not run on this machine</b>: this KVM &lt;shadows&gt;. To have it: load "
        "kvm_intel with ept=1.");
    has(page, "The machine is a virtual machine itself (KVMKVMKVM)");
    has(page, "There is no PMU");
    has(page, "SMT is on");
    has(page, "No numbers at all came from: lost.");
    has(page, "<b>native</b> has no numbers for: hidden, &lt;script&gt;");
    has(page, "32 KiB");
    has(page, "signal 5911, yield unknown");
    has(page, "<a href=\"samples.jsonl\">");
    free(page);
}

static void foreign_text_is_no_markup(void **state)
{
    char *page = report_of(report_folder("foreign"));

    (void)state;
    assert_null(strstr(page, "<script"));
    assert_null(strstr(page, "<img"));
    assert_null(strstr(page, "<b>CPU"));
    assert_null(strstr(page, "<i>CPU"));
    has(page, "&lt;script&gt;alert(1)&lt;/script&gt;");
    has(page, "--mmu=&lt;all&gt;");
    free(page);
}

static const struct folder_row two[] = {
    {"pgfault", "{\"pages\":256,\"ram\":\"warm\"}", "spt", "pgfault", 3000, 0.02, 1},
    {"pgfault", "{\"pages\":256,\"ram\":\"warm\"}", "ept", "pgfault", 300, 0.02, -1},
};

static void one_mode_alone_stands_by_itself(void **state)
{
    char *page = report_of(report_folder_of("alone", two, 1, 20));

    (void)state;
    has(page, "1 event measured in 1 mode: <b>spt</b>");
    has(page, "With one mode alone there is nothing to compare it with");
    free(page);
}

static void one_sample_claims_no_difference(void **state)
{
    char *page = report_of(report_folder_of("single", two, 2, 1));

    (void)state;
    has(page, "2 of 2 rows have fewer than 5 samples");
    has(page, "; 1 has too few samples to tell");
    has(page, "<span class=\"interval\">1 sample</span>");
    assert_null(strstr(page, "takes <b>"));
    free(page);
}

static void a_run_that_was_killed_is_reported_as_far_as_it_got(void **state)
{
    const char *dir = report_folder("killed");
    char path[600];
    struct stat st;
    char *page;

    (void)state;
    snprintf(path, sizeof path, "%s/samples.jsonl", dir);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(truncate(path, st.st_size - 20), 0);
    page = report_of(dir);
    has(page, "<strong>The run was cut short</strong>");
    has(page, "The run ended before it had a summary");
    free(page);
}

/* The samples of the folder, to add lines to. */
static FILE *more_samples(const char *dir)
{
    char path[600];
    FILE *f;

    snprintf(path, sizeof path, "%s/samples.jsonl", dir);
    f = fopen(path, "a");
    assert_non_null(f);
    return f;
}

static void a_guest_that_failed_is_named_with_its_reason(void **state)
{
    const char *dir = report_folder("failed");
    FILE *f = more_samples(dir);
    char *page;

    (void)state;
    fputs("{\"type\":\"begin\",\"run\":900,\"rep\":0,\"workload\":\"invlpg\",\"params\":{},\"mmu\":"
          "\"native\"}\n{\"type\":\"run\",\"run\":900,\"outcome\":\"failed\",\"text\":\"no such "
          "<thing>\"}\n",
          f);
    fclose(f);
    page = report_of(dir);
    has(page, "<b>invlpg</b> did not run in <b>native</b>: no such &lt;thing&gt;");
    free(page);
}

/* Once, with the modes that it was said in; repetitions say the same. */
static void what_a_guest_said_is_in_the_report(void **state)
{
    const char *dir = report_folder("said");
    FILE *f = more_samples(dir);
    char *page;

    (void)state;
    for (int i = 0; i < 3; i++)
        fprintf(f,
                "{\"type\":\"begin\",\"run\":%d,\"rep\":%d,\"workload\":\"syscall\",\"params\":{},"
                "\"mmu\":\"%s\"}\n{\"type\":\"print\",\"run\":%d,\"text\":\"%s\"}\n",
                900 + i, i / 2, i % 2 ? "spt" : "native", 900 + i,
                i < 2 ? "half <a> fault" : "later");
    fclose(f);
    page = report_of(dir);
    has(page, "<b>syscall</b> in <b>native</b>, <b>spt</b>: half &lt;a&gt; fault</li>");
    assert_null(strstr(page, "later"));
    free(page);
}

static void several_runs_stand_beside_each_other(void **state)
{
    char a[512], b[512], out[512];
    char *page;

    (void)state;
    strcpy(a, report_folder("a"));
    strcpy(b, report_folder_of("b", two, 1, 20));
    strcpy(out, tool_path("both.html"));
    TOOL(&t, "report", a, b, "-o", out);
    tool_check(&t, EXIT_CODE_OK, "both.html");
    page = report_folder_read(out);
    has(page, "<h1>What an MMU costs: runs beside each other</h1>");
    has(page, "<th scope=\"col\">A a</th><th scope=\"col\">B b</th>");
    has(page, "<a href=\"b/machine.json\">");
    has(page, "id=\"r2-summary\"");
    has(page, "<h3>Two runs</h3>");
    has(page, "time in b relative to a");
    has(page, "\"r2-compare-");
    assert_null(strstr(page, "one run only"));
    assert_false(tool_exists(tool_path("a/report.html")));
    free(page);
}

/* Runs `report` on the folder, which has a report already; it must be refused and left alone. */
static void refused(const char *dir, const char *text)
{
    char path[600];
    char *page;

    snprintf(path, sizeof path, "%s/report.html", dir);
    folder_file(path, "old");
    TOOL(&t, "report", dir);
    tool_check(&t, EXIT_CODE_HOST, text);
    page = report_folder_read(path);
    assert_string_equal(page, "old");
    free(page);
}

static void another_version_is_refused_with_file_and_line(void **state)
{
    const char *dir = report_folder("version");

    (void)state;
    report_folder_machine(dir, "9.8.7");
    refused(dir, "version/machine.json:16: written by mmubench 9.8.7");
}

static void damage_is_named_with_file_and_line(void **state)
{
    const char *dir = report_folder("damaged");
    char path[600];

    (void)state;
    snprintf(path, sizeof path, "%s/summary.jsonl", dir);
    folder_file(path,
                "{\"workload\":\"w\",\"params\":{},\"mmu\":\"spt\",\"metric\":\"m\",\"counters\":"
                "{},\"unit\":\"ns\",\"n\":9,\"median\":1}\nnonsense\n");
    refused(dir, "damaged/summary.jsonl:2");
    unlink(path);
    snprintf(path, sizeof path, "%s/machine.json", dir);
    folder_file(path, "{\n\n\"cpu\": ,\n");
    refused(dir, "damaged/machine.json:3");
}

static void a_full_disk_leaves_the_old_report(void **state)
{
    const char *dir = report_folder("full");
    char command[1400], path[600];
    char *page;

    (void)state;
    snprintf(path, sizeof path, "%s/report.html", dir);
    folder_file(path, "old");
    snprintf(command, sizeof command,
             "trap '' XFSZ; ulimit -f 8; PATH=/nonexistent %s report %s >%s/log 2>&1",
             MMUBENCH_PROGRAM, dir, dir);
    assert_int_not_equal(system(command), 0);
    page = report_folder_read(path);
    assert_string_equal(page, "old");
    free(page);
    tool_check_dir(dir);
}

static void without_gnuplot_the_words_still_come(void **state)
{
    const char *dir = report_folder("plain");
    char command[1200], path[600];
    char *page;

    (void)state;
    snprintf(command, sizeof command, "PATH=/nonexistent %s report %s >/dev/null", MMUBENCH_PROGRAM,
             dir);
    assert_int_equal(system(command), 0);
    snprintf(path, sizeof path, "%s/report.html", dir);
    page = report_folder_read(path);
    has(page, "Pictures are missing: cannot run gnuplot");
    has(page, "install the package gnuplot-nox");
    has(page, "takes less time in");
    free(page);
}

static void misuse_is_told(void **state)
{
    char samples[600];
    const char *dir = report_folder("misuse");

    (void)state;
    snprintf(samples, sizeof samples, "%s/samples.jsonl", dir);
    TOOL(&t, "report");
    tool_check(&t, EXIT_CODE_USAGE, "a results folder is needed");
    TOOL(&t, "report", dir, "-o", samples);
    tool_check(&t, EXIT_CODE_USAGE, "the name of an .html file");
    TOOL(&t, "report", dir, "--all");
    tool_check(&t, EXIT_CODE_USAGE, "only option");
    TOOL(&t, "report", tool_path("nothing"));
    tool_check(&t, EXIT_CODE_HOST, "nothing");
    TOOL(&t, "report", "--help");
    tool_check(&t, EXIT_CODE_OK, "usage: mmubench report");
}

/* Bytes of the files changed at random: a report or a refusal, never anything else. */
static void damaged_bytes_never_crash_it(void **state)
{
    static const char *const names[] = {"machine.json", "samples.jsonl"};
    const char *dir = report_folder("fuzz");
    struct rng rng = {11};
    int reports = 0;

    (void)state;
    for (int round = 0; round < 60; round++) {
        char path[600], command[1200];
        char *whole, *text;
        size_t n;

        snprintf(path, sizeof path, "%s/%s", dir, names[round % 2]);
        whole = report_folder_read(path);
        text = strdup(whole);
        n = strlen(text);
        for (int k = 0; k < 3; k++)
            text[rng_below(&rng, n)] = "\"{}[]:,0-e\\ntx\x80 <"[rng_below(&rng, 18)];
        folder_file(path, text);
        snprintf(command, sizeof command, "PATH=/nonexistent %s report %s >/dev/null 2>&1",
                 MMUBENCH_PROGRAM, dir);

        int code = WEXITSTATUS(system(command));

        if (code != EXIT_CODE_OK && code != EXIT_CODE_HOST)
            fail_msg("exit code %d in round %d", code, round);
        reports += code == EXIT_CODE_OK;
        folder_file(path, whole);
        free(whole);
        free(text);
    }
    assert_in_range(reports, 1, 59); /* both happened */
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_run_is_told_in_words),
    cmocka_unit_test(foreign_text_is_no_markup),
    cmocka_unit_test(one_mode_alone_stands_by_itself),
    cmocka_unit_test(one_sample_claims_no_difference),
    cmocka_unit_test(a_run_that_was_killed_is_reported_as_far_as_it_got),
    cmocka_unit_test(a_guest_that_failed_is_named_with_its_reason),
    cmocka_unit_test(what_a_guest_said_is_in_the_report),
    cmocka_unit_test(several_runs_stand_beside_each_other),
    cmocka_unit_test(another_version_is_refused_with_file_and_line),
    cmocka_unit_test(damage_is_named_with_file_and_line),
    cmocka_unit_test(a_full_disk_leaves_the_old_report),
    cmocka_unit_test(without_gnuplot_the_words_still_come),
    cmocka_unit_test(misuse_is_told),
    cmocka_unit_test(damaged_bytes_never_crash_it),
};

TEST_MAIN(tests)
