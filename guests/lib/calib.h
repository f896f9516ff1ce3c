/* SPDX-License-Identifier: Apache-2.0 */
/* How many operations make one sample: pure arithmetic, tested on the host. */
#ifndef MMUBENCH_GUESTS_CALIB_H
#define MMUBENCH_GUESTS_CALIB_H

#include <stdbool.h>
#include <stdint.h>

#define CALIB_MAX_OPS (UINT64_C(1) << 40)

/* Long enough to scale from: within a factor of two of the target, or as far as it goes. */
static inline bool calib_enough(uint64_t ops, uint64_t cycles, uint64_t target)
{
    return cycles >= target / 2 || ops >= CALIB_MAX_OPS;
}

static inline uint64_t calib_round(uint64_t ops, uint64_t step)
{
    return ops < step ? step : ops - ops % step;
}

/* Operations for about `target` cycles, after `ops` of them took `cycles`: a multiple of `step`.
 * Grows by no more than 16 at a time, since a short run says little. */
static inline uint64_t calib_next(uint64_t ops, uint64_t cycles, uint64_t target, uint64_t step)
{
    double factor = cycles ? (double)target / (double)cycles : 16.0;
    double next = (double)ops * (factor > 16.0 ? 16.0 : factor);

    return calib_round(next > (double)CALIB_MAX_OPS ? CALIB_MAX_OPS : (uint64_t)next, step);
}

#endif
