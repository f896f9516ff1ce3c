/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CR3 loads in turn over a number of address spaces, in a service of the guest kernel, with `touch`
 * pages of each used after its load. Natively: a switch between two processes on one CPU.
 */
#include "guest.h"

#define MAX_SPACES 64u

enum { SPACES, TOUCH };
enum { SWITCH, SAME, BURST };

GUEST_WORKLOAD("movcr3", "switches between address spaces",
               GUEST_PARAMS({"spaces", "address spaces used in turn", 2, 2, MAX_SPACES, 2},
                            {"touch", "pages read after each switch", 0, 0, 512, 0}),
               GUEST_METRICS({"switch", "load of CR3 with the next space, and the reads"},
                             {"same", "load of CR3 with its own value"},
                             {"burst",
                              "loads of CR3 between two spaces, 64 in one system call; per load"}));

struct run {
    struct guest_space space[MAX_SPACES];
    uint64_t spaces, touch, turn;
};

static void body(void *ctx, uint64_t ops)
{
    struct run *r = ctx;

    while (ops--) {
        r->turn = r->turn + 1 == r->spaces ? 0 : r->turn + 1;
        guest_space_switch(r->space[r->turn]);
        for (uint64_t i = 0; i < r->touch; i++)
            GUEST_USE(guest_load(gva(GUEST_SPACE_GVA.v + i * PAGE_SIZE)));
    }
}

static void body_same(void *ctx, uint64_t ops)
{
    (void)ctx;
    while (ops--)
        guest_reload_cr3();
}

static void body_burst(void *ctx, uint64_t ops)
{
    const struct run *r = ctx;

    for (; ops; ops -= GUEST_BURST)
        guest_burst_switch(r->space[1]);
}

static void make_spaces(struct run *r)
{
    r->space[0] = guest_space_first();
    for (uint64_t i = 1; i < r->spaces; i++)
        r->space[i] = guest_space_create();
    for (uint64_t i = 0; r->touch && i < r->spaces; i++)
        guest_space_map(r->space[i], GUEST_SPACE_GVA, guest_frames(r->touch, PAGE_SIZE), r->touch);
}

void guest_main(void)
{
    static struct run r;

    r.spaces = guest_param(SPACES);
    r.touch = guest_param(TOUCH);
    if (!guest_has(GUEST_HAS_SPACES) && (r.spaces != 2 || r.touch)) {
        guest_skip(SWITCH, "natively only with spaces=2 and touch=0");
    } else {
        make_spaces(&r);
        guest_measure_step(SWITCH, r.spaces, body, &r);
    }
    if (guest_has(GUEST_HAS_INVLPG)) {
        guest_space_switch(r.space[0]);
        guest_measure(SAME, body_same, &r);
        guest_measure_step(BURST, GUEST_BURST, body_burst, &r);
    } else {
        guest_skip(SAME, "a host process cannot load CR3");
        guest_skip(BURST, "a host process cannot load CR3");
    }
}
