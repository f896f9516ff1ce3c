/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the runner and a guest image agree on. Included by both sides; nothing but constants and
 * plain data.
 *
 * Guest-physical memory (one slot from 0):
 *   0x0000000          nothing is put below 64 KiB (and nothing may be mapped there)
 *   GUEST_BOOT_GPA     boot page (struct guest_boot)
 *   GUEST_STACK_GPA    boot stack, from GUEST_STACK_TOP down (60 KiB; no guard page below it)
 *   GUEST_RING_GPA     sample ring
 *   GUEST_BOOT_PT_GPA  page tables that the runner builds before entry
 *   GUEST_IMAGE_GPA    the image's segments, at the physical addresses in its program headers
 *                      (p_paddr)
 *   boot->pool_gpa     the rest: frames for the guest to hand out, all zero
 *   boot->hole_gpa     above RAM: nothing, until the guest asks for a region there (HC_REGION_ADD)
 *
 * At entry: CPL 0, 64-bit, interrupts off, RSP = GUEST_STACK_TOP (16-byte aligned), RDI = GVA of
 * the boot page, and everything from 64 KiB to ram_bytes mapped 1:1, writable, executable,
 * supervisor only: 4 KiB pages below 2 MiB, 2 MiB above. The GDT, IDT and TSS are the guest's to
 * make.
 */
#ifndef MMUBENCH_GUEST_ABI_H
#define MMUBENCH_GUEST_ABI_H

#include <stdint.h>

#define GUEST_ABI_VERSION 1u
#define GUEST_MAGIC       0x6d6d7562u /* "mmub" */

#define GUEST_BOOT_GPA    0x10000u
#define GUEST_STACK_GPA   0x11000u
#define GUEST_STACK_TOP   0x20000u
#define GUEST_RING_GPA    0x20000u
#define GUEST_RING_BYTES  0x40000u
#define GUEST_BOOT_PT_GPA 0x60000u
#define GUEST_BOOT_PT_END 0x100000u
#define GUEST_IMAGE_GPA   0x200000u
#define GUEST_MIN_GVA     0x10000u

/* Hypercall: `outl` of one of these to GUEST_PORT. Arguments and answers are in the boot page. */
#define GUEST_PORT 0x4d4du
enum guest_hypercall {
    HC_NOP,           /* nothing: the bare cost of an exit to the runner */
    HC_EXIT,          /* boot->status is the guest's exit status; the guest is not entered again */
    HC_PRINT,         /* boot->text (boot->text_len bytes) goes to the log */
    HC_PANIC,         /* like HC_PRINT, then the run fails with that text */
    HC_SECTION_BEGIN, /* counters are read: a measured section begins */
    HC_SECTION_END,   /* counters are read again; boot->section_ops operations were made of
                         boot->section_metric */
    HC_FLUSH,         /* the runner takes all samples out of the ring */
    HC_STOP,          /* a named point: the runner may stop here to look at the guest */
    HC_REGION_ADD,    /* boot->region appears in guest-physical memory */
    HC_REGION_REMOVE, /* what begins at boot->region.at goes again */
    HC_DISCARD,       /* the frames of boot->region.bytes of RAM at .at go back to the host, as a
                         balloon gives them: they read as zeroes from then on */
    HC_DIRTY_LOG,     /* what boot->dirty asks of the dirty log */
    HC_COUNT
};

#define GUEST_MAX_PARAMS  12u
#define GUEST_MAX_METRICS 8u
#define GUEST_TEXT_BYTES  256u

/* One measurement: `cycles` of TSC for `ops` operations of metric `metric`. */
struct guest_sample {
    uint32_t metric; /* index into the workload's metrics */
    uint32_t flags;  /* 0 */
    uint64_t ops;
    uint64_t cycles;
};

/* Written by the guest, drained by the runner at HC_FLUSH, HC_SECTION_END and HC_EXIT. head and
 * tail count samples since the start and never wrap; the slot of n is n % capacity. The guest
 * flushes before it would overrun. */
struct guest_ring {
    uint64_t head, tail; /* next to write (guest), next to read (runner) */
    uint64_t capacity;
    uint64_t dropped; /* by the guest, for want of room: must stay 0 and is shown if not */
    struct guest_sample sample[];
};

/* What a guest may have put into the GUEST_HOLE_BYTES from boot->hole_gpa on. All but `kind` are
 * bytes and multiples of the page size. */
#define GUEST_HOLE_BYTES   0x20000000u
#define GUEST_DEVICE_BYTES 4096u
enum guest_region_kind {
    GUEST_REGION_WINDOW, /* shows the RAM at `target` a second time */
    GUEST_REGION_ROM,    /* the same, but a write is an exit to the runner, which drops it */
    GUEST_REGION_DEVICE, /* GUEST_DEVICE_BYTES of registers in the runner, 8 bytes each, that keep
                            what is written; all devices have the same registers */
};
struct guest_region {
    uint64_t kind; /* enum guest_region_kind */
    uint64_t at, bytes;
    uint64_t target; /* GPA */
};

/* What a guest asks of the dirty log of the memslot (a region that it added) that begins at `at`.
 */
enum guest_dirty_op {
    GUEST_DIRTY_ON, /* no page is dirty from now on but what is written */
    GUEST_DIRTY_OFF,
    GUEST_DIRTY_GET,   /* reads the bitmap */
    GUEST_DIRTY_CLEAR, /* makes all dirty pages clean again */
    GUEST_DIRTY_OPS
};
struct guest_dirty {
    uint64_t op;    /* enum guest_dirty_op */
    uint64_t at;    /* GPA */
    uint64_t dirty; /* answer: pages that were dirty, for GET and CLEAR */
};

struct guest_boot {
    uint32_t magic, version;
    uint64_t ram_bytes;
    uint64_t pool_gpa, pool_end; /* frames the guest may use */
    uint64_t ring_gpa;
    uint64_t cr3;           /* of the boot tables */
    uint64_t tsc_khz;       /* 0 if unknown */
    uint64_t target_cycles; /* aim for one sample: the guest calibrates its iterations to it */
    uint64_t samples;       /* how many samples of each metric to take */
    uint64_t param[GUEST_MAX_PARAMS]; /* in the order of the workload's descriptor */
    /* Answers of the guest. */
    uint64_t status;
    uint64_t section_ops;
    uint32_t section_metric;
    uint32_t text_len;
    char text[GUEST_TEXT_BYTES];
    uint64_t hole_gpa; /* see GUEST_HOLE_BYTES; 0: there is none, and no region may be asked for */
    struct guest_region region; /* what a HC_REGION_ or HC_DISCARD is about; written by the guest */
    struct guest_dirty dirty;   /* what HC_DIRTY_LOG is about; written by both */
};

/* Every image describes itself in an ELF section of this name; the runner reads it from the file.
 */
#define GUEST_DESC_SECTION ".mmubench"

struct guest_param {
    char name[24];
    char help[96];
    uint64_t value, min, max; /* default and bounds */
    uint64_t quick;           /* default under --quick */
};

struct guest_metric {
    char name[24];
    char help[96];
};

struct guest_desc {
    uint32_t magic, version;
    char name[32];
    char summary[128];
    uint32_t nparams, nmetrics;
    struct guest_param param[GUEST_MAX_PARAMS];
    struct guest_metric metric[GUEST_MAX_METRICS];
};

#endif
