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

    .section .note.GNU-stack, "", @progbits
