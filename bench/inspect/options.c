/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include "bench/names.h"
#include "common/err.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_WORKLOAD "chase"
#define DEFAULT_STOP     "section_begin"

static int on_gva(struct inspect_options *o, const char *text)
{
    o->gva = text;
    return 0;
}

static int on_cr3(struct inspect_options *o, const char *text)
{
    o->has_cr3 = true;
    return names_number(text, &o->cr3.v)
               ? err(EINVAL, "--cr3=%s: the guest-physical address of a PML4 is needed", text)
               : 0;
}

static int on_stop_at(struct inspect_options *o, const char *text)
{
    return run_stop_parse(&o->stop, text);
}

static int on_shadow(struct inspect_options *o, const char *text)
{
    (void)text;
    o->shadow = true;
    return 0;
}

static int on_dot(struct inspect_options *o, const char *text)
{
    (void)text;
    o->dot = true;
    return 0;
}

static int on_json(struct inspect_options *o, const char *text)
{
    (void)text;
    o->json = true;
    return 0;
}

static int on_help(struct inspect_options *o, const char *text)
{
    (void)text;
    o->help = true;
    return 0;
}

/* `handle` NULL: an option of `run`, which reads it. `apart`: not for every command. */
static const struct {
    const char *name;
    char letter;
    bool apart;
    const char *argument;
    int (*handle)(struct inspect_options *o, const char *text);
    const char *help;
} defs[] = {
    {"gva", 0, true, "ADDR", on_gva,
     "guest-virtual address, or rip, rsp or cr2 of the stopped guest"},
    {"cr3", 0, false, "ADDR", on_cr3,
     "another address space: the guest-physical address of its PML4"},
    {"shadow", 0, true, NULL, on_shadow, "the backend's own tables beside the guest's"},
    {"stop-at", 0, false, "POINT", on_stop_at,
     RUN_STOP_SYNTAX " (default: " DEFAULT_STOP ", the first measured section)"},
    {"json", 0, false, NULL, on_json, "for programs"},
    {"dot", 0, true, NULL, on_dot, "a picture of the tree: pipe it into `dot -Tsvg`"},
    {"mmu", 'm', false, "MODE", NULL,
     "spt, ept or kvm-spt; translate takes several and compares them"},
    {"set", 's', false, "KEY=VALUE", NULL, "a parameter of the workload"},
    {"quick", 'q', false, NULL, NULL, "its quick parameters"},
    {"ram", 0, false, "MiB", NULL, "guest RAM"},
    {"backing", 'b', false, "KIND", NULL, "host pages of guest RAM: 4k, thp, 2m, 1g"},
    {"samples", 0, false, "N", NULL, "samples of each metric, for a stop point late in the run"},
    {"timeout", 0, false, "S", NULL, "seconds after which the run is given up"},
    {"guests", 'g', false, "DIR", NULL, "folder of the guest images"},
    {"trace", 't', false, "LIST", NULL, "trace categories to stderr"},
    {"no-check", 0, false, NULL, NULL, "run an image that has instructions which do not trap"},
    {"help", 'h', false, NULL, on_help, "this text"},
};
#define NDEFS     (sizeof defs / sizeof defs[0])
#define LONG_BASE 256

static bool takes(const struct inspect_command *c, size_t i)
{
    char word[32];

    snprintf(word, sizeof word, " %s ", defs[i].name);
    return !defs[i].apart || strstr(c->options, word);
}

static int pass_on(struct inspect_options *o, size_t i, const char *text)
{
    if (o->argc == INSPECT_OPTIONS_MAX)
        return err(EINVAL, "more than %d options", INSPECT_OPTIONS_MAX);
    if (asprintf(&o->argv[o->argc], "--%s%s%s", defs[i].name, text ? "=" : "", text ? text : "") <
        0)
        return err(ENOMEM, "no memory for options");
    o->argc++;
    return 0;
}

static size_t def_of(int value)
{
    if (value >= LONG_BASE)
        return (size_t)(value - LONG_BASE);
    for (size_t i = 0; i < NDEFS; i++)
        if (defs[i].letter && defs[i].letter == value)
            return i;
    return NDEFS;
}

static int unknown_option(const struct inspect_command *c, const char *given)
{
    const char *names[NDEFS];
    size_t n = 0;
    char hint[64], bare[64];

    for (size_t i = 0; i < NDEFS; i++)
        if (takes(c, i))
            names[n++] = defs[i].name;
    snprintf(bare, sizeof bare, "%.*s", (int)strcspn(given, "="), given);
    return err(EINVAL, "unknown option %s%s (see `mmubench %s --help`)", bare,
               names_hint(hint, sizeof hint, bare + strspn(bare, "-"), names, n), c->name);
}

static void make_getopt(struct option longs[NDEFS + 1], char *letters)
{
    *letters++ = ':';
    for (size_t i = 0; i < NDEFS; i++) {
        int has = defs[i].argument ? required_argument : no_argument;

        longs[i] = (struct option){defs[i].name, has, NULL, LONG_BASE + (int)i};
        if (!defs[i].letter)
            continue;
        *letters++ = defs[i].letter;
        if (has == required_argument)
            *letters++ = ':';
    }
    longs[NDEFS] = (struct option){0};
    *letters = '\0';
}

/* Ours are read here, those of `run` by its parser. */
static int read_options(struct inspect_options *o, const struct inspect_command *c, int argc,
                        char **argv)
{
    struct option longs[NDEFS + 1];
    char letters[2 * NDEFS + 2];
    int value, rc = 0;

    make_getopt(longs, letters);
    optind = 0;
    opterr = 0;
    while (!rc && (value = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
        size_t i = def_of(value);

        if (value == ':')
            return err(EINVAL, "option %s needs an argument", argv[optind - 1]);
        if (i == NDEFS || !takes(c, i))
            return unknown_option(c, argv[optind - 1]);
        rc = defs[i].handle ? defs[i].handle(o, optarg) : pass_on(o, i, optarg);
    }
    if (!rc && argc - optind > 1)
        rc = err(EINVAL, "%s looks at one workload at a time, not at %d", c->name, argc - optind);
    if (argc > optind)
        o->what = argv[optind];
    return rc;
}

int inspect_options(struct inspect_options *o, const struct inspect_command *c, int argc,
                    char **argv)
{
    *o = (struct inspect_options){.what = DEFAULT_WORKLOAD};
    o->argv[o->argc++] = strdup(c->name);

    int rc = run_stop_parse(&o->stop, DEFAULT_STOP);

    if (!rc)
        rc = read_options(o, c, argc, argv);
    if (!rc && o->json && o->dot)
        rc = err(EINVAL, "--json and --dot are two forms of the same: choose one");
    return rc ? rc : args_run(&o->run, o->argc, o->argv);
}

void inspect_options_free(struct inspect_options *o)
{
    for (int i = 0; i < o->argc; i++)
        free(o->argv[i]);
    o->argc = 0;
}

void inspect_options_help(const struct inspect_command *c)
{
    printf("usage: mmubench %s %s\n\n%s\n", c->name, c->usage, c->about);
    for (size_t i = 0; i < NDEFS; i++) {
        char left[40], letter[5] = "    ";

        if (!takes(c, i))
            continue;
        if (defs[i].letter)
            snprintf(letter, sizeof letter, "-%c, ", defs[i].letter);
        snprintf(left, sizeof left, "%s--%s%s%s", letter, defs[i].name, defs[i].argument ? "=" : "",
                 defs[i].argument ? defs[i].argument : "");
        printf("  %-24s %s\n", left, defs[i].help);
    }
    puts("\nWithout a workload, " DEFAULT_WORKLOAD " is run. Numbers take 0x, K, M and G.");
}
