/* SPDX-License-Identifier: Apache-2.0 */
/* Orders of pages and pointer chains, deterministic. Pure: tested on the host. */
#ifndef MMUBENCH_GUESTS_ORDER_H
#define MMUBENCH_GUESTS_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#define ORDER_MAX_PAGES 4096u

/* splitmix64: Steele, Lea, Flood, OOPSLA 2014. */
static inline uint64_t order_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* 0 .. below-1, by the high half of a product: the bias, below / 2^64, is not to be seen. */
static inline uint64_t order_below(uint64_t *state, uint64_t below)
{
    return (uint64_t)((unsigned __int128)order_random(state) * below >> 64);
}

/* Page numbers 0 .. pages-1, in order or in an order that is the same in each run. Valid until the
 * next call. `pages` is at most ORDER_MAX_PAGES. */
static inline const uint16_t *order_pages(uint64_t pages, bool permuted)
{
    static uint16_t order[ORDER_MAX_PAGES];
    uint64_t state = 1;

    for (uint64_t i = 0; i < pages; i++) {
        uint64_t j = permuted ? order_below(&state, i + 1) : i;
        order[i] = order[j];
        order[j] = (uint16_t)i;
    }
    return order;
}

/* Node i of a chain over `base`: one line of 64 bytes in each `stride`, another one from stride to
 * stride so that all sets of a cache get their share. */
static inline void **order_node(uint8_t *base, uint64_t stride, uint64_t i)
{
    uint64_t lines = stride / 64;

    return (void **)(base + i * stride + 64 * ((i ^ i >> 6 ^ i >> 12) % lines));
}

/* A step that, taken again and again modulo n, comes to all of 0 .. n-1 and never to a neighbour:
 * coprime to n, near its golden section (but for `n` below 7). */
static inline uint64_t order_step(uint64_t n)
{
    for (uint64_t step = n * 618 / 1000;; step--) {
        uint64_t a = n, b = step;

        while (b) {
            uint64_t rest = a % b;
            a = b;
            b = rest;
        }
        if (a == 1)
            return step;
    }
}

/* Links `n` nodes into a ring in the order of their addresses. */
static inline void order_ring(uint8_t *base, uint64_t stride, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++)
        *order_node(base, stride, i) = order_node(base, stride, i + 1 == n ? 0 : i + 1);
}

/* Links `n` nodes into one random cycle (Sattolo 1986), in place: each node points to the next one.
 */
static inline void order_cycle(uint8_t *base, uint64_t stride, uint64_t n, uint64_t seed)
{
    for (uint64_t i = 0; i < n; i++)
        *order_node(base, stride, i) = order_node(base, stride, i);
    for (uint64_t i = n - 1; i > 0; i--) {
        void **a = order_node(base, stride, i);
        void **b = order_node(base, stride, order_below(&seed, i));
        void *t = *a;
        *a = *b;
        *b = t;
    }
}

#endif
