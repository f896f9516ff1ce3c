/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/data/export.h"
#include "bench/data/results.h"
#include "bench/data/table.h"
#include "commands.h"
#include "common/err.h"
#include "exit_code.h"
#include "names.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum view {
    VIEW_TABLE,
    VIEW_RATIOS,
    VIEW_EVENTS,
    VIEW_PARTS,
    VIEW_COUNTERS,
    VIEW_CSV,
    VIEW_JSON,
    VIEW_HELP
};

struct show {
    int view;
    const char *mmu;
    enum table_sort sort;
    const char *dir;
    char *const *patterns;
    size_t npatterns;
};

static void help(void)
{
    puts(
        "usage: mmubench show [options] DIR [PATTERN...]\n"
        "\n"
        "Shows an earlier run, also one that was interrupted or killed, from its folder. A "
        "PATTERN\n"
        "chooses rows as it chooses points for `run`: chase, 'pte*', 'chase page=2M', 'ram=cold'.\n"
        "\n"
        "  -r, --ratios       the first mode's times, and only the ratios of the others: for many "
        "modes\n"
        "  -e, --events       events per operation by class, a table for each mode: what explains\n"
        "                     the times\n"
        "  -p, --parts        what the times are made of (spt, of a run with --timing)\n"
        "      --counters     each counter per operation, by name (see `mmubench list "
        "--counters`)\n"
        "      --csv          all rows as comma-separated values, to stdout\n"
        "      --json         machine and all rows as one JSON object, to stdout\n"
        "  -m, --mmu=LIST     these modes, in this order: ratios are to the first\n"
        "      --sort=KEY     as-run (default), name, time (in the first mode), ratio (of the "
        "last\n"
        "                     mode to the first); the largest first\n"
        "  -h, --help         this text");
}

static int on_sort(struct show *s, const char *text)
{
    const char *names[TABLE_SORTS];
    char hint[64], list[64];

    for (enum table_sort i = 0; i < TABLE_SORTS; i++) {
        names[i] = table_sort_name(i);
        if (!strcmp(text, names[i])) {
            s->sort = i;
            return 0;
        }
    }
    return err(EINVAL, "--sort=%s: no such key%s (possible: %s)", text,
               names_hint(hint, sizeof hint, text, names, TABLE_SORTS),
               names_join(list, sizeof list, names, TABLE_SORTS));
}

static int parse(struct show *s, int argc, char **argv)
{
    static const struct option longs[] = {
        {"ratios", no_argument, NULL, 'r'},    {"events", no_argument, NULL, 'e'},
        {"parts", no_argument, NULL, 'p'},     {"counters", no_argument, NULL, 'c'},
        {"csv", no_argument, NULL, 'v'},       {"json", no_argument, NULL, 'j'},
        {"mmu", required_argument, NULL, 'm'}, {"sort", required_argument, NULL, 's'},
        {"help", no_argument, NULL, 'h'},      {0},
    };
    static const char views[] = {
        [VIEW_RATIOS] = 'r', [VIEW_EVENTS] = 'e', [VIEW_PARTS] = 'p', [VIEW_COUNTERS] = 'c',
        [VIEW_CSV] = 'v',    [VIEW_JSON] = 'j',   [VIEW_HELP] = 'h'};
    int c;
    int rc = 0;

    *s = (struct show){0};
    optind = 0;
    opterr = 0;
    while (!rc && (c = getopt_long(argc, argv, ":repm:h", longs, NULL)) != -1) {
        const char *view = c ? memchr(views, c, sizeof views) : NULL;

        if (view)
            s->view = (int)(view - views);
        else if (c == 'm')
            s->mmu = optarg;
        else if (c == 's')
            rc = on_sort(s, optarg);
        else
            rc = err(EINVAL, "show: %s %s (see `mmubench show --help`)",
                     c == ':' ? "an argument is missing behind" : "unknown option",
                     argv[optind - 1]);
    }
    if (rc || s->view == VIEW_HELP)
        return rc;
    if (optind == argc)
        return err(EINVAL, "show: the folder of a run is needed (see `mmubench show --help`)");
    s->dir = argv[optind];
    s->patterns = argv + optind + 1;
    s->npatterns = (size_t)(argc - optind - 1);
    return 0;
}

/* A run with --counts has no times to show. */
static bool has_times(const struct summary *sum)
{
    for (size_t i = 0; i < sum->n; i++)
        if (sum->row[i].s.n)
            return true;
    return false;
}

static int view(const struct show *s, const struct results *r, struct table *t)
{
    switch (s->view) {
    case VIEW_RATIOS:
        return table_print_ratios(stdout, t);
    case VIEW_EVENTS:
        return table_print_events(stdout, t);
    case VIEW_PARTS:
        return table_print_parts(stdout, t, (double)results_tsc_khz(r->machine));
    case VIEW_COUNTERS:
        table_print_counters(stdout, t);
        return 0;
    case VIEW_CSV:
        return export_csv(stdout, &r->sum);
    case VIEW_JSON:
        return export_json(stdout, r);
    default:
        if (has_times(&r->sum))
            return table_print(stdout, t);
        table_print_counters(stdout, t);
        return 0;
    }
}

/* On stderr, where it does not get into what other programs read. */
static void print_title(const struct results *r)
{
    char title[256];

    fprintf(stderr, "%s: %s%s\n", r->store.dir, results_machine(title, sizeof title, r, "title"),
            r->sum.interrupted ? "; the run was interrupted" : "");
}

int cmd_show(int argc, char **argv)
{
    struct show s;
    struct results r;
    int rc = parse(&s, argc, argv);

    if (rc)
        return cmd_fail(EXIT_CODE_USAGE);
    if (s.view == VIEW_HELP) {
        help();
        return EXIT_CODE_OK;
    }
    if (results_open(&r, s.dir, RESULTS_SUMMARY))
        return cmd_fail(EXIT_CODE_HOST);

    struct table t = {.sum = &r.sum, .width = table_width(), .sort = s.sort};
    int code = EXIT_CODE_OK;

    if (results_choose(&r, s.patterns, s.npatterns) ||
        results_modes(&r, s.mmu, t.mode, &t.nmodes)) {
        code = cmd_fail(EXIT_CODE_USAGE);
    } else {
        print_title(&r);
        if (view(&s, &r, &t) || fflush(stdout))
            code = cmd_fail(EXIT_CODE_HOST);
    }
    results_close(&r);
    return code;
}
