/* SPDX-License-Identifier: Apache-2.0 */
/* How far a run is: one live line on a terminal, plain lines in a log. Goes to stderr. */
#ifndef MMUBENCH_PROGRESS_H
#define MMUBENCH_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROGRESS_NOTES 256u

struct progress {
    bool terminal;
    size_t done, total; /* runs of a guest */
    size_t skipped;     /* of `done`: not run now, so they say nothing about the pace */
    uint64_t start_ns;
    size_t nnotes;
    uint64_t note[PROGRESS_NOTES]; /* hashes of what was said */
};

void progress_start(struct progress *p, size_t total);

/* A run begins: `what` names it. Shown live on a terminal only. */
void progress_begin(const struct progress *p, const char *what);

/* The run is over: `how` is a short word ("done", "time-out"). A line in a log. */
void progress_end(struct progress *p, const char *what, const char *how, uint64_t wall_ns);

/* A run that need not be made: measured earlier, or left out. */
void progress_skip(struct progress *p);

/* A line of text that stays, above the live line. The same is said once. */
void progress_note(struct progress *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Takes the live line away. */
void progress_stop(const struct progress *p);

#endif
