/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a command line to a results folder: what the commands that measure have in common. Opens
 * workloads, machine and modes, checks images, measures, and summarises what came of it, whatever
 * ended it.
 */
#ifndef MMUBENCH_LAUNCH_H
#define MMUBENCH_LAUNCH_H

#include "bench/data/summary.h"
#include "bench/host/machine.h"
#include "resume.h"
#include "session.h"

struct launch;

/* What a command does in its own way. Each returns 0 or -errno with a text. */
struct launch_kind {
    const char *command; /* "run" */
    /* Fills l->plan from l->args and l->catalog; -EINVAL for a mistake of the user. */
    int (*plan)(struct launch *l);
    /* session_run() or its like; -EINTR when cancelled. */
    int (*measure)(struct launch *l, struct session *s);
    /* Shows what was measured, which is summarised and stored, and adds files of its own. */
    int (*report)(struct launch *l, const struct summary *sum, bool interrupted);
    /* Fills l->args from a command line, of now or of the folder that is resumed; NULL:
     * args_run(). */
    int (*parse)(struct launch *l, int argc, char **argv);
    bool grows; /* measure() may add points to the plan: that all are there does not end it */
};

struct launch {
    const struct launch_kind *kind;
    void *ctx; /* of the kind */
    struct args_run args;
    int argc; /* the command line, for the record */
    char **argv;

    struct catalog catalog;
    struct plan plan;
    struct machine machine;
    struct place place;
    struct store store;
    struct resume resume; /* of --resume; else not open */
    char dir[512];
};

/* Does it all; `kind`, `ctx`, `args`, `argc` and `argv` are set, the rest is zero. Prints what went
 * wrong on stderr and returns an exit code. */
int launch(struct launch *l);

/* For report(): draws the plots, and tells what was drawn and what was not. */
int launch_draw(const struct launch *l, const struct summary *sum);

#endif
