/* SPDX-License-Identifier: Apache-2.0 */
/*
 * samples.jsonl -> summary.jsonl. The summary is always made from the file of raw samples, so that
 * an interrupted or killed run is summarised by the same code as a whole one.
 */
#ifndef MMUBENCH_SUMMARY_H
#define MMUBENCH_SUMMARY_H

#include "stats.h"
#include "store.h"

/* One workload, setting, mode and metric. */
struct summary_row {
    char *workload, *metric, *mmu, *unit, *sha256; /* owned */
    char *point;      /* the settings as compact JSON with sorted keys: equal points, equal texts */
    json_t *params;   /* owned reference */
    json_t *counters; /* per operation; owned reference */
    struct stats s;   /* in `unit` per operation; n is 0 where only counters were asked for */
};

struct summary {
    size_t n;
    struct summary_row *row; /* in the order of first appearance */
};

/* Reads samples.jsonl; khz of the TSC, 0: the unit stays cycles. A cut last line (after a crash) is
 * left out, and so is a run whose repetition was measured anew (superseded.h). -errno with a text
 * that names file and line. */
int summary_build(struct summary *out, const struct store *s, uint64_t khz);

/* Writes summary.jsonl. `interrupted` marks every line. */
int summary_write(const struct summary *sum, const struct store *s, bool interrupted);

/* Reads summary.jsonl. */
int summary_read(struct summary *out, const struct store *s);

void summary_free(struct summary *sum);

/* The row, or NULL. */
const struct summary_row *summary_find(const struct summary *sum, const char *workload,
                                       const char *point, const char *mmu, const char *metric);

/* The settings of the row that tell it from other rows of its workload ("bytes=64K page=4K"),
 * without those that `base` has as well (NULL: all of them), into `out`; returns it. */
const char *summary_settings(char *out, size_t bytes, const struct summary *sum,
                             const struct summary_row *row, const struct summary_row *base);

#endif
