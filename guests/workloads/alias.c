/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A window: other guest-physical addresses that show the same RAM. To store by one and load by the
 * other should cost what it costs by one address. What can differ is the first touch by the window
 * of a page that is known by its first address. Natively the window is a second mapping of the same
 * part of the file.
 */
#include "guest.h"

#define RAM_GVA  GUEST_TEST_GVA
#define FILL_GVA gva(GUEST_TEST_GVA.v + (UINT64_C(1) << 40))

enum { PAGES };
enum { ONE, TWO, FILL };

GUEST_WORKLOAD("alias", "a second window of guest-physical addresses onto the same RAM",
               GUEST_PARAMS({"pages", "pages of the window", 256, 1, 4096, 64}),
               GUEST_METRICS({"one", "store and load by the same address"},
                             {"two", "store by one address, load by the other"},
                             {"fill", "first touch by the window of a page touched before by the "
                                      "RAM's own address"}));

struct run {
    struct gva store, load;
    uint64_t pages, bad;
    struct gpa window;
    struct gva at; /* of this sample; never mapped before */
};

/* Each page in turn; a line of its own in each. */
static void body(void *ctx, uint64_t ops)
{
    struct run *r = ctx;

    for (uint64_t i = 0, page = 0; i < ops; i++, page = page + 1 < r->pages ? page + 1 : 0) {
        uint64_t offset = page * PAGE_SIZE + (page % 64) * 64;
        *(volatile uint64_t *)(r->store.v + offset) = i;
        r->bad |= guest_load(gva(r->load.v + offset)) ^ i;
    }
}

static void prepare(void *ctx, uint64_t i)
{
    struct run *r = ctx;

    for (uint64_t p = 0; p < r->pages; p++)
        guest_touch(gva(RAM_GVA.v + p * PAGE_SIZE));
    r->at = gva(FILL_GVA.v + i * r->pages * PAGE_SIZE);
    guest_map(r->at, r->window, r->pages, GUEST_W);
}

static void body_fill(void *ctx, uint64_t ops)
{
    struct run *r = ctx;

    for (uint64_t p = 0; p < ops; p++)
        r->bad |= guest_load(gva(r->at.v + p * PAGE_SIZE)) ^ (RAM_GVA.v + p * PAGE_SIZE);
}

void guest_main(void)
{
    static struct run r;
    struct gpa ram;

    r.pages = guest_param(PAGES);
    ram = r.window = guest_frames(r.pages, PAGE_SIZE);
    if (guest_has(GUEST_HAS_REGIONS)) {
        r.window = guest_hole();
        guest_region_add(GUEST_REGION_WINDOW, r.window, r.pages, ram);
    }
    r.store = r.load = RAM_GVA;
    guest_map(RAM_GVA, ram, r.pages, GUEST_W);
    guest_measure(ONE, body, &r);

    r.load = gva(RAM_GVA.v + (r.pages + 1) * PAGE_SIZE);
    guest_map(r.load, r.window, r.pages, GUEST_W);
    guest_measure(TWO, body, &r);
    guest_measure_once(FILL, r.pages, prepare, body_fill, &r);
    if (r.bad)
        guest_panic("alias: the window does not show what was stored");
}
