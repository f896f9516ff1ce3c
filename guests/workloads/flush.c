/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Flushes of the whole TLB with a working set behind them: what a flush costs is mostly what has to
 * be found again. Global pages stay over CR3 loads; a change of CR4.PGE flushes them, too.
 */
#include "guest.h"

enum { PAGES };
enum { CR3, CR3_GLOBAL, PGE, BARE };

GUEST_WORKLOAD("flush", "flushes of everything, and the working set read again",
               GUEST_PARAMS({"pages", "pages mapped, and read after each flush", 64, 1, 4096, 64}),
               GUEST_METRICS({"cr3", "CR3 load, all pages read; per flush"},
                             {"cr3_global",
                              "CR3 load, all read, pages global: they stay; per flush"},
                             {"pge", "CR4.PGE off and on, all global pages read; per flush"},
                             {"bare", "CR4.PGE off and on, nothing read; per flush"}));

struct run {
    struct gva at;
    uint64_t pages;
    void (*flush)(void);
};

static void body(void *ctx, uint64_t ops)
{
    const struct run *r = ctx;

    while (ops--) {
        r->flush();
        for (uint64_t i = 0; i < r->pages; i++)
            GUEST_USE(guest_load(gva(r->at.v + i * PAGE_SIZE)));
    }
}

static void measure(uint32_t metric, struct gva at, uint64_t pages, void (*flush)(void))
{
    struct run r = {at, pages, flush};

    guest_measure(metric, body, &r);
}

void guest_main(void)
{
    uint64_t pages = guest_param(PAGES);
    struct gva local = GUEST_TEST_GVA, global = gva(local.v + pt_size(3));
    struct gpa frames;

    if (!guest_has(GUEST_HAS_INVLPG)) {
        for (uint32_t m = CR3; m <= BARE; m++)
            guest_skip(m, "a host process cannot flush its TLB");
        return;
    }
    frames = guest_frames(pages, PAGE_SIZE);
    guest_map(local, frames, pages, GUEST_W);
    guest_map(global, frames, pages, GUEST_W | GUEST_GLOBAL);
    measure(CR3, local, pages, guest_reload_cr3);
    measure(CR3_GLOBAL, global, pages, guest_reload_cr3);
    measure(PGE, global, pages, guest_flush_all);
    measure(BARE, global, 0, guest_flush_all);
}
