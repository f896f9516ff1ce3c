/* SPDX-License-Identifier: Apache-2.0 */
/* A results folder, read: for the commands that look at earlier runs. */
#ifndef MMUBENCH_RESULTS_H
#define MMUBENCH_RESULTS_H

#include "bench/run/pattern.h"
#include "summary.h"

struct results {
    struct store store;
    json_t *machine; /* machine.json */
    struct summary sum;
};

enum results_from {
    RESULTS_SUMMARY, /* summary.jsonl, or samples.jsonl after a run that was killed before */
    RESULTS_SAMPLES, /* always samples.jsonl: the rows have their samples */
    RESULTS_BEST,    /* samples.jsonl when it is there, else summary.jsonl */
};

/* -errno with a text that names file and line; nothing is left open then. Writes nothing. */
int results_open(struct results *r, const char *dir, enum results_from from);
void results_close(struct results *r);

/* Leaves the rows that one of the patterns (n = 0: any) matches. -EINVAL with a text when a pattern
 * cannot be read or matches no row. */
int results_choose(struct results *r, char *const *patterns, size_t n);

/* Leaves the rows of the modes in the comma-separated list (NULL: all, in the order of the run) and
 * names them in that order in `mode`, *n of them. -EINVAL with a text for one that is not there. */
int results_modes(struct results *r, const char *list, const char *mode[MODES_MAX], size_t *n);

/* Text at the path of keys in machine.json ("kernel.release"); "" when there is none. Numbers and
 * whole objects are written as JSON. Into `out`; returns it. */
const char *results_machine(char *out, size_t bytes, const struct results *r, const char *path);

/* Rate of the TSC in machine.json, kHz; 0 if it is not known. */
uint64_t results_tsc_khz(const json_t *machine);

#endif
