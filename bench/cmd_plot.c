/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/data/results.h"
#include "commands.h"
#include "common/err.h"
#include "exit_code.h"
#include "names.h"
#include "plot/plot.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct plot_args {
    struct plot_options options;
    char formats[64];
    bool help;
    const char *dir[2];
    int ndirs;
};

/* With the samples where they are, for the kinds that need them. A run that was killed has no
 * summary: it is written now. */
static int open_run(struct results *r, const char *dir, bool is_text)
{
    int rc = results_open(r, dir, RESULTS_BEST);

    if (rc)
        return rc;
    if (!is_text && faccessat(r->store.dirfd, "summary.jsonl", F_OK, 0))
        rc = summary_write(&r->sum, &r->store, true);
    if (rc)
        results_close(r);
    return rc;
}

static const struct {
    const char *name, *help;
} formats[] = {
    {"svg", "scalable, for the web"},
    {"png", "pixels"},
    {"pdf", "scalable, for papers"},
    {"dumb", "text: here in the terminal, at its width; writes no file"},
};
#define NFORMATS (sizeof formats / sizeof formats[0])

static int help(void)
{
    puts("usage: mmubench plot DIR [options]\n"
         "       mmubench plot DIR OTHER [options]    compares two runs\n\n"
         "Draws the plots of a results folder again, from its summary.jsonl, or from its\n"
         "samples.jsonl when the run was killed before there was a summary. Scripts and data\n"
         "stay beside the pictures: change them and run gnuplot on them as you like.\n\n"
         "  --term=LIST   formats, comma-separated (default: svg,png):");
    for (size_t i = 0; i < NFORMATS; i++)
        printf("                  %-10s %s\n", formats[i].name, formats[i].help);
    puts("  --only=LIST   kinds of plots, comma-separated (default: all that have data):");
    for (size_t i = 0; i < PLOT_KINDS; i++)
        printf("                  %-10s %s; needs %s\n", plot_kind(i)->name, plot_kind(i)->title,
               plot_kind(i)->needs);
    puts("  --out=DIR, -o DIR\n"
         "                folder of the pictures (default: plots/ in the results folder)");
    return EXIT_CODE_OK;
}

static int add_format(struct plot_args *a, const char *name)
{
    const char *names[NFORMATS];
    char hint[64], list[64];

    for (size_t i = 0; i < NFORMATS; i++) {
        names[i] = formats[i].name;
        if (strcmp(names[i], name))
            continue;
        if (strlen(a->formats) + strlen(name) + 2 < sizeof a->formats) {
            strcat(a->formats, a->formats[0] ? " " : "");
            strcat(a->formats, name);
        }
        return 0;
    }
    return err(EINVAL, "--term=%s: no such format%s (possible: %s)", name,
               names_hint(hint, sizeof hint, name, names, NFORMATS),
               names_join(list, sizeof list, names, NFORMATS));
}

static int add_kind(struct plot_args *a, const char *name)
{
    const struct plot_kind *kind = plot_kind_find(name);

    for (size_t i = 0; i < PLOT_KINDS; i++)
        if (plot_kind(i) == kind)
            a->options.skip[i] = false;
    return kind ? 0 : -EINVAL;
}

static int each(struct plot_args *a, const char *option, const char *list,
                int (*fn)(struct plot_args *a, const char *name))
{
    char copy[256];
    int rc = 0;

    if (!*list || strlen(list) >= sizeof copy)
        return err(EINVAL, "--%s=: a comma-separated list is needed", option);
    strcpy(copy, list);
    for (char *save, *name = strtok_r(copy, ",", &save); name && !rc;
         name = strtok_r(NULL, ",", &save))
        rc = fn(a, name);
    return rc;
}

static int on_only(struct plot_args *a, const char *list)
{
    for (size_t i = 0; i < PLOT_KINDS; i++)
        a->options.skip[i] = true;
    return each(a, "only", list, add_kind);
}

static int on_option(struct plot_args *a, int value, char **argv)
{
    switch (value) {
    case 'h':
        a->help = true;
        return 0;
    case 't':
        return each(a, "term", optarg, add_format);
    case 'k':
        return on_only(a, optarg);
    case 'o':
        a->options.out = optarg;
        return *optarg ? 0 : err(EINVAL, "-o: the name of a folder is needed");
    case ':':
        return err(EINVAL, "plot: option %s needs an argument", argv[optind - 1]);
    default:
        return err(EINVAL, "plot: unknown option %s (see `mmubench plot --help`)",
                   argv[optind - 1]);
    }
}

static int finish(struct plot_args *a)
{
    if (a->help)
        return 0;
    if (a->ndirs < 1)
        return err(EINVAL, "plot: a results folder is needed (see `mmubench plot --help`)");
    if (!a->formats[0])
        strcpy(a->formats, "svg png");
    if (strstr(a->formats, "dumb") && strcmp(a->formats, "dumb"))
        return err(EINVAL, "--term=: dumb goes to the terminal and stands alone");
    a->options.formats = a->formats;
    return 0;
}

static int parse(struct plot_args *a, int argc, char **argv)
{
    static const struct option longs[] = {
        {"help", no_argument, NULL, 'h'},
        {"term", required_argument, NULL, 't'},
        {"only", required_argument, NULL, 'k'},
        {"out", required_argument, NULL, 'o'},
        {NULL, 0, NULL, 0},
    };
    int value, rc = 0;

    optind = 0; /* GNU: start afresh, also when called twice */
    opterr = 0;
    while (!rc && (value = getopt_long(argc, argv, ":ho:", longs, NULL)) != -1)
        rc = on_option(a, value, argv);
    for (int i = optind; !rc && i < argc; i++) {
        if (a->ndirs == 2)
            rc = err(EINVAL, "plot: at most two results folders, not also %s", argv[i]);
        else
            a->dir[a->ndirs++] = argv[i];
    }
    return rc ? rc : finish(a);
}

static int draw(const struct store *s, const struct summary *sum, const struct plot_options *o)
{
    struct plot_result result[PLOT_KINDS];
    int rc = plot_draw(s, sum, o, result);

    plot_print(s, o, result);
    return rc;
}

static int plot_dirs(struct plot_args *a)
{
    bool is_text = !strcmp(a->formats, "dumb");
    struct results run[2] = {0};
    int n = 0;
    int rc = 0;

    while (n < a->ndirs && !(rc = open_run(&run[n], a->dir[n], is_text)))
        n++;
    if (!rc && n == 2) {
        a->options.with = &run[1].store;
        a->options.with_sum = &run[1].sum;
    }
    if (!rc)
        rc = draw(&run[0].store, &run[0].sum, &a->options);
    while (n-- > 0)
        results_close(&run[n]);
    return rc;
}

int cmd_plot(int argc, char **argv)
{
    struct plot_args a = {0};

    if (parse(&a, argc, argv))
        return cmd_fail(EXIT_CODE_USAGE);
    if (a.help)
        return help();
    return plot_dirs(&a) ? cmd_fail(EXIT_CODE_HOST) : EXIT_CODE_OK;
}
