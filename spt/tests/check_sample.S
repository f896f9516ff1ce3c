/* SPDX-License-Identifier: Apache-2.0 */
/* An image for check_test.c: every kind of finding once, in order, and what must not be one. */
    .text
    .globl  sample_entry
    .type   sample_entry, @function
sample_entry:
    pushfq
    popfq
    mov     %cs, %eax
    mov     %eax, %ds
    push    %gs
    pop     %fs
    lar     %ax, %eax
    lsl     %ax, %eax
    verr    %ax
    verw    %ax
    sgdt    (%rsp)
    sidt    (%rsp)
    sldt    %eax
    str     %eax
    smsw    %eax
    rdfsbase %rax
    wrgsbase %rax
    rdpkru
    wrpkru
    rdtscp
    xgetbv
    cpuid
    sysenter
    lretq
    ljmp    *(%rax)
    lcall   *(%rax)
    lfs     (%rax), %eax
    .size sample_entry, . - sample_entry

    /* All of these trap, or are harmless. */
    .type   traps, @function
traps:
    hlt
    cli
    sti
    lgdt    (%rax)
    lidt    (%rax)
    ltr     %ax
    mov     %cr3, %rax
    mov     %rax, %cr3
    rdmsr
    wrmsr
    swapgs
    invlpg  (%rax)
    in      %dx, %al
    out     %eax, %dx
    int3
    int     $0x80
    syscall
    sysretq
    iretq
    rdtsc
    lfence
    ret
    call    traps
    jmp     *%rax
    .size traps, . - traps

    /* Data among the code: neither is disassembled. */
    .type   table, @object
table:
    .byte   0x9c, 0x9d, 0x0f, 0xa2
    .size table, . - table
    .byte   0x9c            /* padding that no symbol covers */

    /* Out of step until the symbol begins: the byte before it would swallow the pushf. */
    .byte   0xb8
    .type   after, @function
after:
    pushfq
    .size after, . - after

label:                      /* a label without a size speaks for what follows */
    popfq

    .section .note.GNU-stack, "", @progbits
