/* SPDX-License-Identifier: Apache-2.0 */
/* Runs one instruction on the host's CPU with chosen registers, flags and memory at RDI. */
#ifndef MMUBENCH_SPT_CPU_NATIVE_H
#define MMUBENCH_SPT_CPU_NATIVE_H

#include <stddef.h>
#include <stdint.h>

struct native {
    uint64_t rax, rcx, rdx, rbx, rflags;
};

/* A page to run code in; NULL if the host gives none. */
void *native_page(void);
void native_free(void *page);
void native_run(void *page, const uint8_t *insn, size_t len, void *rdi, struct native *regs);

#endif
