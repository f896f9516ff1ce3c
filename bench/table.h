/* SPDX-License-Identifier: Apache-2.0 */
/* The summary for people: a row per workload, setting and metric; a column per mode. */
#ifndef MMUBENCH_TABLE_H
#define MMUBENCH_TABLE_H

#include "select.h"
#include "summary.h"

/* To stdout: median per operation with its 95% interval, and how it compares with the first mode.
 */
void table_print(const struct summary *sum, const struct selection *modes);

/* The counters per operation, a line for each row: of a run without times. */
void table_print_counters(const struct summary *sum);

#endif
