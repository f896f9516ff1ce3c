/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes of entries that nothing uses, each with its flush: the cold side of `ptemod`, whose
 * entries are in use. `leaf`, `perm` and `nonleaf` write to tables that a walk has seen, for the
 * sake of another entry; `unseen` and `unseen_pde` to tables that no walk has seen, which a
 * shadow need not know of. A shadow that counts writes to unused entries may give a table up on the
 * way. Natively: mmap() and mprotect() of a page without a PTE.
 */
#include "guest.h"

enum { LEAF, PERM, NONLEAF, UNSEEN, UNSEEN_PDE };

GUEST_WORKLOAD("ptecold", "writes to entries of page tables that nothing uses", .nparams = 0,
               GUEST_METRICS({"leaf", "PTE to another frame, invlpg; its page is not touched"},
                             {"perm", "PTE to read-only or writable, invlpg; page not touched"},
                             {"nonleaf",
                              "PDE to another page table, invlpg; nothing in it touched"},
                             {"unseen", "as leaf, in a page table that no walk has seen"},
                             {"unseen_pde", "as nonleaf, in a directory that no walk has seen"}));

struct edit {
    struct guest_pte pte;
    uint64_t value[2];
};

static void body(void *ctx, uint64_t ops)
{
    const struct edit *e = ctx;

    for (uint64_t i = 0; i < ops; i++)
        guest_pte_store_invlpg(e->pte, e->value[i & 1]);
}

static struct gpa frame(struct gpa first, uint64_t i)
{
    return gpa(first.v + i * PAGE_SIZE);
}

/* Two pages under one page table, so far apart that nobody who maps neighbours ahead maps the
 * second with the first. The first is touched when `seen`, the second never is; returns it. */
static struct gva pair(struct gva at, struct gpa frames, bool seen)
{
    struct gva far = gva(at.v + pt_size(2) / 2);

    guest_map(at, frames, 1, GUEST_W);
    guest_map(far, frame(frames, 1), 1, GUEST_W);
    if (seen)
        guest_touch(at);
    return far;
}

static void measure_leaf(uint32_t metric, struct gva page, uint64_t a, uint64_t b)
{
    struct edit e = {guest_pte(page), {a, b}};

    guest_measure(metric, body, &e);
}

/* Three page tables side by side under one directory: that of the first page is used when `seen`;
 * the entry of the second is pointed to the third's table and back. */
static void measure_nonleaf(uint32_t metric, struct gva at, struct gpa frames, bool seen)
{
    struct gva own = gva(at.v + pt_size(2)), other = gva(own.v + pt_size(2));
    struct edit e;

    guest_map(at, frames, 1, GUEST_W);
    guest_map(own, frame(frames, 1), 1, GUEST_W);
    guest_map(other, frame(frames, 2), 1, GUEST_W);
    if (seen)
        guest_touch(at);
    e.pte = guest_pte_of(own, 2);
    e.value[0] = *guest_pte_pointer(e.pte);
    e.value[1] = *guest_pte_pointer(guest_pte_of(other, 2));
    guest_measure(metric, body, &e);
}

void guest_main(void)
{
    struct gpa frames = guest_frames(3, PAGE_SIZE);
    uint64_t value = guest_pte_value(frames, GUEST_W);
    uint64_t moved = guest_pte_value(frame(frames, 2), GUEST_W);
    struct gva page = pair(GUEST_TEST_GVA, frames, true);

    measure_leaf(LEAF, page, value, moved);
    measure_leaf(PERM, page, value, guest_pte_value(frames, GUEST_R));
    if (!guest_has(GUEST_HAS_PTE)) {
        for (uint32_t m = NONLEAF; m <= UNSEEN_PDE; m++)
            guest_skip(m, "a host process cannot write its page tables");
        return;
    }
    measure_nonleaf(NONLEAF, gva(GUEST_TEST_GVA.v + pt_size(3)), frames, true);
    page = pair(gva(GUEST_TEST_GVA.v + 2 * pt_size(3)), frames, false);
    measure_leaf(UNSEEN, page, value, moved);
    measure_nonleaf(UNSEEN_PDE, gva(GUEST_TEST_GVA.v + 3 * pt_size(3)), frames, false);
}
