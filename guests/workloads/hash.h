/* SPDX-License-Identifier: Apache-2.0 */
/* A hash table of 64-bit keys with linear probing. Pure: tested on the host. */
#ifndef MMUBENCH_GUESTS_HASH_H
#define MMUBENCH_GUESTS_HASH_H

#include <stdbool.h>
#include <stdint.h>

/* A power of two of slots; key 0 stands for an empty one. */
struct hash {
    uint64_t *slot;
    uint64_t mask;
};

/* Finaliser of MurmurHash3 (Appleby, public domain): invertible, so that keys stay distinct. */
static inline uint64_t hash_mix(uint64_t x)
{
    x = (x ^ x >> 33) * UINT64_C(0xff51afd7ed558ccd);
    x = (x ^ x >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
    return x ^ x >> 33;
}

/* The slot that has the key, or the empty one where it belongs; there must be an empty one. */
static inline uint64_t *hash_slot(const struct hash *h, uint64_t key)
{
    uint64_t i = hash_mix(key);

    while (h->slot[i & h->mask] && h->slot[i & h->mask] != key)
        i++;
    return &h->slot[i & h->mask];
}

static inline void hash_insert(struct hash *h, uint64_t key)
{
    *hash_slot(h, key) = key;
}

static inline bool hash_find(const struct hash *h, uint64_t key)
{
    return *hash_slot(h, key) == key;
}

#endif
