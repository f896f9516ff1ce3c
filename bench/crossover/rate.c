/* SPDX-License-Identifier: Apache-2.0 */
#include "rate.h"

#include <math.h>

#define TOLERANCE 1e-3

struct rate rate_of(double per_1000)
{
    double spacing = 1000 / per_1000; /* misses for one edit */

    if (per_1000 <= 0)
        return (struct rate){0, 1000};
    for (uint64_t edits = 1;; edits++) {
        double want = spacing * (double)edits, misses = round(want);

        if (misses >= 1 && fabs(misses - want) <= TOLERANCE * want)
            return (struct rate){edits, (uint64_t)misses};
    }
}

double rate_per_1000(struct rate r)
{
    return 1000 * (double)r.edits / (double)r.misses;
}
