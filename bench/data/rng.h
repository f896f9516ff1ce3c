/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014):
 * small, and the same numbers on every machine, so that a stored seed repeats a run's order.
 */
#ifndef MMUBENCH_RNG_H
#define MMUBENCH_RNG_H

#include <stddef.h>
#include <stdint.h>

struct rng {
    uint64_t state;
};

static inline uint64_t rng_next(struct rng *r)
{
    uint64_t z = (r->state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Uniform in [0, n), n > 0; the bias of the multiplication is below n / 2^64. */
static inline size_t rng_below(struct rng *r, size_t n)
{
    return (size_t)(((unsigned __int128)rng_next(r) * n) >> 64);
}

/* Fisher-Yates. */
static inline void rng_shuffle(struct rng *r, size_t *v, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = rng_below(r, i);
        size_t t = v[i - 1];

        v[i - 1] = v[j];
        v[j] = t;
    }
}

#endif
