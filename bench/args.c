/* SPDX-License-Identifier: Apache-2.0 */
#include "args.h"

#include "common/err.h"
#include "common/trace.h"
#include "names.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int set_number(uint64_t *out, const char *option, const char *text, uint64_t min,
                      uint64_t max)
{
    uint64_t v = 0;

    if (names_number(text, &v) || v < min || v > max)
        return err(EINVAL, "--%s=%s: a whole number from %" PRIu64 " to %" PRIu64 " is needed",
                   option, text, min, max);
    *out = v;
    return 0;
}

static int add_mode(struct args_run *a, const char *name)
{
    const struct mode *m;
    int rc = modes_find(name, &m);

    if (rc)
        return rc;
    for (size_t i = 0; i < a->nmodes; i++)
        if (a->mode[i] == m)
            return 0;
    if (a->nmodes == MODES_MAX)
        return err(EINVAL, "--mmu=: at most %u modes in one run", MODES_MAX);
    a->mode[a->nmodes++] = m;
    return 0;
}

static int on_mmu(struct args_run *a, const char *text)
{
    char copy[1024];
    int rc = 0;

    if (strlen(text) >= sizeof copy || !*text)
        return err(EINVAL, "--mmu=: a comma-separated list of modes is needed");
    strcpy(copy, text);
    for (char *save, *name = strtok_r(copy, ",", &save); name && !rc;
         name = strtok_r(NULL, ",", &save))
        rc = add_mode(a, name);
    return rc;
}

static int on_set(struct args_run *a, const char *text)
{
    const char *eq = strchr(text, '=');
    size_t len = eq ? (size_t)(eq - text) : 0;
    struct args_set *s = &a->set[a->nset];

    if (len == 0 || len >= sizeof s->key)
        return err(EINVAL, "--set %s: key=value is needed, as in --set size=64K", text);
    if (a->nset == ARGS_MAX_SET)
        return err(EINVAL, "--set: more than %u settings", ARGS_MAX_SET);
    memcpy(s->key, text, len);
    s->key[len] = '\0';
    if (names_number(eq + 1, &s->value))
        return err(EINVAL, "--set %s: the value is a whole number, with K, M or G if you like",
                   text);
    a->nset++;
    return 0;
}

static int on_backing(struct args_run *a, const char *text)
{
    static const enum ram_backing all[] = {RAM_4K, RAM_THP, RAM_2M, RAM_1G};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (!strcmp(text, ram_backing_name(all[i]))) {
            a->backing = all[i];
            return 0;
        }
    return err(EINVAL, "--backing=%s: unknown (possible: 4k, thp, 2m, 1g)", text);
}

/* The suite `quick` is quick in all, not in its points alone. */
static int on_suite(struct args_run *a, const char *text)
{
    int rc = suite_find(text, &a->suite);

    if (!rc && a->suite->quick)
        a->quick = true;
    return rc;
}

static int on_trace(struct args_run *a, const char *text)
{
    (void)a;
    return trace_parse(text);
}

static int on_cpu(struct args_run *a, const char *text)
{
    uint64_t v = 0;
    int rc = set_number(&v, "cpu", text, 0, 65535);

    a->cpu = (int)v;
    return rc;
}

static int on_out(struct args_run *a, const char *text)
{
    a->out = text;
    return *text ? 0 : err(EINVAL, "-o: the name of a folder is needed");
}

static int on_bind(struct args_run *a, const char *text)
{
    a->bind = text;
    return 0;
}

static int on_resume(struct args_run *a, const char *text)
{
    a->resume = text;
    return *text ? 0 : err(EINVAL, "--resume=: the results folder of a run is needed");
}

static int on_guests(struct args_run *a, const char *text)
{
    a->guests = text;
    return 0;
}

enum kind { FLAG, NUMBER, TEXT };

struct option_def {
    const char *name;
    char letter; /* 0: long only */
    enum kind kind;
    const char *argument;
    size_t member;     /* offset in struct args_run, for FLAG and NUMBER */
    uint64_t min, max; /* for NUMBER */
    int (*handle)(struct args_run *a, const char *text); /* for TEXT */
    const char *help;
};

#define AT(member) offsetof(struct args_run, member)
#define NUM(name, member, argument, min, max, help)                 \
    {                                                               \
        name, 0, NUMBER, argument, AT(member), min, max, NULL, help \
    }
#define BOOL(name, letter, member, help)                       \
    {                                                          \
        name, letter, FLAG, NULL, AT(member), 0, 0, NULL, help \
    }
#define OPT(name, letter, argument, handle, help)           \
    {                                                       \
        name, letter, TEXT, argument, 0, 0, 0, handle, help \
    }

/* One line per option: getopt's table, the help text and the parser all come from here. */
static const struct option_def defs[] = {
    OPT("mmu", 'm', "LIST", on_mmu,
        "modes, comma-separated (default: all available ones); policies follow a colon: "
        "spt:prefetch=1"),
    OPT("suite", 0, "NAME", on_suite, "points to measure (default: full; listed below)"),
    BOOL("quick", 'q', quick,
         "fewer repetitions, samples and pages, and without --suite fewer points: about a minute"),
    OPT("out", 'o', "DIR", on_out, "results folder (default: results/local-<date>-<time>)"),
    OPT("set", 's', "KEY=VALUE", on_set, "set a workload's parameter (see `mmubench list`)"),
    OPT("resume", 0, "DIR", on_resume, "go on with the run of that folder that was cut short"),
    NUM("repeat", repeat, "N", 1, 10000, "repetitions: every point in every mode, each afresh"),
    NUM("samples", samples, "N", 1, 1000000, "samples of each metric in one run of a guest"),
    NUM("sample-us", sample_us, "US", 1, 10000000, "length to aim at for a sample, microseconds"),
    NUM("ram", ram_mib, "MiB", 4, 1048576, "guest RAM, even (default: what the suite needs)"),
    OPT("cpu", 'c', "N", on_cpu, "host CPU of the vCPU (default: on the last core, by hwloc)"),
    OPT("bind", 0, "LIST", on_bind,
        "where vCPU and guest RAM go, in hwloc's words: core:1 or l3:0.core:0,numa:1"),
    NUM("timeout", timeout_s, "S", 1, 86400, "seconds after which one run of a guest is ended"),
    BOOL("timing", 0, timing, "account cycles inside the monitor (a few ns per event)"),
    OPT("trace", 't', "LIST", on_trace, "trace categories to stderr, or `all` (listed below)"),
    OPT("backing", 'b', "KIND", on_backing, "host pages of guest RAM: 4k, thp, 2m, 1g"),
    BOOL("cold", 0, cold, "give guest RAM back to the host before every run"),
    NUM("seed", seed, "N", 0, UINT64_MAX, "of the random order of modes (default: the time)"),
    OPT("guests", 'g', "DIR", on_guests, "folder of the guest images"),
    BOOL("no-check", 0, no_check, "run images that have instructions which do not trap"),
    BOOL("allow-kvm-reload", 0, allow_kvm_reload,
         "let root's run reload the KVM module for a mode, and put it back"),
    BOOL("counts", 0, counts, "fixed iterations, counters only: no times are kept"),
    BOOL("help", 'h', help, "this text"),
};
#define NDEFS     (sizeof defs / sizeof defs[0])
#define LONG_BASE 256 /* getopt value of defs[i] is LONG_BASE + i */

static void make_getopt(struct option longs[NDEFS + 1], char *letters)
{
    *letters++ = ':'; /* tell a missing argument from an unknown option */
    for (size_t i = 0; i < NDEFS; i++) {
        int has = defs[i].kind == FLAG ? no_argument : required_argument;

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

static const struct option_def *def_of(int value)
{
    if (value >= LONG_BASE)
        return &defs[value - LONG_BASE];
    for (size_t i = 0; i < NDEFS; i++)
        if (defs[i].letter && defs[i].letter == value)
            return &defs[i];
    return NULL;
}

static int apply(struct args_run *a, const struct option_def *d, const char *text)
{
    void *member = (char *)a + d->member;

    switch (d->kind) {
    case FLAG:
        *(bool *)member = true;
        return 0;
    case NUMBER:
        return set_number(member, d->name, text, d->min, d->max);
    case TEXT:
        return d->handle(a, text);
    }
    return 0;
}

static int unknown_option(const char *command, const char *given)
{
    const char *names[NDEFS];
    char hint[64];
    char bare[64];

    for (size_t i = 0; i < NDEFS; i++)
        names[i] = defs[i].name;
    snprintf(bare, sizeof bare, "%.*s", (int)strcspn(given, "="), given);
    return err(EINVAL, "unknown option %s%s (see `mmubench %s --help`)", bare,
               names_hint(hint, sizeof hint, bare + strspn(bare, "-"), names, NDEFS), command);
}

static void defaults(struct args_run *a)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    *a = (struct args_run){
        .cpu = -1,
        .timeout_s = 60,
        .seed = (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec,
    };
}

/* What --quick changes, where the user said nothing. */
static int finish(struct args_run *a)
{
    if (a->bind && a->cpu >= 0)
        return err(EINVAL, "--cpu and --bind both say where the vCPU goes: give one of them");
    if (!a->repeat)
        a->repeat = a->quick ? 5 : 10;
    if (!a->samples)
        a->samples = a->quick ? 20 : 50;
    if (!a->sample_us)
        a->sample_us = a->quick ? 500 : 1000;
    if (a->ram_mib % 2)
        return err(EINVAL, "--ram=%" PRIu64 ": an even number of MiB is needed", a->ram_mib);
    return 0;
}

int args_run(struct args_run *a, int argc, char **argv)
{
    struct option longs[NDEFS + 1];
    char letters[2 * NDEFS + 2];
    unsigned given = 0;
    int value;

    defaults(a);
    make_getopt(longs, letters);
    optind = 0; /* GNU: start afresh, also when called twice */
    opterr = 0;
    while ((value = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
        const struct option_def *d = def_of(value);

        if (value == ':')
            return err(EINVAL, "option %s needs an argument", argv[optind - 1]);
        if (!d)
            return unknown_option(argv[0], argv[optind - 1]);

        int rc = apply(a, d, optarg);

        if (rc)
            return rc;
        given++;
    }
    a->what = argv + optind;
    a->nwhat = (size_t)(argc - optind);
    if (a->resume && (given > 1 || a->nwhat))
        return err(EINVAL,
                   "--resume=%s takes everything from that folder: give no other option "
                   "and no workload with it",
                   a->resume);
    return finish(a);
}

static void print_option(const struct option_def *d)
{
    char left[40];
    char letter[5] = "    ";

    if (d->letter)
        snprintf(letter, sizeof letter, "-%c, ", d->letter);
    snprintf(left, sizeof left, "%s--%s%s%s", letter, d->name, d->argument ? "=" : "",
             d->argument ? d->argument : "");
    printf("  %-24s %s\n", left, d->help);
}

void args_run_options(void)
{
    for (size_t i = 0; i < NDEFS; i++)
        print_option(&defs[i]);
}

void args_run_help(void)
{
    puts("usage: mmubench run [options] [WORKLOAD|IMAGE.elf ...]\n"
         "\n"
         "Runs guest images in each mode, stores every sample, prints a table and draws plots.\n"
         "Without a workload the whole suite runs. A workload is a name or a pattern, with "
         "settings\n"
         "that choose among the suite's points if you like: chase, 'pte*', 'chase page=2M\n"
         "bytes=*M', 'page=1G'. An image is named by a path that has a `/` or ends in .elf.\n"
         "Numbers take K, M and G (powers of 1024).\n");
    args_run_options();
    puts("\nmodes:");
    for (size_t i = 0; i < modes_count(); i++)
        printf("  %-24s %s%s\n", modes_name(modes_at(i)), modes_summary(modes_at(i)),
               modes_by_default(modes_at(i)) ? "" : " (only when asked for)");
    puts("\nsuites:");
    for (size_t i = 0; i < suite_count(); i++)
        printf("  %-24s %s\n", suite_at(i)->name, suite_at(i)->summary);
    puts("\ntrace categories:");
    for (size_t i = 0; i < TRACE_COUNT; i++)
        printf("  %-24s %s\n", trace_name(i), trace_help(i));
}
