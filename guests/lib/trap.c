/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Page faults answered at CPL 3. The guest kernel only changes where the frame goes back to
 * (kernel_trap in entry.S): a handler here costs no emulated CPL 0 code beyond that.
 */
#include "guest.h"
#include "service.h"
#include "user.h"

/* The last GiB of what all spaces share. */
#define PROBE_GVA gva(GUEST_SPACE_GVA.v - (UINT64_C(1) << 30))

static void (*handler)(struct gva at);

/* Entered as if guest_trap_store() had called it: RDI holds the address, RCX where to go on. */
extern uint8_t trap_entry[];
__asm__(".text\n"
        "trap_entry:\n"
        "    pushq %rcx\n"
        "    pushq %rbp\n"
        "    movq %rsp, %rbp\n"
        "    andq $-16, %rsp\n"
        "    call trap_call\n"
        "    movq %rbp, %rsp\n"
        "    popq %rbp\n"
        "    ret\n");

void trap_call(struct gva at);
void trap_call(struct gva at)
{
    handler(at);
}

void guest_on_trap(void (*fn)(struct gva at))
{
    handler = fn;
    service(SERVICE_TRAP, (uint64_t)trap_entry, 0, 0);
}

static bool huge_refused;

/* PS is a reserved bit where there are no such pages: a small one takes its place, and the access
 * is made again. */
static void on_refused(struct gva at)
{
    if (huge_refused || at.v != PROBE_GVA.v)
        guest_panic("an unexpected page fault at 0x%lx", at.v);
    huge_refused = true;
    guest_pte_store(guest_pte_of(PROBE_GVA, 3), 0);
    guest_map(PROBE_GVA, gpa(GUEST_BOOT_GPA), 1, GUEST_R);
}

bool user_has_huge(void)
{
    static bool tried;

    if (tried)
        return !huge_refused;
    tried = true;
    guest_on_trap(on_refused);
    guest_map(PROBE_GVA, gpa(0), 1, GUEST_R | GUEST_HUGE);
    guest_trap_load(PROBE_GVA);
    guest_unmap(PROBE_GVA, 1, huge_refused ? 0 : GUEST_HUGE);
    return !huge_refused;
}
