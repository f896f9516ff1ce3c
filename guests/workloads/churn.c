/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Map, touch, unmap: what an allocator does that gives memory back. Chunks are mapped and unmapped
 * as a kernel does it, entries in one go and one flush at the end. Natively: mmap() and munmap().
 */
#include "guest.h"

enum { PAGES };
enum { CHURN, UNTOUCHED };

GUEST_WORKLOAD("churn", "chunks of memory mapped, touched and unmapped",
               GUEST_PARAMS({"pages", "pages of a chunk (256: 1 MiB)", 256, 1, 4096, 256}),
               GUEST_METRICS({"churn", "map, touch of each page, unmap, one flush; per page"},
                             {"untouched", "map, unmap, one flush; per page"}));

struct run {
    uint64_t pages;
    struct gpa frames;
    bool touch;
};

/* `ops` is a multiple of r->pages. */
static void body(void *ctx, uint64_t ops)
{
    const struct run *r = ctx;

    for (; ops; ops -= r->pages) {
        guest_map(GUEST_TEST_GVA, r->frames, r->pages, GUEST_W | GUEST_BULK);
        for (uint64_t i = 0; r->touch && i < r->pages; i++)
            guest_touch(gva(GUEST_TEST_GVA.v + i * PAGE_SIZE));
        guest_unmap(GUEST_TEST_GVA, r->pages, GUEST_BULK);
    }
}

void guest_main(void)
{
    struct run r = {.pages = guest_param(PAGES)};

    r.frames = guest_frames(r.pages, PAGE_SIZE);
    for (uint64_t i = 0; i < r.pages; i++)
        guest_touch(gva((uint64_t)guest_window(gpa(r.frames.v + i * PAGE_SIZE))));
    r.touch = true;
    guest_measure_step(CHURN, r.pages, body, &r);
    r.touch = false;
    guest_measure_step(UNTOUCHED, r.pages, body, &r);
}
