/* SPDX-License-Identifier: Apache-2.0 */
#include "model.h"

#include <math.h>

double model_cost(struct model m, double rate)
{
    return m.miss + rate / 1000 * m.edit;
}

static double unit(struct rng *r)
{
    return (double)(rng_next(r) >> 11) * 0x1p-53;
}

double model_between(struct rng *r, double low, double high)
{
    return low * pow(high / low, unit(r));
}

/* Box and Muller. */
double model_normal(struct rng *r)
{
    return sqrt(-2 * log(1 - unit(r))) * cos(2 * M_PI * unit(r));
}

void model_draw(struct model_samples *x, double value, double noise, struct rng *r)
{
    x->s = (struct stats_series){x->v, x->start, MODEL_REPS};
    for (size_t g = 0; g < MODEL_REPS; g++) {
        double of_rep = noise * model_normal(r);

        x->start[g] = g * MODEL_SAMPLES;
        x->start[g + 1] = (g + 1) * MODEL_SAMPLES;
        for (size_t i = 0; i < MODEL_SAMPLES; i++)
            x->v[g * MODEL_SAMPLES + i] = value * exp(of_rep + noise * model_normal(r));
    }
}
