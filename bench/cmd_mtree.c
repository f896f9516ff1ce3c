/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "common/err.h"
#include "exit_code.h"
#include "inspect/look.h"
#include "inspect/mtree.h"

#include <errno.h>
#include <stdio.h>

static const struct inspect_command command = {
    "mtree", "[options] [WORKLOAD|IMAGE.elf]",
    "Runs the guest to a named point and shows its guest-physical memory there: the tree of "
    "regions,\n"
    "the flat view of it that the guest sees, and the memory slots that the backend got.\n",
    ""};

static int show(void *ctx, const struct look *l)
{
    json_t *o;

    (void)ctx;
    if (!l->options->json) {
        look_print(l);
        mtree_print(l->at->memory);
        return 0;
    }
    o = look_json(l);
    json_object_update_new(o, mtree_json(l->at->memory));
    json_dumpf(o, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(o);
    return 0;
}

int cmd_mtree(int argc, char **argv)
{
    struct inspect_options o;
    int code = EXIT_CODE_OK;
    int rc = inspect_options(&o, &command, argc, argv);

    if (!rc && o.run.nmodes > 1)
        rc = err(EINVAL, "mtree: one mode at a time: its name after --mmu=");
    if (rc)
        code = cmd_fail(EXIT_CODE_USAGE);
    else if (o.help)
        inspect_options_help(&command);
    else
        code = look_run(&o, show, NULL);
    inspect_options_free(&o);
    return code;
}
