/* SPDX-License-Identifier: Apache-2.0 */
#include "inspect.h"

static const struct {
    const char *name, *text;
} match[INSPECT_MATCH_KINDS] = {
#define X(id, name, text) {name, text},
    INSPECT_MATCHES(X)
#undef X
};

const char *inspect_match_name(enum inspect_match m)
{
    return (unsigned)m < INSPECT_MATCH_KINDS ? match[m].name : "unknown";
}

const char *inspect_match_text(enum inspect_match m)
{
    return (unsigned)m < INSPECT_MATCH_KINDS ? match[m].text : "unknown";
}

struct walk_env inspect_env(const struct vcpu_state *s, struct gpa cr3, unsigned maxphyaddr)
{
    return (struct walk_env){
        .format = &pt_x86_64,
        .root = gpa(cr3.v & pt_x86_64.address),
        .access = ACCESS_READ,
        .user = vcpu_cpl(s) == 3,
        .wp = s->cr0 & CR0_WP,
        .nxe = s->efer & EFER_NXE,
        .maxphyaddr = maxphyaddr,
    };
}

void inspect_open(struct inspect *in, const struct mmu_ops *ops, struct mmu *m,
                  const struct ram *ram, const struct walk_env *env)
{
    struct mmu_root all[INSPECT_MAX_ROOTS];

    *in = (struct inspect){.ops = ops, .mmu = m, .ram = ram, .env = *env};
    unsigned n = ops->inspect ? ops->inspect->roots(m, all, INSPECT_MAX_ROOTS) : 0;
    for (unsigned i = 0; i < n; i++) {
        if (all[i].cr3.v == env->root.v)
            in->root[in->nroots++] = all[i];
    }
}

/* The memfd's byte behind a guest-physical address, and its slot; NULL where there is none. */
static const struct memslot *slot_of(const struct ram *ram, struct gpa at, uint64_t *offset)
{
    const struct memslot *s = ram_slot(ram, gpa_gfn(at));

    if (s)
        *offset = s->fd_offset + (at.v - gfn_gpa(s->base).v);
    return s;
}

static unsigned frame_at(const struct inspect *in, uint64_t offset)
{
    return in->ops->inspect->frame(in->mmu, offset);
}

/* The guest's walk ended in a leaf table that it may change without being followed at once. */
static bool may_lag(const struct inspect *in, const struct walk *guest)
{
    const struct walk_step *last = &guest->step[guest->nsteps - 1];
    uint64_t offset;

    return last->level == 1 && slot_of(in->ram, last->entry_gpa, &offset) &&
           (frame_at(in, offset) & MMU_FRAME_UNSYNC);
}

/* Writes that the guest's tables and its memory allow at all, D set or not. */
static bool may_write(const struct mmu_root *root, const struct walk *guest,
                      const struct memslot *slot)
{
    return (guest->writable || (!root->user && !root->wp)) && !(slot->flags & MEMSLOT_READONLY);
}

/* True when the own entry allows something that the guest's tables do not. */
static bool exceeds(const struct mmu_root *root, const struct walk *guest,
                    const struct mmu_own *own, const struct memslot *slot, uint64_t offset)
{
    if (!slot || own->walk.gpa.v != offset || !guest->accessed)
        return true;
    return (own->writable && (!may_write(root, guest, slot) || !guest->dirty)) ||
           (own->executable && guest->nx);
}

static enum inspect_match judge_present(const struct inspect *in, const struct mmu_root *root,
                                        const struct walk *guest, const struct mmu_own *own)
{
    uint64_t offset = 0;
    const struct memslot *slot =
        guest->status == WALK_OK ? slot_of(in->ram, guest->gpa, &offset) : NULL;

    if (exceeds(root, guest, own, slot, offset))
        return may_lag(in, guest) ? INSPECT_LAGGING : INSPECT_STALE;
    if (!own->executable && !guest->nx)
        return INSPECT_FEWER;
    if (own->writable || !may_write(root, guest, slot))
        return slot->flags & MEMSLOT_READONLY ? INSPECT_ROM : INSPECT_SAME;
    if ((frame_at(in, offset) & (MMU_FRAME_TABLE | MMU_FRAME_UNSYNC)) == MMU_FRAME_TABLE)
        return INSPECT_TRACKED;
    return guest->dirty ? INSPECT_FEWER : INSPECT_CLEAN;
}

static enum inspect_match judge_absent(const struct inspect *in, const struct walk *guest)
{
    uint64_t offset;

    if (guest->status == WALK_PROTECTION)
        return INSPECT_OTHER_ROLE;
    if (guest->status != WALK_OK)
        return INSPECT_NOTHING;
    return slot_of(in->ram, guest->gpa, &offset) ? INSPECT_UNFILLED : INSPECT_MMIO;
}

enum inspect_match inspect_root(const struct inspect *in, unsigned i, struct gva a,
                                struct walk *guest, struct mmu_own *own)
{
    const struct mmu_root *root = &in->root[i];
    struct walk_env env = in->env;

    env.user = root->user;
    env.wp = root->wp;
    env.nxe = root->nxe;
    walk_ram(&env, a, in->ram, guest);
    in->ops->inspect->own(in->mmu, root, a, own);
    return own->walk.status == WALK_OK ? judge_present(in, root, guest, own)
                                       : judge_absent(in, guest);
}

static uint64_t shorter(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static void look_at(const struct inspect *in, struct inspect_piece *p)
{
    walk_ram(&in->env, p->at, in->ram, &p->guest);
    p->bytes = walk_span(&p->guest, p->at);
    for (unsigned i = 0; i < in->nroots; i++) {
        struct walk guest;

        p->match[i] = inspect_root(in, i, p->at, &guest, &p->own[i]);
        p->bytes = shorter(p->bytes, walk_span(&p->own[i].walk, p->at));
        p->bytes = shorter(p->bytes, walk_span(&guest, p->at)); /* NXE may differ from ours */
    }
}

int inspect_each(const struct inspect *in, int (*visit)(void *ctx, const struct inspect_piece *p),
                 void *ctx)
{
    const uint64_t end = pt_size(PT_MAX_LEVELS + 1);
    struct inspect_piece p = {.at = gva(0)};
    int rc = 0;

    for (; !rc && p.at.v < end; p.at = gva(p.at.v + p.bytes)) {
        look_at(in, &p);
        rc = visit(ctx, &p);
    }
    return rc;
}
