/* SPDX-License-Identifier: Apache-2.0 */
/* Results for people: a row per workload, metric and setting; a column per mode. */
#ifndef MMUBENCH_TABLE_H
#define MMUBENCH_TABLE_H

#include "summary.h"

#include <stdio.h>

enum table_sort {
    TABLE_AS_RUN,
    TABLE_BY_NAME,
    TABLE_BY_TIME,  /* in the first mode, the longest first */
    TABLE_BY_RATIO, /* of the last mode to the first, the largest first */
    TABLE_SORTS
};

struct table {
    const struct summary *sum;
    const char *mode[MODES_MAX]; /* the columns; ratios are to the first one */
    size_t nmodes;
    unsigned width; /* columns of characters to fit in, as far as can be; see table_width() */
    enum table_sort sort;
};

/* The terminal's width, or what COLUMNS says, or 100. */
unsigned table_width(void);

/* "as-run", ...; NULL behind the last. */
const char *table_sort_name(enum table_sort s);

/* Median per operation with its 95% interval, and how it compares with the first mode. Where the
 * width does not suffice, intervals become shares of the median, then modes go below one another.
 * -ENOMEM with a text, or 0. */
int table_print(FILE *f, const struct table *t);

/* Events per operation beside the time: what explains it. A table for each mode; events that never
 * happened there have no column. */
int table_print_events(FILE *f, const struct table *t);

/* The time in the first mode, and the ratio of each other one to it: for many modes. */
int table_print_ratios(FILE *f, const struct table *t);

/* What the times are made of where the run had --timing (timing.h), a table for each mode that
 * tells; a line that says so when none does. `khz` is the TSC's rate, 0 if unknown. */
int table_print_parts(FILE *f, const struct table *t, double khz);

/* Every counter per operation that is not zero, by its own name: a line for each row. */
void table_print_counters(FILE *f, const struct table *t);

/* --- between the parts -------------------------------------------------------------------------
 */

/* One row for each event of the summary, in the order of `sort`; *n of them. The caller frees the
 * array. NULL with a text when there is no memory. */
const struct summary_row **table_rows(const struct table *t, size_t *n);

/* The row of that event in another mode, or NULL. */
const struct summary_row *table_in(const struct table *t, const struct summary_row *event,
                                   const char *mode);

#endif
