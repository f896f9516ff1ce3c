/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate: the only place in a root's process from which a system call reaches the host. Syscall user dispatch allows
 * [gate_begin, gate_end) and turns all others into SIGSYS; what passes here still has to pass the seccomp filter.
 */
    .text
    .balign 64
    .globl gate_begin, gate_end, gate_call, gate_syscall, gate_sigreturn
    .type gate_syscall, @function
gate_begin:
gate_syscall:               /* (nr, a, b, c, d, e, f) */
    movq    %rdi, %rax
    movq    %rsi, %rdi
    movq    %rdx, %rsi
    movq    %rcx, %rdx
    movq    %r8, %r10
    movq    %r9, %r8
    movq    8(%rsp), %r9
gate_call:
    syscall
    ret
    .size gate_syscall, . - gate_syscall

    .type gate_sigreturn, @function
gate_sigreturn:             /* SA_RESTORER: for a signal that arrived inside the monitor */
    movl    $15, %eax       /* __NR_rt_sigreturn */
    syscall
    ud2                     /* dispatch looks at the address after the instruction: it must lie inside, too */
    .size gate_sigreturn, . - gate_sigreturn
gate_end:

/*
 * resume(frame, xsave image, mask low, mask high): loads the guest's registers and runs it. `frame` is struct
 * resume_frame (enter.c). NT is cleared first: with it set, iretq would fault here instead of in the guest's kernel.
 */
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
