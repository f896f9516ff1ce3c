/* SPDX-License-Identifier: Apache-2.0 */
/* A translation for people: each line is one step, and says why it is the last. */
#include "text.h"
#include "translation.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const kind_name[TRANSLATION_KINDS] = {
    [ACCESS_READ] = "read", [ACCESS_WRITE] = "write", [ACCESS_FETCH] = "fetch"};

static void print_step(const struct walk_step *s, bool last, bool leaf)
{
    char bits[64];

    printf("  %-4s table 0x%09" PRIx64 " [%3" PRIu64 "]  0x%016" PRIx64 "  %s",
           text_level(s->level), s->entry_gpa.v & PAGE_MASK, page_offset(s->entry_gpa.v) / 8,
           s->entry, text_entry(s->level, s->entry, bits, sizeof bits));
    if (leaf)
        printf("  -> %s page", text_page(s->level));
    else if (!last)
        printf("  -> %s", text_level(s->level - 1));
    putchar('\n');
}

/* Why the walk found no page. */
static void print_end(const struct translation *t, const struct look *l)
{
    const struct walk *w = &t->walk;
    const struct walk_step *s = &w->step[w->nsteps - 1];
    char text[512];

    switch (w->status) {
    case WALK_NOT_PRESENT:
        printf("  ends at the %s: its entry is not present, nothing is mapped in these %s\n",
               text_level(s->level), text_page(s->level));
        break;
    case WALK_RESERVED:
        printf("  ends at the %s: reserved: %s\n", text_level(s->level),
               text_reserved(&l->in.env, s, text, sizeof text));
        break;
    case WALK_NO_TABLE:
        printf("  ends at the %s: the table is at GPA 0x%" PRIx64
               ", where there is no guest RAM%s\n",
               text_level(s->level), s->entry_gpa.v & PAGE_MASK,
               s->level == PT_MAX_LEVELS ? ": is that CR3 right?" : "");
        break;
    default:
        break;
    }
}

static void print_access(const struct translation *t, int user, int kind)
{
    const struct translation_access *a = &t->access[user][kind];

    if (a->status == WALK_OK)
        printf(" %s yes", kind_name[kind]);
    else if (a->status == WALK_NO_TABLE)
        printf(" %s undefined", kind_name[kind]);
    else
        printf(" %s #PF(0x%x)", kind_name[kind], a->error_code);
    fputs(kind + 1 < TRANSLATION_KINDS ? "," : "", stdout);
}

static void print_guest(const struct translation *t, const struct look *l)
{
    const struct walk *w = &t->walk;

    printf("guest: GVA 0x%" PRIx64 ", CR3 0x%" PRIx64 "\n", t->gva.v, l->in.env.root.v);
    for (unsigned i = 0; i < w->nsteps; i++)
        print_step(&w->step[i], i + 1 == w->nsteps, t->has_gpa && i + 1 == w->nsteps);
    print_end(t, l);
    for (int user = 0; user < 2; user++) {
        printf("  at CPL %d:", user ? 3 : 0);
        for (int kind = 0; kind < TRANSLATION_KINDS; kind++)
            print_access(t, user, kind);
        putchar('\n');
    }
    if (t->has_gpa)
        printf("  => GPA 0x%" PRIx64 "\n", w->gpa.v);
}

static void print_section(const struct translation *t)
{
    const struct section *s = t->section;

    if (!s) {
        puts("memory: a hole: an access is an MMIO exit, reads give all ones, writes are dropped");
        return;
    }
    printf("memory: %s \"%s\", byte 0x%" PRIx64 " of it", region_kind_name(s->region->kind),
           s->region->name, s->offset + (t->walk.gpa.v - s->at.v));
    puts(t->has_slot ? "" : ": an access is an MMIO exit, which the device answers");
}

static void print_memory(const struct translation *t, const struct look *l)
{
    const struct memslot *s = &t->slot;

    print_section(t);
    if (!t->has_slot)
        return;
    printf("  slot %u: GPA 0x%" PRIx64 "-0x%" PRIx64 " is byte 0x%" PRIx64 " of the memfd%s\n",
           s->id, gfn_gpa(s->base).v, gfn_gpa(s->base).v + (s->npages << PAGE_SHIFT) - 1,
           s->fd_offset, s->flags & MEMSLOT_READONLY ? ", read-only: a write is an exit" : "");
    printf("  => HVA 0x%" PRIx64 ", byte 0x%" PRIx64 " of the memfd (backing asked for: %s)\n",
           t->hva.v, t->fd_offset, ram_backing_name(l->options->run.backing));
}

static void print_frame(const struct translation *t)
{
    if (!t->allocated)
        puts("host: no frame yet: the host gives one at the first touch");
    else if (t->page.known)
        printf("host: %s\n  => HPA 0x%" PRIx64 "\n",
               t->page.large ? "part of a huge page" : "a 4K page", t->page.hpa.v);
    else
        printf("host: the frame is not told: %s\n", t->page.missing);
}

static void print_mapping(const struct translation *t, const struct translation_own *o)
{
    if (!o->has_mapping) {
        puts("    host mapping: none");
        return;
    }
    printf("    host mapping: 0x%" PRIx64 "-0x%" PRIx64 " %s at byte 0x%" PRIx64 " of the memfd",
           o->mapping.start, o->mapping.end, o->mapping.rights, o->mapping.offset);
    if (o->page.known && t->page.known)
        printf(", HPA 0x%" PRIx64 "%s", o->page.hpa.v,
               o->page.hpa.v == t->page.hpa.v ? ": the same frame" : ": ANOTHER FRAME");
    else if (o->page.missing)
        printf(" (%s)", o->page.mapped ? "frame number not told" : o->page.missing);
    putchar('\n');
}

static void print_root(const struct translation *t, const struct look *l, unsigned i)
{
    const struct mmu_root *r = &l->in.root[i];
    const struct translation_own *o = &t->root[i];
    const struct walk *w = &o->own.walk;

    printf("  root %u, CPL %d, WP %d, NXE %d, process %d%s%s\n", r->number, r->user ? 3 : 0, r->wp,
           r->nxe, r->pid, r->current ? ": the vCPU's" : "",
           r->queued ? ", with changes queued until it runs" : "");
    if (w->status == WALK_OK)
        printf("    %s entry, r%c%c, byte 0x%" PRIx64 " of the memfd: %s", text_page(w->level),
               o->own.writable ? 'w' : '-', o->own.executable ? 'x' : '-', w->gpa.v,
               inspect_match_name(o->match));
    else
        printf("    no entry at the %s", text_level(w->step[w->nsteps - 1].level));
    printf(": %s\n", inspect_match_text(o->match));
    print_mapping(t, o);
}

static void print_totals(const struct translation *t)
{
    fputs("  what its statistics tell, of the whole guest:", stdout);
    for (unsigned level = 1; level <= 3; level++) {
        if (t->totals.pages[level] == UINT64_MAX)
            printf(" %s not told", text_page(level));
        else
            printf(" %" PRIu64 " x %s", t->totals.pages[level], text_page(level));
    }
    putchar('\n');
    if (t->has_slot && t->page.known)
        printf("  a mapping of this page is no larger than the host's: %s\n",
               t->page.large ? "a huge page" : "4K");
}

static void print_own(const struct translation *t, const struct look *l)
{
    const struct mmu_inspect *hooks = l->in.ops->inspect;

    if (!hooks)
        return;
    printf("%s: %s\n", modes_name(l->mode), hooks->what);
    for (unsigned i = 0; i < t->nroots; i++)
        print_root(t, l, i);
    if (t->has_totals)
        print_totals(t);
    else if (!t->nroots)
        puts("  no root for this CR3: one is made when the guest loads it");
}

void translation_print(const struct translation *t, const struct look *l)
{
    look_print(l);
    if (!gva_canonical(t->gva)) {
        printf("guest: GVA 0x%" PRIx64 " is not canonical: bits 63 to 47 must be equal, an access "
               "is #GP (#SS on the stack) and no table is read\n",
               t->gva.v);
        return;
    }
    print_guest(t, l);
    if (t->has_gpa)
        print_memory(t, l);
    if (t->has_slot)
        print_frame(t);
    print_own(t, l);
}
