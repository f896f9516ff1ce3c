/* SPDX-License-Identifier: Apache-2.0 */
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

static json_int_t tsc_khz(const struct store *s)
{
    int fd = openat(s->dirfd, "machine.json", O_RDONLY | O_CLOEXEC);
    json_t *machine = fd < 0 ? NULL : json_loadfd(fd, 0, NULL);
    json_int_t khz = json_integer_value(json_object_get(json_object_get(machine, "tsc"), "khz"));

    json_decref(machine);
    if (fd >= 0)
        close(fd);
    return khz;
}

/* A run that was killed has samples and no summary: it is made now. */
static int summary_of(struct summary *sum, const struct store *s)
{
    if (faccessat(s->dirfd, "summary.jsonl", F_OK, 0) == 0)
        return summary_read(sum, s);

    int rc = summary_build(sum, s, (uint64_t)tsc_khz(s));

    return rc ? rc : summary_write(sum, s, true);
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
    struct store store[2];
    struct summary sum[2] = {{0}};
    int n = 0;
    int rc = 0;

    while (!rc && n < a->ndirs) {
        rc = store_open(&store[n], a->dir[n]);
        if (!rc)
            rc = summary_of(&sum[n], &store[n]);
        n++;
    }
    if (!rc && n == 2) {
        a->options.with = &store[1];
        a->options.with_sum = &sum[1];
    }
    if (!rc)
        rc = draw(&store[0], &sum[0], &a->options);
    while (n-- > 0) {
        summary_free(&sum[n]);
        store_close(&store[n], false);
    }
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
