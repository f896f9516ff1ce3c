/* SPDX-License-Identifier: Apache-2.0 */
#include "dot.h"

#include "bench/run/cancel.h"
#include "common/err.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Neighbouring leaves of one table with the same rights are one box. */
struct leaves {
    bool open;
    uint64_t table, frame; /* GPA or number of the table; of the first page */
    unsigned level, first, last;
    bool linear;
    char rights[24];
};

/* One tree while it is drawn. Names of nodes begin with `prefix`, so that trees do not mix. */
struct tree {
    char prefix[16];
    const char *what; /* what a table is called */
    struct leaves leaves;
};

static uint64_t table_of(const struct walk_step *s)
{
    return s->entry_gpa.v >> PAGE_SHIFT;
}

static unsigned index_of(const struct walk_step *s)
{
    return (unsigned)(page_offset(s->entry_gpa.v) / 8);
}

/* A table that maps itself is one at several levels: so the level is a part of the name. */
static void print_node(const struct tree *t, const struct walk_step *s)
{
    printf("  \"%s%u_%" PRIx64 "\" [label=\"%s\\n%s 0x%" PRIx64 "\"];\n", t->prefix, s->level,
           table_of(s), text_level(s->level), t->what, table_of(s));
}

static void print_edge(const struct tree *t, const struct walk_step *s)
{
    const struct walk_step *below = s + 1;

    printf("  \"%s%u_%" PRIx64 "\" -> \"%s%u_%" PRIx64 "\" [label=\"%u\"];\n", t->prefix, s->level,
           table_of(s), t->prefix, below->level, table_of(below), index_of(s));
}

static void close_leaves(struct tree *t)
{
    struct leaves *l = &t->leaves;

    if (!l->open)
        return;
    l->open = false;
    printf("  \"%s%u_%" PRIx64 "_%u\" [shape=box, style=filled, fillcolor=lightgrey, label=\"%u x "
           "%s %s\\n%s 0x%" PRIx64 "\"];\n",
           t->prefix, l->level, l->table, l->first, l->last - l->first + 1, text_page(l->level),
           l->rights, l->linear ? "from frame" : "scattered, first frame", l->frame);
    printf("  \"%s%u_%" PRIx64 "\" -> \"%s%u_%" PRIx64 "_%u\" [label=\"%u", t->prefix, l->level,
           l->table, t->prefix, l->level, l->table, l->first, l->first);
    if (l->last > l->first)
        printf("-%u", l->last);
    puts("\"];");
}

static void add_leaf(struct tree *t, const struct walk *w, const char *rights)
{
    const struct walk_step *s = &w->step[w->nsteps - 1];
    struct leaves *l = &t->leaves;
    uint64_t frame = w->gpa.v >> PAGE_SHIFT;
    unsigned index = index_of(s);

    if (l->open && l->table == table_of(s) && l->level == s->level && index == l->last)
        return; /* the same entry, seen in several pieces */
    if (l->open && l->table == table_of(s) && l->level == s->level && index == l->last + 1 &&
        !strcmp(l->rights, rights)) {
        l->last = index;
        l->linear =
            l->linear && frame == l->frame + ((uint64_t)(index - l->first) << (9 * (s->level - 1)));
        return;
    }
    close_leaves(t);
    *l = (struct leaves){.open = true,
                         .table = table_of(s),
                         .frame = frame,
                         .level = s->level,
                         .first = index,
                         .last = index,
                         .linear = true};
    snprintf(l->rights, sizeof l->rights, "%s", rights);
}

/* `strict` in the graph's head merges what is drawn twice. */
static void add_walk(struct tree *t, const struct walk *w, const char *rights)
{
    const struct walk_step *end = &w->step[w->nsteps - 1];

    if (!t->leaves.open || t->leaves.table != table_of(end) || t->leaves.level != end->level)
        for (const struct walk_step *s = w->step; s <= end; s++) {
            print_node(t, s);
            if (s < end)
                print_edge(t, s);
        }
    add_leaf(t, w, rights);
}

static int check_cancel(void)
{
    return atomic_load(&cancel_flag) ? err(EINTR, "interrupted") : 0;
}

static int on_guest_piece(void *ctx, const struct inspect_piece *p)
{
    char rights[24];

    if (p->guest.status == WALK_OK || p->guest.status == WALK_PROTECTION)
        add_walk(ctx, &p->guest, text_rights(&p->guest, rights, sizeof rights));
    return check_cancel();
}

static int on_own_piece(void *ctx, const struct inspect_piece *p)
{
    const struct mmu_own *own = &p->own[0];
    char rights[24];

    snprintf(rights, sizeof rights, "r%c%c", own->writable ? 'w' : '-',
             own->executable ? 'x' : '-');
    if (own->walk.status == WALK_OK)
        add_walk(ctx, &own->walk, rights);
    return check_cancel();
}

static int draw_guest(const struct inspect *in)
{
    struct inspect guest = *in;
    struct tree t = {.prefix = "g", .what = "gfn"};

    guest.nroots = 0;
    printf("  subgraph cluster_guest {\n  label=\"guest, CR3 0x%" PRIx64 "\";\n", in->env.root.v);

    int rc = inspect_each(&guest, on_guest_piece, &t);

    close_leaves(&t);
    puts("  }");
    return rc;
}

static int draw_root(const struct inspect *in, unsigned i)
{
    struct inspect one = *in;
    struct tree t = {.what = "shadow page"};

    one.nroots = 1;
    one.root[0] = in->root[i];
    snprintf(t.prefix, sizeof t.prefix, "r%u_", i);
    printf("  subgraph cluster_root%u {\n  label=\"root %u, CPL %d\";\n", i, in->root[i].number,
           in->root[i].user ? 3 : 0);

    int rc = inspect_each(&one, on_own_piece, &t);

    close_leaves(&t);
    puts("  }");
    return rc;
}

int dot_print(const struct look *l)
{
    unsigned nroots = l->options->shadow ? l->in.nroots : 0;
    int rc;

    puts("strict digraph tables {\n  rankdir=LR;\n  node [shape=record, fontsize=10];\n"
         "  edge [fontsize=9];");
    rc = draw_guest(&l->in);
    for (unsigned i = 0; i < nroots && !rc; i++)
        rc = draw_root(&l->in, i);
    puts("}");
    return rc;
}
