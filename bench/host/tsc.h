/* SPDX-License-Identifier: Apache-2.0 */
/* What reading the time-stamp counter costs here; stored with each run, subtracted from nothing. */
#ifndef MMUBENCH_TSC_H
#define MMUBENCH_TSC_H

#include <stdint.h>

/* Median of `lfence; rdtsc` twice in a row, in TSC cycles. */
uint64_t tsc_read_cost(void);

#endif
