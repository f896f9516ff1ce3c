/* SPDX-License-Identifier: Apache-2.0 */
/* Probes of a hash table that is half full: one random line each, seldom its neighbour, too. */
#include "hash.h"
#include "guest.h"
#include "order.h"
#include "region.h"

enum { BYTES, PAGE };
enum { HIT, MISS };

GUEST_WORKLOAD("hash", "probes of a hash table",
               GUEST_PARAMS({"bytes", "table; rounded down to a power of two", 64 << 20, 8192,
                             UINT64_C(64) << 30, 8 << 20},
                            REGION_PAGE),
               GUEST_METRICS({"hit", "one probe for a key that is there"},
                             {"miss", "one probe for a key that is not there"}));

struct run {
    struct hash table;
    uint64_t keys, first, random, found;
};

/* Keys 1 to r->keys are there; those after them are not. */
static void body(void *ctx, uint64_t ops)
{
    struct run *r = ctx;

    while (ops--)
        r->found += hash_find(&r->table, r->first + order_below(&r->random, r->keys));
}

void guest_main(void)
{
    uint64_t slots = 1024;
    struct run r = {.first = 1, .random = 1};

    while (slots * 16 <= guest_param(BYTES))
        slots *= 2;
    r.keys = slots / 2;
    r.table.mask = slots - 1;
    r.table.slot = (uint64_t *)region(slots * 8, guest_param(PAGE), 2);
    if (!r.table.slot)
        return;
    for (uint64_t i = 0; i < slots; i++)
        r.table.slot[i] = 0;
    for (uint64_t i = 1; i <= r.keys; i++)
        hash_insert(&r.table, i);
    guest_measure(HIT, body, &r);
    r.first = r.keys + 1;
    guest_measure(MISS, body, &r);
    GUEST_USE(r.found);
}
