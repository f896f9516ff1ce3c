/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guest programs of the shadow MMU's own tests, position-independent, copied to SPACE_CODE (space.h). Each takes its
 * arguments in registers and ends with hlt, as those of the contract tests do.
 */
    .section .rodata.spt_guest, "a", @progbits
    .balign 4096
    .globl s_begin
s_begin:

.macro program name
    .globl \name
\name:
.endm

/* rax += what lies at rbx, r12 times, r8 bytes apart. */
program s_sum
    addq (%rbx), %rax
    addq %r8, %rbx
    decq %r12
    jnz s_sum
    hlt

/* The same, but each value is kept: 8 bytes at rdi and on. */
program s_read_all
    movq (%rbx), %rax
    movq %rax, (%rdi)
    addq $8, %rdi
    addq %r8, %rbx
    decq %r12
    jnz s_read_all
    hlt

/* r12 writes from rdi on, r8 bytes apart: of rsi, then rsi + r9, and so on. */
program s_write_all
    movq %rsi, (%rdi)
    addq %r9, %rsi
    addq %r8, %rdi
    decq %r12
    jnz s_write_all
    hlt

/* Three writes of r8, r9, r10 through rbx, rcx, rdx, then a read at rbp into rax. */
program s_write_three
    movq %r8, (%rbx)
    movq %r9, (%rcx)
    movq %r10, (%rdx)
    movq (%rbp), %rax
    hlt

/* CPL 0: what rbx holds, rsi to the table entry at rdi, a flush, what rbx holds then: r8 and rax. The flush is r12
 * loads of CR3, or a change of CR4.PGE. */
program s_edit_reload
    movq (%rbx), %r8
    movq %rsi, (%rdi)
    movq %cr3, %rax
1:  movq %rax, %cr3
    decq %r12
    jnz 1b
    movq (%rbx), %rax
    hlt
program s_edit_pge
    movq (%rbx), %r8
    movq %rsi, (%rdi)
    movq %cr4, %rax
    xorq $0x80, %rax
    movq %rax, %cr4
    movq (%rbx), %rax
    hlt
/* CPUID at CPL 0. */
program s_cpuid
    cpuid
    hlt

/* CPL 3: goes to each of the r12 address spaces in the list at rdi (by the kernel routine r_cr3) and keeps what rbx
 * holds there, at r13 and on. */
program s_tour
    movq (%rdi), %rsi
    int3
    movq (%rbx), %rax
    movq %rax, (%r13)
    addq $8, %rdi
    addq $8, %r13
    decq %r12
    jnz s_tour
    hlt
/* The same at CPL 0. */
program s_tour_kernel
    movq (%rdi), %rsi
    movq %rsi, %cr3
    movq (%rbx), %rax
    movq %rax, (%r13)
    addq $8, %rdi
    addq $8, %r13
    decq %r12
    jnz s_tour_kernel
    hlt

/* Kernel routine: to the space in rsi; rsi becomes the one left. */
program s_r_swap
    movq %cr3, %r9
    movq %rsi, %cr3
    movq %r9, %rsi
    ret
/* The same and an exit to the runner. */
program s_r_swap_out
    movq %cr3, %r9
    movq %rsi, %cr3
    movq %r9, %rsi
    outl %eax, %dx
    ret

/* CPL 3, for ever: rax counts, from one space to the other and back; ud2 if a register that must stay has changed. */
program s_swap_for_ever
    movq %r13, %xmm5
    movq %r13, %xmm14
    fldl (%rbx)
s_swap_next:
    incq %rax
    int3
    movq %xmm5, %r10
    cmpq %r10, %r13
    jne s_swap_bad
    movq %xmm14, %r10
    cmpq %r10, %r13
    jne s_swap_bad
    fstl 8(%rbx)
    movq 8(%rbx), %r10
    cmpq (%rbx), %r10
    jne s_swap_bad
    jmp s_swap_next
s_swap_bad:
    ud2

/* CPL 3: FP state loaded from rbx, r12 stays in the kernel, stored again 1024 bytes further. */
.macro each_ymm op
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    \op \n
    .endr
.endm
.macro load_ymm n
    vmovupd 32*\n(%rbx), %ymm\n
.endm
.macro store_ymm n
    vmovupd %ymm\n, 1024+32*\n(%rbx)
.endm
program s_fp
    each_ymm load_ymm
    fldl 512(%rbx)
    fldl 520(%rbx)
    ldmxcsr 528(%rbx)
s_fp_next:
    int3
    decq %r12
    jnz s_fp_next
    each_ymm store_ymm
    fstpl 1544(%rbx)
    fstpl 1536(%rbx)
    stmxcsr 1552(%rbx)
    vzeroupper
    hlt

/* Runs wild: fills each range of the list at rsi (address, quadwords; ends with quadwords = 0) with rax. */
program s_wild
    movq (%rsi), %rdi
    movq 8(%rsi), %rcx
    testq %rcx, %rcx
    jz s_wild_end
    rep stosq
    addq $16, %rsi
    jmp s_wild
s_wild_end:
    jmp s_wild_end

/* Counts at rbx for ever. */
program s_tick
    incq (%rbx)
    jmp s_tick

    .globl s_end
s_end:
    .section .note.GNU-stack, "", @progbits
