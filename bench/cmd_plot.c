/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "common/err.h"
#include "exit_code.h"
#include "plot/plot.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static json_int_t tsc_khz(const struct store *s)
{
    int fd = openat(s->dirfd, "machine.json", O_RDONLY | O_CLOEXEC);
    json_t *machine = fd < 0 ? NULL : json_loadfd(fd, 0, NULL);
    json_int_t khz = json_integer_value(json_object_get(json_object_get(machine, "tsc"), "khz"));

    json_decref(machine);
    if (fd >= 0)
        close(fd);
    return khz;
}

/* A run that was killed has samples and no summary: it is made now. */
static int summary_of(struct summary *sum, const struct store *s)
{
    if (faccessat(s->dirfd, "summary.jsonl", F_OK, 0) == 0)
        return summary_read(sum, s);

    int rc = summary_build(sum, s, (uint64_t)tsc_khz(s));

    return rc ? rc : summary_write(sum, s, true);
}

static int draw(const char *dir)
{
    struct summary sum = {0};
    struct store s;
    int rc = store_open(&s, dir);

    if (rc)
        return rc;
    rc = summary_of(&sum, &s);
    if (!rc) {
        struct plot_result result[PLOT_KINDS];

        rc = plot_draw(&s, &sum, NULL, result);
        plot_print(&s, NULL, result);
    }
    summary_free(&sum);
    store_close(&s, false);
    return rc;
}

int cmd_plot(int argc, char **argv)
{
    if (argc == 2 && cmd_is_help(argv[1])) {
        puts("usage: mmubench plot DIR\n\nDraws the plots of a results folder again, from its "
             "summary.jsonl, or from its\nsamples.jsonl when the run was killed before there was a "
             "summary.");
        return EXIT_CODE_OK;
    }
    if (argc != 2 || argv[1][0] == '-') {
        fputs("mmubench: plot: exactly one results folder is needed (see `mmubench plot --help`)\n",
              stderr);
        return EXIT_CODE_USAGE;
    }
    return draw(argv[1]) ? cmd_fail(EXIT_CODE_HOST) : EXIT_CODE_OK;
}
