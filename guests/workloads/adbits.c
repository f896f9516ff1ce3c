/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first read and the first write through entries whose A and D bits are clear. A CPU sets them
 * by itself; a shadow has to see the first write, and so maps read-only first. `set` is the
 * control: the same reads with A and D set already. Each sample has pages that were never used
 * before.
 */
#include "guest.h"

enum { PAGES };
enum { SET, ACCESSED, DIRTY, BOTH };

GUEST_WORKLOAD("adbits", "first touch of pages whose A and D bits are clear",
               GUEST_PARAMS({"pages", "pages touched in one sample", 256, 1, 2048, 64}),
               GUEST_METRICS({"set", "first read, A and D set before: the control; per page"},
                             {"accessed", "first read, A and D clear; per page"},
                             {"dirty", "first write after a read set A; per page"},
                             {"both", "first write, A and D clear; per page"}));

struct run {
    struct gva at, next;
    struct gpa frames;
    uint64_t pages;
    unsigned flags;
    bool read_before;
};

static void body_read(void *ctx, uint64_t ops)
{
    const struct run *r = ctx;

    for (uint64_t i = 0; i < ops; i++)
        GUEST_USE(guest_load(gva(r->at.v + i * PAGE_SIZE)));
}

static void body_write(void *ctx, uint64_t ops)
{
    const struct run *r = ctx;

    for (uint64_t i = 0; i < ops; i++)
        guest_touch(gva(r->at.v + i * PAGE_SIZE));
}

static void prepare(void *ctx, uint64_t i)
{
    struct run *r = ctx;

    (void)i;
    r->at = r->next;
    r->next.v += r->pages * PAGE_SIZE;
    guest_map(r->at, r->frames, r->pages, GUEST_W | GUEST_BULK | r->flags);
    if (r->read_before)
        body_read(r, r->pages);
}

static void measure(struct run *r, uint32_t metric, unsigned flags, bool read_before,
                    guest_body body)
{
    r->flags = flags;
    r->read_before = read_before;
    guest_measure_once(metric, r->pages, prepare, body, r);
}

void guest_main(void)
{
    struct run r = {.pages = guest_param(PAGES), .next = GUEST_TEST_GVA};

    if (!guest_has(GUEST_HAS_PTE)) {
        for (uint32_t m = SET; m <= BOTH; m++)
            guest_skip(m, "a host process cannot clear A and D");
        return;
    }
    r.frames = guest_frames(r.pages, PAGE_SIZE);
    for (uint64_t i = 0; i < r.pages; i++)
        guest_touch(gva((uint64_t)guest_window(gpa(r.frames.v + i * PAGE_SIZE))));
    measure(&r, SET, 0, false, body_read);
    measure(&r, ACCESSED, GUEST_FRESH, false, body_read);
    measure(&r, DIRTY, GUEST_FRESH, true, body_write);
    measure(&r, BOTH, GUEST_FRESH, false, body_write);
}
