/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one page-table walker. It reads entries through a callback and writes nothing: A/D bits are
 * set by walk_set_ad() once the caller knows that the access really happens. Allocates nothing;
 * usable in a signal handler.
 */
#ifndef MMUBENCH_WALK_H
#define MMUBENCH_WALK_H

#include "pt.h"
#include "ram.h"

enum access { ACCESS_READ, ACCESS_WRITE, ACCESS_FETCH };

/* What the walk depends on besides the tables: the access and the paging mode (SDM Vol. 3A 4.6). */
struct walk_env {
    const struct pt_format *format;
    struct gpa root; /* CR3 with its flag bits cleared */
    enum access access;
    bool user; /* access made at CPL 3 and not an implicit supervisor access */
    bool wp;   /* CR0.WP */
    bool nxe;  /* EFER.NXE */
    unsigned maxphyaddr;
};

enum walk_status {
    WALK_OK,
    WALK_NOT_PRESENT,
    WALK_RESERVED,
    WALK_PROTECTION,
    WALK_NO_TABLE, /* a table lies outside guest RAM: hardware would read a hole */
};

struct walk_step {
    unsigned level;
    struct gpa entry_gpa;
    uint64_t entry; /* as read */
};

struct walk {
    enum walk_status status;
    uint32_t error_code; /* #PF error code when status is NOT_PRESENT, RESERVED or PROTECTION */
    unsigned nsteps;
    struct walk_step step[PT_MAX_LEVELS]; /* root first; the last is where the walk ended */
    /* The rest holds when a leaf was reached (OK and PROTECTION). */
    unsigned level; /* of the leaf: 1, 2 or 3 */
    struct gpa gpa; /* of the byte asked for */
    bool writable;  /* W at every level */
    bool user;      /* U at every level */
    bool nx;        /* NX at any level, with EFER.NXE */
    bool accessed;  /* A at every level */
    bool dirty;     /* D of the leaf */
};

/* Reads the 8-byte entry at `at`. Returns 0, or -EFAULT where there is no RAM. */
typedef int (*walk_read_fn)(void *ctx, struct gpa at, uint64_t *entry);

/* Walks for `a`; every outcome is in *w, status included. */
void walk(const struct walk_env *env, struct gva a, walk_read_fn read, void *ctx, struct walk *w);

/* walk() over guest RAM. */
void walk_ram(const struct walk_env *env, struct gva a, const struct ram *ram, struct walk *w);

/* Bytes from `a` on for which the entry at which w = walk(a) ended stands: they share its answer.
 */
uint64_t walk_span(const struct walk *w, struct gva a);

/* Sets A in every entry of a successful walk and D in the leaf when `write`, in RAM and in
 * w->step[].entry. Returns how many entries changed. (SDM Vol. 3A 4.8) */
unsigned walk_set_ad(const struct walk_env *env, const struct ram *ram, struct walk *w, bool write);

const char *walk_status_name(enum walk_status s);

#endif
