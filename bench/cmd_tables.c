/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "common/err.h"
#include "exit_code.h"
#include "inspect/dot.h"
#include "inspect/runs.h"

#include <errno.h>
#include <stdio.h>

static const struct inspect_command command = {
    "tables", "[options] [WORKLOAD|IMAGE.elf]",
    "Runs the guest to a named point and lists its page tables there as ranges of pages of one "
    "size\n"
    "and the same rights. With --shadow also what the mode's own tables hold of each range, and\n"
    "how that differs: not filled yet, read-only until D is set or because it is a table. An own\n"
    "entry that allows what the guest forbids is a bug: exit code 7.\n",
    " cr3 shadow dot "};

static int show(void *ctx, const struct look *l)
{
    uint64_t *stale = ctx;
    struct runs runs = {0};

    if (l->options->dot)
        return dot_print(l);

    int rc = runs_collect(&runs, l);

    if (!rc && l->options->json) {
        json_t *o = runs_json(&runs, l);

        json_dumpf(o, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(o);
    } else if (!rc) {
        runs_print(&runs, l);
    }
    *stale = runs_stale(&runs);
    runs_free(&runs);
    return rc;
}

int cmd_tables(int argc, char **argv)
{
    struct inspect_options o;
    uint64_t stale = 0;
    int code = EXIT_CODE_OK;
    int rc = inspect_options(&o, &command, argc, argv);

    if (!rc && o.run.nmodes > 1)
        rc = err(EINVAL, "tables: one mode at a time: its name after --mmu=");
    if (rc)
        code = cmd_fail(EXIT_CODE_USAGE);
    else if (o.help)
        inspect_options_help(&command);
    else
        code = look_run(&o, show, &stale);
    inspect_options_free(&o);
    if (!code && stale) {
        fprintf(stderr, "mmubench: the shadow allows what the guest's tables forbid: a bug\n");
        code = EXIT_CODE_DIFFERENT;
    }
    return code;
}
