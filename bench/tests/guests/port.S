/* SPDX-License-Identifier: Apache-2.0 */
/* Writes to a port that is not the hypercall port. */
        .text
        .globl start
start:
        movl    $0x1234, %edx
        outl    %eax, %dx
        jmp     start
        .section .note.GNU-stack,"",@progbits
