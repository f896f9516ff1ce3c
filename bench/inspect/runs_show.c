/* SPDX-License-Identifier: Apache-2.0 */
/* Ranges for people and for programs. */
#include "bench/names.h"
#include "runs.h"
#include "text.h"

#include <inttypes.h>
#include <stdio.h>

static const char *rights_of(const struct run_of_pages *r, char *out, size_t bytes)
{
    const struct walk w = {.writable = r->writable, .user = r->user, .nx = r->nx};

    return text_rights(&w, out, bytes);
}

/* A run's last address, as it is written; `end` may be 2^48. */
static uint64_t last(const struct run_of_pages *r)
{
    return text_canonical(r->end - 1);
}

static void print_run(const struct run_of_pages *r)
{
    uint64_t pages = (r->end - r->start) >> (r->mapped ? pt_shift(r->level) : PAGE_SHIFT);
    char rights[24];

    printf("  0x%012" PRIx64 "-0x%012" PRIx64 " ", text_canonical(r->start), last(r));
    if (!r->mapped) {
        printf("the guest maps nothing here\n");
        return;
    }
    printf("%8" PRIu64 " x %s  %-10s ", pages, text_page(r->level),
           rights_of(r, rights, sizeof rights));
    if (r->linear)
        printf("-> 0x%" PRIx64, r->gpa);
    else
        printf("-> scattered in 0x%" PRIx64 "-0x%" PRIx64, r->low, r->high - 1);
    printf("  A %" PRIu64 "  D %" PRIu64 "\n", r->accessed >> pt_shift(r->level),
           r->dirty >> pt_shift(r->level));
}

static void print_matches(const struct mmu_root *root, const uint64_t match[INSPECT_MATCH_KINDS])
{
    const char *before = "";
    char size[24];

    printf("    root %u, CPL %d: ", root->number, root->user ? 3 : 0);
    for (unsigned m = INSPECT_SAME; m < INSPECT_MATCH_KINDS; m++) {
        if (!match[m])
            continue;
        printf("%s%s %s", before, inspect_match_name(m), names_size(size, sizeof size, match[m]));
        before = ", ";
    }
    puts(*before ? "" : "nothing");
}

static void print_legend(const struct runs *r, const struct look *l)
{
    bool used[INSPECT_MATCH_KINDS] = {false};

    for (unsigned i = 0; i < l->in.nroots; i++)
        for (unsigned m = INSPECT_SAME; m < INSPECT_MATCH_KINDS; m++)
            used[m] = used[m] || r->match[i][m];
    for (unsigned m = INSPECT_SAME; m < INSPECT_MATCH_KINDS; m++)
        if (used[m])
            printf("  %-17s %s\n", inspect_match_name(m), inspect_match_text(m));
}

static void print_shadow(const struct runs *r, const struct look *l)
{
    const struct mmu_inspect *hooks = l->in.ops->inspect;

    printf("%s: %s\n", modes_name(l->mode), hooks ? hooks->what : "shows no tables of its own");
    if (hooks && hooks->totals)
        puts("  they cannot be read; `mmubench translate` shows what KVM's statistics tell");
    else if (!l->in.nroots)
        puts("  no root for this CR3: one is made when the guest loads it");
    for (unsigned i = 0; i < l->in.nroots; i++)
        print_matches(&l->in.root[i], r->match[i]);
    print_legend(r, l);
}

void runs_print(const struct runs *r, const struct look *l)
{
    unsigned nroots = l->options->shadow ? l->in.nroots : 0;

    look_print(l);
    printf("guest tables at CR3 0x%" PRIx64 ": GVA, pages, rights, GPA, pages with A and D\n",
           l->in.env.root.v);
    for (size_t i = 0; i < r->n; i++) {
        print_run(&r->run[i]);
        for (unsigned k = 0; k < nroots; k++)
            print_matches(&l->in.root[k], r->run[i].match[k]);
    }
    if (!r->n)
        puts("  nothing is mapped: is that the CR3 of an address space?");
    if (l->options->shadow)
        print_shadow(r, l);
}

static json_t *matches_json(const struct look *l,
                            const uint64_t match[INSPECT_MAX_ROOTS][INSPECT_MATCH_KINDS])
{
    json_t *a = json_array();

    for (unsigned i = 0; i < l->in.nroots; i++) {
        json_t *o = json_pack("{s:i, s:i}", "root", (int)l->in.root[i].number, "cpl",
                              l->in.root[i].user ? 3 : 0);

        for (unsigned m = INSPECT_SAME; m < INSPECT_MATCH_KINDS; m++)
            json_object_set_new(o, inspect_match_name(m), json_integer((json_int_t)match[i][m]));
        json_array_append_new(a, o);
    }
    return a;
}

static json_t *run_json(const struct run_of_pages *r, const struct look *l)
{
    json_t *o = json_pack("{s:o, s:o, s:b}", "first", text_hex(text_canonical(r->start)), "last",
                          text_hex(last(r)), "mapped", r->mapped);

    if (r->mapped)
        json_object_update_new(
            o, json_pack("{s:s, s:I, s:b, s:b, s:b, s:b, s:o, s:o, s:o, s:I, s:I}", "page",
                         text_page(r->level), "pages",
                         (json_int_t)((r->end - r->start) >> pt_shift(r->level)), "writable",
                         r->writable, "user", r->user, "executable", !r->nx, "linear", r->linear,
                         "gpa", text_hex(r->gpa), "lowest_gpa", text_hex(r->low), "highest_gpa",
                         text_hex(r->high - 1), "accessed_pages",
                         (json_int_t)(r->accessed >> pt_shift(r->level)), "dirty_pages",
                         (json_int_t)(r->dirty >> pt_shift(r->level))));
    if (l->options->shadow)
        json_object_set_new(o, "roots", matches_json(l, r->match));
    return o;
}

json_t *runs_json(const struct runs *r, const struct look *l)
{
    json_t *o = look_json(l), *ranges = json_array();

    for (size_t i = 0; i < r->n; i++)
        json_array_append_new(ranges, run_json(&r->run[i], l));
    json_object_set_new(o, "ranges", ranges);
    if (l->options->shadow)
        json_object_set_new(o, "roots", matches_json(l, r->match));
    return o;
}
