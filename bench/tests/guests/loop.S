/* SPDX-License-Identifier: Apache-2.0 */
/* A guest kernel that never leaves its loop. */
        .text
        .globl start
start:
        jmp     start
        .section .note.GNU-stack,"",@progbits
