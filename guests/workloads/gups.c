/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random updates of a table (HPC Challenge RandomAccess): each reads and writes a word anywhere in
 * the working set, independent of the one before, so that walks overlap as far as the CPU lets
 * them.
 */
#include "guest.h"
#include "region.h"

enum { BYTES, PAGE };
enum { UPDATE };

GUEST_WORKLOAD("gups", "random updates over a table",
               GUEST_PARAMS({"bytes", "table; rounded down to a power of two", 64 << 20, 8192,
                             UINT64_C(64) << 30, 16 << 20},
                            REGION_PAGE),
               GUEST_METRICS({"update", "one update: read, exclusive or, write"}));

#define POLY 7u /* of HPC Challenge: x^63 + x^2 + x + 1 */

struct run {
    uint64_t *table;
    uint64_t mask, random;
};

static void body(void *ctx, uint64_t ops)
{
    struct run *r = ctx;
    uint64_t x = r->random;

    while (ops--) {
        x = x << 1 ^ ((int64_t)x < 0 ? POLY : 0);
        r->table[x & r->mask] ^= x;
    }
    r->random = x;
}

void guest_main(void)
{
    uint64_t words = 1024;
    struct run r = {.random = 1};

    while (words * 16 <= guest_param(BYTES))
        words *= 2;
    r.mask = words - 1;
    r.table = (uint64_t *)region(words * 8, guest_param(PAGE), 1);
    if (!r.table)
        return;
    for (uint64_t i = 0; i < words; i++)
        r.table[i] = i;
    guest_measure(UPDATE, body, &r);
}
