/* SPDX-License-Identifier: Apache-2.0 */
/* Loads the guest's registers and runs it (resume.S). */
#ifndef MMUBENCH_SPT_MONITOR_RESUME_H
#define MMUBENCH_SPT_MONITOR_RESUME_H

#include <stdint.h>

/* What resume() pops, lowest address first; ends as an IRETQ frame. */
struct resume_frame {
    uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rdi, rsi, rbp, rbx, rdx, rcx, rax;
    uint64_t rip, cs, rflags, rsp, ss;
};

/* `xsave`: 64-byte aligned image, of which the features in the mask are restored. */
void resume(const struct resume_frame *f, const void *xsave, uint32_t mask_low, uint32_t mask_high)
    __attribute__((noreturn));

/* Its code; a fault at resume_iretq is the guest's (RIP or stack). */
extern const char resume_begin[], resume_iretq[], resume_end[];

#endif
