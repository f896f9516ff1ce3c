/* SPDX-License-Identifier: Apache-2.0 */
#include "monotone.h"

static double level(const struct monotone_block *b)
{
    return b->sum / b->weight;
}

void monotone_rise(double *v, const double *weight, size_t n, struct monotone_block *block)
{
    size_t k = 0;

    for (size_t i = 0; i < n; i++) {
        block[k++] = (struct monotone_block){v[i] * weight[i], weight[i], 1};
        for (; k > 1 && level(&block[k - 2]) > level(&block[k - 1]); k--) {
            block[k - 2].sum += block[k - 1].sum;
            block[k - 2].weight += block[k - 1].weight;
            block[k - 2].n += block[k - 1].n;
        }
    }
    for (size_t b = 0, i = 0; b < k; b++)
        for (size_t end = i + block[b].n; i < end; i++)
            v[i] = level(&block[b]);
}
