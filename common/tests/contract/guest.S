/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guest programs of the contract tests, position-independent, copied whole to VM_CODE. Each takes
 * its arguments in registers and ends with hlt: at CPL 0 that exits to the test; at CPL 3 it faults
 * into the #GP stub, which the test takes for the end. They keep to what a KVM that emulates CPL 0
 * can do. Registers: rbx = address touched, rdi = address of a table entry, rsi = its new value.
 */
    .section .rodata.contract_guest, "a", @progbits
    .balign 4096
    .globl g_begin
g_begin:

/* One handler per vector: hlt, every register left as the exception left it. */
    .globl g_stubs
g_stubs:
    .rept 32
    .balign 16
    hlt
    .endr
    .balign 16

.macro program name
    .globl \name
\name:
.endm

program g_nop
    nop
    hlt

program g_spin
    jmp g_spin

/* Writes a word at each of rcx addresses, which rsi lists. */
program g_write_list
1:  movq (%rsi), %rbx
    movq %rcx, (%rbx)
    addq $8, %rsi
    decq %rcx
    jnz 1b
    hlt

/* Ports. */
program g_out8
    outb %al, %dx
    hlt
program g_out16
    outw %ax, %dx
    hlt
program g_out32
    outl %eax, %dx
    hlt
program g_out_imm
    outb %al, $0x80
    hlt
program g_in8
    inb %dx, %al
    hlt
program g_in16
    inw %dx, %ax
    hlt
program g_in32
    inl %dx, %eax
    hlt
program g_out_in
    outl %eax, %dx
    inl %dx, %eax
    outl %eax, %dx
    hlt

/* Loads and stores of each size. */
program g_read8
    movb (%rbx), %al
    hlt
program g_read16
    movw (%rbx), %ax
    hlt
program g_read32
    movl (%rbx), %eax
    hlt
program g_read
    movq (%rbx), %rax
    hlt
program g_write8
    movb %al, (%rbx)
    hlt
program g_write16
    movw %ax, (%rbx)
    hlt
program g_write32
    movl %eax, (%rbx)
    hlt
program g_write
    movq %rax, (%rbx)
    hlt
program g_read_write
    movq (%rbx), %rcx
    movq %rax, (%rbx)
    hlt
program g_call
    callq *%rbx
    hlt

/* Exceptions; a label gives the address that the frame must hold. */
program g_ud
    ud2
program g_de
    xorl %edx, %edx
    movl $1, %eax
    xorl %ecx, %ecx
program g_de_at
    divl %ecx
    hlt
program g_int3
    int3
program g_int3_next
    hlt
program g_int_3
    int $3
program g_int_3_next
    hlt
program g_int_20
    int $0x20
program g_int_20_next
    hlt
program g_int_1f
    int $0x1f
program g_int_1f_next
    hlt
program g_noncanonical
    movq (%r8), %rax
    hlt
program g_load_fs
    movl %r8d, %fs
    hlt
program g_cli
    cli
    hlt
program g_read_cr3
    movq %cr3, %rax
    hlt
program g_invlpg
    invlpg (%rbx)
    hlt
program g_rdmsr
    movl $0xc0000082, %ecx
    rdmsr
    hlt
program g_wrmsr
    wrmsr
    hlt

/* State that the guest itself sees or changes. */
program g_fs_gs
    movq %fs:(%rbx), %r8
    movq %gs:(%rbx), %r9
    hlt
program g_swapgs
    swapgs
    movq %gs:(%rbx), %r9
    hlt
program g_read_crs
    movq %cr0, %r8
    movq %cr2, %r9
    movq %cr3, %r10
    movq %cr4, %r12
    hlt
program g_write_cr4
    movq %rax, %cr4
    hlt
program g_write_cr0
    movq %rax, %cr0
    hlt
program g_write_cr2
    movq %rax, %cr2
    hlt
program g_lidt_ud
    lidt (%rbx)
    ud2
program g_lgdt_ltr
    lgdt (%rbx)
    ltr %ax
    hlt
program g_wrmsr_lstar
    movl $0xc0000082, %ecx
    movl %esi, %eax
    xorl %edx, %edx
    wrmsr
    rdmsr
    hlt
program g_iretq
    iretq

/* Counts in rax for ever: where a kick stops it can be seen. */
program g_count
    incq %rax
    jmp g_count

/* CPL 3: FP registers written, carried over a stay at CPL 0, read back. */
program g_u_xmm
    movq %rax, %xmm3
    movq %r8, %xmm15
    int3
    movq %xmm3, %r9
    movq %xmm15, %r10
    hlt
program g_u_ymm
    vbroadcastsd (%rbx), %ymm7
    int3
    vmovupd %ymm7, 32(%rbx)
    vzeroupper
    hlt
program g_u_x87
    fldl (%rbx)
    int3
    fstpl 8(%rbx)
    hlt

program g_u_syscall
    syscall
program g_u_syscall_next
    movq (%rbx), %rax
    hlt

/* SYSCALL's target: stops at once, so that what SYSCALL did can be seen. */
program g_sys_halt
    hlt

/* Handler of int3 from CPL 3: calls the routine in r15. */
program g_trap
    callq *%r15
    iretq

/* SYSCALL's target: calls the routine in r15, returns to CPL 3 by iretq. Uses the caller's stack.
 * r10 = RFLAGS at entry. */
program g_sys
    pushq %rcx
    pushq %r11
    callq *%r15
    popq %r11
    popq %rcx
    movq %rsp, %r9
    pushq $0x23
    pushq %r9
    pushq %r11
    pushq $0x2b
    pushq %rcx
    iretq

/* Touch, let the kernel run the routine in r15, touch again: first value in r8, second in rax.
 * g_k_ at CPL 0 throughout; g_u_ touches at CPL 3 and enters the kernel by int3, which every KVM
 * delivers as the SDM says. */
.macro pair name, before, after
program g_k_\name
    \before
    callq *%r15
program g_k_\name\()_again
    \after
    hlt
program g_u_\name
    \before
    int3
program g_u_\name\()_again
    \after
    hlt
.endm

    pair read_read, "movq (%rbx), %r8", "movq (%rbx), %rax"
    pair read, "nop", "movq (%rbx), %rax"
    pair write, "nop", "movq %rbp, (%rbx)"
    pair write_write, "movq %rbp, (%rbx)", "movq %rbp, (%rbx)"
    pair read_write, "movq (%rbx), %r8", "movq %rbp, (%rbx)"
    pair write_read, "movq %rbp, (%rbx)", "movq (%rbx), %rax"
    pair call_call, "callq *%rbx", "callq *%rbx"

/* Routines for r15: one edit of the entry at rdi, made in one way. */
program r_none
    ret
program r_out
    outl %eax, %dx
    ret
program r_mov
    movq %rsi, (%rdi)
    ret
program r_mov_invlpg
    movq %rsi, (%rdi)
    invlpg (%rbx)
    ret
program r_mov_cr3
    movq %rsi, (%rdi)
    movq %cr3, %r9
    movq %r9, %cr3
    ret
program r_xchg
    movq %rsi, %r9
    xchgq %r9, (%rdi)
    invlpg (%rbx)
    ret
program r_cmpxchg
    movq (%rdi), %rax
    lock cmpxchgq %rsi, (%rdi)
    invlpg (%rbx)
    ret
program r_lock_or
    lock orq %rsi, (%rdi)
    invlpg (%rbx)
    ret
program r_lock_and
    lock andq %rsi, (%rdi)
    invlpg (%rbx)
    ret
program r_lock_xadd
    movq %rsi, %r9
    lock xaddq %r9, (%rdi)
    invlpg (%rbx)
    ret
program r_btr
    lock btrq $0, (%rdi)
    invlpg (%rbx)
    ret
program r_and_byte
    andb $0xfd, (%rdi)
    invlpg (%rbx)
    ret
program r_dword
    movl %esi, (%rdi)
    invlpg (%rbx)
    ret
program r_stosq
    movq %rsi, %rax
    cld
    stosq
    invlpg (%rbx)
    ret
program r_movsq /* rsi = address of the new value */
    cld
    movsq
    invlpg (%rbx)
    ret
program r_clear_table /* 512 entries from rdi, all of them gone at the CR3 load */
    xorl %eax, %eax
    movl $512, %ecx
    cld
    rep stosq
    movq %cr3, %r9
    movq %r9, %cr3
    ret
program r_cr3
    movq %rsi, %cr3
    ret
program r_cr3_there_and_back
    movq %cr3, %r9
    movq %rsi, %cr3
    movq (%rbx), %r14
    movq %r9, %cr3
    ret
program r_mov_then_cr3 /* edits another root's table, then goes there */
    movq %rsi, (%rdi)
    movq %r14, %cr3
    ret
program r_two_invlpg /* two entries: rdi <- rsi, r12 <- r13 */
    movq %rsi, (%rdi)
    movq %r13, (%r12)
    invlpg (%rbx)
    ret

/* #PF handler: maps the page (entry rdi <- rsi) and tries again. */
program g_pf_map
    addq $8, %rsp
    movq %rsi, (%rdi)
    iretq

/* One root after the other (table of r12 CR3 values at rdi): sums what rbx reads in each, ends in
 * the first. */
program g_roots
    xorl %eax, %eax
    movq (%rdi), %r8
g_roots_next:
    movq (%rdi), %r9
    movq %r9, %cr3
    addq (%rbx), %rax
    addq $8, %rdi
    decq %r12
    jnz g_roots_next
    movq %r8, %cr3
    hlt

    .globl g_end
g_end:
    .section .note.GNU-stack, "", @progbits
