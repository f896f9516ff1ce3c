/* SPDX-License-Identifier: Apache-2.0 */
#include "runs.h"

#include "bench/run/cancel.h"
#include "common/err.h"

#include <errno.h>
#include <stdlib.h>

struct collector {
    struct runs *runs;
    const struct inspect *in;
};

static bool maps(const struct walk *w)
{
    return w->status == WALK_OK || w->status == WALK_PROTECTION;
}

static bool own_has_something(const struct inspect *in, const struct inspect_piece *p)
{
    for (unsigned i = 0; i < in->nroots; i++)
        if (p->own[i].walk.status == WALK_OK)
            return true;
    return false;
}

static bool goes_on(const struct run_of_pages *r, const struct inspect_piece *p)
{
    const struct walk *w = &p->guest;

    if (r->end != p->at.v || r->mapped != maps(w))
        return false;
    return !r->mapped || (r->level == w->level && r->writable == w->writable &&
                          r->user == w->user && r->nx == w->nx);
}

static struct run_of_pages *begin_run(struct runs *r, const struct inspect_piece *p)
{
    const struct walk *w = &p->guest;
    struct run_of_pages *more = realloc(r->run, (r->n + 1) * sizeof *more);

    if (!more)
        return NULL;
    r->run = more;
    more[r->n] = (struct run_of_pages){.start = p->at.v,
                                       .end = p->at.v,
                                       .mapped = maps(w),
                                       .level = w->level,
                                       .writable = w->writable,
                                       .user = w->user,
                                       .nx = w->nx,
                                       .linear = true,
                                       .gpa = w->gpa.v,
                                       .low = w->gpa.v,
                                       .high = w->gpa.v};
    return &more[r->n++];
}

static void add_piece(struct run_of_pages *r, const struct inspect_piece *p)
{
    const struct walk *w = &p->guest;

    if (r->mapped) {
        r->linear = r->linear && w->gpa.v == r->gpa + (p->at.v - r->start);
        r->low = w->gpa.v < r->low ? w->gpa.v : r->low;
        r->high = w->gpa.v + p->bytes > r->high ? w->gpa.v + p->bytes : r->high;
        r->accessed += w->accessed ? p->bytes : 0;
        r->dirty += w->dirty ? p->bytes : 0;
    }
    r->end = p->at.v + p->bytes;
}

static int on_piece(void *ctx, const struct inspect_piece *p)
{
    struct collector *c = ctx;
    struct runs *all = c->runs;
    struct run_of_pages *r = all->n ? &all->run[all->n - 1] : NULL;

    if (atomic_load(&cancel_flag))
        return err(EINTR, "interrupted");
    if (!maps(&p->guest) && !own_has_something(c->in, p))
        return 0;
    if (!r || !goes_on(r, p))
        r = begin_run(all, p);
    if (!r)
        return err(ENOMEM, "no memory for %zu ranges", all->n + 1);
    add_piece(r, p);
    for (unsigned i = 0; i < c->in->nroots; i++) {
        r->match[i][p->match[i]] += p->bytes;
        all->match[i][p->match[i]] += p->bytes;
    }
    return 0;
}

int runs_collect(struct runs *r, const struct look *l)
{
    struct inspect in = l->in;
    struct collector c = {r, &in};

    *r = (struct runs){0};
    if (!l->options->shadow)
        in.nroots = 0;
    return inspect_each(&in, on_piece, &c);
}

void runs_free(struct runs *r)
{
    free(r->run);
    *r = (struct runs){0};
}

uint64_t runs_stale(const struct runs *r)
{
    uint64_t n = 0;

    for (unsigned i = 0; i < INSPECT_MAX_ROOTS; i++)
        n += r->match[i][INSPECT_STALE];
    return n;
}
