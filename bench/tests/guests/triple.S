/* SPDX-License-Identifier: Apache-2.0 */
/* An exception with no IDT: #UD, then #DF, then the triple fault. */
        .text
        .globl start
start:
        ud2
        .section .note.GNU-stack,"",@progbits
