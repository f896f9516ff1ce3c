/* SPDX-License-Identifier: Apache-2.0 */
/* The null system call: SYSCALL into the guest kernel, IRETQ back. Natively: getppid(). */
#include "guest.h"

enum { SYSCALL };

GUEST_WORKLOAD("syscall", "null system call of the guest kernel", .nparams = 0,
               GUEST_METRICS({"syscall", "syscall to the guest kernel and iretq back"}));

static void body(void *ctx, uint64_t ops)
{
    (void)ctx;
    while (ops--)
        guest_nop();
}

void guest_main(void)
{
    if (guest_syscall_by_fault())
        guest_print("syscall: SYSCALL leaves the CPL at 3 on this machine, and reaches the guest "
                    "kernel by a page fault: the figure contains one");
    guest_measure(SYSCALL, body, NULL);
}
