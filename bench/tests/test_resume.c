/* SPDX-License-Identifier: Apache-2.0 */
/* Runs that end too early: nothing that was reported is lost, and --resume completes them. */
#include "bench/data/rng.h"
#include "bench/exit_code.h"
#include "runs.h"
#include "tool.h"

#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REPEAT  4
#define SAMPLES 5

/* Every kind of process: none, the monitor's, a native program. */
#define MODES     "null,spt,native"
#define WORKLOADS "syscall", "callret"
#define RUNS      (3 * 2 * REPEAT)
#define SHAPE     "--mmu=" MODES, "--repeat=4", "--samples=5", "--sample-us=50", "--ram=16", "--seed=7"

static struct tool t;

static struct runs runs;

static const char *text_of(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

static const struct runs_one *find_done(const char *workload, const char *mmu, size_t rep)
{
    for (size_t i = 0; i < runs.n; i++) {
        const struct runs_one *r = &runs.run[i];

        if (r->done && r->rep == rep && !strcmp(r->workload, workload) && !strcmp(r->mmu, mmu))
            return r;
    }
    return NULL;
}

/* What the tool said was done is in the file, with all its samples. Returns how many it said. */
static size_t check_reported(const char *dir)
{
    size_t said = 0;

    runs_load(&runs, dir);
    for (const char *line = t.text; line; line = strchr(line, '\n')) {
        char workload[24], mmu[24], how[24];
        size_t rep;

        line += *line == '\n';
        if (sscanf(line, "[%*u/%*u] %23[^,], %23[^,], repetition %zu/%*u: %23[^,],", workload, mmu,
                   &rep, how) != 4 ||
            strcmp(how, "done"))
            continue;

        const struct runs_one *r = find_done(workload, mmu, rep - 1);

        if (!r || r->samples != SAMPLES)
            fail_msg("%s in %s, repetition %zu, was reported and has %zu samples of %d", workload,
                     mmu, rep, r ? r->samples : 0, SAMPLES);
        said++;
    }
    return said;
}

/* Rows of all workloads and modes, each with every sample of every repetition, none marked. */
static void check_whole(const char *dir)
{
    char path[300];
    size_t rows = 0;
    json_t *o;
    FILE *f;

    snprintf(path, sizeof path, "%s/summary.jsonl", dir);
    tool_check_dir(dir);
    f = fopen(path, "r");
    assert_non_null(f);
    while ((o = json_loadf(f, JSON_DISABLE_EOF_CHECK, NULL))) {
        if (json_integer_value(json_object_get(o, "n")) != REPEAT * SAMPLES)
            fail_msg("%s, %s: %lld samples of %d", text_of(o, "workload"), text_of(o, "mmu"),
                     (long long)json_integer_value(json_object_get(o, "n")), REPEAT * SAMPLES);
        assert_false(json_is_true(json_object_get(o, "interrupted")));
        json_decref(o);
        rows++;
    }
    fclose(f);
    assert_int_equal(rows, 6);
}

/* Starts a run and ends it once it has said so much. */
static void cut_after(const char *dir, const char *said, int sig)
{
    tool_cut(&t, (const char *const[]){"run", SHAPE, WORKLOADS, "-o", dir, NULL}, said, sig);
}

static void a_run_that_was_cut_is_completed(void **state)
{
    const char *dir = tool_path("cut");

    (void)state;
    cut_after(dir, "[5/", SIGINT);
    tool_check(&t, EXIT_CODE_INTERRUPTED, "--resume");
    TOOL(&t, "run", "--resume", dir);
    tool_check(&t, 0, " of 24 runs are there");
    check_whole(dir);
}

static void a_whole_run_has_nothing_left_to_measure(void **state)
{
    const char *dir = tool_path("whole");

    (void)state;
    TOOL(&t, "run", SHAPE, WORKLOADS, "-o", dir);
    assert_int_equal(t.code, 0);
    TOOL(&t, "run", "--resume", dir);
    tool_check(&t, 0, "nothing is left to measure");
    runs_load(&runs, dir);
    assert_int_equal(runs.n, RUNS);
    check_whole(dir);
}

static void the_order_is_that_of_an_uninterrupted_run(void **state)
{
    static char whole[4096], resumed[4096];

    (void)state;
    TOOL(&t, "run", SHAPE, WORKLOADS, "-o", tool_path("order-a"));
    runs_load(&runs, tool_path("order-a"));
    runs_order(&runs, whole, sizeof whole);
    cut_after(tool_path("order-b"), "[7/", SIGKILL);
    TOOL(&t, "run", "--resume", tool_path("order-b"));
    assert_int_equal(t.code, 0);
    runs_load(&runs, tool_path("order-b"));
    runs_order(&runs, resumed, sizeof resumed);
    assert_string_equal(whole, resumed);
}

/* One life of a run: started or resumed, and ended by `sig` after `us` microseconds, unless it was
 * faster. True when it had come to its end. */
static bool live(const char *dir, bool resume, int sig, useconds_t us)
{
    if (resume)
        tool_start(&t, (const char *const[]){"run", "--resume", dir, NULL});
    else
        tool_start(&t, (const char *const[]){"run", SHAPE, WORKLOADS, "-o", dir, NULL});
    usleep(us);
    kill(t.pid, sig);
    tool_wait(&t);
    assert_true(t.code == 0 || t.code == EXIT_CODE_INTERRUPTED || t.code == 128 + sig ||
                (t.code == EXIT_CODE_USAGE && strstr(t.text, "resume")));
    check_reported(dir);
    return t.code == 0;
}

/* A signal may come before there is a folder: then nothing was reported, and it starts again. */
static void trial(struct rng *rng, unsigned number)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGKILL};
    char name[24], machine[300];
    const char *dir;

    snprintf(name, sizeof name, "random-%u", number);
    dir = tool_path(name);
    for (unsigned lives = 0; lives < 3; lives++) {
        int sig = signals[rng_below(rng, 3)];
        bool resume;

        snprintf(machine, sizeof machine, "%s/machine.json", dir);
        resume = tool_exists(machine);
        if (!resume)
            tool_remove(dir);
        if (live(dir, resume, sig, (useconds_t)rng_below(rng, 900000)))
            break;
    }
    if (tool_exists(machine))
        TOOL(&t, "run", "--resume", dir);
    else
        return;
    tool_check(&t, 0, "results: ");
    check_whole(dir);
    runs_load(&runs, dir);
    tool_remove(dir);
}

static void nothing_reported_is_lost_at_random_interrupts(void **state)
{
    struct rng rng = {20261125};
    long end = tool_now_ms() + 20000;

    (void)state;
    for (unsigned i = 0; i < 12 && (i < 3 || tool_now_ms() < end); i++)
        trial(&rng, i);
}

static void half_a_line_of_a_killed_run_is_cut_off(void **state)
{
    const char *dir = tool_path("half");
    FILE *f;

    (void)state;
    cut_after(dir, "[5/", SIGKILL);
    f = fopen(tool_path("half/samples.jsonl"), "a");
    assert_non_null(f);
    fputs("{\"type\":\"sample\",\"ru", f);
    fclose(f);
    TOOL(&t, "run", "--resume", dir);
    tool_check(&t, 0, "results: ");
    check_whole(dir);
}

static void a_run_that_goes_on_is_not_resumed_by_a_second_one(void **state)
{
    static struct tool first;
    const char *dir = tool_path("busy");

    (void)state;
    tool_start_in_step(&first,
                       (const char *const[]){"run", "--mmu=null", "--repeat=10000", "--samples=20",
                                             "--ram=16", "syscall", "-o", dir, NULL});
    tool_expect(&first, "[20/");

    pid_t other = fork();

    assert_true(other >= 0);
    if (other == 0) {
        execl(MMUBENCH_PROGRAM, MMUBENCH_PROGRAM, "run", "--resume", dir, NULL);
        _exit(127);
    }
    assert_int_equal(tool_code_of(other), EXIT_CODE_HOST);
    kill(first.pid, SIGINT);
    tool_wait(&first);
    tool_check(&first, EXIT_CODE_INTERRUPTED, "interrupted");
}

static void unlike_samples_are_not_mixed(void **state)
{
    static const struct {
        const char *name, *what, *with, *said;
    } cases[] = {
        {"kernel", "\"release\": \"", "\"release\": \"X", "kernel.release was \"X"},
        {"commit", "\"commit\": \"", "\"commit\": \"X", "tool.commit was \"X"},
        {"image", "\"syscall\": \"", "\"syscall\": \"X", "the image of syscall had SHA-256 X"},
        {"clock", "\"khz\": ", "\"khz\": 9", "the TSC ran at 9"},
        {"mode", "\"native\"\n", "\"nativX\"\n", "no such mode"},
        {"plan", "--repeat=4", "--repeat=1", "none of this program's plan"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *dir = tool_path(cases[i].name);

        cut_after(dir, "[8/", SIGINT);
        runs_refused(&t, "run", dir, cases[i].what, cases[i].with, cases[i].said);
    }
}

static void what_is_no_results_folder_is_refused(void **state)
{
    (void)state;
    TOOL(&t, "run", "--resume", "/nonexistent/results");
    tool_check(&t, EXIT_CODE_USAGE, "/nonexistent/results");
    TOOL(&t, "run", "--resume", tool_dir());
    tool_check(&t, EXIT_CODE_USAGE, "no results folder");
    TOOL(&t, "run", "--resume", tool_dir(), "--quick");
    tool_check(&t, EXIT_CODE_USAGE, "no other option");
    TOOL(&t, "run", "--resume", tool_dir(), "chase");
    tool_check(&t, EXIT_CODE_USAGE, "no other option");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_run_that_was_cut_is_completed),
    cmocka_unit_test(a_whole_run_has_nothing_left_to_measure),
    cmocka_unit_test(the_order_is_that_of_an_uninterrupted_run),
    cmocka_unit_test(nothing_reported_is_lost_at_random_interrupts),
    cmocka_unit_test(half_a_line_of_a_killed_run_is_cut_off),
    cmocka_unit_test(a_run_that_goes_on_is_not_resumed_by_a_second_one),
    cmocka_unit_test(unlike_samples_are_not_mixed),
    cmocka_unit_test(what_is_no_results_folder_is_refused),
};

TEST_MAIN(tests)
