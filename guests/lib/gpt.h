/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guest page tables: building and finding entries. Tables that no root reaches yet are filled by
 * plain stores; an entry of a table that is reached (linked) is written through the `store` hook
 * only, so that a whole new subtree costs one hooked store. Knows no guest: compiles for the host,
 * too.
 */
#ifndef MMUBENCH_GUESTS_GPT_H
#define MMUBENCH_GUESTS_GPT_H

#include "common/pt.h"

#define GPT_ADDRESS UINT64_C(0x000ffffffffff000)

struct gpt {
    uint8_t *window;      /* the frame at `gpa` is readable and writable at window + gpa */
    struct gpa root;      /* PML4 */
    struct gpa next, end; /* frames for new tables; all zero */
    void (*store)(struct gpa entry, uint64_t value);
};

/* The leaf entry for page i of a range. */
typedef uint64_t (*gpt_leaf_fn)(void *ctx, uint64_t i);

/* Writes the leaf entries of `n` pages from `at` (aligned to the page size) at `level` (1: 4 KiB,
 * 2: 2 MiB), making tables where there are none. Flushes nothing. Returns 0, -1 when the table
 * frames ran out, -2 when a larger page is in the way. */
int gpt_fill(struct gpt *g, struct gva at, uint64_t n, unsigned level, gpt_leaf_fn leaf, void *ctx);

/* GPA of the entry of `level` for the address; false when a table above it is missing. */
bool gpt_entry(const struct gpt *g, struct gva at, unsigned level, struct gpa *entry);

/* Makes page tables with empty entries for `n` 4 KiB pages from `at`, side by side in memory, where
 * there are none yet. Returns as gpt_fill(), -2 also when there is one. */
int gpt_reserve(struct gpt *g, struct gva at, uint64_t n);

/* True when the level 1 entries of the `n` pages lie side by side: entry i is at *first + 8 * i. */
bool gpt_run(const struct gpt *g, struct gva at, uint64_t n, struct gpa *first);

/* A zero frame for a table; v == 0 when none is left. */
struct gpa gpt_table(struct gpt *g);

static inline uint64_t *gpt_ptr(const struct gpt *g, struct gpa at)
{
    return (uint64_t *)(g->window + at.v);
}

#endif
