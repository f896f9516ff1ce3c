/* SPDX-License-Identifier: Apache-2.0 */
/* The user part of an image: services, mapping, address spaces. Runs at CPL 3. */
#include "user.h"
#include "common/guest_abi.h"
#include "frames.h"
#include "gpt.h"
#include "guest.h"
#include "platform.h"
#include "service.h"

#define USER_STACK_BYTES 65536u

struct guest_boot *guest_boot;
struct gpt user_tables;

static uint8_t user_stack[USER_STACK_BYTES] __attribute__((aligned(16), used));
void guest_user_entry(struct guest_boot *b, uint64_t free) __attribute__((noreturn));
/* entry.S puts the first frame here: as after a call, so that the stack is aligned. */
__asm__(".globl guest_user_stack_top\n.set guest_user_stack_top, user_stack + 65536 - 8");

/* --- kernel services ---------------------------------------------------------------------------
 */

void guest_nop(void)
{
    service(SERVICE_NOP, 0, 0, 0);
}

uint64_t guest_kernel_call(uint64_t (*code)(void))
{
    return service(SERVICE_CALL, (uint64_t)code, 0, 0);
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

void guest_flush_all(void)
{
    service(SERVICE_FLUSH_ALL, 0, 0, 0);
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
    return f != GUEST_HAS_HUGE || user_has_huge();
}

void platform_hypercall(enum guest_hypercall nr)
{
    guest_hypercall(nr);
}

struct guest_ring *platform_ring(void)
{
    return (struct guest_ring *)guest_window(gpa(guest_boot->ring_gpa));
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

    user_must(root.v ? 0 : -1, gva(0));
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
                               .store = user_store};
    if (free > f.tables.v)
        guest_panic("the kernel's tables reach 0x%lx, beyond 0x%lx", free, f.tables.v);
    guest_main();
    guest_exit(0);
}
