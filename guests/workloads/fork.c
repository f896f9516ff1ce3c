/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A copy of an address space that shares its pages until one side writes, and its end. In a guest
 * the tables are copied at CPL 3 and the faults handled there; natively: fork(), _exit() and
 * wait().
 */
#include "guest.h"

enum { PAGES };
enum { FORK, ALL, COW, REUSE };

GUEST_WORKLOAD("fork", "copies of an address space, with copy on write",
               GUEST_PARAMS({"pages", "private pages of the address space", 256, 1, 4096, 64}),
               GUEST_METRICS({"fork", "copy, switch to it, its end; nothing written; per copy"},
                             {"fork_write", "the same, all pages written in the copy; per copy"},
                             {"cow", "first write in the copy: fault, copy of the page; per page"},
                             {"reuse",
                              "first write of the parent after the copy's end; per page"}));

struct run {
    uint64_t pages;
    bool warm_up;
};

static void write_all(struct gva at, uint64_t pages)
{
    for (uint64_t i = 0; i < pages; i++)
        guest_trap_store(gva(at.v + i * PAGE_SIZE));
}

static void child_idle(void *ctx)
{
    (void)ctx;
}

static void child_writes(void *ctx)
{
    const struct run *r = ctx;

    write_all(GUEST_SPACE_GVA, r->pages);
}

/* The child takes the sample itself: only its writes are in the section. */
static void child_measures(void *ctx)
{
    const struct run *r = ctx;
    uint64_t start;

    if (!r->warm_up)
        guest_begin();
    start = guest_time();
    write_all(GUEST_SPACE_GVA, r->pages);
    uint64_t cycles = guest_time() - start;
    if (r->warm_up)
        return;
    guest_sample(COW, r->pages, cycles);
    guest_end(COW, r->pages);
}

static void body_idle(void *ctx, uint64_t ops)
{
    while (ops--)
        guest_fork(child_idle, ctx);
}

static void body_writes(void *ctx, uint64_t ops)
{
    while (ops--)
        guest_fork(child_writes, ctx);
}

/* Its parent writes all pages first: they are its own again, as before the first copy. */
static void measure_cow(struct run *r)
{
    for (uint64_t i = 0; i < guest_once_runs(); i++) {
        r->warm_up = i == 0;
        write_all(GUEST_SPACE_GVA, r->pages);
        guest_fork(child_measures, r);
    }
}

static void prepare_reuse(void *ctx, uint64_t i)
{
    (void)i;
    guest_fork(child_idle, ctx);
}

static void body_reuse(void *ctx, uint64_t ops)
{
    (void)ctx;
    write_all(GUEST_SPACE_GVA, ops);
}

void guest_main(void)
{
    struct run *r = guest_window(guest_frames(1, PAGE_SIZE)); /* shared with the copies */

    r->pages = guest_param(PAGES);
    guest_private(r->pages);
    guest_measure(FORK, body_idle, r);
    guest_measure(ALL, body_writes, r);
    measure_cow(r);
    guest_measure_once(REUSE, r->pages, prepare_reuse, body_reuse, r);
}
