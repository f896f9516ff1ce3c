/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The canonical state of a virtual CPU, and why it stopped. Both backends import and export exactly
 * this, so that a guest can move between them at any exit. Nothing of a backend may leak in here.
 */
#ifndef MMUBENCH_VCPU_H
#define MMUBENCH_VCPU_H

#include "addr.h"

/* General registers in the order of their encoding (SDM Vol. 2A 2.1.5, table 2-2 with REX). */
enum gpr {
    RAX,
    RCX,
    RDX,
    RBX,
    RSP,
    RBP,
    RSI,
    RDI,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15,
    GPR_COUNT
};

#define RFLAGS_CF    (UINT64_C(1) << 0)
#define RFLAGS_FIXED (UINT64_C(1) << 1) /* always reads as one */
#define RFLAGS_PF    (UINT64_C(1) << 2)
#define RFLAGS_AF    (UINT64_C(1) << 4)
#define RFLAGS_ZF    (UINT64_C(1) << 6)
#define RFLAGS_SF    (UINT64_C(1) << 7)
#define RFLAGS_TF    (UINT64_C(1) << 8)
#define RFLAGS_IF    (UINT64_C(1) << 9)
#define RFLAGS_DF    (UINT64_C(1) << 10)
#define RFLAGS_OF    (UINT64_C(1) << 11)
#define RFLAGS_IOPL  (UINT64_C(3) << 12)
#define RFLAGS_NT    (UINT64_C(1) << 14)
#define RFLAGS_RF    (UINT64_C(1) << 16)
#define RFLAGS_AC    (UINT64_C(1) << 18)

#define CR0_PE (UINT64_C(1) << 0)
#define CR0_MP (UINT64_C(1) << 1)
#define CR0_EM (UINT64_C(1) << 2)
#define CR0_TS (UINT64_C(1) << 3)
#define CR0_ET (UINT64_C(1) << 4)
#define CR0_NE (UINT64_C(1) << 5)
#define CR0_WP (UINT64_C(1) << 16)
#define CR0_AM (UINT64_C(1) << 18)
#define CR0_NW (UINT64_C(1) << 29)
#define CR0_CD (UINT64_C(1) << 30)
#define CR0_PG (UINT64_C(1) << 31)

#define CR4_PAE        (UINT64_C(1) << 5)
#define CR4_PGE        (UINT64_C(1) << 7)
#define CR4_OSFXSR     (UINT64_C(1) << 9)
#define CR4_OSXMMEXCPT (UINT64_C(1) << 10)
#define CR4_LA57       (UINT64_C(1) << 12)
#define CR4_FSGSBASE   (UINT64_C(1) << 16)
#define CR4_PCIDE      (UINT64_C(1) << 17)
#define CR4_OSXSAVE    (UINT64_C(1) << 18)
#define CR4_SMEP       (UINT64_C(1) << 20)
#define CR4_SMAP       (UINT64_C(1) << 21)
#define CR4_PKE        (UINT64_C(1) << 22)

#define EFER_SCE (UINT64_C(1) << 0)
#define EFER_LME (UINT64_C(1) << 8)
#define EFER_LMA (UINT64_C(1) << 10)
#define EFER_NXE (UINT64_C(1) << 11)

enum vector {
    VEC_DE = 0,
    VEC_DB = 1,
    VEC_NMI = 2,
    VEC_BP = 3,
    VEC_OF = 4,
    VEC_BR = 5,
    VEC_UD = 6,
    VEC_NM = 7,
    VEC_DF = 8,
    VEC_TS = 10,
    VEC_NP = 11,
    VEC_SS = 12,
    VEC_GP = 13,
    VEC_PF = 14,
    VEC_MF = 16,
    VEC_AC = 17,
    VEC_XM = 19,
};

/* A segment register with its hidden part (SDM Vol. 3A 3.4.3). `limit` in bytes. */
struct segment {
    uint64_t base;
    uint32_t limit;
    uint16_t selector;
    uint8_t type, dpl;
    bool present, db, s, l, g, avl, unusable;
};

struct dtable {
    uint64_t base;
    uint16_t limit;
};

/* An exception that was raised but not yet delivered to the guest. */
struct vcpu_event {
    bool valid, has_error;
    uint8_t vector;
    uint32_t error_code;
};

/* XSAVE image in the standard (not compacted) format, SDM Vol. 1 13.4. */
#define VCPU_FP_BYTES 4096u

struct vcpu_state {
    uint64_t gpr[GPR_COUNT];
    uint64_t rip, rflags;
    struct segment cs, ds, es, fs, gs, ss, tr,
        ldt; /* CPL is ss.dpl; FS/GS base are fs.base and gs.base */
    struct dtable gdt, idt;
    uint64_t cr0, cr2, cr3, cr4, cr8, efer;
    uint64_t star, lstar, cstar, sfmask, kernel_gs_base, pat, tsc_aux;
    uint64_t sysenter_cs, sysenter_esp, sysenter_eip;
    uint64_t xcr0;
    struct vcpu_event event;
    uint8_t fp[VCPU_FP_BYTES] __attribute__((aligned(64)));
};

/* A flat 64-bit long-mode state at CPL 0: paging on at `cr3`, NXE, SCE, WP; FP state as after
 * FNINIT with MXCSR 1F80H and xcr0 = x87 | SSE (| AVX when the host has it); empty IDT. */
void vcpu_state_init(struct vcpu_state *s, struct gpa cr3, struct gva rip, struct gva rsp);

/* Segments as `syscall`, `iretq` and gates load them (SDM Vol. 2B SYSCALL). */
struct segment segment_code64(uint16_t selector, unsigned dpl);
struct segment segment_data(uint16_t selector, unsigned dpl);

/* Guest-physical address width in bits where mmu_config.maxphyaddr is 0 (CPUID 80000008H). */
unsigned vcpu_host_maxphyaddr(void);

static inline unsigned vcpu_cpl(const struct vcpu_state *s)
{
    return s->ss.dpl;
}

enum vcpu_exit_kind {
    VCPU_EXIT_IO,       /* port I/O: the hypercalls among it */
    VCPU_EXIT_MMIO,     /* access to a GPA that no slot has */
    VCPU_EXIT_HALT,     /* hlt */
    VCPU_EXIT_SHUTDOWN, /* triple fault */
    VCPU_EXIT_TIMEOUT,  /* mmu_ops.kick() stopped it */
    VCPU_EXIT_ERROR,    /* the backend cannot go on: `text` says why and what to do */
    VCPU_EXIT_KINDS
};

struct vcpu_exit {
    enum vcpu_exit_kind kind;
    union {
        struct {
            uint16_t port;
            uint8_t size; /* 1, 2 or 4 bytes */
            bool in;      /* true: the runner stores `value` before the next run() */
            uint32_t value;
        } io;
        struct {
            struct gpa at;
            uint8_t size; /* 1, 2, 4 or 8 bytes */
            bool write;   /* false: the runner stores `value` before the next run() */
            uint64_t value;
        } mmio;
    };
    char text[256]; /* for VCPU_EXIT_ERROR */
};

const char *vcpu_exit_name(enum vcpu_exit_kind k);

#endif
