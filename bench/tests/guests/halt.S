/* SPDX-License-Identifier: Apache-2.0 */
/* Halts without having told the runner that it is done. */
        .text
        .globl start
start:
        hlt
        jmp     start
        .section .note.GNU-stack,"",@progbits
