/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resume(frame, xsave image, mask low, mask high): loads the guest's registers and runs it. `frame` is struct
 * resume_frame (enter.c). NT is cleared first: with it set, iretq would fault here instead of in the guest's kernel.
 */
    .text
    .balign 64
    .globl resume, resume_begin, resume_end, resume_iretq
    .type resume, @function
resume_begin:
resume:
    pushq   $2
    popfq
    movl    %edx, %eax
    movl    %ecx, %edx
    xrstor64 (%rsi)
    movq    %rdi, %rsp
    popq    %r15
    popq    %r14
    popq    %r13
    popq    %r12
    popq    %r11
    popq    %r10
    popq    %r9
    popq    %r8
    popq    %rdi
    popq    %rsi
    popq    %rbp
    popq    %rbx
    popq    %rdx
    popq    %rcx
    popq    %rax
resume_iretq:
    iretq
resume_end:
    .size resume, . - resume
    .section .note.GNU-stack, "", @progbits
