/* SPDX-License-Identifier: Apache-2.0 */
/* The descriptor of a guest image: found by section name, and checked before anyone reads it. */
#include "err.h"
#include "image_elf.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* True when the field holds a string that ends within it and is all printable ASCII. */
static bool is_text(const char *field, size_t size)
{
    size_t n = strnlen(field, size);

    for (size_t i = 0; i < n; i++) {
        if (field[i] < ' ' || field[i] > '~')
            return false;
    }
    return n < size;
}

/* Names become command-line keys, file names and columns: letters, digits, '_', '-' and '.'. */
static bool is_name(const char *field, size_t size)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789_-.";
    size_t n = strnlen(field, size);

    return n && n < size && strspn(field, allowed) == n;
}

static int check_params(const struct image *img, const struct guest_desc *d)
{
    for (uint32_t i = 0; i < d->nparams; i++) {
        const struct guest_param *p = &d->param[i];
        if (!is_name(p->name, sizeof p->name) || !is_text(p->help, sizeof p->help))
            return image_bad(img, "descriptor: parameter %u: bad name or help text", i);
        if (p->min > p->max || p->value < p->min || p->value > p->max || p->quick < p->min ||
            p->quick > p->max)
            return image_bad(img,
                             "descriptor: parameter %s: default %" PRIu64 " or quick %" PRIu64
                             " is not within %" PRIu64 " to %" PRIu64,
                             p->name, p->value, p->quick, p->min, p->max);
        for (uint32_t j = 0; j < i; j++) {
            if (!strcmp(d->param[j].name, p->name))
                return image_bad(img, "descriptor: two parameters named %s", p->name);
        }
    }
    return 0;
}

static int check_metrics(const struct image *img, const struct guest_desc *d)
{
    for (uint32_t i = 0; i < d->nmetrics; i++) {
        const struct guest_metric *m = &d->metric[i];
        if (!is_name(m->name, sizeof m->name) || !is_text(m->help, sizeof m->help))
            return image_bad(img, "descriptor: metric %u: bad name or help text", i);
        for (uint32_t j = 0; j < i; j++) {
            if (!strcmp(d->metric[j].name, m->name))
                return image_bad(img, "descriptor: two metrics named %s", m->name);
        }
    }
    return 0;
}

static int check_desc(const struct image *img, const struct guest_desc *d)
{
    if (d->magic != GUEST_MAGIC)
        return image_bad(img, "descriptor: magic 0x%x instead of 0x%x", d->magic, GUEST_MAGIC);
    if (d->version != GUEST_ABI_VERSION)
        return image_bad(img,
                         "descriptor: version %u, this program knows %u: build the guest again",
                         d->version, GUEST_ABI_VERSION);
    if (!is_name(d->name, sizeof d->name) || !is_text(d->summary, sizeof d->summary))
        return image_bad(img, "descriptor: bad name or summary");
    if (d->nparams > GUEST_MAX_PARAMS || d->nmetrics > GUEST_MAX_METRICS)
        return image_bad(img, "descriptor: %u parameters and %u metrics, at most %u and %u",
                         d->nparams, d->nmetrics, GUEST_MAX_PARAMS, GUEST_MAX_METRICS);
    int rc = check_params(img, d);
    return rc ? rc : check_metrics(img, d);
}

static int take_desc(struct image *img, const GElf_Shdr *sh)
{
    if (img->has_desc)
        return image_bad(img, "more than one section " GUEST_DESC_SECTION);
    if (sh->sh_type != SHT_PROGBITS || sh->sh_size != sizeof img->desc)
        return image_bad(img,
                         "section " GUEST_DESC_SECTION " has %" PRIu64
                         " bytes instead of %zu: build the guest again",
                         sh->sh_size, sizeof img->desc);
    if (!range_fits(sh->sh_offset, sh->sh_size, img->size))
        return image_bad(img, "truncated: section " GUEST_DESC_SECTION " lies outside the file");
    memcpy(&img->desc, img->bytes + sh->sh_offset, sizeof img->desc);
    img->has_desc = true;
    return check_desc(img, &img->desc);
}

static int each_section(struct image *img, Elf *elf, size_t names)
{
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn));) {
        GElf_Shdr sh;
        if (!gelf_getshdr(scn, &sh))
            return image_bad(img, "section header: %s", elf_errmsg(-1));
        const char *name = elf_strptr(elf, names, sh.sh_name);
        if (!name)
            return image_bad(img, "section names: %s", elf_errmsg(-1));
        int rc = strcmp(name, GUEST_DESC_SECTION) ? 0 : take_desc(img, &sh);
        if (rc)
            return rc;
    }
    return 0;
}

int image_check_desc(struct image *img)
{
    size_t count = 0, names = 0;
    Elf *elf = image_elf(img);
    int rc = 0;

    if (!elf)
        return -ENOEXEC;
    if (elf_getshdrnum(elf, &count) < 0)
        rc = image_bad(img, "section headers: %s", elf_errmsg(-1));
    else if (count && elf_getshdrstrndx(elf, &names) < 0)
        rc = image_bad(img, "section names: %s", elf_errmsg(-1));
    else if (count)
        rc = each_section(img, elf, names);
    elf_end(elf);
    return rc;
}
