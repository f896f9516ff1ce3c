/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What it costs to know which pages a guest writes, as live migration must: the calls of the host,
 * with the work that they leave for the guest's next entry, and the first write to each page after
 * logging began and after the page was cleared. A call is one hypercall for all pages; what that
 * costs alone is `out`. That no write was lost is checked.
 */
#include "guest.h"
#include "region.h"

enum { PAGES, PAGE };
enum { ENABLE, FIRST, AGAIN, GET, CLEAR, REWRITE, DISABLE, WRITE };

GUEST_WORKLOAD("dirtylog", "the dirty log: enable, first write, get, clear, disable",
               GUEST_PARAMS({"pages", "4 KiB pages of the logged memslot", 1024, 512, 65536, 512},
                            {"page", "guest page size: 4096 or 2097152", 4096, 4096, 2 << 20,
                             4096}),
               GUEST_METRICS({"enable", "the host's call, per page, all written before"},
                             {"first", "first write to a page after that"},
                             {"again", "further write to a page that is dirty"},
                             {"get", "the host's call that reads the log, per page"},
                             {"clear", "the host's call that makes the pages clean, per page"},
                             {"rewrite", "first write to a page after that"},
                             {"disable", "the host's call, per page"},
                             {"write", "first write to a page after that"}));

struct run {
    uint64_t pages;
    enum guest_dirty_op op; /* of the next call, and what it answered */
    uint64_t dirty;
};

/* A word of every page. */
static void write_all(void *ctx, uint64_t ops)
{
    const struct run *r = ctx;

    for (uint64_t i = 0, page = 0; i < ops; i++, page = page + 1 < r->pages ? page + 1 : 0)
        *(volatile uint64_t *)(GUEST_TEST_GVA.v + page * PAGE_SIZE) = i;
}

/* One sample for all pages. `keep`: not of the warm-up round. */
static void timed(uint32_t metric, guest_body body, struct run *r, bool keep)
{
    uint64_t start;

    if (!keep) {
        body(r, r->pages);
        return;
    }
    guest_begin();
    start = guest_time();
    body(r, r->pages);
    guest_sample(metric, r->pages, guest_time() - start);
    guest_end(metric, r->pages);
}

static void ask(void *ctx, uint64_t ops)
{
    struct run *r = ctx;

    (void)ops;
    r->dirty = guest_dirty_log(r->op, guest_hole());
}

static void host_call(uint32_t metric, enum guest_dirty_op op, struct run *r, bool keep,
                      uint64_t want)
{
    r->op = op;
    timed(metric, ask, r, keep);
    if (r->dirty < want)
        guest_panic("dirtylog: %lu pages are dirty in the log, and %lu were written", r->dirty,
                    want);
}

static void round_of(struct run *r, bool keep)
{
    host_call(ENABLE, GUEST_DIRTY_ON, r, keep, 0);
    timed(FIRST, write_all, r, keep);
    timed(AGAIN, write_all, r, keep);
    host_call(GET, GUEST_DIRTY_GET, r, keep, r->pages);
    host_call(CLEAR, GUEST_DIRTY_CLEAR, r, keep, r->pages);
    timed(REWRITE, write_all, r, keep);
    host_call(DISABLE, GUEST_DIRTY_OFF, r, keep, 0);
    timed(WRITE, write_all, r, keep);
}

void guest_main(void)
{
    static struct run r;
    unsigned level = region_level(guest_param(PAGE));

    if (!guest_has(GUEST_HAS_DIRTY_LOG)) {
        for (uint32_t m = ENABLE; m <= WRITE; m++)
            guest_skip(m, "a host process has no memslots whose writes are logged");
        return;
    }
    r.pages = guest_param(PAGES) & ~UINT64_C(511);
    guest_region_add(GUEST_REGION_WINDOW, guest_hole(), r.pages,
                     guest_frames(r.pages, 512 * PAGE_SIZE));
    region_map(GUEST_TEST_GVA, guest_hole(), r.pages * PAGE_SIZE, level);
    write_all(&r, r.pages);
    for (uint64_t i = 0; i < guest_once_runs(); i++)
        round_of(&r, i > 0);
}
