/* SPDX-License-Identifier: Apache-2.0 */
/* Sweeps that end too early: `crossover --resume` completes them. */
#include "bench/exit_code.h"
#include "runs.h"
#include "tool.h"

#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 2 working sets x 2 rates x 3 repetitions x 2 modes. A round has a point for each working set. */
#define GRID_RUNS  24u
#define ROUND_RUNS 12u
#define SHAPE                                                                                   \
    "--mmu=spt,spt:unsync=0", "--sizes=128K,256K", "--edits=10,1000", "--repeat=3", "--ram=16", \
        "--samples=2", "--sample-us=50", "--seed=7"

static struct tool t;
static struct runs runs;

static void cut_after(const char *dir, const char *said, int sig)
{
    tool_cut(&t, (const char *const[]){"crossover", SHAPE, "--steps=0", "-o", dir, NULL}, said,
             sig);
}

static size_t samples_of(const json_t *point, const char *side)
{
    return (size_t)json_integer_value(json_object_get(json_object_get(point, side), "n"));
}

/* So many points of both working sets together are near a crossing, all with every sample. */
static void check_whole(const char *dir, size_t refined)
{
    char path[300];
    json_t *o, *sizes;
    size_t found = 0;

    snprintf(path, sizeof path, "%s/crossover.json", dir);
    tool_check_dir(dir);
    o = json_load_file(path, 0, NULL);
    assert_non_null(o);
    assert_true(json_is_false(json_object_get(o, "interrupted")));
    sizes = json_object_get(o, "sizes");
    assert_int_equal(json_array_size(sizes), 2);
    for (size_t i = 0; i < 2; i++) {
        const json_t *points = json_object_get(json_array_get(sizes, i), "points");

        for (size_t k = 0; k < json_array_size(points); k++) {
            const json_t *point = json_array_get(points, k);

            found += json_is_true(json_object_get(point, "refined"));
            assert_int_equal(samples_of(point, "a"), 6);
            assert_int_equal(samples_of(point, "b"), 6);
        }
    }
    json_decref(o);
    assert_int_equal(found, refined);
}

/* Each run of a guest that came to its end did so once. */
static void check_done_once(const char *dir, size_t want)
{
    size_t done = 0;

    runs_load(&runs, dir);
    for (size_t i = 0; i < runs.n; i++) {
        const struct runs_one *a = &runs.run[i];

        done += a->done;
        for (size_t k = 0; k < i && a->done; k++)
            assert_false(runs.run[k].done && runs.run[k].rep == a->rep &&
                         !strcmp(runs.run[k].params, a->params) &&
                         !strcmp(runs.run[k].mmu, a->mmu));
    }
    assert_int_equal(done, want);
}

static void a_sweep_that_was_cut_goes_on_in_the_same_order(void **state)
{
    static char whole[8192], resumed[8192];

    (void)state;
    TOOL(&t, "crossover", SHAPE, "--steps=0", "-o", tool_path("whole"));
    assert_int_equal(t.code, EXIT_CODE_OK);
    runs_load(&runs, tool_path("whole"));
    runs_order(&runs, whole, sizeof whole);
    cut_after(tool_path("cut"), "[7/", SIGKILL);
    TOOL(&t, "crossover", "--resume", tool_path("cut"));
    tool_check(&t, EXIT_CODE_OK, " of 24 runs are there");
    check_done_once(tool_path("cut"), GRID_RUNS);
    check_whole(tool_path("cut"), 0);
    runs_order(&runs, resumed, sizeof resumed);
    assert_string_equal(whole, resumed);
}

/* Whether this run is to be the slow one: spt where edits are rare, the other where they are not,
 * so that the modes change places. */
static bool is_slow(const json_t *begin)
{
    bool rare = json_integer_value(json_object_get(json_object_get(begin, "params"), "misses")) > 1;

    return rare == !strcmp(json_string_value(json_object_get(begin, "mmu")), "spt");
}

/* What was measured does not matter, so that nothing hangs on how busy the machine was. Some of the
 * slow samples are slower than others: where the crossing is, is not known well. */
static void falsify(json_t *sample, bool slow, size_t line)
{
    json_int_t each = !slow ? 1000 : line % 2 ? 5000 : 20000;
    json_int_t ops = json_integer_value(json_object_get(sample, "ops"));

    assert_true(ops > 0);
    json_object_set_new(sample, "cycles", json_integer(each * ops));
}

/* Makes the modes change places in the samples of the folder. */
static void make_crossing(const char *dir)
{
    char from[300], to[300];
    bool slow = false;
    size_t line = 0;
    FILE *in, *out;
    json_t *o;

    snprintf(from, sizeof from, "%s/samples.jsonl", dir);
    snprintf(to, sizeof to, "%s/samples.new", dir);
    in = fopen(from, "r");
    out = fopen(to, "w");
    assert_true(in && out);
    while ((o = json_loadf(in, JSON_DISABLE_EOF_CHECK, NULL))) {
        const char *type = json_string_value(json_object_get(o, "type"));

        if (!strcmp(type, "begin"))
            slow = is_slow(o);
        if (!strcmp(type, "sample"))
            falsify(o, slow, line++);
        assert_int_equal(json_dumpf(o, out, JSON_COMPACT), 0);
        fputc('\n', out);
        json_decref(o);
    }
    fclose(in);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(rename(to, from), 0);
}

static void points_near_a_crossing_are_gone_on_with(void **state)
{
    const char *dir = tool_path("near");

    (void)state;
    TOOL(&t, "crossover", SHAPE, "--steps=0", "-o", dir);
    assert_int_equal(t.code, EXIT_CODE_OK);
    make_crossing(dir);
    runs_falsify(dir, "--steps=0", "--steps=1");

    tool_start_in_step(&t, (const char *const[]){"crossover", "--resume", dir, NULL});
    tool_expect(&t, "step 1 of at most 1 towards the crossing of 2 working sets");
    tool_expect(&t, "[2/12]");
    kill(t.pid, SIGINT);
    tool_wait(&t);
    tool_check(&t, EXIT_CODE_INTERRUPTED, "`mmubench crossover --resume ");

    TOOL(&t, "crossover", "--resume", dir);
    assert_int_equal(t.code, EXIT_CODE_OK);
    check_done_once(dir, GRID_RUNS + ROUND_RUNS);
    check_whole(dir, 2);

    TOOL(&t, "crossover", "--resume", dir);
    tool_check(&t, EXIT_CODE_OK, "36 of 36 runs are there");
    tool_check(&t, EXIT_CODE_OK, "nothing is left to measure");
    check_done_once(dir, GRID_RUNS + ROUND_RUNS);
    check_whole(dir, 2);
}

static void unlike_sweeps_are_not_mixed(void **state)
{
    static const struct {
        const char *what, *with, *said;
    } cases[] = {
        {"\"release\": \"", "\"release\": \"X", "kernel.release was \"X"},
        {"\"mixed\": \"", "\"mixed\": \"X", "the image of mixed had SHA-256 X"},
        {"--sizes=128K", "--sizes=192K", "none of this program's plan"},
        {"--edits=10,", "--edits=20,", "none of this program's plan"},
        {"--edits=10,", "--editz=10,", "unknown option --editz"},
        {"--mmu=spt,", "--mmu=nul,", "no such mode"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char name[24];
        const char *dir;

        snprintf(name, sizeof name, "unlike-%zu", i);
        dir = tool_path(name);
        cut_after(dir, "[8/", SIGINT);
        runs_refused(&t, "crossover", dir, cases[i].what, cases[i].with, cases[i].said);
    }
}

static void what_belongs_to_another_command_is_refused(void **state)
{
    const char *dir = tool_path("other");

    (void)state;
    cut_after(dir, "[2/", SIGINT);
    TOOL(&t, "run", "--resume", dir);
    tool_check(&t, EXIT_CODE_USAGE, "was made by `mmubench crossover`");
    TOOL(&t, "crossover", "--resume", dir, "--edits=1");
    tool_check(&t, EXIT_CODE_USAGE, "takes the grid from that folder");
    TOOL(&t, "crossover", "--resume", dir, "--quick");
    tool_check(&t, EXIT_CODE_USAGE, "no other option");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_sweep_that_was_cut_goes_on_in_the_same_order),
    cmocka_unit_test(points_near_a_crossing_are_gone_on_with),
    cmocka_unit_test(unlike_sweeps_are_not_mixed),
    cmocka_unit_test(what_belongs_to_another_command_is_refused),
};
TEST_MAIN(tests)
