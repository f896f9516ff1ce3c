/* SPDX-License-Identifier: Apache-2.0 */
#include "check_map.h"

#include "common/err.h"
#include "common/image_elf.h"

#include <errno.h>
#include <stdlib.h>

static int add(struct check_map *m, const GElf_Sym *sym)
{
    unsigned type = GELF_ST_TYPE(sym->st_info);
    struct check_mark *grown;

    if ((type != STT_FUNC && type != STT_NOTYPE && type != STT_OBJECT) ||
        sym->st_shndx == SHN_UNDEF || sym->st_shndx == SHN_ABS ||
        sym->st_size > UINT64_MAX - sym->st_value)
        return 0;
    grown = realloc(m->mark, (m->n + 1) * sizeof(*grown));
    if (!grown)
        return err(ENOMEM, "no memory for the symbols of the image");
    m->mark = grown;
    m->mark[m->n++] = (struct check_mark){
        .start = sym->st_value, .end = sym->st_value + sym->st_size, .code = type != STT_OBJECT};
    if (type == STT_FUNC && sym->st_size)
        m->sized_code = true;
    return 0;
}

static int add_table(struct check_map *m, Elf_Scn *scn)
{
    Elf_Data *data = elf_getdata(scn, NULL);
    GElf_Sym sym;
    int rc = 0;

    for (int i = 0; data && rc == 0 && gelf_getsym(data, i, &sym); i++)
        rc = add(m, &sym);
    return rc;
}

int check_map_open(struct check_map *m, const struct image *img)
{
    Elf *elf = image_elf(img);
    int rc = 0;

    *m = (struct check_map){0};
    if (!elf)
        return -ENOEXEC;
    for (Elf_Scn *scn = NULL; rc == 0 && (scn = elf_nextscn(elf, scn));) {
        GElf_Shdr sh;

        if (gelf_getshdr(scn, &sh) && sh.sh_type == SHT_SYMTAB)
            rc = add_table(m, scn);
    }
    elf_end(elf);
    if (rc)
        check_map_close(m);
    return rc;
}

void check_map_close(struct check_map *m)
{
    free(m->mark);
    *m = (struct check_map){0};
}

bool check_map_at(const struct check_map *m, uint64_t at, uint64_t *to)
{
    const struct check_mark *inside = NULL, *label = NULL;
    uint64_t last_end = 0;

    *to = UINT64_MAX;
    for (size_t i = 0; i < m->n; i++) {
        const struct check_mark *k = &m->mark[i];
        bool sized = k->end > k->start;

        if (k->start > at && k->start < *to)
            *to = k->start;
        if (sized && k->end > at && k->end < *to)
            *to = k->end;
        if (sized && k->start <= at && at < k->end && (!inside || k->start > inside->start))
            inside = k;
        if (sized && k->end <= at && k->end > last_end)
            last_end = k->end;
        if (!sized && k->start <= at && (!label || k->start > label->start))
            label = k;
    }
    if (inside)
        return inside->code;
    /* A label speaks for what follows it, up to the next symbol of any kind. */
    return (label && label->code && label->start >= last_end) || !m->sized_code;
}
