/* SPDX-License-Identifier: Apache-2.0 */
#include "mtree.h"

#include "text.h"

#include <inttypes.h>
#include <stdio.h>

static bool in_memfd(const struct region *r)
{
    return r->kind == REGION_RAM || r->kind == REGION_ROM;
}

/* Regions from the uppermost down, each with its place in guest-physical memory. */
static void print_region(const struct region *r, uint64_t base, int depth)
{
    uint64_t at = base + r->at;

    printf("%*s0x%" PRIx64 "-0x%" PRIx64 " %s \"%s\"", 2 + 2 * depth, "", at, at + r->bytes - 1,
           region_kind_name(r->kind), r->name);
    if (r->kind == REGION_ALIAS)
        printf(" of \"%s\" from byte 0x%" PRIx64 "%s", r->target->name, r->target_offset,
               r->readonly ? ", read-only" : "");
    if (in_memfd(r))
        printf(", byte 0x%" PRIx64 " of the memfd", r->fd_offset);
    if (r->parent)
        printf(", priority %d", r->priority);
    putchar('\n');
    for (const struct region *c = r->child; c; c = c->next)
        print_region(c, at, depth + 1);
}

static void print_section(const struct section *s)
{
    printf("  0x%" PRIx64 "-0x%" PRIx64 " %s \"%s\" from byte 0x%" PRIx64 "%s\n", s->at.v,
           s->at.v + s->bytes - 1, region_kind_name(s->region->kind), s->region->name, s->offset,
           s->readonly ? ", read-only" : "");
}

static void print_slot(const struct memslot *s)
{
    uint64_t at = gfn_gpa(s->base).v;

    printf("  slot %u: 0x%" PRIx64 "-0x%" PRIx64 " (gfn 0x%" PRIx64 ", %" PRIu64
           " pages) byte 0x%" PRIx64 " of the memfd, HVA 0x%" PRIx64 "%s%s\n",
           s->id, at, at + (s->npages << PAGE_SHIFT) - 1, s->base.v, s->npages, s->fd_offset,
           s->hva.v, s->flags & MEMSLOT_READONLY ? ", read-only" : "",
           s->flags & MEMSLOT_LOG_DIRTY ? ", dirty log" : "");
}

void mtree_print(const struct memory *m)
{
    puts("tree of regions, the uppermost first");
    print_region(m->root, 0, 0);
    puts("flat view: what the guest sees; the rest is a hole");
    for (size_t i = 0; i < m->view.n; i++)
        print_section(&m->view.section[i]);
    puts("memory slots, as the backend has them");
    for (uint32_t i = 0; i < m->ram->nslots; i++)
        print_slot(&m->ram->slot[i]);
}

static json_t *region_json(const struct region *r, uint64_t base)
{
    uint64_t at = base + r->at;
    json_t *children = json_array();
    json_t *o = json_pack("{s:s, s:s, s:o, s:o, s:i}", "name", r->name, "kind",
                          region_kind_name(r->kind), "first", text_hex(at), "last",
                          text_hex(at + r->bytes - 1), "priority", r->priority);

    if (r->kind == REGION_ALIAS)
        json_object_update_new(o, json_pack("{s:s, s:o, s:b}", "target", r->target->name,
                                            "target_offset", text_hex(r->target_offset), "readonly",
                                            r->readonly));
    if (in_memfd(r))
        json_object_set_new(o, "fd_offset", text_hex(r->fd_offset));
    for (const struct region *c = r->child; c; c = c->next)
        json_array_append_new(children, region_json(c, at));
    json_object_set_new(o, "children", children);
    return o;
}

static json_t *section_json(const struct section *s)
{
    return json_pack("{s:o, s:o, s:s, s:s, s:o, s:b}", "first", text_hex(s->at.v), "last",
                     text_hex(s->at.v + s->bytes - 1), "region", s->region->name, "kind",
                     region_kind_name(s->region->kind), "offset", text_hex(s->offset), "readonly",
                     s->readonly);
}

static json_t *slot_json(const struct memslot *s)
{
    return json_pack("{s:I, s:o, s:I, s:o, s:o, s:b, s:b}", "id", (json_int_t)s->id, "gfn",
                     text_hex(s->base.v), "pages", (json_int_t)s->npages, "fd_offset",
                     text_hex(s->fd_offset), "hva", text_hex(s->hva.v), "readonly",
                     (s->flags & MEMSLOT_READONLY) != 0, "dirty_log",
                     (s->flags & MEMSLOT_LOG_DIRTY) != 0);
}

json_t *mtree_json(const struct memory *m)
{
    json_t *view = json_array(), *slots = json_array();

    for (size_t i = 0; i < m->view.n; i++)
        json_array_append_new(view, section_json(&m->view.section[i]));
    for (uint32_t i = 0; i < m->ram->nslots; i++)
        json_array_append_new(slots, slot_json(&m->ram->slot[i]));
    return json_pack("{s:o, s:o, s:o}", "tree", region_json(m->root, 0), "flat_view", view, "slots",
                     slots);
}
