/* SPDX-License-Identifier: Apache-2.0 */
/* The mixed load over rates of edits and working sets, on two modes. */
#include "bench/host/tlb.h"
#include "bench/run/launch.h"
#include "commands.h"
#include "common/err.h"
#include "crossover/crossover.h"
#include "crossover/rate.h"
#include "exit_code.h"
#include "names.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Guest RAM beside the working set: image, page tables, pages that are edited; MiB. */
#define RAM_BESIDE 128u

struct sweep {
    struct crossover_grid grid;
    struct plan refined; /* the points of the present round, after the first */
};

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

/* What `run` has and a sweep has no use for. */
static int check_args(const struct args_run *a)
{
    static const char *const swept[] = {"edits", "misses", "bytes"};

    if (a->nmodes != 2)
        return err(EINVAL, "two modes are needed, as in --mmu=spt,ept (policies follow a colon)");
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
    return 0;
}

static int add_point(struct plan *p, const struct launch *l, uint64_t bytes, double edits)
{
    const struct image *img = catalog_find(&l->catalog, CROSSOVER_WORKLOAD);
    struct rate r = rate_of(edits);
    char settings[120];
    struct suite_line line = {.settings = settings,
                              .ram_mib = (unsigned)(bytes >> 20) / 2 * 2 + RAM_BESIDE};

    snprintf(settings, sizeof settings, "bytes=%" PRIu64 " edits=%" PRIu64 " misses=%" PRIu64,
             bytes, r.edits, r.misses);
    return img ? plan_add(p, img, &line, &l->args)
               : err(ENOENT, "no image of the workload " CROSSOVER_WORKLOAD " in %s",
                     l->catalog.dir);
}

static int plan_grid(struct launch *l)
{
    const struct sweep *sweep = l->ctx;
    const struct crossover_grid *g = &sweep->grid;
    int rc = 0;

    l->plan = (struct plan){.suite = "", .ram_mib = l->args.ram_mib};
    for (size_t b = 0; b < g->nbytes; b++)
        for (size_t e = 0; e < g->nedits && !rc; e++)
            rc = add_point(&l->plan, l, g->bytes[b], g->edits[e]);
    if (!rc)
        rc = plan_check_keys(&l->plan, &l->args);
    if (rc)
        plan_free(&l->plan);
    return rc;
}

static int build(struct crossover *c, const struct launch *l, const struct summary *sum)
{
    const struct sweep *sweep = l->ctx;
    const char *const mode[2] = {modes_name(l->machine.modes.mode[0]),
                                 modes_name(l->machine.modes.mode[1])};

    return crossover_build(c, sum, mode, &sweep->grid);
}

/* The points of the next round, one for each working set whose crossing is not known well enough.
 */
static int plan_next(struct launch *l)
{
    struct sweep *sweep = l->ctx;
    struct summary sum = {0};
    struct crossover c;
    double edits;
    int rc = summary_build(&sum, &l->store, l->machine.tsc.khz);

    plan_free(&sweep->refined);
    sweep->refined = (struct plan){.suite = "", .ram_mib = l->plan.ram_mib};
    if (rc)
        return rc;
    rc = build(&c, l, &sum);
    for (size_t i = 0; !rc && i < c.n; i++)
        if (crossover_next(&c, &c.size[i], &edits))
            rc = add_point(&sweep->refined, l, c.size[i].bytes, edits);
    crossover_free(&c);
    summary_free(&sum);
    return rc;
}

/* Loads of a working set within the reach of the second-level TLB are no misses. */
static void warn_of_reach(const struct launch *l)
{
    const struct sweep *sweep = l->ctx;
    const struct point *p = &l->plan.point[0];
    int page = catalog_param(p->image, "page");
    json_t *tlb = tlb_json(NULL);
    uint64_t reach = page < 0 ? 0 : tlb_reach(tlb, 2, p->param[page]);
    char size[24];

    if (sweep->grid.bytes[0] <= reach)
        fprintf(stderr,
                "mmubench: warning: working sets up to %s are within the TLB's reach: their loads "
                "are no TLB misses (--sizes)\n",
                names_size(size, sizeof size, reach));
    json_decref(tlb);
}

static int measure(struct launch *l, struct session *s)
{
    struct sweep *sweep = l->ctx;
    int rc;

    warn_of_reach(l);
    rc = session_run(s);

    for (uint64_t round = 1; !rc && round <= sweep->grid.steps; round++) {
        rc = plan_next(l);
        if (rc || !sweep->refined.n)
            break;
        fprintf(stderr,
                "mmubench: step %" PRIu64 " of at most %" PRIu64
                " towards the crossing of %zu working sets\n",
                round, sweep->grid.steps, sweep->refined.n);
        rc = session_next(s, &sweep->refined);
        if (!rc)
            rc = session_run(s);
    }
    return rc;
}

static int report(struct launch *l, const struct summary *sum, bool interrupted)
{
    struct crossover c;
    int rc = build(&c, l, sum);

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
         "files of a run the results folder gets crossover.json.\n");
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
    static const struct launch_kind kind = {"crossover", plan_grid, measure, report, false};
    struct sweep sweep = {.grid.steps = GRID_STEPS_DEFAULT};
    struct launch l = {.kind = &kind, .ctx = &sweep, .argc = argc, .argv = argv};
    char **rest = calloc((size_t)argc + 1, sizeof *rest);
    int n, code;

    if (!rest || take_own(&sweep.grid, argc, argv, rest, &n) || args_run(&l.args, n, rest)) {
        free(rest);
        return cmd_fail(EXIT_CODE_USAGE);
    }
    if (l.args.help) {
        help();
        code = EXIT_CODE_OK;
    } else if ((!l.args.resume && check_args(&l.args)) ||
               grid_defaults(&sweep.grid, l.args.quick)) {
        code = cmd_fail(EXIT_CODE_USAGE);
    } else {
        code = launch(&l);
    }
    plan_free(&sweep.refined);
    free(rest);
    return code;
}
