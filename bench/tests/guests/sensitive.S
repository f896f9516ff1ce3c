/* SPDX-License-Identifier: Apache-2.0 */
/* Instructions that neither trap nor mean the same at ring 3. */
        .text
        .globl start
start:
        sgdt    -16(%rsp)
        pushfq
        popfq
        movl    %cs, %eax
        jmp     start
        .section .note.GNU-stack,"",@progbits
