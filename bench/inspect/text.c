/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *text_level(unsigned level)
{
    static const char *const name[] = {"?", "PT", "PD", "PDPT", "PML4"};

    return level < sizeof name / sizeof name[0] ? name[level] : name[0];
}

const char *text_page(unsigned level)
{
    static const char *const name[] = {"?", "4K", "2M", "1G", "512G"};

    return level < sizeof name / sizeof name[0] ? name[level] : name[0];
}

static void add(char *out, size_t bytes, const char *word)
{
    size_t n = strlen(out);

    if (n < bytes)
        snprintf(out + n, bytes - n, "%s%s", n ? " " : "", word);
}

const char *text_entry(unsigned level, uint64_t entry, char *out, size_t bytes)
{
    bool leaf = level == 1 || (entry & PTE_PS);
    const struct {
        uint64_t bit;
        const char *name;
    } bits[] = {
        {PTE_P, "P"},
        {PTE_W, "W"},
        {PTE_U, "U"},
        {PTE_PWT, "PWT"},
        {PTE_PCD, "PCD"},
        {PTE_A, "A"},
        {leaf ? PTE_D : 0, "D"},
        {PTE_PS, level == 1 ? "PAT" : "PS"},
        {leaf ? PTE_G : 0, "G"},
        {PTE_NX, "NX"},
    };

    out[0] = '\0';
    for (size_t i = 0; i < sizeof bits / sizeof bits[0]; i++)
        if (entry & bits[i].bit)
            add(out, bytes, bits[i].name);
    return out;
}

static const char *why_reserved(const struct walk_env *env, unsigned level, unsigned bit)
{
    if (bit == 63)
        return "NX, while EFER.NXE is 0";
    if (bit >= env->maxphyaddr)
        return "above the width of a guest-physical address";
    return bit == 7 && level > 3 ? "PS, where no page may be" : "below the frame of a large page";
}

const char *text_reserved(const struct walk_env *env, const struct walk_step *s, char *out,
                          size_t bytes)
{
    const struct pt_format *f = env->format;
    bool large = ((f->large_levels >> s->level) & 1) && (s->entry & f->large);
    uint64_t set =
        s->entry & pt_reserved(f, s->level, large || s->level == 1, env->nxe, env->maxphyaddr);
    char word[96];

    out[0] = '\0';
    for (unsigned bit = 0; bit < 64; bit++) {
        if (!((set >> bit) & 1))
            continue;
        snprintf(word, sizeof word, "%sbit %u (%s)", out[0] ? "and " : "", bit,
                 why_reserved(env, s->level, bit));
        add(out, bytes, word);
    }
    return out;
}

const char *text_rights(const struct walk *w, char *out, size_t bytes)
{
    snprintf(out, bytes, "%s r%c%c", w->user ? "user" : "kernel", w->writable ? 'w' : '-',
             w->nx ? '-' : 'x');
    return out;
}

uint64_t text_canonical(uint64_t va)
{
    return (uint64_t)((int64_t)(va << 16) >> 16);
}

json_t *text_hex(uint64_t v)
{
    return json_sprintf("0x%" PRIx64, v);
}
