/* SPDX-License-Identifier: Apache-2.0 */
/* The probe's guest: loops whose cost on each kind of MMU is known. Position-independent; copied
 * into guest RAM. ecx = operations, rbx = first page. The host enters each loop by its label. */
    .section .rodata.probe_guest, "a", @progbits
    .globl probe_begin, probe_end, probe_out, probe_cr3, probe_invlpg, probe_touch, probe_stub
probe_begin:

/* CPL 0, ends with hlt. */
probe_out:
    outb %al, $0x80
    decl %ecx
    jnz probe_out
    hlt
probe_cr3:
    movq %cr3, %rax
    movq %rax, %cr3
    decl %ecx
    jnz probe_cr3
    hlt
probe_invlpg:
    invlpg (%rbx)
    decl %ecx
    jnz probe_invlpg
    hlt

/* CPL 3, ends with #UD. */
probe_touch:
    movb (%rbx), %al
    addq $4096, %rbx
    decl %ecx
    jnz probe_touch
    ud2

/* The handler of every vector. */
probe_stub:
    hlt
probe_end:
    .section .note.GNU-stack, "", @progbits
