/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/data/table.h"
#include "bench/run/launch.h"
#include "commands.h"
#include "exit_code.h"

#include <stdio.h>
#include <string.h>

static int plan(struct launch *l)
{
    return plan_make(&l->plan, &l->catalog, &l->args);
}

static int measure(struct launch *l, struct session *s)
{
    (void)l;
    return session_run(s);
}

/* What the harness adds: of `null`, which measures a loop with nothing in it. */
static void print_harness(const struct summary *sum)
{
    for (size_t i = 0; i < sum->n; i++) {
        const struct summary_row *r = &sum->row[i];

        if (strcmp(r->mmu, "null") || !r->s.n)
            continue;
        printf(
            "null: the harness costs %.1f %s a sample (the TSC read twice with nothing between), "
            "shared\nby the operations of the sample; an exit to the runner, as told above, is "
            "outside of samples\n\n",
            r->s.median, r->unit);
        return;
    }
}

static int report(struct launch *l, const struct summary *sum, bool interrupted)
{
    struct table t = {.sum = sum, .nmodes = l->machine.modes.n, .width = table_width()};
    int rc;

    for (size_t m = 0; m < t.nmodes; m++)
        t.mode[m] = modes_name(l->machine.modes.mode[m]);
    if (l->args.counts) {
        table_print_counters(stdout, &t);
        return 0;
    }
    rc = table_print(stdout, &t);
    print_harness(sum);
    return rc || interrupted ? rc : launch_draw(l, sum);
}

int cmd_run(int argc, char **argv)
{
    static const struct launch_kind run = {
        .command = "run", .plan = plan, .measure = measure, .report = report};
    struct launch l = {.kind = &run, .argc = argc, .argv = argv};

    if (args_run(&l.args, argc, argv))
        return cmd_fail(EXIT_CODE_USAGE);
    if (l.args.help) {
        args_run_help();
        return EXIT_CODE_OK;
    }
    return launch(&l);
}
