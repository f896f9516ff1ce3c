/* SPDX-License-Identifier: Apache-2.0 */
/* `mmubench crossover` and `mmubench policies` from the command line. */
#include "bench/exit_code.h"
#include "tool.h"

#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Small and the same each time. */
#define TINY "--ram=16", "--samples=2", "--sample-us=50", "--seed=7"

static struct tool t;

static json_t *load(const char *dir, const char *name)
{
    char path[512];
    json_error_t why;
    json_t *o;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    o = json_load_file(path, JSON_REJECT_DUPLICATES, &why);
    if (!o)
        fail_msg("%s:%d: %s", path, why.line, why.text);
    return o;
}

static void wrong_words_are_usage_errors(void **state)
{
    static const struct {
        const char *word[3], *text;
    } wrong[] = {
        {{"--mmu=spt"}, "two modes are needed"},
        {{"--mmu=spt,native,null"}, "two modes are needed"},
        {{"--mmu=spt,null"}, "translates nothing"},
        {{"--mmu=null,native"}, "compare two of spt, ept, kvm-spt, native"},
        {{"--mmu=spt,ntive"}, "did you mean \"native\""},
        {{"--mmu=spt,native", "chase"}, "the workload is always mixed"},
        {{"--mmu=spt,native", "--edits=1,many"}, "--edits: \"many\""},
        {{"--mmu=spt,native", "--edits"}, "--edits needs a list"},
        {{"--mmu=spt,native", "--sizes=1"}, "--sizes: \"1\""},
        {{"--mmu=spt,native", "--sizes=128G"}, "outside its bounds"},
        {{"--mmu=spt,native", "--steps=21"}, "from 0 to 20"},
        {{"--mmu=spt,native", "--set", "edits=1"}, "use --edits or --sizes"},
        {{"--mmu=spt,native", "--set", "pgae=2M"}, "no chosen workload has that parameter"},
        {{"--mmu=spt,native", "--counts"}, "for `mmubench run`"},
        {{"--mmu=spt,native", "--editz=1"}, "see `mmubench crossover --help`"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        TOOL(&t, "crossover", wrong[i].word[0], wrong[i].word[1], wrong[i].word[2]);
        tool_check(&t, EXIT_CODE_USAGE, wrong[i].text);
    }
    TOOL(&t, "policies", "--counts");
    tool_check(&t, EXIT_CODE_USAGE, "no times to compare");
}

/* The numbers of a point are all there: jansson writes none that is not finite. */
static void check_point(const json_t *p, double edits)
{
    static const char *const numbers[] = {"ratio", "ratio_low", "ratio_high"};

    assert_true(json_number_value(json_object_get(p, "edits")) == edits);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        assert_true(json_number_value(json_object_get(p, numbers[i])) > 0);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(p, "a"), "n")), 4);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(p, "b"), "n")), 4);
    assert_true(json_is_false(json_object_get(p, "refined")));
}

static void sweep_leaves_a_whole_folder(void **state)
{
    static const double edits[] = {0, 0.5, 1000};
    const char *dir = tool_path("sweep");
    json_t *o, *sizes;

    (void)state;
    TOOL(&t, "crossover", "--mmu=spt,spt:unsync=0", "--sizes=256K,128K", "--edits=1000,0,0.5",
         "--steps=0", "--repeat=2", TINY, "-o", dir);
    tool_check(&t, EXIT_CODE_OK, "edits per 1000 misses  128K");
    tool_check(&t, EXIT_CODE_OK, "spt:unsync=0 / spt");
    o = load(dir, "crossover.json");
    sizes = json_object_get(o, "sizes");
    assert_string_equal(json_string_value(json_array_get(json_object_get(o, "modes"), 1)),
                        "spt:unsync=0");
    assert_true(json_is_false(json_object_get(o, "interrupted")));
    assert_int_equal(json_array_size(sizes), 2);
    for (size_t s = 0; s < 2; s++) {
        const json_t *size = json_array_get(sizes, s);
        const json_t *points = json_object_get(size, "points");

        assert_int_equal(json_integer_value(json_object_get(size, "bytes")), (128 << s) << 10);
        tool_check(&t, EXIT_CODE_OK, json_string_value(json_object_get(size, "text")));
        assert_int_equal(json_array_size(points), 3);
        for (size_t i = 0; i < 3; i++)
            check_point(json_array_get(points, i), edits[i]);
    }
    json_decref(o);
    json_decref(load(dir, "machine.json"));
    assert_true(tool_check_lines(tool_path("sweep/samples.jsonl")) > 0);
    assert_int_equal(tool_check_lines(tool_path("sweep/summary.jsonl")), 2 * 3 * 2);
    tool_check_dir(dir);
}

static void interrupted_sweep_keeps_what_there_is(void **state)
{
    const char *dir = tool_path("cut");
    json_t *o;

    (void)state;
    tool_cut(&t,
             (const char *const[]){"crossover", "--mmu=spt,native", "--sizes=128K",
                                   "--edits=0,1000", "--repeat=1000", TINY, "-o", dir, NULL},
             "repetition 3/1000", SIGINT);
    tool_check(&t, EXIT_CODE_INTERRUPTED, "interrupted: what was measured until then is in");
    assert_non_null(strstr(t.text, "`mmubench crossover --resume "));
    o = load(dir, "crossover.json");
    assert_true(json_is_true(json_object_get(o, "interrupted")));
    assert_int_equal(json_array_size(json_object_get(o, "sizes")), 1);
    json_decref(o);
    tool_check_dir(dir);
}

/* Counters of the section are per miss. */
static double invlpg_per_miss(const char *dir)
{
    char path[512], line[4096];
    double v;
    FILE *f;

    snprintf(path, sizeof path, "%s/summary.jsonl", dir);
    f = fopen(path, "r");
    assert_non_null(f);
    assert_non_null(fgets(line, sizeof line, f));
    fclose(f);

    json_t *o = json_loads(line, 0, NULL);

    v = json_number_value(json_object_get(json_object_get(o, "counters"), "emul_invlpg"));
    json_decref(o);
    return v;
}

static void mixed_makes_as_many_edits_as_it_says(void **state)
{
    static const struct {
        const char *edits, *misses;
        double want;
    } cases[] = {
        {"edits=0", "misses=1000", 0},     {"edits=1", "misses=7300", 1 / 7300.0},
        {"edits=7", "misses=10", 0.7},     {"edits=3", "misses=1", 3},
        {"edits=10", "misses=1000", 0.01},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char name[24];
        double got;

        snprintf(name, sizeof name, "mixed%zu", i);
        TOOL(&t, "run", "--mmu=spt", "mixed", "--counts", "--repeat=1", "--samples=3", "--ram=16",
             "--set", "bytes=128K", "--set", cases[i].edits, "--set", cases[i].misses, "-o",
             tool_path(name));
        tool_check(&t, EXIT_CODE_OK, "results: ");
        got = invlpg_per_miss(tool_path(name));
        if (got < cases[i].want * (1 - 1e-6) || got > cases[i].want * (1 + 1e-6))
            fail_msg("%s %s: %g edits per miss", cases[i].edits, cases[i].misses, got);
    }
}

static void policies_stand_beside_the_default(void **state)
{
    const char *dir = tool_path("policies");

    (void)state;
    TOOL(&t, "policies", "pgfault", "--repeat=1", "--set", "pages=16", TINY, "-o", dir);
    tool_check(&t, EXIT_CODE_OK, "per operation in spt, and how many times that the others take");
    tool_check(&t, EXIT_CODE_OK, "unsync=0  prefetch=1  prefetch=8  prefetch=512");
    tool_check(&t, EXIT_CODE_OK, "roots=2");
    assert_true(tool_check_lines(tool_path("policies/summary.jsonl")) >= 10);
    TOOL(&t, "show", "--ratios", dir);
    tool_check(&t, EXIT_CODE_OK, "unsync=0  prefetch=1  prefetch=8  prefetch=512");
    TOOL(&t, "policies", "--resume", dir);
    tool_check(&t, EXIT_CODE_OK, "nothing is left to measure");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(wrong_words_are_usage_errors),
    cmocka_unit_test(sweep_leaves_a_whole_folder),
    cmocka_unit_test(interrupted_sweep_keeps_what_there_is),
    cmocka_unit_test(mixed_makes_as_many_edits_as_it_says),
    cmocka_unit_test(policies_stand_beside_the_default),
};
TEST_MAIN(tests)
