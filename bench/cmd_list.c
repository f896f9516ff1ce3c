/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/data/columns.h"
#include "bench/run/catalog.h"
#include "bench/run/suite.h"
#include "commands.h"
#include "common/counters.h"
#include "common/err.h"
#include "exit_code.h"
#include "modes.h"
#include "names.h"

#include <stdio.h>
#include <string.h>

static void print_param(const struct guest_param *p)
{
    char value[24], min[24], max[24], quick[24];

    printf("    %-10s %s (%s; %s to %s; quick %s)\n", p->name, p->help,
           names_size(value, sizeof value, p->value), names_size(min, sizeof min, p->min),
           names_size(max, sizeof max, p->max), names_size(quick, sizeof quick, p->quick));
}

static void print_workload(const struct guest_desc *d)
{
    printf("%s: %s\n", d->name, d->summary);
    if (d->nparams)
        puts("  parameters (default; bounds)");
    for (uint32_t i = 0; i < d->nparams; i++)
        print_param(&d->param[i]);
    if (d->nmetrics)
        puts("  metrics");
    for (uint32_t i = 0; i < d->nmetrics; i++)
        printf("    %-10s %s\n", d->metric[i].name, d->metric[i].help);
}

static void print_suite(const struct suite *s)
{
    const struct suite_line *line;

    printf("%s: %s\n", s->name, s->summary);
    for (size_t i = 0; (line = suite_next(s, &i));)
        printf("    %s%s%s%s\n", line->workload, line->settings[0] ? " " : "", line->settings,
               line->cold ? " ram=cold" : "");
}

/* The policies of a mode, each on a line of its own below it. */
static void print_policies(const char *text)
{
    for (size_t n; text && *text; text += n + (text[n] == '\n')) {
        n = strcspn(text, "\n");
        printf("    %.*s\n", (int)n, text);
    }
}

static void print_mode(const struct mode *m)
{
    printf("%-8s %s\n", modes_name(m), modes_summary(m));
    if (modes_policies(m)) {
        printf("  policies, as in --mmu=%s:NAME=VALUE\n", modes_name(m));
        print_policies(modes_policies(m));
    }
}

static void print_all(const struct catalog *c)
{
    printf("workloads (%s)\n\n", c->dir);
    for (size_t i = 0; i < c->nfound; i++) {
        print_workload(&c->image[i]->desc);
        putchar('\n');
    }
    puts("modes\n");
    for (size_t i = 0; i < modes_count(); i++)
        print_mode(modes_at(i));
    puts("\nsuites\n");
    for (size_t i = 0; i < suite_count(); i++)
        print_suite(suite_at(i));
}

static void print_counters(void)
{
    struct columns c = {.f = stdout};
    int width = 0;

    for (enum counter i = 0; i < CTR_COUNT; i++)
        columns_widen(&width, counter_name(i));
    for (enum counter i = 0; i < CTR_COUNT; i++) {
        columns_left(&c, counter_name(i), width + 2);
        columns_left(&c, counter_help(i), 0);
        columns_end(&c);
    }
}

static int print_catalog(const char *dir)
{
    struct catalog c;

    if (catalog_open(&c, dir))
        return cmd_fail(EXIT_CODE_IMAGE);
    print_all(&c);
    catalog_close(&c);
    return EXIT_CODE_OK;
}

int cmd_list(int argc, char **argv)
{
    static const char option[] = "--guests=";
    const char *dir = NULL;
    bool counters = false;

    for (int i = 1; i < argc; i++) {
        if (cmd_is_help(argv[i])) {
            puts("usage: mmubench list [--counters] [--guests=DIR]\n\nWorkloads with their "
                 "parameters and metrics (from the images themselves), modes and suites;\nwith "
                 "--counters the counters that come with each result, and what each counts.");
            return EXIT_CODE_OK;
        }
        if (!strcmp(argv[i], "--counters")) {
            counters = true;
        } else if (!strncmp(argv[i], option, sizeof option - 1)) {
            dir = argv[i] + sizeof option - 1;
        } else {
            fprintf(stderr,
                    "mmubench: list: unknown argument %s (possible: --counters, --guests=DIR)\n",
                    argv[i]);
            return EXIT_CODE_USAGE;
        }
    }
    if (!counters)
        return print_catalog(dir);
    print_counters();
    return EXIT_CODE_OK;
}
