/* SPDX-License-Identifier: Apache-2.0 */
/* Two runs, or two modes of one run, row by row: what differs, and by how much for sure. */
#ifndef MMUBENCH_COMPARE_H
#define MMUBENCH_COMPARE_H

#include "bench/data/results.h"

#include <stdio.h>

enum compare_verdict {
    COMPARE_SAME,   /* no difference can be claimed */
    COMPARE_FASTER, /* b takes less time than a */
    COMPARE_SLOWER,
    COMPARE_COUNTS, /* no times on one side or both, and counters differ */
    COMPARE_ONLY_A,
    COMPARE_ONLY_B,
    COMPARE_VERDICTS
};

struct compare_row {
    const struct summary_row *a, *b; /* NULL: only the other side has it */
    struct stats_ratio ratio;        /* b / a; NaN without times */
    enum compare_verdict verdict;
    json_t *counters; /* those that differ, {name: [a, b]}, per operation; owned */
};

struct compare {
    const struct results *a, *b; /* may be the same; with samples */
    const char *mmu_a, *mmu_b;   /* a's rows of one mode with b's of the other; NULL: each mode with
                                    itself */
    double threshold;            /* percent: medians that are nearer do not differ */

    size_t n;
    struct compare_row *row; /* as a has them, then those that only b has; owned */
    size_t count[COMPARE_VERDICTS];
    json_t *machine; /* what differs besides, [{"what", "a", "b"}, ...]; owned */
};

/*
 * A row differs when the intervals of the two medians share no point (as in every table) and the
 * 95% interval of their ratio excludes 1. Fills in the rest of *c. -EINVAL with a text when there
 * is nothing to compare or the units differ; -ENOMEM.
 */
int compare_make(struct compare *c);
void compare_free(struct compare *c);

/* Rows that both sides have, and those of them that differ; the share in percent. */
size_t compare_both(const struct compare *c);
size_t compare_differ(const struct compare *c);
double compare_percent(const struct compare *c);

const char *compare_verdict_name(enum compare_verdict v);

/* --- compare_print.c ---------------------------------------------------------------------------
 */

struct compare_view {
    unsigned width;
    bool only_differing; /* leave out rows of no difference */
    bool all_counters;   /* else a screenful of them */
};

/* For people: what differs of the machines, a row for each pair, counters, and as the last line
 * "N of M rows differ (P%)". -ENOMEM with a text, or 0. */
int compare_print(FILE *f, const struct compare *c, const struct compare_view *view);

/* A line for each row; lists as in export_csv(). */
void compare_csv(FILE *f, const struct compare *c);

/* One object. -ENOMEM with a text, or 0. */
int compare_json(FILE *f, const struct compare *c);

#endif
