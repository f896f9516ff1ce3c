/* SPDX-License-Identifier: Apache-2.0 */
/* A jump to where nothing is mapped, with no IDT. */
        .text
        .globl start
start:
        movabsq $0x123456789000, %rax
        jmp     *%rax
        .section .note.GNU-stack,"",@progbits
