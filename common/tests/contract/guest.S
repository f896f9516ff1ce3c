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

/* Exceptions; the label is the address that the frame must hold. */
program g_ud
    ud2
program g_de
    xorl %edx, %edx
    movl $1, %eax
    xorl %ecx, %ecx
    .globl g_de_at
g_de_at:
    divl %ecx
    hlt
program g_int3
    int3
    .globl g_int3_next
g_int3_next:
    hlt
program g_int3_long
    int $3
    .globl g_int3_long_next
g_int3_long_next:
    hlt
program g_int_20
    int $0x20
    hlt
program g_gp_noncanonical
    movq (%r8), %rax
    hlt
program g_gp_selector
    movw %r8w, %fs
    hlt
program g_cli
    cli
    hlt

    .globl g_end
g_end:
    .section .note.GNU-stack, "", @progbits
