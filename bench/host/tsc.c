/* SPDX-License-Identifier: Apache-2.0 */
#include "tsc.h"

#include "bench/data/stats.h"

#include <x86intrin.h>

#define READINGS 1001u

static uint64_t read_tsc(void)
{
    _mm_lfence();
    return __rdtsc();
}

uint64_t tsc_read_cost(void)
{
    double cost[READINGS];

    for (unsigned i = 0; i < READINGS; i++) {
        uint64_t a = read_tsc();

        cost[i] = (double)(read_tsc() - a);
    }
    stats_sort(cost, READINGS);
    return (uint64_t)stats_percentile(cost, READINGS, 50);
}
