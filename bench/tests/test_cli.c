/* SPDX-License-Identifier: Apache-2.0 */
/* mmubench as a user meets it: what is asked wrongly, and what cannot be had. */
#include "bench/exit_code.h"
#include "common/tests/elf_build.h"
#include "tool.h"

#include <jansson.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

/* The null mode needs nothing of the host: what is tested here is the tool, not a backend. */
#define QUICK_NULL "--mmu=null", "--repeat=1", "--samples=3", "--ram=16"

static struct tool t;

static void help_lists_commands_and_exit_codes(void **state)
{
    static const char *const words[] = {"info", "list", "check", "run", "plot", "exit codes"};
    char line[160];

    (void)state;
    TOOL(&t, "--help");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        tool_check(&t, 0, words[i]);
#define X(id, code, text)                               \
    snprintf(line, sizeof line, "%3d  %s", code, text); \
    tool_check(&t, 0, line);
    EXIT_CODES(X)
#undef X
}

static void every_command_has_help(void **state)
{
    static const char *const commands[] = {"info",  "list",      "check",   "run",       "verify",
                                           "show",  "compare",   "plot",    "translate", "tables",
                                           "mtree", "crossover", "policies"};

    (void)state;
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        char usage[64];

        snprintf(usage, sizeof usage, "usage: mmubench %s", commands[i]);
        TOOL(&t, commands[i], "--help");
        tool_check(&t, 0, usage);
    }
}

static void readme_has_the_exit_codes_of_the_program(void **state)
{
    static char readme[65536];
    FILE *f = fopen(README, "r");
    char line[160];

    (void)state;
    assert_non_null(f);
    assert_true(fread(readme, 1, sizeof readme - 1, f) > 0);
    fclose(f);
#define X(id, code, text)                                   \
    snprintf(line, sizeof line, "| %d | %s |", code, text); \
    if (!strstr(readme, line))                              \
        fail_msg("README.md lacks the line: %s", line);
    EXIT_CODES(X)
#undef X
}

static void unknown_command_is_a_usage_error(void **state)
{
    (void)state;
    TOOL(&t, "rnu");
    tool_check(&t, EXIT_CODE_USAGE, "did you mean \"run\"");
    TOOL(&t, NULL);
    tool_check(&t, EXIT_CODE_USAGE, "usage");
}

static void list_shows_workloads_modes_and_suites(void **state)
{
    static const char *const words[] = {"chase: ", "bytes", "kvm-spt", "quick: ", "hidden: "};

    (void)state;
    TOOL(&t, "list");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        tool_check(&t, 0, words[i]);
}

static void info_tells_every_mode_with_its_proof(void **state)
{
    static const char *const words[] = {"spt",        "ept",   "kvm-spt", "native",
                                        "null",       "proof", "TSC",     "page-walk counters",
                                        "minor_fault"};

    (void)state;
    TOOL(&t, "info");
    assert_null(strstr(t.text, " \n")); /* nor do names of hardware end in blanks */
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        tool_check(&t, 0, words[i]);
}

static void nonsense_mode_is_a_usage_error(void **state)
{
    (void)state;
    TOOL(&t, "run", "--mmu=nonsense", "-o", tool_path("r"));
    tool_check(&t, EXIT_CODE_USAGE, "possible: spt, ept, kvm-spt, native, null");
    assert_false(tool_exists(tool_path("r")));
}

/* With no KVM device neither of its modes can be had, on any machine. */
static void unavailable_mode_is_refused_with_reason_and_remedy(void **state)
{
    (void)state;
    setenv("MMUBENCH_KVM", "/nonexistent/kvm", 1);
    TOOL(&t, "run", "--mmu=ept", "hello", "-o", tool_path("r"));
    unsetenv("MMUBENCH_KVM");
    tool_check(&t, EXIT_CODE_MODE, "--mmu=ept is not available here");
    tool_check(&t, EXIT_CODE_MODE, "/nonexistent/kvm");
    tool_check(&t, EXIT_CODE_MODE, "to have it: ");
    assert_false(tool_exists(tool_path("r")));
}

static void no_machine_has_both_kvm_modes(void **state)
{
    char modes[4][16];
    size_t n = tool_guest_modes(modes);
    unsigned kvm = 0;

    (void)state;
    for (size_t i = 0; i < n; i++)
        kvm += strcmp(modes[i], "spt") != 0;
    assert_true(kvm <= 1);
}

static void default_modes_that_are_missing_are_named(void **state)
{
    (void)state;
    setenv("MMUBENCH_KVM", "/nonexistent/kvm", 1);
    TOOL(&t, "run", "hello", "--repeat=1", "--samples=1", "--ram=64", "-o", tool_path("named"));
    unsetenv("MMUBENCH_KVM");
    tool_check(&t, 0, "without ept: ");
    tool_check(&t, 0, "without kvm-spt: ");
}

static void unknown_workload_key_and_value_are_usage_errors(void **state)
{
    (void)state;
    TOOL(&t, "run", "chsae", "-o", tool_path("r"));
    tool_check(&t, EXIT_CODE_USAGE, "did you mean \"chase\"");
    TOOL(&t, "run", "chase", "--set", "byte=1M", "-o", tool_path("r"));
    tool_check(&t, EXIT_CODE_USAGE, "did you mean \"bytes\"");
    TOOL(&t, "run", "chase", "--set", "bytes=3", "-o", tool_path("r"));
    tool_check(&t, EXIT_CODE_USAGE, "outside its bounds");
    TOOL(&t, "run", "hello", "--cpu=60000", QUICK_NULL, "-o", tool_path("r"));
    tool_check(&t, EXIT_CODE_USAGE, "--cpu=60000");
    assert_false(tool_exists(tool_path("r")));
}

static void bad_image(const void *bytes, size_t size, const char *text)
{
    const char *path = elf_build_write(bytes, size);

    TOOL(&t, "run", "--mmu=null", path, "-o", tool_path("r"));
    tool_check(&t, EXIT_CODE_IMAGE, text);
    tool_check(&t, EXIT_CODE_IMAGE, path);
    TOOL(&t, "check", path);
    tool_check(&t, EXIT_CODE_IMAGE, text);
    unlink(path);
    assert_false(tool_exists(tool_path("r")));
}

static void missing_image_is_an_image_error(void **state)
{
    (void)state;
    TOOL(&t, "run", "--mmu=null", "/nonexistent/x.elf", "-o", tool_path("r"));
    tool_check(&t, EXIT_CODE_IMAGE, "/nonexistent/x.elf");
    TOOL(&t, "check", "/nonexistent/x.elf");
    tool_check(&t, EXIT_CODE_IMAGE, "/nonexistent/x.elf");
}

static void file_that_is_no_elf_is_an_image_error(void **state)
{
    (void)state;
    bad_image("#!/bin/sh\necho this is a script, not an image\n", 46, "ELF");
}

static void image_of_another_machine_is_an_image_error(void **state)
{
    struct elf_build e;

    (void)state;
    elf_build(&e);
    e.ehdr.e_machine = EM_AARCH64;
    bad_image(&e, sizeof e, "x86-64");
}

static void truncated_image_is_an_image_error(void **state)
{
    struct elf_build e;

    (void)state;
    elf_build(&e);
    bad_image(&e, offsetof(struct elf_build, code) + 10, "");
}

static void image_beyond_guest_ram_is_an_error_that_names_the_ram(void **state)
{
    struct elf_build e;
    const char *path;

    (void)state;
    elf_build(&e);
    e.phdr[ELF_BUILD_DATA].p_memsz = UINT64_C(1) << 30;
    path = elf_build_write(&e, sizeof e);
    TOOL(&t, "run", QUICK_NULL, path, "-o", tool_path("r2"));
    tool_check(&t, EXIT_CODE_HOST, "RAM");
    unlink(path);
    tool_check_dir(tool_path("r2"));
}

static void a_run_leaves_whole_files_and_plots(void **state)
{
    (void)state;
    TOOL(&t, "run", QUICK_NULL, "chase", "syscall", "-o", tool_path("ok"));
    tool_check(&t, 0, "results: ");
    tool_check_dir(tool_path("ok"));
    assert_true(tool_exists(tool_path("ok/machine.json")));
    assert_true(tool_exists(tool_path("ok/plots/chase.svg")));
    assert_true(tool_exists(tool_path("ok/plots/chase.png")));
    assert_true(tool_exists(tool_path("ok/plots/events.gp")));
    assert_true(tool_check_lines(tool_path("ok/summary.jsonl")) >= 17);
    TOOL(&t, "plot", tool_path("ok"));
    tool_check(&t, 0, "events.svg, .png");
}

static void null_tells_what_the_harness_costs(void **state)
{
    json_t *machine, *cost;

    (void)state;
    TOOL(&t, "run", QUICK_NULL, "callret", "-o", tool_path("harness"));
    tool_check(&t, 0, "null: the harness costs ");
    tool_check(&t, 0, " ns) each");
    machine = json_load_file(tool_path("harness/machine.json"), 0, NULL);
    cost = json_object_get(json_object_get(machine, "tsc"), "guest_read_cycles");
    assert_true(json_number_value(json_object_get(cost, "null")) > 0);
    cost = json_object_get(machine, "host_costs_ns");
    assert_true(json_number_value(json_object_get(cost, "signal")) > 0);
    json_decref(machine);
}

static void a_folder_with_results_is_not_overwritten(void **state)
{
    (void)state;
    TOOL(&t, "run", QUICK_NULL, "hello", "-o", tool_path("twice"));
    assert_int_equal(t.code, 0);
    TOOL(&t, "run", QUICK_NULL, "hello", "-o", tool_path("twice"));
    tool_check(&t, EXIT_CODE_HOST, "is not empty");
}

static void plot_without_results_is_a_host_error(void **state)
{
    (void)state;
    TOOL(&t, "plot", "/nonexistent/results");
    tool_check(&t, EXIT_CODE_HOST, "/nonexistent/results");
    TOOL(&t, "plot");
    tool_check(&t, EXIT_CODE_USAGE, "a results folder is needed");
}

static void missing_gnuplot_names_the_package(void **state)
{
    char *path = strdup(getenv("PATH"));

    (void)state;
    setenv("PATH", "/nonexistent", 1);
    TOOL(&t, "run", QUICK_NULL, "syscall", "-o", tool_path("noplot"));
    setenv("PATH", path, 1);
    free(path);
    tool_check(&t, EXIT_CODE_HOST, "gnuplot-nox");
    assert_true(tool_check_lines(tool_path("noplot/summary.jsonl")) > 0);
}

/* A file system of 64 KiB, in a mount namespace of this process. */
static void a_full_disk_ends_the_run_with_whole_lines(void **state)
{
    const char *where = tool_path("tiny");

    (void)state;
    if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
        tool_skip("a mount namespace of its own needs root");
    assert_int_equal(mkdir(where, 0777), 0);
    assert_int_equal(mount("tiny", where, "tmpfs", 0, "size=64k"), 0);
    TOOL(&t, "run", "--mmu=null", "--repeat=20", "--samples=200", "--ram=16", "chase", "-o",
         tool_path("tiny/r"));
    tool_check(&t, EXIT_CODE_HOST, "free some room");
    tool_check_dir(where);
    assert_int_equal(umount(where), 0);
}

static void a_disk_full_from_the_start_leaves_nothing(void **state)
{
    const char *where = tool_path("none");

    (void)state;
    if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
        tool_skip("a mount namespace of its own needs root");
    assert_int_equal(mkdir(where, 0777), 0);
    assert_int_equal(mount("tiny", where, "tmpfs", 0, "size=4k"), 0);
    TOOL(&t, "run", QUICK_NULL, "hello", "-o", tool_path("none/r"));
    tool_check(&t, EXIT_CODE_HOST, "free some room");
    assert_false(tool_exists(tool_path("none/r")));
    assert_int_equal(umount(where), 0);
}

static const char *const long_run[] = {
    "run", "--mmu=null", "--repeat=10000", "--samples=20", "--ram=16", "syscall", "-o", NULL, NULL};

static void cut_long(const char *where, int sig)
{
    const char *argv[sizeof long_run / sizeof long_run[0]];

    memcpy(argv, long_run, sizeof argv);
    argv[7] = where;
    tool_cut(&t, argv, "[20/", sig);
}

static void interrupted(int sig, const char *name)
{
    char file[64];

    cut_long(tool_path(name), sig);
    tool_check(&t, EXIT_CODE_INTERRUPTED, "interrupted");
    tool_check_dir(tool_path(name));
    snprintf(file, sizeof file, "%s/summary.jsonl", name);
    assert_true(tool_check_lines(tool_path(file)) == 1);
}

static void ctrl_c_keeps_what_was_measured(void **state)
{
    (void)state;
    interrupted(SIGINT, "int");
}

static void sigterm_keeps_what_was_measured(void **state)
{
    (void)state;
    interrupted(SIGTERM, "term");
}

static void a_killed_run_leaves_samples_that_plot_can_use(void **state)
{
    (void)state;
    cut_long(tool_path("kill"), SIGKILL);
    assert_int_equal(t.code, 128 + SIGKILL);
    assert_true(tool_check_lines(tool_path("kill/samples.jsonl")) >= 20 * 22);
    assert_false(tool_exists(tool_path("kill/summary.jsonl")));
    TOOL(&t, "plot", tool_path("kill"));
    tool_check(&t, 0, "events.svg, .png");
    assert_true(tool_check_lines(tool_path("kill/summary.jsonl")) == 1);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(help_lists_commands_and_exit_codes),
    cmocka_unit_test(every_command_has_help),
    cmocka_unit_test(readme_has_the_exit_codes_of_the_program),
    cmocka_unit_test(unknown_command_is_a_usage_error),
    cmocka_unit_test(list_shows_workloads_modes_and_suites),
    cmocka_unit_test(info_tells_every_mode_with_its_proof),
    cmocka_unit_test(nonsense_mode_is_a_usage_error),
    cmocka_unit_test(unavailable_mode_is_refused_with_reason_and_remedy),
    cmocka_unit_test(no_machine_has_both_kvm_modes),
    cmocka_unit_test(default_modes_that_are_missing_are_named),
    cmocka_unit_test(unknown_workload_key_and_value_are_usage_errors),
    cmocka_unit_test(missing_image_is_an_image_error),
    cmocka_unit_test(file_that_is_no_elf_is_an_image_error),
    cmocka_unit_test(image_of_another_machine_is_an_image_error),
    cmocka_unit_test(truncated_image_is_an_image_error),
    cmocka_unit_test(image_beyond_guest_ram_is_an_error_that_names_the_ram),
    cmocka_unit_test(a_run_leaves_whole_files_and_plots),
    cmocka_unit_test(null_tells_what_the_harness_costs),
    cmocka_unit_test(a_folder_with_results_is_not_overwritten),
    cmocka_unit_test(plot_without_results_is_a_host_error),
    cmocka_unit_test(missing_gnuplot_names_the_package),
    cmocka_unit_test(a_full_disk_ends_the_run_with_whole_lines),
    cmocka_unit_test(a_disk_full_from_the_start_leaves_nothing),
    cmocka_unit_test(ctrl_c_keeps_what_was_measured),
    cmocka_unit_test(sigterm_keeps_what_was_measured),
    cmocka_unit_test(a_killed_run_leaves_samples_that_plot_can_use),
};

TEST_MAIN(tests)
