/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of a run for other programs. */
#ifndef MMUBENCH_EXPORT_H
#define MMUBENCH_EXPORT_H

#include "results.h"

#include <stdio.h>

/* CSV (RFC 4180, but lines end in a newline alone) with a line of names: workload, a column
 * param.NAME for each parameter of any row, mmu, metric, unit, n, median, p10, p90, min, max,
 * ci_low, ci_high, outliers, image_sha256, and a column counter.NAME for each counter of any row,
 * per operation. What a row does not have is empty. -ENOMEM with a text, or 0. */
int export_csv(FILE *f, const struct summary *sum);

/* One object: "results" (the folder), "machine" (machine.json), "rows" (as in summary.jsonl). */
int export_json(FILE *f, const struct results *r);

/* Writes an object, and steals the reference; NULL is one for which there was no memory. -ENOMEM
 * with a text, or 0. */
int export_object(FILE *f, json_t *all);

/* One field of a CSV line, quoted where it must be. */
void export_field(FILE *f, const char *text);

#endif
