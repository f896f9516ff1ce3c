/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A copy of an address space as fork() makes it. All that is long runs at CPL 3: tables are filled
 * through the window, frames copied by the trap handler. The child's tables are the same frames
 * each time, emptied when it ends, as a kernel's free list would give them out again.
 */
#include "guest.h"
#include "user.h"

static struct {
    uint64_t npages;
    struct gpa frames, copies;
    struct guest_space parent, child;
    volatile uint64_t *parent_pte, *child_pte; /* side by side */
    struct guest_pte child_link;               /* entry of the child's root for the private part */
    uint64_t link;
    bool in_child;
} fork_state;

static void copy_page(struct gpa to, struct gpa from)
{
    const uint64_t *s = guest_window(from);
    uint64_t *d = guest_window(to);

    for (unsigned i = 0; i < PAGE_SIZE / sizeof *s; i++)
        d[i] = s[i];
}

/* First write since the copy was made: the child gets a frame of its own; after the child's end the
 * parent has its pages to itself. */
static void on_write(struct gva at)
{
    uint64_t i = (at.v - GUEST_SPACE_GVA.v) / PAGE_SIZE;
    struct gva page = gva(GUEST_SPACE_GVA.v + i * PAGE_SIZE);
    struct gpa frame = gpa(fork_state.frames.v + i * PAGE_SIZE);

    if (i >= fork_state.npages)
        guest_panic("fork: a fault at 0x%lx, outside of the private pages", at.v);
    if (!fork_state.in_child) {
        guest_pte_store(guest_pte(page), guest_pte_value(frame, GUEST_W));
        return;
    }
    struct gpa copy = gpa(fork_state.copies.v + i * PAGE_SIZE);
    copy_page(copy, frame);
    guest_pte_store_invlpg(guest_pte(page), guest_pte_value(copy, GUEST_W));
}

static volatile uint64_t *entries(struct guest_space s)
{
    struct gpt tables = user_tables;
    struct gpa first;

    tables.root = gpa(s.id);
    if (!gpt_run(&tables, GUEST_SPACE_GVA, fork_state.npages, &first))
        guest_panic("fork: the page tables do not lie side by side");
    return gpt_ptr(&tables, first);
}

void guest_private(uint64_t npages)
{
    struct gpt child;

    fork_state.npages = npages;
    fork_state.frames = guest_frames(npages, PAGE_SIZE);
    fork_state.copies = guest_frames(npages, PAGE_SIZE);
    fork_state.parent = guest_space_first();
    fork_state.child = guest_space_create();
    guest_space_map(fork_state.parent, GUEST_SPACE_GVA, fork_state.frames, npages);
    guest_space_map(fork_state.child, GUEST_SPACE_GVA, fork_state.frames, npages);
    fork_state.parent_pte = entries(fork_state.parent);
    fork_state.child_pte = entries(fork_state.child);
    child = user_tables;
    child.root = gpa(fork_state.child.id);
    gpt_entry(&child, GUEST_SPACE_GVA, PT_MAX_LEVELS, &fork_state.child_link.entry);
    fork_state.link = *gpt_ptr(&child, fork_state.child_link.entry);
    guest_on_trap(on_write);
    for (uint64_t i = 0; i < npages; i++)
        guest_touch(gva(GUEST_SPACE_GVA.v + i * PAGE_SIZE));
}

void guest_fork(void (*child)(void *ctx), void *ctx)
{
    for (uint64_t i = 0; i < fork_state.npages; i++) {
        uint64_t value = guest_pte_value(gpa(fork_state.frames.v + i * PAGE_SIZE), GUEST_R);

        fork_state.parent_pte[i] = value;
        fork_state.child_pte[i] = value;
    }
    guest_pte_store(fork_state.child_link, fork_state.link);
    fork_state.in_child = true;
    guest_space_switch(fork_state.child); /* which also flushes what the parent could write */
    child(ctx);
    guest_space_switch(fork_state.parent);
    fork_state.in_child = false;
    guest_pte_store(fork_state.child_link, 0);
    for (uint64_t i = 0; i < fork_state.npages; i++)
        fork_state.child_pte[i] = 0;
}
