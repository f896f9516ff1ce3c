/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "common/err.h"
#include "exit_code.h"
#include "names.h"
#include "version.h"

#include <stdio.h>
#include <string.h>

static const struct command {
    const char *name, *arguments, *summary;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"info", "[--json]", "this machine, and which modes it can run, with proof", cmd_info},
    {"list", "[--counters] [--guests=DIR]",
     "workloads with parameters and metrics, modes, suites; counters", cmd_list},
    {"check", "IMAGE...", "names instructions that do not trap at ring 3", cmd_check},
    {"run", "[options] [WORKLOAD|IMAGE.elf ...]", "measures; see `mmubench run --help`", cmd_run},
    {"crossover", "--mmu=A,B [options]", "from which rate of page-table edits on one mode wins",
     cmd_crossover},
    {"policies", "[options] [WORKLOAD ...]", "the shadow MMU's policies beside its defaults",
     cmd_policies},
    {"verify", "[--seconds=N] [--seed=S] [--mmu=LIST] [--soak]",
     "are the modes of this machine right?", cmd_verify},
    {"translate", "--gva=ADDR [options] [WORKLOAD|IMAGE]",
     "one address of a stopped guest: GVA -> GPA -> HVA -> HPA", cmd_translate},
    {"tables", "[--shadow] [options] [WORKLOAD|IMAGE]",
     "its page tables as ranges, and the shadow's beside them", cmd_tables},
    {"mtree", "[options] [WORKLOAD|IMAGE]",
     "its guest-physical memory: tree of regions, flat view, slots", cmd_mtree},
    {"show", "[options] DIR [PATTERN...]", "an earlier run: table, events, CSV, JSON", cmd_show},
    {"compare", "[options] A B | DIR --mmu=A,B", "two runs or two modes: what differs",
     cmd_compare},
    {"plot", "DIR [OTHER] [--term=svg|png|pdf|dumb]", "draws a run, or two compared", cmd_plot},
    {"report", "DIR... [-o FILE.html]", "a run, or several, as one HTML file", cmd_report},
};
#define COUNT (sizeof commands / sizeof commands[0])

int cmd_fail(int code)
{
    fprintf(stderr, "mmubench: %s\n", err_text());
    return code;
}

int cmd_is_help(const char *arg)
{
    return !strcmp(arg, "--help") || !strcmp(arg, "-h");
}

static int help(void)
{
    puts("mmubench: the same guest image on interchangeable MMU backends, measured\n"
         "\n"
         "usage: mmubench COMMAND [options]");
    for (size_t i = 0; i < COUNT; i++)
        printf("  %-9s %-35s %s\n", commands[i].name, commands[i].arguments, commands[i].summary);
    puts("\nEach command takes --help. `mmubench --version` names the version.\n\nexit codes:");
#define X(id, code, text) printf("  %3d  %s\n", code, text);
    EXIT_CODES(X)
#undef X
    return EXIT_CODE_OK;
}

static int unknown(const char *given)
{
    const char *names[COUNT];
    char hint[64];
    char list[128];

    for (size_t i = 0; i < COUNT; i++)
        names[i] = commands[i].name;
    fprintf(stderr, "mmubench: unknown command \"%s\"%s (possible: %s)\n", given,
            names_hint(hint, sizeof hint, given, names, COUNT),
            names_join(list, sizeof list, names, COUNT));
    return EXIT_CODE_USAGE;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: mmubench COMMAND [options]; `mmubench --help` tells more\n", stderr);
        return EXIT_CODE_USAGE;
    }
    if (cmd_is_help(argv[1]) || !strcmp(argv[1], "help"))
        return help();
    if (!strcmp(argv[1], "--version")) {
        puts("mmubench " MMUBENCH_VERSION " (" MMUBENCH_COMMIT ")");
        return EXIT_CODE_OK;
    }
    for (size_t i = 0; i < COUNT; i++)
        if (!strcmp(argv[1], commands[i].name))
            return commands[i].run(argc - 1, argv + 1);
    return unknown(argv[1]);
}
