/* SPDX-License-Identifier: Apache-2.0 */
/* The user part of an image: services, mapping, address spaces. Runs at CPL 3. */
#include "common/guest_abi.h"
#include "frames.h"
#include "gpt.h"
#include "guest.h"
#include "platform.h"
#include "service.h"

#define USER_STACK_BYTES 65536u

struct guest_boot *guest_boot;
static struct gpt user_tables;

static uint8_t user_stack[USER_STACK_BYTES] __attribute__((aligned(16), used));
void guest_user_entry(struct guest_boot *b, uint64_t free) __attribute__((noreturn));
/* entry.S puts the first frame here: as after a call, so that the stack is aligned. */
__asm__(".globl guest_user_stack_top\n.set guest_user_stack_top, user_stack + 65536 - 8");

static inline uint64_t service(uint64_t nr, uint64_t a, uint64_t b, uint64_t c)
{
    __asm__ volatile("syscall"
                     : "+a"(nr), "+D"(a), "+S"(b), "+d"(c)
                     :
                     : "rcx", "r8", "r9", "r10", "r11", "memory");
    return nr;
}

/* --- kernel services ---------------------------------------------------------------------------
 */

void guest_nop(void)
{
    service(SERVICE_NOP, 0, 0, 0);
}

bool guest_syscall_by_fault(void)
{
    return service(SERVICE_HOW, 0, 0, 0);
}

void guest_hypercall(enum guest_hypercall nr)
{
    service(SERVICE_HYPERCALL, nr, 0, 0);
}

void guest_divzero_skip(void)
{
    service(SERVICE_DIVZERO, 0, 0, 0);
}

void guest_invlpg(struct gva at)
{
    service(SERVICE_INVLPG, at.v, 0, 0);
}

void guest_reload_cr3(void)
{
    service(SERVICE_CR3, user_tables.root.v, 0, 0);
}

void guest_pte_store(struct guest_pte pte, uint64_t value)
{
    service(SERVICE_STORE, pte.entry.v, value, 0);
}

void guest_pte_store_invlpg(struct guest_pte pte, uint64_t value)
{
    service(SERVICE_STORE_INVLPG, pte.entry.v, value, pte.at.v);
}

void guest_space_switch(struct guest_space s)
{
    user_tables.root = gpa(s.id);
    service(SERVICE_CR3, s.id, 0, 0);
}

_Static_assert(GUEST_BURST == SERVICE_BURST && HC_NOP == 0, "what entry.S does");

void guest_burst_out(void)
{
    service(SERVICE_BURST_OUT, 0, 0, 0);
}

void guest_burst_store(struct guest_pte pte, uint64_t a, uint64_t b)
{
    service(SERVICE_BURST_STORE, pte.entry.v, a, b);
}

void guest_burst_invlpg(struct gva at)
{
    service(SERVICE_BURST_INVLPG, at.v, 0, 0);
}

void guest_burst_switch(struct guest_space other)
{
    service(SERVICE_BURST_CR3, other.id, user_tables.root.v, 0);
}

bool guest_has(enum guest_feature f)
{
    (void)f;
    return true;
}

void platform_hypercall(enum guest_hypercall nr)
{
    guest_hypercall(nr);
}

struct guest_ring *platform_ring(void)
{
    return (struct guest_ring *)guest_window(gpa(guest_boot->ring_gpa));
}

/* --- mapping -----------------------------------------------------------------------------------
 */

static void store(struct gpa entry, uint64_t value)
{
    service(SERVICE_STORE, entry.v, value, 0);
}

static void must(int rc, struct gva at)
{
    if (rc == -1)
        guest_panic("%s: out of frames for page tables: give the guest more RAM",
                    guest_descriptor.name);
    if (rc)
        guest_panic("%s: a page of another size is in the way at 0x%lx", guest_descriptor.name,
                    at.v);
}

void *guest_window(struct gpa at)
{
    return (void *)(GUEST_WINDOW + at.v);
}

uint64_t guest_pte_value(struct gpa frame, unsigned flags)
{
    return frame.v | PTE_P | PTE_U | PTE_A | PTE_D | (flags & GUEST_W ? PTE_W : 0) |
           (flags & GUEST_X ? 0 : PTE_NX) | (flags & GUEST_LARGE ? PTE_PS : 0);
}

static unsigned level_of(unsigned flags)
{
    return flags & GUEST_LARGE ? 2 : 1;
}

struct linear {
    struct gpa frame;
    unsigned flags;
};

static uint64_t linear_leaf(void *ctx, uint64_t i)
{
    const struct linear *l = ctx;

    return guest_pte_value(gpa(l->frame.v + i * pt_size(level_of(l->flags))), l->flags);
}

void guest_map(struct gva at, struct gpa frame, uint64_t npages, unsigned flags)
{
    struct linear l = {frame, flags};

    must(gpt_fill(&user_tables, at, npages, level_of(flags), linear_leaf, &l), at);
}

struct each {
    guest_frame_fn frame;
    void *ctx;
    unsigned flags;
};

static uint64_t each_leaf(void *ctx, uint64_t i)
{
    const struct each *e = ctx;

    return guest_pte_value(e->frame(e->ctx, i), e->flags);
}

void guest_map_each(struct gva at, uint64_t npages, unsigned flags, guest_frame_fn frame, void *ctx)
{
    struct each e = {frame, ctx, flags};

    must(gpt_fill(&user_tables, at, npages, level_of(flags), each_leaf, &e), at);
}

static void flush(struct gva at, uint64_t npages, unsigned flags)
{
    for (uint64_t i = 0; i < npages; i++)
        guest_invlpg(gva(at.v + i * pt_size(level_of(flags))));
}

static uint64_t empty_leaf(void *ctx, uint64_t i)
{
    (void)ctx, (void)i;
    return 0;
}

void guest_unmap(struct gva at, uint64_t npages, unsigned flags)
{
    must(gpt_fill(&user_tables, at, npages, level_of(flags), empty_leaf, NULL), at);
    flush(at, npages, flags);
}

void guest_protect(struct gva at, struct gpa frame, uint64_t npages, unsigned flags)
{
    guest_map(at, frame, npages, flags);
    flush(at, npages, flags);
}

struct guest_pte guest_pte(struct gva at)
{
    struct guest_pte pte = {.at = at};

    if (!gpt_entry(&user_tables, at, 1, &pte.entry))
        guest_panic("%s: no page table for 0x%lx", guest_descriptor.name, at.v);
    return pte;
}

volatile uint64_t *guest_pte_pointer(struct guest_pte pte)
{
    return gpt_ptr(&user_tables, pte.entry);
}

void guest_demand_reserve(struct gva at, uint64_t npages)
{
    must(gpt_reserve(&user_tables, at, npages), at);
}

void guest_on_demand(struct gva at, struct gpa frame, uint64_t npages)
{
    struct gpa first;
    register uint64_t value __asm__("r10");

    if (!gpt_run(&user_tables, at, npages, &first)) {
        guest_demand_reserve(at, npages);
        gpt_run(&user_tables, at, npages, &first);
    }
    uint64_t nr = SERVICE_DEMAND, a = at.v, b = npages * PAGE_SIZE, c = first.v;
    value = guest_pte_value(frame, GUEST_W);
    __asm__ volatile("syscall"
                     : "+a"(nr), "+D"(a), "+S"(b), "+d"(c), "+r"(value)
                     :
                     : "rcx", "r8", "r9", "r11", "memory");
}

/* --- address spaces ----------------------------------------------------------------------------
 */

struct guest_space guest_space_first(void)
{
    return (struct guest_space){guest_boot->cr3};
}

struct guest_space guest_space_create(void)
{
    struct gpa root = gpt_table(&user_tables);
    uint64_t *to = gpt_ptr(&user_tables, root), *from = gpt_ptr(&user_tables, user_tables.root);

    must(root.v ? 0 : -1, gva(0));
    for (unsigned i = 0; i < PT_ENTRIES; i++)
        if (i != pt_index(GUEST_SPACE_GVA, 4) && from[i])
            to[i] = from[i];
    return (struct guest_space){root.v};
}

void guest_space_map(struct guest_space s, struct gva at, struct gpa frame, uint64_t npages)
{
    struct gpa now = user_tables.root;

    user_tables.root = gpa(s.id);
    guest_map(at, frame, npages, GUEST_W);
    user_tables.root = now;
}

void guest_user_entry(struct guest_boot *b, uint64_t free)
{
    struct frames f;

    guest_boot = b;
    frames_init(&f, b);
    user_tables = (struct gpt){.window = (uint8_t *)GUEST_WINDOW,
                               .root = gpa(b->cr3),
                               .next = f.tables,
                               .end = f.tables_end,
                               .store = store};
    if (free > f.tables.v)
        guest_panic("the kernel's tables reach 0x%lx, beyond 0x%lx", free, f.tables.v);
    guest_main();
    guest_exit(0);
}
