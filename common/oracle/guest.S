/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The interpreter that runs an operation list inside the guest (op.h), position-independent, copied
 * whole to ORACLE_CODE. The loop runs at CPL 3, and enters CPL 0 through int3, which every KVM
 * delivers as the SDM says. It keeps to general registers and to what a KVM that emulates CPL 0
 * knows; such a KVM takes microseconds for each instruction at CPL 0, so there are few of them.
 *
 *   rsi  next record, 32 bytes: u32 user routine, u32 kernel routine, a, b, c
 *   rdi  log, 32 bytes each: rax, error code (all ones: no fault), CR2, rip of the fault
 *   rbx, rax, r9  a, b, c       r10  kernel routine     rbp  where to go on after a page fault
 *   r12, r13  entries that a case of the access product sets     r14  end of the list    r15  rsp
 */
    .section .rodata.oracle_guest, "a", @progbits
    .balign 4096
    .globl o_begin
o_begin:

/* One handler per vector. What is not expected stops the run with every register as it was. */
    .globl o_stubs
o_stubs:
    .rept 32
    .balign 16
    hlt
    .endr
    .balign 16

/* #PF: rcx = error code, rdx = CR2, rbp = rip of the fault; goes on where rbp said. */
    .globl o_fault
o_fault:
    popq %rcx
    movq %cr2, %rdx
    xchgq %rbp, (%rsp)
    iretq

/* int3 from CPL 3. */
    .globl o_trap
o_trap:
    jmpq *%r10

    .globl o_start
o_start:
o_next:
    movl (%rsi), %r8d
    movl 4(%rsi), %r10d
    movq 8(%rsi), %rbx
    movq 16(%rsi), %rax
    movq 24(%rsi), %r9
    addq $32, %rsi
    movq $-1, %rcx
    xorl %edx, %edx
    leaq o_user_done(%rip), %rbp
    jmpq *%r8

    .globl o_user_done
o_user_done:
    movq %rax, (%rdi)
    movq %rcx, 8(%rdi)
    movq %rdx, 16(%rdi)
    movq %rbp, 24(%rdi)
    addq $32, %rdi
    movq %r15, %rsp
    cmpq %r14, %rsi
    jne o_next
    .globl o_end_of_list
o_end_of_list:
    hlt

/* Into CPL 0 and back. */
    .globl o_enter
o_enter:
    leaq o_kernel_done(%rip), %rbp
    int3
    jmp o_user_done
    .globl o_enter_call
o_enter_call:
    leaq o_kernel_done_call(%rip), %rbp
    int3
    jmp o_user_done
    .globl o_enter_stos /* a = destination, b = value, c = count */
o_enter_stos:
    leaq o_kernel_done(%rip), %rbp
    movq %rdi, %r11
    movq %rbx, %rdi
    movq %r9, %rcx
    int3
    movq %r11, %rdi
    jmp o_user_done
    .globl o_enter_movs /* a = destination, b = source, c = count */
o_enter_movs:
    leaq o_kernel_done(%rip), %rbp
    movq %rdi, %r11
    movq %rsi, %r8
    movq %rbx, %rdi
    movq %rax, %rsi
    movq %r9, %rcx
    int3
    movq %r11, %rdi
    movq %r8, %rsi
    jmp o_user_done
    .globl o_enter_efer /* a = CR3, b = EFER */
o_enter_efer:
    movl $0xc0000080, %ecx
    int3
    movq $-1, %rcx
    jmp o_user_done

    .globl o_kernel_done_call
o_kernel_done_call:
    addq $8, %rsp
    .globl o_kernel_done
o_kernel_done:
    iretq

/* One instruction at both levels: u_ at CPL 3, k_ at CPL 0. */
.macro both name, insn:vararg
    .globl u_\name
u_\name:
    \insn
    jmp o_user_done
    .globl k_\name
k_\name:
    \insn
    iretq
.endm

    both read8, movq (%rbx), %rax
    both read4, movl (%rbx), %eax
    both write8, movq %rax, (%rbx)
    both write4, movl %eax, (%rbx)
    both write1, movb %al, (%rbx)
    both xchg, xchgq %rax, (%rbx)
    both lock_or, lock orq %rax, (%rbx)
    both lock_and, lock andq %rax, (%rbx)
    both lock_xadd, lock xaddq %rax, (%rbx)
    both lock_cmpxchg, lock cmpxchgq %r9, (%rbx)
    both lock_btr, lock btrq $1, (%rbx)
    both lock_bts, lock btsq $1, (%rbx)
    both or1, orb %al, (%rbx)
    both and1, andb %al, (%rbx)
    both fetch, callq *%rbx

    .globl u_stos
u_stos:
    movq %rdi, %r11
    movq %rbx, %rdi
    movq %r9, %rcx
    leaq u_stos_done(%rip), %rbp
    .globl u_stos_at
u_stos_at:
    rep stosq
    .globl u_stos_done
u_stos_done:
    movq %r11, %rdi
    jmp o_user_done

/* At CPL 0 only. */
.macro kernel name, insn:vararg
    .globl k_\name
k_\name:
    \insn
    iretq
.endm

    kernel stos, rep stosq
    kernel movs, rep movsq
    kernel invlpg, invlpg (%rbx)
    kernel cr3, movq %rbx, %cr3
    kernel cr0, movq %rbx, %cr0
    kernel halt, hlt

    .globl k_efer
k_efer:
    wrmsr
    movq %rbx, %cr3
    iretq

/* A case of the access product: b -> (r12), c -> (r13), invlpg a, one access, both entries back. */
.macro case_set
    movq %rax, (%r12)
    movq %r9, (%r13)
    invlpg (%rbx)
.endm

k_case_set:
    case_set
    iretq

.macro case name, insn:vararg
    .globl u_case_\name
u_case_\name:
    leaq k_case_set(%rip), %r10
    int3
    leaq o_case_done(%rip), %rbp
    .globl u_case_\name\()_at
u_case_\name\()_at:
    \insn
    jmp o_case_done
    .globl k_case_\name
k_case_\name:
    case_set
    .globl k_case_\name\()_at
k_case_\name\()_at:
    \insn
    iretq
.endm

    case read, movq (%rbx), %rax
    case write, movq %rax, (%rbx)
    case fetch, callq *%rbx

    .globl o_enter_case
o_enter_case:
    leaq o_kernel_done(%rip), %rbp
    int3
    jmp o_case_done
    .globl o_enter_case_call
o_enter_case_call:
    leaq o_kernel_done_call(%rip), %rbp
    int3
    .globl o_case_done
o_case_done: /* a second log entry: the two entries as they are now, read in the user's view */
    movq 0x600000(%r12), %r8
    movq 0x600000(%r13), %r10
    movq %r8, 32(%rdi)
    movq %r10, 40(%rdi)
    movq %rax, (%rdi)
    movq %rcx, 8(%rdi)
    movq %rdx, 16(%rdi)
    movq %rbp, 24(%rdi)
    addq $64, %rdi
    movq %r15, %rsp
    cmpq %r14, %rsi
    jne o_next
    jmp o_end_of_list

    .globl o_end
o_end:
    .section .note.GNU-stack, "", @progbits
