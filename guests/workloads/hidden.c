/* SPDX-License-Identifier: Apache-2.0 */
/*
 * First touch of pages whose guest PTE is present already: what is missing is the shadow's entry
 * (spt, kvm-spt) or, for frames that this run touches for the first time, the second dimension's
 * (ept) and perhaps the host's memory. `cold` touches new frames at new addresses, `warm` one set
 * of frames that has been touched, at new addresses. Natively: minor faults on a file mapping.
 */
#include "guest.h"
#include "order.h"

enum { PAGES, ORDER, FRAMES };
enum { COLD, WARM };

GUEST_WORKLOAD(
    "hidden", "first touch of pages that the guest has mapped already, of cold and of warm frames",
    GUEST_PARAMS({"pages", "pages touched in one sample", 256, 1, 4096, 64},
                 {"order", "0: pages touched in order, 1: permuted", 0, 0, 1, 0},
                 {"frames", "0: frames mapped in order, 1: permuted", 0, 0, 1, 0}),
    GUEST_METRICS(
        {"cold", "page of a frame never touched in this run (with --cold: that has no memory yet)"},
        {"warm", "refault: page of a frame touched before at another address"}));

struct run {
    struct gva at;              /* of this sample */
    struct gva next;            /* addresses never used so far */
    struct gpa frames;          /* of this sample */
    uint64_t pages, frame_step; /* bytes from one sample's frames to the next one's */
    const uint16_t *order;
    uint16_t frame[ORDER_MAX_PAGES];
};

static struct gpa frame_of(void *ctx, uint64_t i)
{
    const struct run *r = ctx;

    return gpa(r->frames.v + r->frame[i] * PAGE_SIZE);
}

static void prepare(void *ctx, uint64_t i)
{
    struct run *r = ctx;

    if (i > 0)
        r->frames.v += r->frame_step;
    r->at = r->next;
    r->next.v += r->pages * PAGE_SIZE;
    guest_map_each(r->at, r->pages, GUEST_W, frame_of, r);
}

static void body(void *ctx, uint64_t ops)
{
    const struct run *r = ctx;

    for (uint64_t i = 0; i < ops; i++)
        guest_touch(gva(r->at.v + r->order[i] * PAGE_SIZE));
}

void guest_main(void)
{
    static struct run r;
    struct gpa first;

    r.pages = guest_param(PAGES);
    r.next = GUEST_TEST_GVA;
    r.order = order_pages(r.pages, guest_param(FRAMES));
    for (uint64_t i = 0; i < r.pages; i++)
        r.frame[i] = r.order[i];
    order_pages(r.pages, guest_param(ORDER));
    first = guest_frames(guest_once_runs() * r.pages, PAGE_SIZE);

    r.frames = first;
    r.frame_step = r.pages * PAGE_SIZE;
    guest_measure_once(COLD, r.pages, prepare, body, &r);

    r.frames = first;
    r.frame_step = 0;
    guest_measure_once(WARM, r.pages, prepare, body, &r);
}
