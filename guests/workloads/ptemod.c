/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes of entries. `rewrite` points a page to another frame, flushes and uses it; the others
 * leave one part out, so that the cost of each part shows. `store` writes to a table that a walk
 * has seen, which a shadow traces; `untracked` to one that none has seen. `nonleaf` exchanges a
 * whole page table. Natively: mmap() over the page, mprotect().
 */
#include "guest.h"

#define IGNORED (UINT64_C(1) << 9) /* SDM Vol. 3A table 4-20 */

enum { PAGES };
enum { REWRITE, NOACCESS, PERM, STORE, BURST, BATCH, NONLEAF, UNTRACKED };

GUEST_WORKLOAD(
    "ptemod", "writes to entries of the guest's page tables",
    GUEST_PARAMS({"pages", "entries written for one CR3 load by batch", 256, 1, 512, 64}),
    GUEST_METRICS({"rewrite", "PTE to another frame, invlpg, access"},
                  {"noaccess", "PTE to another frame, invlpg"},
                  {"perm", "PTE to read-only or writable, invlpg, read"},
                  {"store", "PTE of a page in use, a bit that the CPU ignores, no flush"},
                  {"burst", "the same, 64 in one system call; per PTE"},
                  {"batch", "PTEs written at CPL 3, one CR3 load, all read; per page"},
                  {"nonleaf", "PDE to another page table, invlpg, access"},
                  {"untracked", "as store, in a page table that no walk has seen"}));

struct run {
    struct guest_pte pte;
    uint64_t value[2];
    uint64_t pages;
    struct gpa frames; /* two sets of `pages` */
    volatile uint64_t *entry;
    unsigned turn;
};

static void body_rewrite(void *ctx, uint64_t ops)
{
    struct run *r = ctx;

    for (uint64_t i = 0; i < ops; i++) {
        guest_pte_store_invlpg(r->pte, r->value[i & 1]);
        GUEST_USE(guest_load(r->pte.at));
    }
}

static void body_noaccess(void *ctx, uint64_t ops)
{
    struct run *r = ctx;

    for (uint64_t i = 0; i < ops; i++)
        guest_pte_store_invlpg(r->pte, r->value[i & 1]);
}

static void body_store(void *ctx, uint64_t ops)
{
    struct run *r = ctx;

    for (uint64_t i = 0; i < ops; i++)
        guest_pte_store(r->pte, r->value[i & 1]);
}

static void body_burst(void *ctx, uint64_t ops)
{
    struct run *r = ctx;

    for (; ops; ops -= GUEST_BURST)
        guest_burst_store(r->pte, r->value[0], r->value[1]);
}

/* `ops` is a multiple of r->pages. */
static void body_batch(void *ctx, uint64_t ops)
{
    struct run *r = ctx;

    for (; ops; ops -= r->pages) {
        struct gpa set = gpa(r->frames.v + (r->turn ^= 1) * r->pages * PAGE_SIZE);

        for (uint64_t i = 0; i < r->pages; i++)
            r->entry[i] = guest_pte_value(gpa(set.v + i * PAGE_SIZE), GUEST_W);
        guest_reload_cr3();
        for (uint64_t i = 0; i < r->pages; i++)
            GUEST_USE(guest_load(gva(r->pte.at.v + i * PAGE_SIZE)));
    }
}

/* The PDE of a page is pointed in turn to its own page table and to that of a page in a
 * neighbouring 2 MiB, in which the same entry leads to another frame. */
static void measure_nonleaf(const struct run *r)
{
    struct gva at = gva(GUEST_TEST_GVA.v + pt_size(3)), other = gva(at.v + pt_size(2));
    struct run pde = {.pte = {.at = at}};

    guest_map(at, r->frames, 1, GUEST_W);
    guest_map(other, gpa(r->frames.v + PAGE_SIZE), 1, GUEST_W);
    GUEST_USE(guest_load(at) + guest_load(other));
    pde.pte = guest_pte_of(at, 2);
    pde.value[0] = *guest_pte_pointer(pde.pte);
    pde.value[1] = *guest_pte_pointer(guest_pte_of(other, 2));
    guest_measure(NONLEAF, body_rewrite, &pde);
}

static void measure_untracked(const struct run *r)
{
    uint64_t value = guest_pte_value(r->frames, GUEST_W);
    struct run unseen = {.value = {value, value | IGNORED}};
    struct gva at = gva(GUEST_TEST_GVA.v + 2 * pt_size(3));

    guest_map(at, r->frames, 1, GUEST_W);
    unseen.pte = guest_pte(at);
    guest_measure(UNTRACKED, body_store, &unseen);
}

static void measure_tables(struct run *r)
{
    if (!guest_has(GUEST_HAS_PTE)) {
        for (uint32_t m = STORE; m <= UNTRACKED; m++)
            guest_skip(m, "a host process cannot write its page tables");
        return;
    }
    measure_nonleaf(r);
    measure_untracked(r);
    /* A shadow forgets a table of which only unused entries are written: this one is in use. */
    r->value[0] = guest_pte_value(r->frames, GUEST_W);
    r->value[1] = r->value[0] | IGNORED;
    guest_pte_store_invlpg(r->pte, r->value[0]);
    GUEST_USE(guest_load(r->pte.at));
    guest_measure(STORE, body_store, r);
    guest_measure_step(BURST, GUEST_BURST, body_burst, r);
    r->entry = guest_pte_pointer(r->pte);
    guest_measure_step(BATCH, r->pages, body_batch, r);
}

void guest_main(void)
{
    struct run r = {.pages = guest_param(PAGES)};
    struct gva at = GUEST_TEST_GVA;

    r.frames = guest_frames(2 * r.pages, PAGE_SIZE);
    guest_map(at, r.frames, r.pages, GUEST_W);
    r.pte = guest_pte(at);
    r.value[0] = guest_pte_value(r.frames, GUEST_W);
    r.value[1] = guest_pte_value(gpa(r.frames.v + r.pages * PAGE_SIZE), GUEST_W);
    guest_measure(REWRITE, body_rewrite, &r);
    guest_measure(NOACCESS, body_noaccess, &r);
    r.value[1] = guest_pte_value(r.frames, GUEST_R);
    guest_measure(PERM, body_rewrite, &r);
    measure_tables(&r);
}
