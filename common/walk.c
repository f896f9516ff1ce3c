/* SPDX-License-Identifier: Apache-2.0 */
#include "walk.h"

/* The bits of an error code that tell of the access, not of the tables (SDM Vol. 3A 4.7). I is
 * reported only while EFER.NXE is 1 (SMEP is refused). */
static uint32_t access_code(const struct walk_env *env)
{
    uint32_t code = env->user ? PF_U : 0;

    if (env->access == ACCESS_WRITE)
        code |= PF_W;
    if (env->access == ACCESS_FETCH && env->nxe)
        code |= PF_I;
    return code;
}

static void end(const struct walk_env *env, struct walk *w, enum walk_status status, uint32_t code)
{
    w->status = status;
    w->error_code = code | access_code(env);
}

/* SDM Vol. 3A 4.6.1, without SMEP, SMAP and protection keys. */
static bool allowed(const struct walk_env *env, const struct walk *w)
{
    if (env->user && !w->user)
        return false;
    if (env->access == ACCESS_WRITE)
        return w->writable || (!env->user && !env->wp);
    return env->access != ACCESS_FETCH || !w->nx;
}

/* Rights add up from the root down: U and W must be set, NX must be clear at every level. */
static void gather(const struct walk_env *env, struct walk *w, uint64_t entry)
{
    const struct pt_format *f = env->format;

    w->writable = w->writable && (entry & f->writable);
    w->user = w->user && (entry & f->user);
    w->nx = w->nx || (env->nxe && (entry & f->nx));
    w->accessed = w->accessed && (entry & f->accessed);
}

static bool is_leaf(const struct pt_format *f, unsigned level, uint64_t entry)
{
    return level == 1 || (((f->large_levels >> level) & 1) && (entry & f->large));
}

static void leaf(const struct walk_env *env, struct gva a, unsigned level, uint64_t entry,
                 struct walk *w)
{
    uint64_t inside = pt_size(level) - 1;

    w->level = level;
    w->gpa = gpa((entry & env->format->address & ~inside) | (a.v & inside));
    w->dirty = (entry & env->format->dirty) != 0;
    if (allowed(env, w))
        w->status = WALK_OK;
    else
        end(env, w, WALK_PROTECTION, PF_P);
}

/* Reads and judges one entry; true when the walk goes on in the table at *table. */
static bool step(const struct walk_env *env, struct gva a, unsigned level, walk_read_fn read,
                 void *ctx, struct gpa *table, struct walk *w)
{
    const struct pt_format *f = env->format;
    struct walk_step *s = &w->step[w->nsteps++];

    s->level = level;
    s->entry_gpa = gpa(table->v + UINT64_C(8) * pt_index(a, level));
    s->entry = 0;
    if (read(ctx, s->entry_gpa, &s->entry) < 0) {
        w->status = WALK_NO_TABLE;
        return false;
    }
    if (!(s->entry & f->present)) {
        end(env, w, WALK_NOT_PRESENT, 0);
        return false;
    }
    bool last = is_leaf(f, level, s->entry);
    if (s->entry & pt_reserved(f, level, last, env->nxe, env->maxphyaddr)) {
        end(env, w, WALK_RESERVED, PF_P | PF_RSVD);
        return false;
    }
    gather(env, w, s->entry);
    if (last)
        leaf(env, a, level, s->entry, w);
    *table = gpa(s->entry & f->address);
    return !last;
}

void walk(const struct walk_env *env, struct gva a, walk_read_fn read, void *ctx, struct walk *w)
{
    struct gpa table = env->root;
    unsigned level = env->format->levels;

    w->nsteps = 0; /* field by field: to zero all steps would cost more than to walk them */
    w->error_code = 0;
    w->level = 0;
    w->gpa = gpa(0);
    w->writable = w->user = w->accessed = true;
    w->nx = w->dirty = false;
    while (step(env, a, level, read, ctx, &table, w))
        level--;
}

uint64_t walk_span(const struct walk *w, struct gva a)
{
    unsigned level = w->step[w->nsteps - 1].level;
    /* Tables are pages: where one entry is outside RAM, so are its neighbours. */
    uint64_t size = pt_size(w->status == WALK_NO_TABLE ? level + 1 : level);

    return size - (a.v & (size - 1));
}

/* The guest may write its tables while another thread looks at them: one whole load each. */
static int read_ram(void *ctx, struct gpa at, uint64_t *entry)
{
    const uint64_t *p = ram_ptr(ctx, at, sizeof *p);

    if (!p)
        return -1;
    *entry = __atomic_load_n(p, __ATOMIC_RELAXED);
    return 0;
}

void walk_ram(const struct walk_env *env, struct gva a, const struct ram *ram, struct walk *w)
{
    walk(env, a, read_ram, (void *)(uintptr_t)ram, w);
}

/* Sets `bits` in the entry; true when that changed it. Tables in read-only slots stay as they are.
 */
static bool set_bits(const struct ram *ram, struct walk_step *s, uint64_t bits)
{
    if ((s->entry & bits) == bits)
        return false;
    const struct memslot *slot = ram_slot(ram, gpa_gfn(s->entry_gpa));
    uint64_t *p = ram_ptr(ram, s->entry_gpa, sizeof *p);

    if (!p || (slot->flags & MEMSLOT_READONLY))
        return false;
    uint64_t old = __atomic_fetch_or(p, bits, __ATOMIC_RELAXED);
    s->entry |= bits;
    return (old & bits) != bits;
}

unsigned walk_set_ad(const struct walk_env *env, const struct ram *ram, struct walk *w, bool write)
{
    unsigned changed = 0;

    if (w->status != WALK_OK)
        return 0;
    for (unsigned i = 0; i < w->nsteps; i++) {
        bool last = i + 1 == w->nsteps;
        uint64_t bits = env->format->accessed | (last && write ? env->format->dirty : 0);
        changed += set_bits(ram, &w->step[i], bits);
    }
    w->accessed = true;
    w->dirty = w->dirty || write;
    return changed;
}

const char *walk_status_name(enum walk_status s)
{
    static const char *const name[] = {
        [WALK_OK] = "ok",
        [WALK_NOT_PRESENT] = "not present",
        [WALK_RESERVED] = "reserved bit",
        [WALK_PROTECTION] = "protection",
        [WALK_NO_TABLE] = "table outside guest RAM",
    };
    return (unsigned)s < sizeof name / sizeof name[0] ? name[s] : "unknown";
}
