/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Page faults answered at CPL 3. The guest kernel only changes where the frame goes back to
 * (kernel_trap in entry.S): a handler here costs no emulated CPL 0 code beyond that.
 */
#include "guest.h"
#include "service.h"
#include "user.h"

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
