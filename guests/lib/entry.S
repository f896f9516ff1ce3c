/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest kernel: entry from the runner, the system call services and the exception entries.
 * One vCPU and no interrupts, so one static frame serves every entry, and no swapgs is needed: the
 * five words that IRETQ takes lie at the top of the kernel stack, where RSP0 makes a fault push them
 * and where SYSCALL's entry stores the three that vary.
 */
#include "service.h"

        .text
        .globl guest_entry
guest_entry:
        leaq    boot_frame(%rip), %rsp
        call    boot                    /* RDI: GVA of the boot page */
        movq    %rax, %rsi              /* first free frame of the pool */
        movabsq $(GUEST_WINDOW + SERVICE_BOOT), %rdi
        movq    $guest_user_entry, boot_frame(%rip)
        movq    $0x202, boot_frame + 16(%rip)
        movq    $guest_user_stack_top, boot_frame + 24(%rip)
        iretq

/* The null service is these six instructions. */
        .globl kernel_syscall
kernel_syscall:
        movq    %rsp, boot_frame + 24(%rip)
        leaq    boot_frame(%rip), %rsp
        movq    %rcx, (%rsp)
        movq    %r11, 16(%rsp)
        jmp     *service_table(,%rax,8)
service_nop:
        iretq

service_hypercall:
        movl    %edi, %eax
        movl    $SERVICE_PORT, %edx
        outl    %eax, %dx
        iretq

service_store:
        movq    %rsi, (%rdi)
        iretq

service_store_invlpg:
        movq    %rsi, (%rdi)
        invlpg  (%rdx)
        iretq

service_invlpg:
        invlpg  (%rdi)
        iretq

service_cr3:
        movq    %rdi, %cr3
        iretq

service_demand:
        movl    $kernel_demand, %eax
        jmp     1f
service_grant:
        movl    $kernel_grant, %eax
1:      movq    %rdi, demand_start(%rip)
        movq    %rsi, demand_bytes(%rip)
        shrq    $3, %rdx
        movq    %rdx, demand_pte(%rip)
        movq    %r10, demand_next(%rip)
        movl    %eax, %edi
        movl    $14, %esi
        call    boot_gate
        iretq

service_trap:
        movq    %rdi, trap_handler(%rip)
        movl    $kernel_trap, %edi
        movl    $14, %esi
        call    boot_gate
        iretq

service_flush_all:
        movq    %cr4, %rax
        xorb    $0x80, %al              /* PGE */
        movq    %rax, %cr4
        xorb    $0x80, %al
        movq    %rax, %cr4
        iretq

service_call:
        call    *%rdi
        iretq

service_divzero:
        movl    $kernel_divzero, %edi
        xorl    %esi, %esi
        call    boot_gate
        iretq

/* Bursts: SERVICE_BURST times the same instruction at CPL 0, without a loop that would cost as much. */
service_burst_out:
        movl    $SERVICE_PORT, %edx
        xorl    %eax, %eax              /* HC_NOP */
        .rept   SERVICE_BURST
        outl    %eax, %dx
        .endr
        iretq

service_burst_store:
        .rept   SERVICE_BURST / 2
        movq    %rsi, (%rdi)
        movq    %rdx, (%rdi)
        .endr
        iretq

service_burst_invlpg:
        .rept   SERVICE_BURST
        invlpg  (%rdi)
        .endr
        iretq

service_burst_cr3:
        .rept   SERVICE_BURST / 2
        movq    %rdi, %cr3
        movq    %rsi, %cr3
        .endr
        iretq

service_how_syscall:
        xorl    %eax, %eax
        iretq
service_how_fault:
        movl    $1, %eax
        iretq

/* #DE of a workload that asked for it: every DIV or IDIV of a 32-bit register is two bytes long. */
kernel_divzero:
        addq    $2, (%rsp)
        iretq

/* #PF of a present page. A KVM that shadows in the kernel and runs CPL 3 natively (kvm_pvm) lets SYSCALL
 * set RIP, RCX and R11 but not the CPL; the fetch from this supervisor page then faults, and the frame of
 * the fault lies where that of the system call belongs. Where SYSCALL works, nothing comes here. */
        .globl kernel_protection
kernel_protection:
        cmpq    $kernel_syscall, 8(%rsp)
        jne     vector_14
        addq    $8, %rsp                /* the error code */
        movq    %rcx, (%rsp)
        movq    %r11, 16(%rsp)
        jmp     *fault_table(,%rax,8)

/* #PF while demand mapping is on: the next frame goes into the PTE of the page touched. The slot of
 * the error code keeps RAX. */
kernel_demand:
        testb   $1, (%rsp)
        jnz     kernel_protection       /* not a missing page: none of ours */
        movq    %rax, (%rsp)
        pushq   %rcx
        movq    %cr2, %rax
        subq    demand_start(%rip), %rax
        cmpq    demand_bytes(%rip), %rax
        jae     1f
        shrq    $12, %rax
        movq    demand_next(%rip), %rcx
        addq    $4096, demand_next(%rip)
        addq    demand_pte(%rip), %rax
        movq    %rcx, (,%rax,8)
        popq    %rcx
        popq    %rax
        iretq
1:      popq    %rcx
        movq    $0, (%rsp)
        jmp     vector_14

/* #PF while writes are granted: the PTE of the page written to gets W, as after a check of what the
 * guest kernel knows of it. No invlpg: the fault itself dropped the old translation (SDM Vol. 3A 4.10.4.1). */
kernel_grant:
        testb   $0x10, (%rsp)           /* a fetch: none of ours */
        jnz     kernel_protection
        movq    %rax, (%rsp)
        pushq   %rcx
        movq    %cr2, %rax
        subq    demand_start(%rip), %rax
        cmpq    demand_bytes(%rip), %rax
        jae     1b
        shrq    $12, %rax
        addq    demand_pte(%rip), %rax
        orq     $2, (,%rax,8)
        popq    %rcx
        popq    %rax
        iretq

/* #PF while traps go to user code: it goes on at the handler, with the address in RDI and where the
 * fault was in RCX. All that the handler may lose, the access has named lost (guest_trap_store()). */
kernel_trap:
        testb   $0x10, (%rsp)
        jnz     kernel_protection
        testb   $4, (%rsp)
        jz      vector_14
        addq    $8, %rsp
        movq    (%rsp), %rcx
        movq    %cr2, %rdi
        movq    trap_handler(%rip), %rax
        movq    %rax, (%rsp)
        iretq

/* Exceptions that nobody asked for. Vectors with an error code: SDM Vol. 3A table 6-1. */
        .macro  vector n
        .balign 16
vector_\n:
        .if     !((\n == 8) || ((\n >= 10) && (\n <= 14)) || (\n == 17) || (\n == 21))
        pushq   $0
        .endif
        pushq   $\n
        jmp     vector_any
        .endm
        .balign 16
        .globl  kernel_vectors          /* 32 entries, 16 bytes apart */
kernel_vectors:
        .altmacro
        .set    n, 0
        .rept   32
        vector  %n
        .set    n, n + 1
        .endr
        .noaltmacro
vector_any:
        movq    %rsp, %rdi
        movq    %cr2, %rsi
        andq    $-16, %rsp
        call    panic_exception

        .section .rodata
        .balign 8
        .macro  services how            /* in the order of service.h */
        .quad   service_nop, service_hypercall, service_store, service_store_invlpg
        .quad   service_invlpg, service_cr3, service_demand, service_divzero
        .quad   \how, service_burst_out, service_burst_store, service_burst_invlpg, service_burst_cr3
        .quad   service_flush_all, service_call, service_trap, service_grant
        .endm
service_table:
        services service_how_syscall
fault_table:
        services service_how_fault

        .data
        .balign 8
demand_start:   .quad 0
demand_bytes:   .quad 0
demand_pte:     .quad 0                 /* GPA of the first PTE / 8 */
demand_next:    .quad 0                 /* value of the next PTE */
trap_handler:   .quad 0                 /* RIP at CPL 3 */

/* Kernel stack with the static frame on top: RIP, CS, RFLAGS, RSP, SS. RSP0 is its end. */
        .balign 4096
        .skip   4096 - 56               /* so that RSP0 is 16-byte aligned */
        .globl  boot_frame, boot_rsp0
boot_frame:
        .quad   0, USER_CS, 0, 0, USER_SS
boot_rsp0:
        .skip   16

/* The page table of the 2 MiB that hold the image; boot.c opens the user part. */
        .balign 4096
        .globl  boot_image_pt
boot_image_pt:
        .set    at, SERVICE_IMAGE
        .rept   512
        .quad   at + 0x63               /* P, W, A, D */
        .set    at, at + 4096
        .endr

        .bss
        .balign 16
        .skip   4096
        .globl  boot_ist1
boot_ist1:

        .section .note.GNU-stack, "", @progbits
