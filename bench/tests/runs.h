/* SPDX-License-Identifier: Apache-2.0 */
/* The runs of guests that a results folder has, for tests of runs that were cut and gone on with.
 */
#ifndef MMUBENCH_TESTS_RUNS_H
#define MMUBENCH_TESTS_RUNS_H

#include "tool.h"

#include <stdbool.h>
#include <stddef.h>

#define RUNS_MAX 256u

/* One run of a guest, from samples.jsonl. */
struct runs_one {
    char workload[24], mmu[24], params[128]; /* params: JSON, sorted */
    size_t rep, samples;
    bool done;
};

struct runs {
    size_t n;
    struct runs_one run[RUNS_MAX];
};

/* All in the folder, none when it has no samples.jsonl; fails the test unless each line of that is
 * whole. */
void runs_load(struct runs *r, const char *dir);

/* The order of those that are done, a line each. */
void runs_order(const struct runs *r, char *out, size_t bytes);

/* Replaces the first `what` in machine.json of the folder by `with`, of the same length or over
 * what follows. */
void runs_falsify(const char *dir, const char *what, const char *with);

/* The folder falsified so: `command --resume` says this, as a mistake of the user, and adds no run.
 */
void runs_refused(struct tool *t, const char *command, const char *dir, const char *what,
                  const char *with, const char *said);

#endif
