/* SPDX-License-Identifier: Apache-2.0 */
/* The mixed load over rates of edits and working sets, on two modes. */
#include "commands.h"
#include "common/err.h"
#include "crossover/sweep.h"
#include "exit_code.h"
#include "names.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int on_edits(struct crossover_grid *g, const char *text)
{
    return grid_edits(g, text);
}

static int on_sizes(struct crossover_grid *g, const char *text)
{
    return grid_bytes(g, text);
}

static int on_steps(struct crossover_grid *g, const char *text)
{
    return names_number(text, &g->steps) || g->steps > 20
               ? err(EINVAL, "--steps=%s: a whole number from 0 to 20 is needed", text)
               : 0;
}

static const struct option_def {
    const char *name, *argument, *help;
    int (*handle)(struct crossover_grid *g, const char *text);
} options[] = {
    {"--edits", "LIST", "page-table edits for each 1000 TLB misses, fractions allowed", on_edits},
    {"--sizes", "LIST", "working sets of the misses, as 64M; beyond the TLB's reach", on_sizes},
    {"--steps", "N", "points put near each crossing, at most (default: 4; 2 with --quick)",
     on_steps},
};
#define NOPTIONS (sizeof options / sizeof options[0])

/* The option, when argv[i] is one of ours, with its text: of the same word or of the next one. */
static const struct option_def *own_option(int argc, char **argv, int *i, const char **text)
{
    for (size_t k = 0; k < NOPTIONS; k++) {
        size_t n = strlen(options[k].name);

        if (strncmp(argv[*i], options[k].name, n))
            continue;
        *text = NULL;
        if (argv[*i][n] == '=')
            *text = argv[*i] + n + 1;
        else if (argv[*i][n])
            continue;
        else if (*i + 1 < argc)
            *text = argv[++*i];
        return &options[k];
    }
    return NULL;
}

/* Takes our options out of argv; what is left, *n words, is for args_run(). */
static int take_own(struct crossover_grid *g, int argc, char **argv, char **rest, int *n)
{
    *n = 0;
    for (int i = 0; i < argc; i++) {
        const char *text;
        const struct option_def *d = own_option(argc, argv, &i, &text);
        int rc = !d ? 0 : text ? d->handle(g, text) : err(EINVAL, "%s needs a list", d->name);

        if (rc)
            return rc;
        if (!d)
            rest[(*n)++] = argv[i];
    }
    rest[*n] = NULL;
    return 0;
}

/* A mode without page tables has neither misses nor edits to weigh. */
static int check_modes(const struct args_run *a)
{
    const char *names[MODES_MAX];
    char list[128];
    size_t n = 0;

    if (a->nmodes != 2)
        return err(EINVAL, "two modes are needed, as in --mmu=spt,ept (policies follow a colon)");
    for (size_t i = 0; i < modes_count(); i++)
        if (modes_translates(modes_at(i)))
            names[n++] = modes_name(modes_at(i));
    for (size_t i = 0; i < a->nmodes; i++)
        if (!modes_translates(a->mode[i]))
            return err(EINVAL,
                       "--mmu=%s: it translates nothing, so neither misses nor edits cost anything "
                       "there: compare two of %s",
                       modes_name(a->mode[i]), names_join(list, sizeof list, names, n));
    return 0;
}

/* What `run` has and a sweep has no use for. */
static int check_args(const struct args_run *a)
{
    static const char *const swept[] = {"edits", "misses", "bytes"};

    if (a->nwhat)
        return err(EINVAL, "\"%s\": the workload is always " CROSSOVER_WORKLOAD ": name none",
                   a->what[0]);
    if (a->counts || a->suite)
        return err(EINVAL, "--counts and --suite are for `mmubench run`");
    for (size_t s = 0; s < a->nset; s++)
        for (size_t i = 0; i < sizeof swept / sizeof swept[0]; i++)
            if (!strcmp(a->set[s].key, swept[i]))
                return err(EINVAL, "--set %s: that is what is swept: use --edits or --sizes",
                           swept[i]);
    return check_modes(a);
}

/* Our options, those of `run`, and what the two leave open. */
static int parse(struct launch *l, int argc, char **argv)
{
    struct sweep *sweep = l->ctx;
    const struct args_run *a = &l->args;
    int n = 0, rc;

    free(sweep->argv);
    sweep->grid = (struct crossover_grid){.steps = GRID_STEPS_DEFAULT};
    sweep->argv = calloc((size_t)argc + 1, sizeof *sweep->argv);
    rc = sweep->argv ? take_own(&sweep->grid, argc, argv, sweep->argv, &n)
                     : err(ENOMEM, "no memory for a command line");
    if (!rc)
        rc = args_run(&l->args, n, sweep->argv);
    if (rc || a->help)
        return rc;
    if (a->resume)
        return n == argc ? 0
                         : err(EINVAL,
                               "--resume=%s takes the grid from that folder: give neither "
                               "--edits nor --sizes nor --steps with it",
                               a->resume);
    rc = check_args(a);
    return rc ? rc : grid_defaults(&sweep->grid, a->quick);
}

static int report(struct launch *l, const struct summary *sum, bool interrupted)
{
    struct crossover c;
    int rc = sweep_build(&c, l, sum);

    if (rc)
        return rc;
    crossover_print(&c);
    rc = crossover_write(&c, &l->store, interrupted);
    crossover_free(&c);
    return rc || interrupted ? rc : launch_draw(l, sum);
}

static void help(void)
{
    puts("usage: mmubench crossover --mmu=A,B [options]\n"
         "\n"
         "Sweeps the workload `" CROSSOVER_WORKLOAD "` (page-table edits among TLB misses) on two\n"
         "modes, interleaved as by `mmubench run`, and finds for each working set the rate of "
         "edits\n"
         "at which one mode overtakes the other, with its 95% interval. Further points are put "
         "near\n"
         "each crossing, halfway on a logarithmic axis, until it is known to a tenth. Besides the\n"
         "files of a run the results folder gets crossover.json. A sweep that was cut short goes "
         "on\n"
         "with --resume=DIR.\n");
    for (size_t i = 0; i < NOPTIONS; i++) {
        char left[40];

        snprintf(left, sizeof left, "    %s=%s", options[i].name, options[i].argument);
        printf("  %-24s %s\n", left, options[i].help);
    }
    printf("                           default: --edits=%s --sizes=%s\n"
           "                           with --quick: --edits=%s --sizes=%s\n\n"
           "and those of `mmubench run`:\n",
           grid_default_edits(false), grid_default_bytes(false), grid_default_edits(true),
           grid_default_bytes(true));
    args_run_options();
}

int cmd_crossover(int argc, char **argv)
{
    static const struct launch_kind kind = {.command = "crossover",
                                            .plan = sweep_plan,
                                            .measure = sweep_measure,
                                            .report = report,
                                            .parse = parse,
                                            .grows = true};
    struct sweep sweep = {0};
    struct launch l = {.kind = &kind, .ctx = &sweep, .argc = argc, .argv = argv};
    int code = EXIT_CODE_OK;

    if (parse(&l, argc, argv))
        code = cmd_fail(EXIT_CODE_USAGE);
    else if (l.args.help)
        help();
    else
        code = launch(&l);
    free(sweep.argv);
    return code;
}
