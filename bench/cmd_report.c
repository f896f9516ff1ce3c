/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "common/err.h"
#include "exit_code.h"
#include "report/report.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int help(void)
{
    puts(
        "usage: mmubench report DIR... [-o FILE.html]\n\n"
        "Writes one HTML file about a run: what it shows in words, pictures, tables with "
        "intervals\n"
        "and events, the machine, the modes with their proofs, and how each number was measured.\n"
        "The file needs no network, no script and no other file. Several folders: the runs beside\n"
        "each other, then each by itself.\n\n"
        "  DIR           results folder of a run, also of one that was cut short; up to 8\n"
        "  -o FILE.html  instead of report.html in the first folder; replaced if it is there");
    return EXIT_CODE_OK;
}

static int misused(const char *what)
{
    fprintf(stderr, "mmubench: report: %s (see `mmubench report --help`)\n", what);
    return EXIT_CODE_USAGE;
}

static bool is_page(const char *name)
{
    size_t n = strlen(name);

    return n > 5 && !strcmp(name + n - 5, ".html");
}

int cmd_report(int argc, char **argv)
{
    const char *dir[REPORT_RUNS], *out = NULL;
    char path[700];
    size_t n = 0;

    for (int i = 1; i < argc; i++) {
        if (cmd_is_help(argv[i]))
            return help();
        if (!strcmp(argv[i], "-o") && i + 1 < argc)
            out = argv[++i];
        else if (argv[i][0] == '-')
            return misused("the only option is -o FILE.html");
        else if (n == REPORT_RUNS)
            return misused("at most 8 results folders");
        else
            dir[n++] = argv[i];
    }
    if (!n)
        return misused("a results folder is needed");
    if (out && !is_page(out)) /* a slip must not cost a file of samples */
        return misused("-o takes the name of an .html file");
    if (report_write(dir, n, out, path, sizeof path))
        return cmd_fail(EXIT_CODE_HOST);
    printf("report: %s\n", path);
    return EXIT_CODE_OK;
}
