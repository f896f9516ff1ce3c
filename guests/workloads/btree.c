/* SPDX-License-Identifier: Apache-2.0 */
/* Lookups of random keys in a B+ tree: a few dependent nodes each, the upper ones always in the
 * cache. */
#include "btree.h"
#include "guest.h"
#include "order.h"
#include "region.h"

enum { KEYS, PAGE };
enum { LOOKUP };

GUEST_WORKLOAD("btree", "lookups in a B+ tree",
               GUEST_PARAMS({"keys", "in the tree; 1M of them take about 20 MiB", 4 << 20, 1,
                             1 << 28, 1 << 20},
                            REGION_PAGE),
               GUEST_METRICS({"lookup", "one lookup of a random key; half of them are there"}));

struct run {
    struct btree_node *node;
    uint32_t root;
    uint64_t keys, random, found;
};

static void body(void *ctx, uint64_t ops)
{
    struct run *r = ctx;

    while (ops--)
        r->found += btree_find(r->node, r->root, order_below(&r->random, 2 * r->keys));
}

void guest_main(void)
{
    struct run r = {.keys = guest_param(KEYS), .random = 1};

    r.node =
        (struct btree_node *)region(btree_nodes(r.keys) * sizeof *r.node, guest_param(PAGE), 1);
    if (!r.node)
        return;
    r.root = btree_build(r.node, r.keys);
    guest_measure(LOOKUP, body, &r);
    GUEST_USE(r.found);
}
