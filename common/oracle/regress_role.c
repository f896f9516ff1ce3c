/* SPDX-License-Identifier: Apache-2.0 */
/* A shadow page or root reused with the wrong role. */
#include "regress.h"

/* One directory under three entries with other rights: KVM's page-role bug of 2021. */
static const struct op path_rights[] = {
    PATH,
    EDIT(PDPT, 3, PD | URO),
    EDIT(PDPT, 4, PD | KRW),
    WRITE(3, VA(2, 2, 2, 2), 1),
    WRITE(3, VA(2, 3, 2, 2), 2),
    READ(3, VA(2, 3, 2, 2)),
    WRITE(0, VA(2, 3, 2, 2), 3),
    READ(3, VA(2, 4, 2, 2)),
    WRITE(0, VA(2, 4, 2, 2), 4),
    FETCH(3, VA(2, 4, 2, 2)),
    WRITE(3, VA(2, 2, 2, 2), 5),
    EDIT(PDPT, 3, PD | URW),
    INVLPG(VA(2, 3, 2, 2)),
    WRITE(3, VA(2, 3, 2, 2), 6),
    EDIT(PDPT, 2, PD | URO),
    INVLPG(VA(2, 2, 2, 2)),
    WRITE(3, VA(2, 2, 2, 2), 7),
    WRITE(3, VA(2, 3, 2, 2), 8),
};

/* The weaker path first: what it made must not serve the stronger one, nor the other way. */
static const struct op path_rights_weak_first[] = {
    PATH,
    EDIT(PDPT, 3, PD | URO | PTE_NX),
    READ(3, VA(2, 3, 2, 2)),
    WRITE(3, VA(2, 2, 2, 2), 1),
    WRITE(3, VA(2, 3, 2, 2), 2),
    FETCH(3, VA(2, 3, 2, 2)),
    FETCH(3, VA(2, 2, 2, 2)),
    FETCH(0, VA(2, 3, 2, 2)),
    EDIT(PD, 3, PT | URO),
    READ(0, VA(2, 2, 3, 2)),
    WRITE(0, VA(2, 2, 3, 2), 3),
    WRITE(3, VA(2, 2, 2, 2), 4),
    READ(3, VA(2, 2, 3, 2)),
};

/* One frame as PDPT, PD and PT at once. */
static const struct op levels[] = {
    EDIT(ROOT0, 2, PD | URW),
    EDIT(PD, 2, PD | URW),
    EDIT(PD, 3, PAGE | URW),
    ENTRY_READ(3, VA(2, 2, 2, 2), 3),
    WRITE(3, VA(2, 2, 2, 3), 1),
    ENTRY_WRITE(3, VA(2, 2, 2, 2), 3, OTHER | URW),
    LOAD(ROOT0),
    WRITE(3, VA(2, 2, 2, 3), 2),
    ENTRY_WRITE(0, VA(2, 2, 2, 2), 4, PAGE | URO),
    READ(3, VA(2, 2, 2, 4)),
    WRITE(3, VA(2, 2, 2, 4), 3),
};

/* Pieces of one large page under other rights, and against 4K entries of the same frames. */
static const struct op large_rights[] = {
    PATH,
    EDIT(PD, 3, ORACLE_POOL | URW | PTE_PS),
    EDIT(PD, 4, ORACLE_POOL | URO | PTE_PS),
    WRITE(3, VA(2, 2, 3, 3), 1),
    WRITE(3, VA(2, 2, 4, 3), 2),
    READ(3, VA(2, 2, 4, 3)),
    WRITE(0, VA(2, 2, 4, 3), 3),
    EDIT(PT, 3, F(3) | KRW),
    READ(0, VA(2, 2, 2, 3)),
    READ(3, VA(2, 2, 2, 3)),
    EDIT(PD, 3, ORACLE_POOL | KRW | PTE_PS),
    INVLPG(VA(2, 2, 3, 3)),
    WRITE(3, VA(2, 2, 3, 3), 4),
    WRITE(0, VA(2, 2, 3, 3), 5),
    READ(3, VA(2, 2, 4, 3)),
};

static const struct op role_wp[] = {
    PATH,
    EDIT(PT, 2, PAGE | URO),
    INVLPG(VA(2, 2, 2, 2)),
    WRITE(0, VA(2, 2, 2, 2), 1),
    WP(0),
    WRITE(0, VA(2, 2, 2, 2), 2),
    WRITE(3, VA(2, 2, 2, 2), 3),
    READ(3, VA(2, 2, 2, 2)),
    WP(1),
    WRITE(0, VA(2, 2, 2, 2), 4),
    READ(0, VA(2, 2, 2, 2)),
    WP(0),
    WRITE(0, VA(2, 2, 2, 2), 5),
    WP(1),
    WRITE(0, VA(2, 2, 2, 2), 6),
    WRITE(3, VA(2, 2, 2, 2), 7),
};

static const struct op role_nxe[] = {
    PATH,   EDIT(PT, 3, OTHER | URW | PTE_NX), FETCH(3, VA(2, 2, 2, 3)), READ(3, VA(2, 2, 2, 3)),
    NXE(0), READ(3, VA(2, 2, 2, 3)),           FETCH(3, VA(2, 2, 2, 3)), FETCH(3, VA(2, 2, 2, 2)),
    NXE(1), READ(3, VA(2, 2, 2, 3)),           FETCH(0, VA(2, 2, 2, 3)), FETCH(3, VA(2, 2, 2, 2)),
};

static const struct op role_cpl[] = {
    PATH,
    EDIT(PT, 2, PAGE | KRW),
    INVLPG(VA(2, 2, 2, 2)),
    WRITE(0, VA(2, 2, 2, 2), 1),
    READ(3, VA(2, 2, 2, 2)),
    FETCH(0, VA(2, 2, 2, 2)),
    FETCH(3, VA(2, 2, 2, 2)),
    WRITE(3, VA(2, 2, 2, 2), 2),
    EDIT(PT, 2, PAGE | URW),
    INVLPG(VA(2, 2, 2, 2)),
    WRITE(3, VA(2, 2, 2, 2), 3),
    EDIT(PT, 2, PAGE | KRW),
    INVLPG(VA(2, 2, 2, 2)),
    WRITE(3, VA(2, 2, 2, 2), 4),
    READ(0, VA(2, 2, 2, 2)),
};

const struct regress regress_role[] = {
    PROGRAM(path_rights, "a directory shared by entries with other rights is not reused for them"),
    PROGRAM(path_rights_weak_first, "the same, with the weaker path first, and NX"),
    PROGRAM(levels, "one frame as table of three levels, edited through itself"),
    PROGRAM(large_rights, "pieces of a large page are not reused under other rights"),
    PROGRAM(role_wp, "a mapping made with CR0.WP clear does not outlive it"),
    QUIRK(role_nxe, "a mapping made with EFER.NXE set or clear does not serve the other",
          no_nxe_toggle),
    PROGRAM(role_cpl, "supervisor mappings do not serve CPL 3"),
    {0},
};
