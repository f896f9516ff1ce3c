/* SPDX-License-Identifier: Apache-2.0 */
/* A hypercall that does not exist. */
        .text
        .globl start
start:
        movl    $0x4d4d, %edx
        movl    $0x7fffffff, %eax
        outl    %eax, %dx
        jmp     start
        .section .note.GNU-stack,"",@progbits
