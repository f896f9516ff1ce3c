/* SPDX-License-Identifier: Apache-2.0 */
/*
 * samples.jsonl -> summary.jsonl. The summary is always made from the file of raw samples, so that
 * an interrupted or killed run is summarised by the same code as a whole one.
 */
#ifndef MMUBENCH_SUMMARY_H
#define MMUBENCH_SUMMARY_H

#include "bench/modes.h"
#include "stats.h"
#include "store.h"

/* One workload, setting, mode and metric. */
struct summary_row {
    char *workload, *metric, *mmu, *unit, *sha256; /* owned */
    char *point;      /* the settings as compact JSON with sorted keys: equal points, equal texts */
    json_t *params;   /* owned reference */
    json_t *counters; /* per operation; owned reference */
    struct stats s;   /* in `unit` per operation; n is 0 where only counters were asked for */
    struct stats_series samples; /* what s was made of; owned; empty after summary_read() */
};

struct summary {
    size_t n;
    struct summary_row *row; /* in the order of first appearance */
    bool interrupted;        /* the run did not get to its end, as summary.jsonl says */
};

/* Reads samples.jsonl; khz of the TSC, 0: the unit stays cycles. A cut last line (after a crash) is
 * left out, and so is a run whose repetition was measured anew (superseded.h). -errno with a text
 * that names file and line. */
int summary_build(struct summary *out, const struct store *s, uint64_t khz);

/* Writes summary.jsonl. `interrupted` marks every line. */
int summary_write(const struct summary *sum, const struct store *s, bool interrupted);

/* The row as it stands in summary.jsonl; a new reference. */
json_t *summary_row_json(const struct summary_row *r, bool interrupted);

/* Reads summary.jsonl. -errno with a text that names file and line. */
int summary_read(struct summary *out, const struct store *s);

void summary_free(struct summary *sum);

/* Takes out the rows i for which wanted[i] is false. */
void summary_keep(struct summary *sum, const bool *wanted);

/* Same workload, settings and metric: a row of the table. */
bool summary_same_event(const struct summary_row *a, const struct summary_row *b);

/* The row, or NULL. */
const struct summary_row *summary_find(const struct summary *sum, const char *workload,
                                       const char *point, const char *mmu, const char *metric);

/* The settings of the row that tell it from other rows of its workload ("bytes=64K page=4K"),
 * without those that `base` has as well (NULL: all of them), into `out`; returns it. */
const char *summary_settings(char *out, size_t bytes, const struct summary *sum,
                             const struct summary_row *row, const struct summary_row *base);

/* "ptemod rewrite", "chase load bytes=64M page=2M", "pgfault ram=cold": the metric where it is not
 * called as the workload, and the settings that most rows of the workload do not have. */
const char *summary_label(char *out, size_t bytes, const struct summary *sum,
                          const struct summary_row *row);

/* The modes that have rows, in the order of modes.c, those with policies of their own last. The
 * names belong to `sum`. Returns how many. */
size_t summary_modes(const struct summary *sum, const char *modes[MODES_MAX]);

#endif
