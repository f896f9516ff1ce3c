/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two loops of Appel and Li (ASPLOS 1991) on what a program does with its own protections. The
 * fault is handled at CPL 3, the pages are protected by the guest kernel. Natively: a signal
 * handler and mprotect().
 */
#include "guest.h"
#include "order.h"

enum { PAGES };
enum { APPEL1, APPEL2 };

GUEST_WORKLOAD(
    "appel", "protect, trap and unprotect, by a program for itself (Appel and Li)",
    GUEST_PARAMS({"pages", "pages of which the traps take one after the other", 256, 2, 4096, 64}),
    GUEST_METRICS({"appel1", "prot1-trap-unprot: the handler opens this page and closes "
                             "another; per trap"},
                  {"appel2", "protN-trap-unprot: all closed in one go, each opened by its "
                             "trap; per trap"}));

static struct {
    struct gpa frames;
    uint64_t pages, other; /* bytes from the page that traps to the one that is closed */
    const uint16_t *order;
} run;

static void permit(uint64_t offset, unsigned flags)
{
    guest_protect(gva(GUEST_TEST_GVA.v + offset), gpa(run.frames.v + offset), 1, flags);
}

static void open_this(struct gva at)
{
    permit((at.v - GUEST_TEST_GVA.v) & PAGE_MASK, GUEST_W);
}

static void open_this_close_other(struct gva at)
{
    uint64_t offset = (at.v - GUEST_TEST_GVA.v) & PAGE_MASK;

    open_this(at);
    permit((offset + run.other) % (run.pages * PAGE_SIZE), GUEST_R);
}

static void close_all(void)
{
    guest_protect(GUEST_TEST_GVA, run.frames, run.pages, GUEST_R | GUEST_BULK);
}

/* Half of the pages are closed at any time: the page that traps is half a round after the one that
 * its handler closes. */
static void body_appel1(void *ctx, uint64_t ops)
{
    uint64_t *turn = ctx;

    while (ops--) {
        guest_trap_store(gva(GUEST_TEST_GVA.v + *turn * PAGE_SIZE));
        *turn = *turn + 1 == run.pages ? 0 : *turn + 1;
    }
}

/* `ops` is a multiple of the pages. */
static void body_appel2(void *ctx, uint64_t ops)
{
    (void)ctx;
    for (; ops; ops -= run.pages) {
        close_all();
        for (uint64_t i = 0; i < run.pages; i++)
            guest_trap_store(gva(GUEST_TEST_GVA.v + run.order[i] * PAGE_SIZE));
    }
}

void guest_main(void)
{
    uint64_t turn = 0;

    run.pages = guest_param(PAGES);
    run.other = run.pages / 2 * PAGE_SIZE;
    run.order = order_pages(run.pages, true);
    run.frames = guest_frames(run.pages, PAGE_SIZE);
    guest_map(GUEST_TEST_GVA, run.frames, run.pages, GUEST_W);
    for (uint64_t i = 0; i < run.pages; i++)
        guest_touch(gva(GUEST_TEST_GVA.v + i * PAGE_SIZE));
    guest_on_trap(open_this_close_other);
    close_all();
    guest_measure(APPEL1, body_appel1, &turn);
    guest_on_trap(open_this);
    guest_measure_step(APPEL2, run.pages, body_appel2, NULL);
}
