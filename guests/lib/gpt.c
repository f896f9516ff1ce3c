/* SPDX-License-Identifier: Apache-2.0 */
#include "gpt.h"

#define LINK (PTE_P | PTE_W | PTE_U | PTE_A)

struct fill {
    struct gpt *g;
    uint64_t done, n; /* pages */
    unsigned level;
    gpt_leaf_fn leaf;
    void *ctx;
    struct gva start;
};

struct gpa gpt_table(struct gpt *g)
{
    struct gpa t = g->next;

    if (t.v + PAGE_SIZE > g->end.v)
        return gpa(0);
    g->next = gpa(t.v + PAGE_SIZE);
    return t;
}

static void put(const struct gpt *g, struct gpa entry, uint64_t value, bool linked)
{
    if (linked)
        g->store(entry, value);
    else
        *gpt_ptr(g, entry) = value;
}

/* Fills what lies under one table: at most 4 levels deep. */
static int fill_table(struct fill *f, struct gpa table, unsigned level, bool linked)
{
    struct gva at = gva(f->start.v + f->done * pt_size(f->level));
    struct gpa entry = gpa(table.v + 8 * pt_index(at, level));

    for (; f->done < f->n && entry.v < table.v + PAGE_SIZE; entry.v += 8) {
        uint64_t old = *gpt_ptr(f->g, entry);

        if (level == f->level) {
            put(f->g, entry, f->leaf(f->ctx, f->done++), linked);
            continue;
        }
        if ((old & (PTE_P | PTE_PS)) == PTE_P) {
            int rc = fill_table(f, gpa(old & GPT_ADDRESS), level - 1, linked);
            if (rc)
                return rc;
            continue;
        }
        if (old & PTE_P)
            return -2;
        struct gpa fresh = gpt_table(f->g);
        int rc = fresh.v ? fill_table(f, fresh, level - 1, false) : -1;
        if (rc)
            return rc;
        put(f->g, entry, fresh.v | LINK, linked);
    }
    return 0;
}

int gpt_fill(struct gpt *g, struct gva at, uint64_t n, unsigned level, gpt_leaf_fn leaf, void *ctx)
{
    struct fill f = {.g = g, .n = n, .level = level, .leaf = leaf, .ctx = ctx, .start = at};

    return fill_table(&f, g->root, PT_MAX_LEVELS, true);
}

bool gpt_entry(const struct gpt *g, struct gva at, unsigned level, struct gpa *entry)
{
    struct gpa table = g->root;

    for (unsigned l = PT_MAX_LEVELS;; l--) {
        *entry = gpa(table.v + 8 * pt_index(at, l));
        if (l == level)
            return true;
        uint64_t e = *gpt_ptr(g, *entry);
        if (!(e & PTE_P) || (e & PTE_PS))
            return false;
        table = gpa(e & GPT_ADDRESS);
    }
}

static uint64_t table_leaf(void *ctx, uint64_t i)
{
    const struct gpa *first = ctx;

    return (first->v + i * PAGE_SIZE) | LINK;
}

int gpt_reserve(struct gpt *g, struct gva at, uint64_t n)
{
    uint64_t from = at.v & ~(pt_size(2) - 1), tables = 0;
    struct gpa first = g->next, entry;

    for (; from + tables * pt_size(2) < at.v + n * PAGE_SIZE; tables++)
        if (gpt_entry(g, gva(from + tables * pt_size(2)), 1, &entry))
            return -2;
    if (first.v + tables * PAGE_SIZE > g->end.v)
        return -1;
    g->next = gpa(first.v + tables * PAGE_SIZE);
    return gpt_fill(g, gva(from), tables, 2, table_leaf, &first);
}

bool gpt_run(const struct gpt *g, struct gva at, uint64_t n, struct gpa *first)
{
    struct gpa last;

    return gpt_entry(g, at, 1, first) && gpt_entry(g, gva(at.v + (n - 1) * PAGE_SIZE), 1, &last) &&
           last.v == first->v + 8 * (n - 1);
}
