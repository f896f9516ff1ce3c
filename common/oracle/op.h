/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the guest-resident interpreter (guest.S) can be told to do, and where its memory lies. A
 * program is a list of operations that starts from empty tables, so that a list is all that is
 * needed to repeat a run.
 */
#ifndef MMUBENCH_ORACLE_OP_H
#define MMUBENCH_ORACLE_OP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Guest-physical memory. The pool is three regions of 2 MiB whose first frames are tables and data
 * at once; frame 0 is what an entry means whose frame bits are 0. The hole is where no slot is.
 */
#define ORACLE_GDT         UINT64_C(0x10000)
#define ORACLE_TSS         UINT64_C(0x10800)
#define ORACLE_IDT         UINT64_C(0x11000)
#define ORACLE_TABLES      UINT64_C(0x20000) /* page tables of the fixed part */
#define ORACLE_CODE        UINT64_C(0x100000)
#define ORACLE_RSP0        UINT64_C(0x190000) /* tops of stacks */
#define ORACLE_USTACK      UINT64_C(0x1c0000)
#define ORACLE_LOW_END     UINT64_C(0x200000)
#define ORACLE_POOL        UINT64_C(0x400000)
#define ORACLE_REGION      UINT64_C(0x200000)
#define ORACLE_REGIONS     3u
#define ORACLE_POOL_END    (ORACLE_POOL + ORACLE_REGIONS * ORACLE_REGION)
#define ORACLE_VIEW        UINT64_C(0xa00000) /* GVA: the pool again, user, read-only */
#define ORACLE_PROGRAM     UINT64_C(0x1000000)
#define ORACLE_MAX_OPS     65536u
#define ORACLE_OP_BYTES    32u
#define ORACLE_LOG         (ORACLE_PROGRAM + ORACLE_MAX_OPS * ORACLE_OP_BYTES)
#define ORACLE_LOG_BYTES   32u
#define ORACLE_LOG_ENTRIES (2 * ORACLE_MAX_OPS)
#define ORACLE_BYTES       (ORACLE_LOG + ORACLE_LOG_ENTRIES * ORACLE_LOG_BYTES)
#define ORACLE_HOLE        UINT64_C(0x8000000)
/* The last region's slot can be taken away. */
#define ORACLE_LOOSE (ORACLE_POOL + 2 * ORACLE_REGION)

/* Roots: frames of the pool whose entry 0 maps the fixed part. */
#define ORACLE_ROOTS 4u
uint64_t oracle_root(unsigned i);

/*
 * Addresses under test: each of the four indices is 2, 3 or 4. So tables that map themselves are
 * reached through themselves, and a 1 GiB page from 0 shows the pool. At GVA = GPA of the pool the
 * kernel has its own writable view (entry 0 of each root), through which tables are edited.
 */
#define ORACLE_INDEX_MIN 2u
#define ORACLE_INDICES   3u
#define ORACLE_VAS       81u
uint64_t oracle_va(unsigned i);    /* i < ORACLE_VAS */
int oracle_va_number(uint64_t va); /* of the page; -1: not one of them */

/* Code in each frame that a fetch may reach, twice, of 6 bytes: puts the frame's number in eax. The
 * second lies so near the end that an instruction of 15 bytes would cross it. */
#define ORACLE_STUB_OFFSET     0xfe0u
#define ORACLE_STUB_END_OFFSET 0xff8u

enum op_kind {
    OP_READ8,
    OP_READ4,
    OP_WRITE8,
    OP_WRITE4,
    OP_WRITE1,
    OP_XCHG,
    OP_LOCK_OR,
    OP_LOCK_AND,
    OP_LOCK_XADD,
    OP_LOCK_CMPXCHG, /* b: expected, c: new */
    OP_LOCK_BTR,     /* of W */
    OP_LOCK_BTS,
    OP_OR1,
    OP_AND1,
    OP_FETCH,
    OP_STOS, /* b: value, c: count */
    OP_MOVS, /* a: destination, b: source, c: count; both in the kernel's view */
    OP_INVLPG,
    OP_CR3,
    OP_CR0,       /* a: CR0 */
    OP_EFER,      /* a: CR3, b: EFER */
    OP_SLOT_AWAY, /* the host takes the loose region's memslot */
    OP_SLOT_BACK,
    OP_CASE_READ, /* b, c: values of the two entries of the access product; invlpg a; access a */
    OP_CASE_WRITE,
    OP_CASE_FETCH,
    OP_KINDS
};

enum op_class {
    CLASS_READ,
    CLASS_WRITE, /* plain stores and read-modify-writes */
    CLASS_FETCH,
    CLASS_STRING,
    CLASS_CONTROL, /* CPL 0 without a memory access under test */
    CLASS_HOST,
    CLASS_CASE
};

struct op {
    uint8_t kind, cpl; /* 0 or 3 */
    uint64_t a, b, c;
};

/* Guest addresses of where the interpreter runs an operation at one CPL; 0 where it cannot. */
struct op_code {
    uint64_t user;   /* routine that the loop jumps to */
    uint64_t kernel; /* routine behind int3; 0 at CPL 3 */
    uint64_t at;     /* the instruction that accesses memory */
    uint64_t done;   /* in rbp when nothing faulted */
};

const char *op_name(enum op_kind k);
enum op_class op_class(enum op_kind k);
enum op_class op_access(enum op_kind k); /* CLASS_READ, _WRITE or _FETCH, also for a case */
unsigned op_size(enum op_kind k);        /* bytes accessed */
bool op_is_rmw(enum op_kind k);          /* reads and writes in one instruction */
unsigned op_logs(enum op_kind k);        /* entries in the log */
bool op_at_cpl(enum op_kind k, unsigned cpl);
struct op_code op_code(const struct op *o);

/* One line: "cpl3 write8 va 2.3.4.2+0x10 <- 0x..."; `bytes` of `out`. */
void op_text(const struct op *o, char *out, size_t bytes);
/* "frame|P|W|U.." of an entry's value. */
void op_entry_text(uint64_t entry, char *out, size_t bytes);

/* Where guest.S lies and where its parts run. */
extern const char o_begin[], o_end[], o_stubs[], o_fault[], o_trap[], o_start[], o_end_of_list[];
uint64_t op_label(const char *label);

#endif
