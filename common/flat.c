/* SPDX-License-Identifier: Apache-2.0 */
/* The uppermost region is rendered first; what comes later only fills the gaps. */
#include "flat.h"

#include "err.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int insert(struct flat *f, size_t i, const struct section *s)
{
    if (f->n == f->room) {
        size_t room = f->room ? 2 * f->room : 8;
        struct section *more = realloc(f->section, room * sizeof *more);
        if (!more)
            return err(ENOMEM, "no memory for a flat view of %zu sections", room);
        f->section = more;
        f->room = room;
    }
    memmove(&f->section[i + 1], &f->section[i], (f->n++ - i) * sizeof *s);
    f->section[i] = *s;
    return 0;
}

static uint64_t end_of(const struct section *s)
{
    return s->at.v + s->bytes;
}

/* The first section that ends above the address: flat->n if there is none. */
static size_t first_above(const struct flat *f, uint64_t at)
{
    size_t low = 0, high = f->n;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (end_of(&f->section[middle]) > at)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Puts the parts of `s` in that meet a gap. */
static int fill_gaps(struct flat *f, struct section s)
{
    uint64_t end = end_of(&s);

    for (size_t i = first_above(f, s.at.v); s.at.v < end; i++) {
        uint64_t gap_end = i < f->n && f->section[i].at.v < end ? f->section[i].at.v : end;
        if (gap_end > s.at.v) {
            s.bytes = gap_end - s.at.v;
            int rc = insert(f, i, &s);
            if (rc)
                return rc;
            i++;
        }
        if (gap_end == end)
            break;
        uint64_t step = end_of(&f->section[i]) - s.at.v;
        s.at.v += step;
        s.offset += step;
    }
    return 0;
}

/* Renders the `s->bytes` of s->region from s->offset on at s->at: a section as yet of any kind of
 * region. */
static int render(struct flat *f, struct section s)
{
    struct region *r = s.region;

    if (s.offset >= r->bytes)
        return 0;
    if (s.bytes > r->bytes - s.offset)
        s.bytes = r->bytes - s.offset;
    if (r->kind == REGION_ALIAS) {
        if (r->target_offset > UINT64_MAX - s.offset)
            return 0;
        s.region = r->target;
        s.offset += r->target_offset;
        s.readonly = s.readonly || r->readonly;
        return render(f, s);
    }
    if (r->kind != REGION_CONTAINER) {
        s.readonly = r->kind == REGION_ROM || (r->kind == REGION_RAM && s.readonly);
        return fill_gaps(f, s);
    }
    for (struct region *c = r->child; c; c = c->next) {
        uint64_t start = c->at > s.offset ? c->at : s.offset;
        uint64_t end = s.offset + s.bytes;
        if (start >= end)
            continue;
        int rc = render(f, (struct section){.at = gpa(s.at.v + (start - s.offset)),
                                            .bytes = end - start,
                                            .region = c,
                                            .offset = start - c->at,
                                            .readonly = s.readonly});
        if (rc)
            return rc;
    }
    return 0;
}

static bool continues(const struct section *a, const struct section *b)
{
    return end_of(a) == b->at.v && a->region == b->region && a->offset + a->bytes == b->offset &&
           a->readonly == b->readonly;
}

static void merge(struct flat *f)
{
    size_t n = 0;

    for (size_t i = 0; i < f->n; i++) {
        if (n && continues(&f->section[n - 1], &f->section[i]))
            f->section[n - 1].bytes += f->section[i].bytes;
        else
            f->section[n++] = f->section[i];
    }
    f->n = n;
}

int flat_render(struct flat *f, struct region *root)
{
    *f = (struct flat){0};
    int rc = render(f, (struct section){.bytes = root->bytes, .region = root});

    if (rc) {
        flat_free(f);
        return rc;
    }
    merge(f);
    return 0;
}

void flat_free(struct flat *f)
{
    free(f->section);
    *f = (struct flat){0};
}

const struct section *flat_find(const struct flat *f, struct gpa at)
{
    size_t i = first_above(f, at.v);

    return i < f->n && f->section[i].at.v <= at.v ? &f->section[i] : NULL;
}

bool section_equal(const struct section *a, const struct section *b)
{
    return a->at.v == b->at.v && a->bytes == b->bytes && a->region == b->region &&
           a->offset == b->offset && a->readonly == b->readonly;
}
