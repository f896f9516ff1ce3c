/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of a report, as texts (bench/data/scale.h). */
#ifndef MMUBENCH_VALUES_H
#define MMUBENCH_VALUES_H

#include "bench/data/stats.h"
#include "pair.h"

#define VALUE_BYTES 64u

/* "2.39 µs" for 2389 ns; "12.3 cycles"; the blank is one that breaks no line. */
const char *value_text(char out[VALUE_BYTES], double v, const char *unit);

/* "[2.31, 2.45]": the interval in the unit that value_text() takes for the median. */
const char *value_interval(char out[VALUE_BYTES], const struct stats *s, const char *unit);

/* "0.30", "11.2": three digits. */
const char *value_ratio(char out[VALUE_BYTES], double ratio);

/* "0.30 [0.29, 0.31]" */
const char *value_ratio_interval(char out[VALUE_BYTES], const struct pair_row *r);

/* "1", "0.25", "64.2": events of one operation. */
const char *value_count(char out[VALUE_BYTES], double v);

/* "64 KiB" */
const char *value_bytes(char out[VALUE_BYTES], double bytes);

#endif
