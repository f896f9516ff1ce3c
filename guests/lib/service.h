/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the user part of an image and its guest kernel agree on. Also read by the assembler.
 *
 * A service is a `syscall`: number in RAX, arguments in RDI, RSI, RDX, R10; result in RAX. RCX and
 * R11 are lost, as SYSCALL loses them. Every service is a handful of instructions of kernel.S,
 * since a KVM that emulates guest CPL 0 pays for each of them.
 */
#ifndef MMUBENCH_GUESTS_SERVICE_H
#define MMUBENCH_GUESTS_SERVICE_H

#define SERVICE_NOP          0 /* in and out again */
#define SERVICE_HYPERCALL    1 /* RDI: enum guest_hypercall */
#define SERVICE_STORE        2 /* RDI: GPA of a table entry, RSI: its new value */
#define SERVICE_STORE_INVLPG 3 /* the same, then invlpg of the GVA in RDX */
#define SERVICE_INVLPG       4 /* RDI: GVA */
#define SERVICE_CR3          5 /* RDI: value loaded into CR3 */
#define SERVICE_DEMAND                                                         \
    6 /* RDI: GVA, RSI: bytes, RDX: GPA of its first PTE, R10: first PTE value \
       */
#define SERVICE_DIVZERO      7 /* from now on #DE skips the two bytes of its DIV */
#define SERVICE_HOW          8 /* RAX: 1 if SYSCALL came as a fetch fault (kernel_protection), else 0 */
#define SERVICE_BURST_OUT    9  /* SERVICE_BURST times HC_NOP */
#define SERVICE_BURST_STORE  10 /* RDI: GPA of a table entry, RSI and RDX: values stored in turn */
#define SERVICE_BURST_INVLPG 11 /* RDI: GVA */
#define SERVICE_BURST_CR3    12 /* RDI, RSI: values loaded in turn */
#define SERVICE_FLUSH_ALL    13 /* CR4.PGE changed and changed back: global pages are flushed, too */
#define SERVICE_CALL         14 /* RDI: code that is called at CPL 0; RAX: its result */
#define SERVICE_TRAP         15 /* RDI: where #PF of a data access at CPL 3 goes on (lib/trap.c) */
#define SERVICE_GRANT        16 /* RDI, RSI, RDX as SERVICE_DEMAND: a write makes its page writable */

#define SERVICE_BURST 64 /* operations of one burst; even */

/* Selectors, in the order SYSCALL and SYSRET want them (SDM Vol. 2B SYSCALL, SYSRET). */
#define KERNEL_CS 0x08
#define KERNEL_SS 0x10
#define USER_SS   0x1b
#define USER_CS   0x23
#define TSS_SEL   0x28

/* Of common/guest_abi.h, in a form that the assembler reads; boot.c checks that they agree. */
#define SERVICE_PORT  0x4d4d
#define SERVICE_IMAGE 0x200000
#define SERVICE_BOOT  0x10000

/* All guest RAM, user-accessible, in 2 MiB pages: frame `gpa` is at GUEST_WINDOW + gpa. Tables are
 * filled through it at CPL 3 before they are linked; the boot page and the ring are reached by it.
 */
#define GUEST_WINDOW 0x300000000000

#endif
