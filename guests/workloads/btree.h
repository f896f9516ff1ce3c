/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A B+ tree over the keys 0, 2, 4, ..., loaded from below with room left in each node, as a tree
 * has that grew. Nodes are numbered in one array. Pure: tested on the host.
 */
#ifndef MMUBENCH_GUESTS_BTREE_H
#define MMUBENCH_GUESTS_BTREE_H

#include <stdbool.h>
#include <stdint.h>

#define BTREE_KEYS     20u /* room; a node is four cache lines */
#define BTREE_FILL     14u /* keys of a leaf */
#define BTREE_CHILDREN 15u /* of an inner node */

struct btree_node {
    uint32_t n;                     /* keys */
    uint32_t level;                 /* 0: leaf */
    uint64_t key[BTREE_KEYS];       /* inner: key[i] is the smallest one under child[i + 1] */
    uint32_t child[BTREE_KEYS + 1]; /* inner: node numbers */
};

_Static_assert(sizeof(struct btree_node) == 256, "four lines");

static inline uint64_t btree_per(uint64_t n, uint64_t per)
{
    return (n + per - 1) / per;
}

/* Nodes of a tree of that many keys, at least one. */
static inline uint64_t btree_nodes(uint64_t keys)
{
    uint64_t level = btree_per(keys, BTREE_FILL), all = level;

    for (; level > 1; all += level)
        level = btree_per(level, BTREE_CHILDREN);
    return all;
}

/* `count` nodes above the `below` nodes from `first` on; `span` keys lie under a full one of those.
 */
static inline void btree_level(struct btree_node *to, uint32_t level, uint32_t first,
                               uint64_t below, uint64_t span)
{
    for (uint64_t i = 0; i < below; i++) {
        struct btree_node *b = &to[i / BTREE_CHILDREN];
        uint64_t slot = i % BTREE_CHILDREN;

        b->level = level;
        b->child[slot] = first + (uint32_t)i;
        b->n = (uint32_t)slot;
        if (slot)
            b->key[slot - 1] = 2 * i * span;
    }
}

/* Fills btree_nodes(keys) nodes; returns the root. */
static inline uint32_t btree_build(struct btree_node *node, uint64_t keys)
{
    uint64_t below = btree_per(keys, BTREE_FILL), span = BTREE_FILL;
    uint32_t first = 0;

    for (uint64_t i = 0; i < keys; i++) {
        struct btree_node *leaf = &node[i / BTREE_FILL];

        leaf->level = 0;
        leaf->n = (uint32_t)(i % BTREE_FILL) + 1;
        leaf->key[i % BTREE_FILL] = 2 * i;
    }
    for (uint32_t level = 1; below > 1; level++, span *= BTREE_CHILDREN) {
        btree_level(&node[first + below], level, first, below, span);
        first += (uint32_t)below;
        below = btree_per(below, BTREE_CHILDREN);
    }
    return first;
}

static inline bool btree_find(const struct btree_node *node, uint32_t root, uint64_t key)
{
    const struct btree_node *b = &node[root];
    uint32_t i;

    for (; b->level; b = &node[b->child[i]])
        for (i = 0; i < b->n && b->key[i] <= key; i++)
            ;
    for (i = 0; i < b->n && b->key[i] < key; i++)
        ;
    return i < b->n && b->key[i] == key;
}

#endif
