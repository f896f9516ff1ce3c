/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random programs. What comes next is chosen by looking at the reference's tables, so that most
 * edits lie on paths in use and most paths end somewhere; what would be illegal is left out, or
 * made legal by an INVLPG or a CR3 load before it.
 */
#include "oracle.h"

#include "common/pt.h"

/* SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): the same numbers on every machine. */
struct dice {
    uint64_t state;
};

static uint64_t roll(struct dice *d)
{
    uint64_t z = (d->state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static unsigned below(struct dice *d, unsigned n)
{
    return (unsigned)(roll(d) % n);
}

static bool percent(struct dice *d, unsigned p)
{
    return below(d, 100) < p;
}

/* What a program is like: tables that are anything at once and change all the time, or tidy ones
 * that mostly are of one level and stay long enough to be used, in several shares. All in percent.
 */
struct style {
    bool tidy;
    unsigned any_frame; /* of entries lead to any frame, whatever it serves as */
    unsigned use, edit; /* of operations; the rest controls */
    unsigned stay;      /* of accesses go where others went just now */
    unsigned large;     /* of directory entries are pages */
};
static const struct style styles[] = {
    {.tidy = false, .any_frame = 25, .use = 55, .edit = 35, .stay = 50, .large = 20},
    {.tidy = true, .any_frame = 3, .use = 60, .edit = 30, .stay = 70, .large = 25},
    {.tidy = true, .any_frame = 2, .use = 85, .edit = 11, .stay = 75, .large = 15},
};
#define STYLES (sizeof styles / sizeof styles[0])

#define RECENT 4u
struct generator {
    struct dice dice;
    struct program *p;
    const struct style *style;
    bool always_accessed; /* A is set in all entries: see oracle_target.early_accessed */
    unsigned recent[RECENT];
};

static const struct model *now(const struct generator *g)
{
    return &g->p->model;
}

/* An address under test, often one that was used just now. */
static uint64_t some_va(struct generator *g)
{
    unsigned i = below(&g->dice, RECENT);
    if (!percent(&g->dice, g->style->stay))
        g->recent[i] = below(&g->dice, ORACLE_VAS);
    return oracle_va(g->recent[i]);
}

/* Frames that mostly serve as what an entry of level 4, 3, 2 or 1 leads to, by their numbers in
 * model_frame_gpa(); any frame serves as anything now and then. */
static uint64_t some_frame(struct generator *g, unsigned level)
{
    static const struct {
        uint8_t first, count;
    } kind[5] = {[1] = {17, 12}, [2] = {11, 6}, [3] = {8, 3}, [4] = {7, 3}};
    if (level == 1 && percent(&g->dice, 4))
        return ORACLE_HOLE;
    if (percent(&g->dice, g->style->any_frame))
        return model_frame_gpa(below(&g->dice, MODEL_FRAMES));
    return model_frame_gpa(kind[level].first + below(&g->dice, kind[level].count));
}

static uint64_t some_flags(struct generator *g, unsigned level)
{
    struct dice *d = &g->dice;
    /* Upper entries that deny something hide all below them: fewer in a tidy program. */
    const bool open = level > 1 && g->style->tidy;
    uint64_t f = 0;
    f |= percent(d, open ? 99 : 92) ? PTE_P : 0;
    f |= percent(d, open ? 97 : 75) ? PTE_W : 0;
    f |= percent(d, open ? 98 : 80) ? PTE_U : 0;
    f |= percent(d, 50) || g->always_accessed ? PTE_A : 0;
    f |= percent(d, 50) ? PTE_D : 0;
    f |= percent(d, open ? 2 : 10) ? PTE_NX : 0;
    f |= (percent(d, 2) && !open) && now(g)->traits.maxphyaddr < 52 ? UINT64_C(1) << 51 : 0;
    f |= percent(d, level == 1 ? 10 : !open) ? PTE_PS : 0; /* PAT in the last level */
    return f;
}

/* A value for an entry of this level; a page of 2 MiB or 1 GiB now and then. */
static uint64_t some_entry(struct generator *g, unsigned level)
{
    uint64_t flags = some_flags(g, level);
    if (level == 2 && percent(&g->dice, g->style->large))
        return (ORACLE_POOL + ORACLE_REGION * below(&g->dice, ORACLE_REGIONS)) | flags | PTE_PS;
    if (level == 3 && percent(&g->dice, 12) && !now(g)->traits.no_gb_pages)
        return flags | PTE_PS;
    return some_frame(g, level) | flags;
}

static unsigned some_index(struct generator *g)
{
    return ORACLE_INDEX_MIN + below(&g->dice, ORACLE_INDICES);
}

/* An entry to edit: mostly on the path of an address, where that ends. */
static uint64_t some_entry_gpa(struct generator *g, unsigned *level)
{
    const uint64_t va = some_va(g);
    const uint64_t root =
        percent(&g->dice, 75) ? now(g)->root : oracle_root(below(&g->dice, ORACLE_ROOTS));
    if (percent(&g->dice, 8)) {
        *level = 1 + below(&g->dice, 4);
        return model_frame_gpa(below(&g->dice, MODEL_FRAMES)) + 8 * some_index(g);
    }
    unsigned deepest = 4;
    while (deepest > 1 && model_entry_gpa(now(g), root, va, deepest - 1))
        deepest--;
    *level = percent(&g->dice, 65) ? deepest : deepest + below(&g->dice, 5 - deepest);
    return model_entry_gpa(now(g), root, va, *level);
}

static uint64_t some_flag_bit(struct generator *g)
{
    static const uint64_t bit[] = {PTE_P, PTE_W, PTE_U, PTE_A, PTE_D, PTE_PS, PTE_NX};
    for (;;) {
        uint64_t b = bit[below(&g->dice, sizeof bit / sizeof bit[0])];
        if (!(b == PTE_A && g->always_accessed))
            return b;
    }
}

/* Fills in what an operation that writes does to the entry, or to the data, at GPA `at`. */
static void some_change(struct generator *g, struct op *o, uint64_t at, unsigned level)
{
    const uint64_t old = model_frame(at) >= 0 ? model_peek(now(g), at & ~UINT64_C(7)) : 0;
    const bool data = page_offset(at) / 8 > 4;
    const uint64_t new = data ? roll(&g->dice) : some_entry(g, level);
    switch (o->kind) {
    case OP_WRITE1:
        o->b = data ? roll(&g->dice) : some_flags(g, level) & 0xff;
        break;
    case OP_OR1:
        o->b = some_flag_bit(g) & 0xff;
        break;
    case OP_AND1:
    case OP_LOCK_AND:
        o->b = ~some_flag_bit(g);
        break;
    case OP_LOCK_OR:
        o->b = some_flag_bit(g);
        break;
    case OP_LOCK_XADD:
        o->b = new - old;
        break;
    case OP_LOCK_CMPXCHG:
        o->b = percent(&g->dice, 75) ? old : new;
        o->c = new;
        break;
    case OP_STOS:
        o->b = some_entry(g, level);
        o->c = 1 + below(&g->dice, 5 - (unsigned)page_offset(at) / 8 % 5);
        break;
    default:
        o->b = new;
        break;
    }
}

static const uint8_t plain_edits[] = {OP_WRITE8,       OP_WRITE8,   OP_WRITE8, OP_WRITE8,
                                      OP_WRITE4,       OP_WRITE1,   OP_XCHG,   OP_STOS,
                                      OP_LOCK_CMPXCHG, OP_LOCK_XADD};
static const uint8_t bit_edits[] = {OP_LOCK_OR,  OP_LOCK_AND, OP_LOCK_AND, OP_LOCK_BTR,
                                    OP_LOCK_BTS, OP_OR1,      OP_AND1};

static uint8_t some_edit(struct generator *g)
{
    if (percent(&g->dice, 70))
        return plain_edits[below(&g->dice, sizeof plain_edits)];
    return bit_edits[below(&g->dice, sizeof bit_edits)];
}

static void edit(struct generator *g, struct op *o)
{
    unsigned level;
    const uint64_t at = some_entry_gpa(g, &level);
    *o = (struct op){.kind = some_edit(g), .a = at ? at : oracle_root(0) + 8 * some_index(g)};
    some_change(g, o, o->a, at ? level : 4);
}

/* Entries copied from one table to another, as fork does. */
static void copy(struct generator *g, struct op *o)
{
    const unsigned first = some_index(g);
    *o = (struct op){.kind = OP_MOVS,
                     .a = model_frame_gpa(below(&g->dice, MODEL_FRAMES)) + 8 * first,
                     .b = model_frame_gpa(below(&g->dice, MODEL_FRAMES)) + 8 * first,
                     .c = 1 + below(&g->dice, 5 - first)};
}

static void use(struct generator *g, struct op *o)
{
    static const uint8_t kinds[] = {OP_READ8, OP_READ8, OP_READ8, OP_READ4, OP_FETCH, OP_FETCH};
    const uint64_t va = some_va(g);
    const unsigned slot = percent(&g->dice, 60) ? some_index(g) : 6 + below(&g->dice, 2);
    *o = (struct op){.cpl = percent(&g->dice, 55) ? 3 : 0, .a = va + 8 * slot};
    if (percent(&g->dice, 50)) {
        o->kind = kinds[below(&g->dice, sizeof kinds)];
        if (o->kind == OP_FETCH)
            o->a = va + ORACLE_STUB_OFFSET;
        return;
    }
    o->kind = percent(&g->dice, 70) ? OP_WRITE8 : some_edit(g);
    const unsigned level = 1 + below(&g->dice, 4);
    const uint64_t pt = model_entry_gpa(now(g), now(g)->root, va, 1);
    const uint64_t frame = pt ? model_peek(now(g), pt) & UINT64_C(0x7ffffffff000) : 0;
    some_change(g, o, frame + page_offset(o->a), level);
}

static void control(struct generator *g, struct op *o)
{
    const struct model *m = now(g);
    const unsigned n = below(&g->dice, 100);
    *o = (struct op){.kind = OP_INVLPG, .a = some_va(g)};
    if (n < 40) {
        *o = (struct op){.kind = OP_CR3, .a = oracle_root(below(&g->dice, ORACLE_ROOTS))};
    } else if (n < 55) {
        uint64_t cr0 = CR0_PE | CR0_MP | CR0_ET | CR0_NE | CR0_PG;
        *o = (struct op){.kind = OP_CR0, .a = cr0 | (m->wp ? 0 : CR0_WP)};
    } else if (n < 60 && (!m->nxe || percent(&g->dice, 40))) {
        uint64_t efer = EFER_SCE | EFER_LME | EFER_LMA;
        *o = (struct op){.kind = OP_EFER,
                         .a = oracle_root(below(&g->dice, ORACLE_ROOTS)),
                         .b = efer | (m->nxe ? 0 : EFER_NXE)};
    } else if (n < 62) {
        o->kind = m->loose_away ? OP_SLOT_BACK : OP_SLOT_AWAY;
    }
}

static void some_op(struct generator *g, struct op *o)
{
    const unsigned n = below(&g->dice, 100);
    if (n < g->style->use)
        use(g, o);
    else if (n < g->style->use + g->style->edit)
        percent(&g->dice, 94) ? edit(g, o) : copy(g, o);
    else
        control(g, o);
}

/* What makes a stale translation go: of this address, or of all. */
static void freshen(struct generator *g, const struct op *o)
{
    struct op f = {.kind = OP_INVLPG, .a = o->a};
    if (percent(&g->dice, 25))
        f = (struct op){.kind = OP_CR3, .a = now(g)->root};
    program_add(g->p, &f);
}

static bool is_stale(const struct generator *g, const struct op *o)
{
    const int va = oracle_va_number(o->a);
    return va >= 0 && now(g)->stale[va];
}

void fuzz_program(struct program *p, const struct oracle *o, uint64_t seed, size_t n)
{
    struct generator g = {
        .dice = {seed * UINT64_C(0x2545f4914f6cdd1d)},
        .p = p,
        .always_accessed = o->target.early_accessed,
    };
    g.style = &styles[below(&g.dice, STYLES)];
    bool wp = percent(&g.dice, 80), nxe = percent(&g.dice, 85);
    struct model_traits traits = o->traits;
    traits.always_accessed = o->target.early_accessed;
    program_clear(p, &traits, wp, nxe);
    p->seed = seed;
    while (p->n + 2 < n) {
        struct op op;
        some_op(&g, &op);
        if (!program_add(p, &op))
            continue;
        if (is_stale(&g, &op)) {
            freshen(&g, &op);
            program_add(p, &op);
        }
    }
}
