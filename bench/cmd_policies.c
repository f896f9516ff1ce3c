/* SPDX-License-Identifier: Apache-2.0 */
/* The policies of the shadow MMU beside each other: a run with modes and points of its own. */
#include "bench/data/table.h"
#include "bench/run/launch.h"
#include "commands.h"
#include "common/err.h"
#include "exit_code.h"

#include <errno.h>
#include <stdio.h>

/* The default first: the others are told as ratios to it. */
static const char *const policies[] = {
    "spt",           "spt:unsync=0",    "spt:prefetch=1", "spt:prefetch=8", "spt:prefetch=512",
    "spt:scatter=0", "spt:roots=2",     "spt:roots=4",    "spt:roots=16",   "spt:refill=0",
    "spt:remap=0",   "spt:interpret=0",
};
#define NPOLICIES (sizeof policies / sizeof policies[0])
_Static_assert(NPOLICIES <= MODES_MAX, "raise MODES_MAX");

/* Where they can matter. */
#define LINE(workload, settings)                 \
    {                                            \
        workload, settings, false, SUITE_RAM_MIB \
    }
static const struct suite_line lines[] = {
    LINE("pgfault", ""),
    LINE("hidden", ""),
    LINE("hidden", "order=1 frames=1"),
    LINE("ptemod", ""),
    LINE("movcr3", "spaces=2"),
    LINE("movcr3", "spaces=8 touch=16"),
    LINE("movcr3", "spaces=32 touch=16"),
    LINE("fork", ""),
};
#define NLINES (sizeof lines / sizeof lines[0])

static int add_policies(struct args_run *a)
{
    int rc = 0;

    for (size_t i = 0; i < NPOLICIES && !rc; i++)
        rc = modes_find(policies[i], &a->mode[a->nmodes++]);
    return rc;
}

static int add_lines(struct launch *l)
{
    int rc = 0;

    l->plan = (struct plan){.suite = "policies", .ram_mib = l->args.ram_mib};
    for (size_t i = 0; i < NLINES && !rc; i++) {
        const struct image *img = catalog_find(&l->catalog, lines[i].workload);

        rc = img ? plan_add(&l->plan, img, &lines[i], &l->args)
                 : err(ENOENT, "no image of the workload %s in %s", lines[i].workload,
                       l->catalog.dir);
    }
    if (!rc)
        rc = plan_check_keys(&l->plan, &l->args);
    if (rc)
        plan_free(&l->plan);
    return rc;
}

static int plan(struct launch *l)
{
    int rc = l->args.nmodes ? 0 : add_policies(&l->args);

    if (rc)
        return rc;
    return l->args.nwhat || l->args.suite ? plan_make(&l->plan, &l->catalog, &l->args)
                                          : add_lines(l);
}

static int measure(struct launch *l, struct session *s)
{
    (void)l;
    return session_run(s);
}

static int report(struct launch *l, const struct summary *sum, bool interrupted)
{
    struct table t = {.sum = sum, .nmodes = l->machine.modes.n, .width = table_width()};
    int rc;

    for (size_t m = 0; m < t.nmodes; m++)
        t.mode[m] = modes_name(l->machine.modes.mode[m]);
    rc = table_print_ratios(stdout, &t);
    return rc || interrupted ? rc : launch_draw(l, sum);
}

static void help(void)
{
    puts(
        "usage: mmubench policies [options] [WORKLOAD|IMAGE.elf ...]\n"
        "\n"
        "Measures the policies of the shadow MMU (`mmubench list` says what they mean) beside its\n"
        "defaults, in one run, and prints how many times as long as with the defaults each event\n"
        "takes. With --mmu=A,B,... these modes instead, the first one as the measure. Without a\n"
        "workload:");
    for (size_t i = 0; i < NLINES; i++)
        printf("  %s%s%s\n", lines[i].workload, *lines[i].settings ? " " : "", lines[i].settings);
    puts("and the policies:");
    for (size_t i = 0; i < NPOLICIES; i++)
        printf("  %s\n", policies[i]);
    puts("\nThe options are those of `mmubench run`:");
    args_run_options();
}

int cmd_policies(int argc, char **argv)
{
    static const struct launch_kind kind = {
        .command = "policies", .plan = plan, .measure = measure, .report = report};
    struct launch l = {.kind = &kind, .argc = argc, .argv = argv};

    if (args_run(&l.args, argc, argv))
        return cmd_fail(EXIT_CODE_USAGE);
    if (l.args.help) {
        help();
        return EXIT_CODE_OK;
    }
    if (l.args.counts) {
        fputs("mmubench: --counts has no times to compare: it is for `mmubench run`\n", stderr);
        return EXIT_CODE_USAGE;
    }
    return launch(&l);
}
