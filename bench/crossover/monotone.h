/* SPDX-License-Identifier: Apache-2.0 */
/* Isotonic regression. Pure. */
#ifndef MMUBENCH_CROSSOVER_MONOTONE_H
#define MMUBENCH_CROSSOVER_MONOTONE_H

#include <stddef.h>

struct monotone_block {
    double sum, weight; /* of weighted values, of weights */
    size_t n;           /* values in it */
};

/* Replaces v[0 .. n-1] by the rising sequence that is nearest to it by weighted squares (weights
 * above 0), by pooling neighbours that fall (Ayer et al., Annals of Mathematical Statistics 26,
 * 1955). `block` has room for n. */
void monotone_rise(double *v, const double *weight, size_t n, struct monotone_block *block);

#endif
