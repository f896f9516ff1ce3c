/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "common/err.h"
#include "exit_code.h"
#include "inspect/translation.h"
#include "names.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct inspect_command command = {
    "translate", "--gva=ADDR [options] [WORKLOAD|IMAGE.elf]",
    "Runs the guest to a named point and follows one address from there: each level of the "
    "guest's\n"
    "tables, the memory slot, the byte of the memfd, the frame of the host, and what the mode's\n"
    "own tables have for it. With several modes, each runs over the same frames of the same memfd\n"
    "and the answers are compared (exit code 7 when they differ). `mmubench tables` lists what is\n"
    "mapped.\n",
    " gva cr3 "};

/* What the modes said so far. */
struct answers {
    unsigned n;
    bool differ;
    struct translation first;
    json_t *all;
};

static int find_gva(struct gva *a, const struct look *l)
{
    const struct vcpu_state *s = l->at->state;
    const struct {
        const char *name;
        uint64_t value;
    } reg[] = {{"rip", s->rip}, {"rsp", s->gpr[RSP]}, {"cr2", s->cr2}};
    const char *text = l->options->gva;

    for (size_t i = 0; i < sizeof reg / sizeof reg[0]; i++)
        if (!strcmp(text, reg[i].name)) {
            *a = gva(reg[i].value);
            return 0;
        }
    return names_number(text, &a->v)
               ? err(EINVAL, "--gva=%s: an address is needed, as 0x100000000000, or rip, rsp, cr2",
                     text)
               : 0;
}

static int show(void *ctx, const struct look *l)
{
    struct answers *a = ctx;
    struct translation t;
    struct gva at;
    int rc = find_gva(&at, l);

    if (!rc)
        rc = translation_make(&t, l, at);
    if (rc)
        return rc;
    if (l->options->json) {
        json_array_append_new(a->all, translation_json(&t, l));
    } else {
        if (a->n)
            putchar('\n');
        translation_print(&t, l);
    }
    if (!a->n++)
        a->first = t;
    else
        a->differ = a->differ || !translation_same(&a->first, &t);
    return 0;
}

static void finish(const struct answers *a, const struct inspect_options *o)
{
    if (o->json) {
        json_t *all = json_pack("{s:b, s:O}", "agree", !a->differ, "translations", a->all);

        json_dumpf(all, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(all);
    } else if (a->n > 1) {
        printf("\n%u modes %s\n", a->n,
               a->differ ? "DIFFER in what they say of this address"
                         : "agree: the same GPA, the same byte of the memfd, the same frame");
    }
}

static int run(const struct inspect_options *o)
{
    struct answers a = {.all = json_array()};
    int code = look_run(o, show, &a);

    if (!code)
        finish(&a, o);
    json_decref(a.all);
    return !code && a.differ ? EXIT_CODE_DIFFERENT : code;
}

int cmd_translate(int argc, char **argv)
{
    struct inspect_options o;
    int code = EXIT_CODE_OK;
    int rc = inspect_options(&o, &command, argc, argv);

    if (!rc && !o.help && !o.gva)
        rc = err(EINVAL, "translate: which address? --gva=ADDR, or --gva=rip (`mmubench tables` "
                         "lists what is mapped)");
    if (rc)
        code = cmd_fail(EXIT_CODE_USAGE);
    else if (o.help)
        inspect_options_help(&command);
    else
        code = run(&o);
    inspect_options_free(&o);
    return code;
}
