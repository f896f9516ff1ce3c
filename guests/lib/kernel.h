/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of the guest kernel: what entry.S, boot.c and panic.c share. CPL 0, general registers
 * only. */
#ifndef MMUBENCH_GUESTS_KERNEL_H
#define MMUBENCH_GUESTS_KERNEL_H

#include "common/guest_abi.h"

/* Called once at entry. Makes GDT, IDT, TSS, the user mapping of the image and the window; returns
 * the first frame of the pool that is still free (GPA). */
uint64_t boot(const struct guest_boot *b);

/* Points an IDT gate at a handler. */
void boot_gate(uint64_t handler, unsigned vector);

/* What a vector entry leaves on the stack. */
struct panic_frame {
    uint64_t vector, error, rip, cs, rflags, rsp, ss;
};

/* Reports the exception by HC_PANIC; the guest is not entered again. */
void panic_exception(const struct panic_frame *f, uint64_t cr2) __attribute__((noreturn));

/* entry.S */
extern uint8_t kernel_syscall[], kernel_vectors[], kernel_protection[], boot_rsp0[], boot_ist1[];
extern uint64_t boot_image_pt[512];

/* guest.ld */
extern uint8_t guest_user_text[], guest_user_data[], guest_user_end[];

#endif
