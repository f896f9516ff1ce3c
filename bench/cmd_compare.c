/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/data/table.h"
#include "commands.h"
#include "common/err.h"
#include "compare/compare.h"
#include "exit_code.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct options {
    bool help, csv, json, differing, counters;
    const char *mmu;
    double threshold, max_differ; /* percent */
    const char *dir[2];
    size_t ndirs;
    char *const *patterns;
    size_t npatterns;
};

static void help(void)
{
    puts(
        "usage: mmubench compare [options] A B [PATTERN...]\n"
        "       mmubench compare [options] DIR --mmu=MODE_A,MODE_B [PATTERN...]\n"
        "\n"
        "Compares two runs, row by row, or two modes of one run. A row differs when the 95%\n"
        "intervals of the two medians share no point and the 95% bootstrap interval of their "
        "ratio\n"
        "excludes 1; of a run with --counts, when counters per operation differ by more than 1%.\n"
        "Of many equal rows a few in a hundred differ by chance. A PATTERN chooses rows: 'pte*',\n"
        "'chase page=2M'.\n"
        "\n"
        "  -m, --mmu=LIST            of two runs: these modes; of one: the two to compare\n"
        "  -d, --differing           show only rows that differ\n"
        "      --counters            show all rows whose counters differ, not just the first 20\n"
        "      --threshold=PERCENT   medians nearer than this do not differ (default 0)\n"
        "      --max-differ=PERCENT  exit code 0 up to this share of rows that differ (default 0)\n"
        "      --csv, --json         to stdout, for other programs\n"
        "  -h, --help                this text\n"
        "\n"
        "exit code: 0 when no row differs, 8 when some do (more than --max-differ), others as in\n"
        "`mmubench --help`");
}

static int percent(double *out, const char *option, const char *text)
{
    char *end;
    double v = strtod(text, &end);

    if (end == text || *end || !(v >= 0 && v <= 1e6))
        return err(EINVAL, "compare: --%s=%s: a number of percent is needed, as in --%s=5", option,
                   text, option);
    *out = v;
    return 0;
}

enum { OPT_THRESHOLD = 256, OPT_MAX_DIFFER, OPT_COUNTERS, OPT_CSV, OPT_JSON };

static const struct option longs[] = {
    {"mmu", required_argument, NULL, 'm'},
    {"differing", no_argument, NULL, 'd'},
    {"counters", no_argument, NULL, OPT_COUNTERS},
    {"threshold", required_argument, NULL, OPT_THRESHOLD},
    {"max-differ", required_argument, NULL, OPT_MAX_DIFFER},
    {"csv", no_argument, NULL, OPT_CSV},
    {"json", no_argument, NULL, OPT_JSON},
    {"help", no_argument, NULL, 'h'},
    {0},
};

static int apply(struct options *o, int c, char **argv)
{
    switch (c) {
    case 'm':
        o->mmu = optarg;
        return 0;
    case OPT_THRESHOLD:
        return percent(&o->threshold, "threshold", optarg);
    case OPT_MAX_DIFFER:
        return percent(&o->max_differ, "max-differ", optarg);
    case ':':
        return err(EINVAL, "compare: option %s needs an argument", argv[optind - 1]);
    case '?':
        return err(EINVAL, "compare: unknown option %s (see `mmubench compare --help`)",
                   argv[optind - 1]);
    }
    *(c == 'd'            ? &o->differing
      : c == OPT_COUNTERS ? &o->counters
      : c == OPT_CSV      ? &o->csv
      : c == OPT_JSON     ? &o->json
                          : &o->help) = true;
    return 0;
}

/* Folders come first: the second word is one unless two modes of the first are compared. */
static bool is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int parse(struct options *o, int argc, char **argv)
{
    int rc = 0;

    *o = (struct options){0};
    optind = 0;
    opterr = 0;
    for (int c; !rc && (c = getopt_long(argc, argv, ":m:dh", longs, NULL)) != -1;)
        rc = apply(o, c, argv);
    if (rc || o->help)
        return rc;
    while (o->ndirs < 2 && optind < argc && (o->ndirs == 0 || is_folder(argv[optind])))
        o->dir[o->ndirs++] = argv[optind++];
    o->patterns = argv + optind;
    o->npatterns = (size_t)(argc - optind);
    if (o->ndirs == 0)
        return err(EINVAL, "compare: results folders are needed (see `mmubench compare --help`)");
    if (o->ndirs == 1 && !o->mmu && o->npatterns)
        return err(EINVAL,
                   "compare: %s is no folder: two runs are needed, or one with "
                   "--mmu=MODE_A,MODE_B",
                   o->patterns[0]);
    if (o->ndirs == 1 && !o->mmu)
        return err(EINVAL, "compare: of one run two modes are needed: --mmu=MODE_A,MODE_B");
    return 0;
}

/* Leaves the rows that were asked for. */
static int choose(const struct options *o, struct results *r, const char *mode[MODES_MAX])
{
    size_t n;
    int rc = results_choose(r, o->patterns, o->npatterns);

    if (!rc)
        rc = results_modes(r, o->mmu, mode, &n);
    if (!rc && o->ndirs == 1 && n != 2)
        rc = err(EINVAL, "--mmu=%s: of one run exactly two modes are compared", o->mmu);
    return rc;
}

static int print(const struct options *o, const struct compare *c)
{
    const struct compare_view view = {
        .width = table_width(), .only_differing = o->differing, .all_counters = o->counters};

    if (o->json)
        return compare_json(stdout, c);
    if (!o->csv)
        return compare_print(stdout, c, &view);
    compare_csv(stdout, c);
    return 0;
}

static int compare(const struct options *o, struct compare *c)
{
    int code = EXIT_CODE_OK;
    int rc = compare_make(c);

    if (rc)
        return cmd_fail(rc == -ENOMEM ? EXIT_CODE_HOST : EXIT_CODE_USAGE);
    if (print(o, c) || fflush(stdout))
        code = cmd_fail(EXIT_CODE_HOST);
    else if (compare_percent(c) > o->max_differ)
        code = EXIT_CODE_ROWS_DIFFER;
    compare_free(c);
    return code;
}

static int compare_modes(const struct options *o, struct results *r)
{
    const char *mode[MODES_MAX];

    if (choose(o, r, mode))
        return cmd_fail(EXIT_CODE_USAGE);

    struct compare c = {
        .a = r, .b = r, .mmu_a = mode[0], .mmu_b = mode[1], .threshold = o->threshold};

    return compare(o, &c);
}

static int compare_runs(const struct options *o, struct results *a)
{
    const char *mode[MODES_MAX];
    struct results b;
    int code;

    if (results_open(&b, o->dir[1], RESULTS_SAMPLES))
        return cmd_fail(EXIT_CODE_HOST);
    if (choose(o, a, mode) || choose(o, &b, mode)) {
        code = cmd_fail(EXIT_CODE_USAGE);
    } else {
        struct compare c = {.a = a, .b = &b, .threshold = o->threshold};

        code = compare(o, &c);
    }
    results_close(&b);
    return code;
}

int cmd_compare(int argc, char **argv)
{
    struct options o;
    struct results a;
    int code;

    if (parse(&o, argc, argv))
        return cmd_fail(EXIT_CODE_USAGE);
    if (o.help) {
        help();
        return EXIT_CODE_OK;
    }
    if (results_open(&a, o.dir[0], RESULTS_SAMPLES))
        return cmd_fail(EXIT_CODE_HOST);
    code = (o.ndirs == 1 ? compare_modes : compare_runs)(&o, &a);
    results_close(&a);
    return code;
}
