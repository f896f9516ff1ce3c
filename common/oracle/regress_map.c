/* SPDX-License-Identifier: Apache-2.0 */
/* Mappings that the reverse map has lost (a present entry made MMIO), tables that change their
 * nature, read-modify-writes that are not one access. */
#include "regress.h"

/* Present, then MMIO, then present: at both CPLs and through two roots. */
static const struct op to_mmio[] = {
    PATH,
    EDIT(ROOT1, 3, PDPT | URW),
    WRITE(3, VA(2, 2, 2, 2), 1),
    READ(0, VA(2, 2, 2, 2)),
    LOAD(ROOT1),
    WRITE(3, VA(3, 2, 2, 2), 2),
    LOAD(ROOT0),
    EDIT(PT, 2, ORACLE_HOLE | URW),
    INVLPG(VA(2, 2, 2, 2)),
    READ(3, VA(2, 2, 2, 2)),
    WRITE(3, VA(2, 2, 2, 2), 3),
    READ(0, VA(2, 2, 2, 2)),
    LOAD(ROOT1),
    WRITE(0, VA(3, 2, 2, 2), 4),
    READ(3, VA(3, 2, 2, 2)),
    EDIT(PT, 2, OTHER | URW),
    INVLPG(VA(3, 2, 2, 2)),
    WRITE(3, VA(3, 2, 2, 2), 5),
    LOAD(ROOT0),
    READ(3, VA(2, 2, 2, 2)),
    READ(0, VA(2, 2, 2, 2)),
};

/* A frame whose mapping became MMIO becomes a table: its old mappings, found by the reverse map,
 * must be write-protected or gone, and its new ones tracked. */
static const struct op mmio_then_table[] = {
    PATH,
    EDIT(PT, 3, F(18) | URW),
    WRITE(3, VA(2, 2, 2, 3), 1),
    EDIT(PT, 4, F(18) | URW),
    WRITE(3, VA(2, 2, 2, 4), 2),
    EDIT(PT, 3, ORACLE_HOLE | URW),
    INVLPG(VA(2, 2, 2, 3)),
    WRITE(3, VA(2, 2, 2, 3), 3),
    EDIT(PD, 3, F(18) | URW),
    READ(3, VA(2, 2, 3, 2)),
    ENTRY_WRITE(3, VA(2, 2, 2, 4), 2, PAGE | URW),
    WRITE(3, VA(2, 2, 3, 2), 4),
    EDIT(PT, 3, F(18) | URW),
    INVLPG(VA(2, 2, 2, 3)),
    ENTRY_WRITE(3, VA(2, 2, 2, 3), 2, OTHER | URO),
    INVLPG(VA(2, 2, 3, 2)),
    WRITE(3, VA(2, 2, 3, 2), 5),
    READ(3, VA(2, 2, 3, 2)),
    READ(3, VA(2, 2, 2, 2)),
};

/* The same through the host: a memslot goes while its frames are mapped in several places. */
static const struct op slot_gone[] = {
    PATH,
    EDIT(PT, 3, LOOSE(2) | URW),
    EDIT(PT, 4, LOOSE(2) | URO),
    EDIT(PD, 3, ORACLE_LOOSE | URW | PTE_PS),
    EDIT(ROOT1, 3, PDPT | URW),
    WRITE(3, VA(2, 2, 2, 3), 1),
    READ(3, VA(2, 2, 2, 4)),
    WRITE(0, VA(2, 2, 3, 2), 2),
    LOAD(ROOT1),
    WRITE(3, VA(3, 2, 2, 3), 3),
    AWAY,
    READ(3, VA(3, 2, 2, 3)),
    WRITE(3, VA(3, 2, 2, 3), 4),
    WRITE(3, VA(3, 2, 2, 4), 5),
    LOAD(ROOT0),
    READ(3, VA(2, 2, 2, 4)),
    WRITE(0, VA(2, 2, 3, 2), 6),
    READ(3, VA(2, 2, 2, 2)),
    BACK,
    READ(3, VA(2, 2, 2, 3)),
    WRITE(3, VA(2, 2, 3, 2), 7),
    READ(0, VA(2, 2, 2, 4)),
    LOAD(ROOT1),
    READ(3, VA(3, 2, 2, 3)),
    AWAY,
    READ(3, VA(3, 2, 2, 3)),
    BACK,
    WRITE(3, VA(3, 2, 2, 3), 8),
};

/* A table that becomes data and a table again; writes at CPL 3 in between. */
static const struct op table_and_data[] = {
    PATH,
    EDIT(PT, 3, F(18) | URW),
    EDIT(PD, 3, F(18) | URW),
    ENTRY_WRITE(3, VA(2, 2, 2, 3), 2, PAGE | URW),
    WRITE(3, VA(2, 2, 3, 2), 1),
    EDIT(PD, 3, 0),
    LOAD(ROOT0),
    ENTRY_WRITE(3, VA(2, 2, 2, 3), 2, OTHER | URW),
    ENTRY_WRITE(3, VA(2, 2, 2, 3), 3, PAGE | URO),
    READ(3, VA(2, 2, 3, 2)),
    EDIT(PD, 3, F(18) | URW),
    WRITE(3, VA(2, 2, 3, 2), 2),
    WRITE(3, VA(2, 2, 3, 3), 3),
    ENTRY_WRITE(0, VA(2, 2, 2, 3), 2, 0),
    INVLPG(VA(2, 2, 3, 2)),
    READ(3, VA(2, 2, 3, 2)),
};

/* Tables of a root that is not loaded are edited; what its process has mapped must go. */
static const struct op other_root[] = {
    PATH,
    EDIT(ROOT1, 2, F(12) | URW),
    EDIT(F(12), 2, F(15) | URW),
    EDIT(F(15), 2, F(18) | URW),
    EDIT(F(18), 2, OTHER | URW),
    WRITE(3, VA(2, 2, 2, 2), 1),
    LOAD(ROOT1),
    WRITE(3, VA(2, 2, 2, 2), 2),
    READ(0, VA(2, 2, 2, 2)),
    EDIT(PT, 2, OTHER | URO),
    LOAD(ROOT0),
    WRITE(3, VA(2, 2, 2, 2), 3),
    READ(0, VA(2, 2, 2, 2)),
    EDIT(F(15), 2, 0),
    LOAD(ROOT1),
    READ(3, VA(2, 2, 2, 2)),
    LOAD(ROOT0),
    EDIT(ROOT1, 2, PDPT | URW),
    LOAD(ROOT1),
    READ(3, VA(2, 2, 2, 2)),
    WRITE(3, VA(2, 2, 2, 2), 4),
};

/* The next page is walked for no byte of the instruction. */
static const struct op page_end[] = {
    PATH,
    EDIT(PT, 3, OTHER | (URW & ~(PTE_A | PTE_D))),
    {.kind = OP_FETCH, .a = VA(2, 2, 2, 2) + ORACLE_STUB_END_OFFSET},
    {.kind = OP_FETCH, .cpl = 3, .a = VA(2, 2, 2, 2) + ORACLE_STUB_END_OFFSET},
    ENTRY_READ(0, PT, 3),
};

#define RMW(k, level, va)                                                                  \
    {                                                                                      \
        .kind = (k), .cpl = (level), .a = (va) + 8 * 2, .b = ~UINT64_C(0), .c = PAGE | URW \
    }
#define CLEAN (PTE_P | PTE_U)
static const struct op rmw_denied[] = {
    PATH,
    EDIT(PT, 3, OTHER | CLEAN),
    RMW(OP_LOCK_AND, 0, VA(2, 2, 2, 3)),
    RMW(OP_AND1, 0, VA(2, 2, 2, 3)),
    RMW(OP_XCHG, 0, VA(2, 2, 2, 3)),
    RMW(OP_LOCK_CMPXCHG, 0, VA(2, 2, 2, 3)),
    ENTRY_READ(0, PT, 3),
    RMW(OP_LOCK_BTS, 0, VA(2, 2, 2, 4)),
    RMW(OP_XCHG, 0, VA(2, 2, 2, 4)),
};

static const struct op rmw_denied_user[] = {
    PATH,
    EDIT(PT, 3, OTHER | CLEAN),
    RMW(OP_LOCK_AND, 3, VA(2, 2, 2, 3)),
    RMW(OP_AND1, 3, VA(2, 2, 2, 3)),
    RMW(OP_XCHG, 3, VA(2, 2, 2, 3)),
    RMW(OP_LOCK_CMPXCHG, 3, VA(2, 2, 2, 3)),
    ENTRY_READ(0, PT, 3),
    RMW(OP_LOCK_XADD, 3, VA(2, 2, 2, 4)),
    RMW(OP_XCHG, 3, VA(2, 2, 2, 4)),
};

/* Its read must not reach the device. */
static const struct op rmw_denied_hole[] = {
    PATH,
    EDIT(PT, 3, ORACLE_HOLE | URO),
    READ(3, VA(2, 2, 2, 3)),
    RMW(OP_LOCK_AND, 3, VA(2, 2, 2, 3)),
    RMW(OP_XCHG, 3, VA(2, 2, 2, 3)),
    RMW(OP_LOCK_AND, 0, VA(2, 2, 2, 3)),
};

/* The entry that maps the word is the word: D is set before it is read. */
static const struct op rmw_own_entry[] = {
    PATH,
    EDIT(PT, 2, PT | (URW & ~PTE_D)),
    INVLPG(VA(2, 2, 2, 2)),
    RMW(OP_LOCK_CMPXCHG, 0, VA(2, 2, 2, 2)),
    EDIT(PT, 2, PT | (URW & ~PTE_D)),
    INVLPG(VA(2, 2, 2, 2)),
    RMW(OP_LOCK_CMPXCHG, 3, VA(2, 2, 2, 2)),
    ENTRY_READ(0, PT, 2),
};

/* PS is reserved in a PML4 entry on every processor. */
static const struct op reserved_code[] = {
    PATH,
    EDIT(ROOT0, 3, PDPT | URW | PTE_PS),
    READ(3, VA(3, 2, 2, 2)),
    WRITE(0, VA(3, 2, 2, 2), 1),
};

static const struct op mmio_dirty[] = {
    PATH,
    EDIT(PT, 3, ORACLE_HOLE | (URW & ~PTE_D)),
    READ(3, VA(2, 2, 2, 3)),
    WRITE(3, VA(2, 2, 2, 3), 1),
    ENTRY_READ(0, PT, 3),
    EDIT(PT, 4, ORACLE_HOLE | URO),
    WP(0),
    READ(3, VA(2, 2, 2, 4)),
    WRITE(0, VA(2, 2, 2, 4), 1),
    ENTRY_READ(0, PT, 4),
};

static const struct op page_1g[] = {
    PATH,
    EDIT(PDPT, 3, URW | PTE_PS),
    READ(3, VA(2, 3, 2, 3)),
    WRITE(0, VA(2, 3, 2, 3), 1),
    READ(3, VA(2, 3, 3, 3)),
};

/* A frame written while its memslot was away is a table once the slot is back: it is tracked. */
static const struct op slot_back[] = {
    EDIT(LOOSE(0), 3, URW | PTE_PS),
    AWAY,
    EDIT(LOOSE(0), 4, OTHER | URW),
    BACK,
    EDIT(ROOT1, 4, LOOSE(0) | URW),
    LOAD(ROOT1),
    READ(3, VA(4, 3, 3, 3)),
    EDIT(LOOSE(0), 3, F(12) | URW),
    LOAD(ROOT1),
    READ(3, VA(4, 3, 3, 3)),
};

const struct regress regress_map[] = {
    PROGRAM(to_mmio, "a present entry that becomes MMIO leaves no mapping behind"),
    PROGRAM(mmio_then_table, "a frame unmapped by MMIO is tracked when it becomes a table"),
    PROGRAM(slot_gone, "a memslot that goes takes all mappings of its frames with it"),
    PROGRAM(table_and_data, "a table becomes data and a table again"),
    PROGRAM(other_root, "edits of a root that is not loaded are seen when it is"),
    PROGRAM(page_end, "an instruction near a page's end sets no A in the next page's entry"),
    QUIRK(rmw_denied, "a denied read-modify-write faults as a write and sets no A",
          no_kernel_rmw_fault),
    USER_QUIRK(rmw_denied_user, "a denied read-modify-write of CPL 3 does so", no_user_rmw_fault),
    QUIRK(rmw_denied_hole, "a denied read-modify-write of a hole reads nothing there",
          no_denied_rmw_of_hole),
    QUIRK(rmw_own_entry, "a read-modify-write of its own entry reads D as set", no_rmw_own_entry),
    QUIRK(reserved_code, "the error code of a reserved bit has P", rsvd_without_p),
    QUIRK(mmio_dirty, "a write to a hole sets D", no_mmio_dirty),
    QUIRK(page_1g, "a page of 1 GiB is mapped", no_gb_pages),
    QUIRK(slot_back, "a frame of a memslot that came back is tracked when it becomes a table",
          no_absent_slot),
    {0},
};
