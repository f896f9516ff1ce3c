/* SPDX-License-Identifier: Apache-2.0 */
/* The options of the commands that look at a guest standing still: translate and tables. */
#ifndef MMUBENCH_BENCH_INSPECT_OPTIONS_H
#define MMUBENCH_BENCH_INSPECT_OPTIONS_H

#include "bench/args.h"
#include "common/run_stop.h"

#define INSPECT_OPTIONS_MAX 64

struct inspect_command {
    const char *name, *usage, *about; /* for --help */
    const char *options;              /* it has besides those of all: " gva shadow " */
};

struct inspect_options {
    bool help, json, shadow, dot;
    const char *gva; /* as given: a number or a register; NULL: not given */
    bool has_cr3;
    struct gpa cr3;
    struct run_stop stop;
    const char *what;    /* workload or image */
    struct args_run run; /* what `run` takes as well, read by its own parser */

    /* Private: the command line that `run` was shown. */
    int argc;
    char *argv[INSPECT_OPTIONS_MAX + 1];
};

/* Reads argv (argv[0] is the command's name). 0, or -EINVAL with a text that says what is possible;
 * inspect_options_free() is due in any case. */
int inspect_options(struct inspect_options *o, const struct inspect_command *c, int argc,
                    char **argv);
void inspect_options_free(struct inspect_options *o);

/* The text of --help to stdout. */
void inspect_options_help(const struct inspect_command *c);

#endif
