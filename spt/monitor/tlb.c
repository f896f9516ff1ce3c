/* SPDX-License-Identifier: Apache-2.0 */
/* Translations that the emulator keeps: direct-mapped by page, dropped as by a processor. A flush
 * clears nothing: it begins a new generation, whose number is part of each tag. */
#include "tlb.h"

#include <string.h>

/* In the low bits of a tag, which is the address of its page. */
#define TAG_VALID            UINT64_C(1)
#define TAG_USER             UINT64_C(2)
#define TAG_GENERATION_SHIFT 2
#define GENERATIONS          (1u << (PAGE_SHIFT - TAG_GENERATION_SHIFT))

static uint64_t tag_of(struct gva a, bool user)
{
    return gva_page(a).v | (uint64_t)arena->tlb.generation << TAG_GENERATION_SHIFT |
           (user ? TAG_USER : 0) | TAG_VALID;
}

/* User and supervisor translations of a page lie apart. */
static struct tlb_entry *slot_of(struct gva a, bool user)
{
    return &arena->tlb.entry[((a.v >> PAGE_SHIFT) ^ (user ? SPT_TLB / 2 : 0)) % SPT_TLB];
}

/* What else than the tables a translation hangs on. */
static bool same_mode(void)
{
    const struct vcpu_state *s = &arena->vcpu;
    return arena->tlb.cr3 == s->cr3 && arena->tlb.cr0 == s->cr0 && arena->tlb.efer == s->efer;
}

uint32_t tlb_find(struct gva a, enum access kind, bool user)
{
    const struct tlb_entry *e = slot_of(a, user);
    bool hit = e->tag == tag_of(a, user) && (e->kinds >> kind & 1) && same_mode();
    return hit ? e->frame : UINT32_MAX;
}

void tlb_keep(struct gva a, enum access kind, bool user, unsigned level, uint32_t frame)
{
    struct tlb_entry *e = slot_of(a, user);
    if (!same_mode()) {
        tlb_flush();
        arena->tlb.cr3 = arena->vcpu.cr3;
        arena->tlb.cr0 = arena->vcpu.cr0;
        arena->tlb.efer = arena->vcpu.efer;
    }
    if (e->tag != tag_of(a, user) || e->frame != frame || e->level != level)
        *e = (struct tlb_entry){.tag = tag_of(a, user), .frame = frame, .level = (uint8_t)level};
    e->kinds |= (uint8_t)(1u << kind);
}

void tlb_drop(struct gva a)
{
    for (unsigned i = 0; i < SPT_TLB; i++) {
        struct tlb_entry *e = &arena->tlb.entry[i];
        if (e->tag && ((e->tag ^ a.v) & ~(pt_size(e->level) - 1)) == 0)
            e->tag = 0;
    }
}

void tlb_flush(void)
{
    arena->tlb.generation = (arena->tlb.generation + 1) % GENERATIONS;
    if (!arena->tlb.generation) /* the numbers begin anew, so old entries must not be there */
        memset(arena->tlb.entry, 0, sizeof arena->tlb.entry);
}
