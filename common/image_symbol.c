/* SPDX-License-Identifier: Apache-2.0 */
/* From an address to the symbol that covers it, for texts. */
#include "image_elf.h"

#include <string.h>

struct search {
    const struct image *img;
    struct gva at;
    const char *name;
    uint64_t start;
    bool sized; /* found one whose size covers `at`: better than a bare label */
};

/* Only names that lie in the image's own bytes outlive the libelf handle. */
static const char *own_string(const struct image *img, const char *s)
{
    const char *lo = (const char *)img->bytes, *hi = lo + img->size;

    if (!s || s < lo || s >= hi || !*s)
        return NULL;
    return memchr(s, '\0', (size_t)(hi - s)) ? s : NULL;
}

static bool better(const struct search *s, const GElf_Sym *sym)
{
    unsigned type = GELF_ST_TYPE(sym->st_info);

    if ((type != STT_FUNC && type != STT_NOTYPE) || sym->st_shndx == SHN_UNDEF ||
        sym->st_shndx == SHN_ABS || sym->st_value > s->at.v)
        return false;
    bool sized = sym->st_size && s->at.v - sym->st_value < sym->st_size;
    if (sym->st_size && !sized)
        return false;
    if (sized != s->sized)
        return sized;
    return !s->name || sym->st_value > s->start;
}

static void search_table(struct search *s, Elf *elf, Elf_Scn *scn, const GElf_Shdr *sh)
{
    Elf_Data *data = elf_getdata(scn, NULL);
    GElf_Sym sym;

    if (!data)
        return;
    for (int i = 0; gelf_getsym(data, i, &sym); i++) {
        if (!better(s, &sym))
            continue;
        const char *name = own_string(s->img, elf_strptr(elf, sh->sh_link, sym.st_name));
        if (!name)
            continue;
        s->name = name;
        s->start = sym.st_value;
        s->sized = sym.st_size != 0;
    }
}

static int covers(void *ctx, struct gva at, const uint8_t *code, size_t len)
{
    const struct search *s = ctx;

    (void)code;
    return s->at.v - at.v < len;
}

const char *image_symbol(const struct image *img, struct gva at, uint64_t *offset)
{
    struct search s = {.img = img, .at = at};

    /* A bare label must not claim addresses that are no code at all. */
    if (image_each_code(img, covers, &s) != 1)
        return NULL;
    Elf *elf = image_elf(img);
    if (!elf)
        return NULL;
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn));) {
        GElf_Shdr sh;
        if (gelf_getshdr(scn, &sh) && sh.sh_type == SHT_SYMTAB)
            search_table(&s, elf, scn, &sh);
    }
    elf_end(elf);
    if (s.name && offset)
        *offset = at.v - s.start;
    return s.name;
}
