/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regions of guest-physical memory, as a tree: containers hold regions at offsets, the leaves are
 * RAM, ROM or MMIO, and an alias shows another region from an offset on. What a guest sees of the
 * tree is its flat view (flat.h); who tells the backends of changes is memory.h.
 *
 * All offsets and lengths are bytes and multiples of the page size. A region belongs to whoever
 * declared it and lies in at most one container; aliases may show it as often as they like. What is
 * told of a leaf when it is made stays so until a commit has taken it out of the view.
 */
#ifndef MMUBENCH_REGION_H
#define MMUBENCH_REGION_H

#include "addr.h"

#include <stddef.h>

enum region_kind {
    REGION_CONTAINER,
    REGION_RAM,
    REGION_ROM,  /* reads as RAM, a write is an exit */
    REGION_MMIO, /* each access is an exit, answered by its ops */
    REGION_ALIAS,
    REGION_KINDS
};

/* Answers an access of 1, 2, 4 or 8 bytes that lies whole in the region. Any member may be NULL:
 * reads are then all ones, writes are dropped. */
struct region_ops {
    uint64_t (*read)(void *ctx, uint64_t offset, unsigned size);
    void (*write)(void *ctx, uint64_t offset, unsigned size, uint64_t value);
};

struct region {
    enum region_kind kind;
    const char *name; /* borrowed; for displays */
    uint64_t bytes;

    uint64_t fd_offset; /* RAM and ROM: its first byte in the memfd */

    struct region *target; /* alias: what it shows, from `target_offset` on */
    uint64_t target_offset;
    bool readonly; /* alias: a write through it is an exit, RAM or not */

    const struct region_ops *ops; /* MMIO; borrowed, as is ctx */
    void *ctx;

    /* Its place; region_add() and region_remove() keep these. */
    struct region *parent;
    uint64_t at; /* offset in the parent */
    int priority;
    struct region *child; /* uppermost first: highest priority, then the one added last */
    struct region *next;  /* sibling below */
};

void region_container(struct region *r, const char *name, uint64_t bytes);
void region_ram(struct region *r, const char *name, uint64_t bytes, uint64_t fd_offset);
void region_rom(struct region *r, const char *name, uint64_t bytes, uint64_t fd_offset);
void region_mmio(struct region *r, const char *name, uint64_t bytes, const struct region_ops *ops,
                 void *ctx);
void region_alias(struct region *r, const char *name, uint64_t bytes, struct region *target,
                  uint64_t target_offset, bool readonly);

/* Puts `r` into the container: it hides what has a lower priority there, and what has the same and
 * was added before. It may stick out of the container, which then cuts it off. Returns 0, or with a
 * text -EINVAL (no container, not on a page, empty, beyond 2^64), -EBUSY (it has a place already)
 * or -ELOOP (the container is part of what `r` shows). Nobody is told: see memory_commit(). */
int region_add(struct region *container, struct region *r, uint64_t at, int priority);

/* Takes it out of its container, if it is in one. */
void region_remove(struct region *r);

const char *region_kind_name(enum region_kind k); /* "container", "ram", "rom", "mmio", "alias" */

#endif
