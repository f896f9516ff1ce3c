/* SPDX-License-Identifier: Apache-2.0 */
#include "translation.h"

#include "common/err.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void try_accesses(struct translation *t, const struct inspect *in)
{
    for (int user = 0; user < 2; user++) {
        for (int kind = 0; kind < TRANSLATION_KINDS; kind++) {
            struct walk_env env = in->env;
            struct walk w;

            env.user = user;
            env.access = (enum access)kind;
            walk_ram(&env, t->gva, in->ram, &w);
            t->access[user][kind] = (struct translation_access){w.status, w.error_code};
            if (!user && env.access == ACCESS_READ)
                t->walk = w;
        }
    }
}

/* Whether the memfd has a frame there: a look through the mapping would make one. Hugetlb files
 * cannot tell, but theirs are mapped at once when made. */
static bool is_allocated(const struct ram *ram, uint64_t offset)
{
    off_t page = (off_t)(offset & PAGE_MASK);

    return lseek(ram->memfd, page, SEEK_DATA) == page;
}

static bool is_hugetlb(const struct ram *ram)
{
    struct ram_real real;

    return !ram_backing_real(ram, &real) && real.page_bytes > PAGE_SIZE;
}

/* A frame that only the guest has touched gets an entry in our page tables, too, by a read. */
static int find_frame(struct translation *t, const struct ram *ram)
{
    int rc = host_page(0, t->hva.v, &t->page);

    if (rc || t->page.mapped || is_hugetlb(ram)) {
        t->allocated = t->page.mapped;
        return rc;
    }
    t->allocated = is_allocated(ram, t->fd_offset);
    if (!t->allocated)
        return 0;
    (void)*(const volatile uint8_t *)t->hva.v; /* NOLINT: that is what the HVA is */
    return host_page(0, t->hva.v, &t->page);
}

static int find_memory(struct translation *t, const struct look *l)
{
    const struct ram *ram = l->in.ram;
    const struct memslot *s = ram_slot(ram, gpa_gfn(t->walk.gpa));

    t->section = flat_find(&l->at->memory->view, t->walk.gpa);
    t->has_slot = s;
    if (!s)
        return 0;
    uint64_t inside = t->walk.gpa.v - gfn_gpa(s->base).v;
    t->slot = *s;
    t->fd_offset = s->fd_offset + inside;
    t->hva = hva(s->hva.v + inside);
    return find_frame(t, ram);
}

/* A process that has ended, or is not to be looked into, has no mapping to show. */
static void find_own(struct translation_own *o, const struct inspect *in, unsigned i, struct gva a)
{
    struct walk guest;
    pid_t pid = in->root[i].pid;

    *o = (struct translation_own){0};
    o->match = inspect_root(in, i, a, &guest, &o->own);
    o->has_mapping = pid > 0 && host_mapping(pid, a.v, &o->mapping);
    if (o->has_mapping && host_page(pid, a.v, &o->page))
        o->page = (struct host_page){.missing = "its pagemap may not be read"};
}

int translation_make(struct translation *t, const struct look *l, struct gva a)
{
    const struct inspect *in = &l->in;
    const struct mmu_inspect *hooks = in->ops->inspect;
    int rc = 0;

    memset(t, 0, sizeof *t);
    t->gva = a;
    if (!gva_canonical(a))
        return 0;
    try_accesses(t, in);
    t->has_gpa = t->walk.status == WALK_OK || t->walk.status == WALK_PROTECTION;
    if (t->has_gpa)
        rc = find_memory(t, l);
    t->nroots = in->nroots;
    for (unsigned i = 0; i < in->nroots && !rc; i++)
        find_own(&t->root[i], in, i, a);
    if (!rc && hooks && hooks->totals) {
        t->has_totals = true;
        rc = hooks->totals(in->mmu, &t->totals);
    }
    return rc;
}

bool translation_same(const struct translation *a, const struct translation *b)
{
    if (memcmp(a->access, b->access, sizeof a->access) || a->has_gpa != b->has_gpa ||
        a->has_slot != b->has_slot)
        return false;
    if (!a->has_gpa)
        return a->walk.nsteps == b->walk.nsteps;
    if (a->walk.gpa.v != b->walk.gpa.v || a->walk.level != b->walk.level)
        return false;
    return !a->has_slot || (a->fd_offset == b->fd_offset && a->hva.v == b->hva.v &&
                            (!a->page.known || !b->page.known || a->page.hpa.v == b->page.hpa.v));
}
