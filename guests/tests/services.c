/* SPDX-License-Identifier: Apache-2.0 */
/* What the library does for workloads, looked at from inside; ends with the number of the check
 * that failed, 0 for none. Runs in every mode. */
#include "guest.h"

#define PAGES 5u

GUEST_WORKLOAD("services", "checks the services of the guest library", .nparams = 0, .nmetrics = 0);

static uint64_t check_number;

#define EXPECT(condition)                                        \
    do {                                                         \
        check_number++;                                          \
        if (!(condition)) {                                      \
            guest_print("check %lu: " #condition, check_number); \
            guest_exit(check_number);                            \
        }                                                        \
    } while (0)

static struct gva page(uint64_t i)
{
    return gva(GUEST_TEST_GVA.v + i * PAGE_SIZE);
}

static struct gpa frames;
static uint64_t traps;
static struct gva trapped;

static struct gpa frame(uint64_t i)
{
    return gpa(frames.v + i * PAGE_SIZE);
}

static void open_page(struct gva at)
{
    traps++;
    trapped = at;
    guest_protect(gva(at.v & PAGE_MASK), gpa(frames.v + (at.v & PAGE_MASK) - GUEST_TEST_GVA.v), 1,
                  GUEST_W);
}

/* Through a mapping, as it is in its frame. */
static uint64_t in_frame(uint64_t i)
{
    return *(volatile uint64_t *)guest_window(frame(i));
}

static void mapping(void)
{
    frames = guest_frames(PAGES, PAGE_SIZE);
    guest_map(GUEST_TEST_GVA, frames, PAGES, GUEST_W | GUEST_BULK);
    for (uint64_t i = 0; i < PAGES; i++) {
        guest_touch(page(i));
        EXPECT(in_frame(i) == page(i).v);
    }
    guest_map(page(PAGES), frame(2), 1, GUEST_R);
    EXPECT(guest_load(page(PAGES)) == page(2).v);
    guest_unmap(page(PAGES), 1, GUEST_BULK);
    guest_map(page(PAGES), frame(3), 1, GUEST_R);
    EXPECT(guest_load(page(PAGES)) == page(3).v);
}

static void traps_reach_the_handler(void)
{
    guest_on_trap(open_page);
    guest_protect(GUEST_TEST_GVA, frames, PAGES, GUEST_R | GUEST_BULK);
    EXPECT(guest_load(page(1)) == page(1).v);
    EXPECT(traps == 0);
    *(volatile uint64_t *)guest_window(frame(1)) = 0;
    guest_trap_store(gva(page(1).v + 8));
    EXPECT(traps == 1);
    EXPECT(trapped.v == page(1).v + 8);
    EXPECT(guest_load(gva(page(1).v + 8)) == page(1).v + 8);
    guest_trap_store(page(1));
    EXPECT(traps == 1);
    guest_trap_store(page(2));
    EXPECT(traps == 2);
    guest_protect(page(1), frame(1), 1, GUEST_R);
    guest_trap_store(page(1));
    EXPECT(traps == 3);
}

static void granted_writes_reach_the_frames(void)
{
    guest_protect(GUEST_TEST_GVA, frames, PAGES, GUEST_W | GUEST_BULK);
    for (uint64_t i = 0; i < PAGES; i++)
        *(volatile uint64_t *)page(i).v = i;
    if (!guest_grant_writes(GUEST_TEST_GVA, frames, PAGES))
        return;
    for (uint64_t i = 0; i < PAGES; i++) {
        EXPECT(guest_load(page(i)) == i);
        guest_touch(page(i));
        EXPECT(in_frame(i) == page(i).v);
    }
}

struct shared {
    uint64_t seen, own, runs;
};

static uint64_t private_page(uint64_t i)
{
    return GUEST_SPACE_GVA.v + i * PAGE_SIZE;
}

static void child(void *ctx)
{
    struct shared *s = ctx;

    s->runs++;
    for (uint64_t i = 0; i < PAGES; i++)
        s->seen += guest_load(gva(private_page(i))) == i + s->runs;
    for (uint64_t i = 0; i < PAGES; i += 2)
        guest_trap_store(gva(private_page(i) + 16));
    for (uint64_t i = 0; i < PAGES; i++) {
        s->own += guest_load(gva(private_page(i) + 16)) == (i % 2 ? 0 : private_page(i) + 16);
        s->seen += guest_load(gva(private_page(i))) == i + s->runs; /* the rest was copied */
    }
}

static void copies_are_apart(void)
{
    struct shared *s = guest_window(guest_frames(1, PAGE_SIZE));

    guest_private(PAGES);
    for (uint64_t run = 1; run <= 3; run++) {
        for (uint64_t i = 0; i < PAGES; i++) {
            guest_trap_store(gva(private_page(i) + 8));
            *(volatile uint64_t *)private_page(i) = i + run;
        }
        guest_fork(child, s);
        EXPECT(s->runs == run);
        EXPECT(s->seen == 2 * PAGES * run);
        EXPECT(s->own == PAGES * run);
        for (uint64_t i = 0; i < PAGES; i++) {
            EXPECT(guest_load(gva(private_page(i))) == i + run);
            EXPECT(guest_load(gva(private_page(i) + 8)) == private_page(i) + 8);
            EXPECT(guest_load(gva(private_page(i) + 16)) == 0);
        }
    }
}

/* The window's frames through one page of 1 GiB, where there are such pages. */
static void huge_pages(void)
{
    struct gva at = gva(GUEST_TEST_GVA.v + pt_size(4));

    if (!guest_has(GUEST_HAS_HUGE))
        return;
    EXPECT(guest_has(GUEST_HAS_HUGE));
    guest_map(at, gpa(0), 1, GUEST_W | GUEST_HUGE);
    guest_touch(page(0));
    EXPECT(guest_load(gva(at.v + frame(0).v)) == page(0).v);
    guest_touch(gva(at.v + frame(1).v));
    EXPECT(in_frame(1) == at.v + frame(1).v);
}

static uint64_t answer(void)
{
    return 42;
}

static void entries_and_flushes(void)
{
    struct gva at = gva(GUEST_TEST_GVA.v + pt_size(3)), other = gva(at.v + pt_size(2));
    struct guest_pte pde;

    guest_map(at, frame(0), 1, GUEST_W | GUEST_GLOBAL);
    guest_map(other, frame(1), 1, GUEST_W);
    guest_touch(at);
    guest_touch(other);
    pde = guest_pte_of(at, 2);
    guest_pte_store_invlpg(pde, *guest_pte_pointer(guest_pte_of(other, 2)));
    EXPECT(guest_load(at) == other.v);
    guest_map(at, frame(0), 1, GUEST_W | GUEST_GLOBAL); /* in the other's table */
    guest_flush_all();
    EXPECT(guest_load(at) == at.v);
    EXPECT(guest_load(other) == at.v);
    guest_map(page(PAGES + 1), frame(4), 1, GUEST_W | GUEST_FRESH);
    GUEST_USE(guest_load(page(PAGES + 1)));
    EXPECT((*guest_pte_pointer(guest_pte(page(PAGES + 1))) & (PTE_A | PTE_D)) == PTE_A);
    guest_touch(page(PAGES + 1));
    EXPECT((*guest_pte_pointer(guest_pte(page(PAGES + 1))) & (PTE_A | PTE_D)) == (PTE_A | PTE_D));
    EXPECT(guest_kernel_call(answer) == 42);
}

void guest_main(void)
{
    mapping();
    traps_reach_the_handler();
    granted_writes_reach_the_frames();
    if (guest_has(GUEST_HAS_PTE))
        entries_and_flushes();
    if (guest_has(GUEST_HAS_PTE))
        huge_pages();
    copies_are_apart();
    guest_print("services: %lu checks", check_number);
}
