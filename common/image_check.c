/* SPDX-License-Identifier: Apache-2.0 */
/* What an image must be before a byte of it is used. Each kind of damage has a line of its own. */
#include "err.h"
#include "image_elf.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Segments end below this: the lower canonical half, and no RAM is that large. */
#define IMAGE_MAX_GPA (UINT64_C(1) << 46)

/* More program headers than any linker makes of ours; keeps the overlap check short. */
#define IMAGE_MAX_PHDRS 64u

int image_bad(const struct image *img, const char *fmt, ...)
{
    char text[ERR_TEXT_BYTES];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return err(ENOEXEC, "image %s: %s", img->path, text);
}

Elf *image_elf(const struct image *img)
{
    elf_version(EV_CURRENT);
    Elf *elf = elf_memory((char *)img->bytes, img->size);
    if (!elf)
        image_bad(img, "libelf: %s", elf_errmsg(-1));
    return elf;
}

int image_each_load(const struct image *img, int (*fn)(void *ctx, const GElf_Phdr *ph), void *ctx)
{
    Elf *elf = image_elf(img);
    GElf_Phdr ph;
    size_t n = 0;
    int rc = 0;

    if (!elf)
        return -ENOEXEC;
    if (elf_getphdrnum(elf, &n) < 0)
        rc = image_bad(img, "program headers: %s", elf_errmsg(-1));
    for (size_t i = 0; i < n && !rc; i++) {
        if (!gelf_getphdr(elf, (int)i, &ph))
            rc = image_bad(img, "program header %zu: %s", i, elf_errmsg(-1));
        else if (ph.p_type == PT_LOAD && (ph.p_memsz || ph.p_filesz))
            rc = fn(ctx, &ph);
    }
    elf_end(elf);
    return rc;
}

static int check_ident(const struct image *img)
{
    const uint8_t *e = img->bytes;

    if (img->size < SELFMAG || memcmp(e, ELFMAG, SELFMAG))
        return image_bad(img, "not an ELF file");
    if (img->size < EI_NIDENT)
        return image_bad(img, "truncated inside the ELF header");
    if (e[EI_CLASS] != ELFCLASS64)
        return image_bad(img, "not a 64-bit ELF file: build it with -m64");
    if (e[EI_DATA] != ELFDATA2LSB)
        return image_bad(img, "not little-endian: build it for x86-64");
    if (img->size < sizeof(Elf64_Ehdr))
        return image_bad(img, "truncated inside the ELF header");
    return 0;
}

static const char *type_name(unsigned type)
{
    static const char *const name[] = {
        [ET_NONE] = "of no type",
        [ET_REL] = "an object file, not linked",
        [ET_DYN] = "dynamic or position-independent",
        [ET_CORE] = "a core dump",
    };
    return type < sizeof name / sizeof name[0] && name[type] ? name[type] : "of an unknown type";
}

static int check_header(const struct image *img, Elf64_Ehdr *eh)
{
    memcpy(eh, img->bytes, sizeof *eh);
    if (eh->e_machine != EM_X86_64)
        return image_bad(img, "built for machine %u, not for x86-64", eh->e_machine);
    if (eh->e_type != ET_EXEC)
        return image_bad(img, "%s: link it with -static -no-pie", type_name(eh->e_type));
    if (eh->e_version != EV_CURRENT || eh->e_ehsize != sizeof *eh)
        return image_bad(img, "damaged ELF header");
    if (!eh->e_phnum)
        return image_bad(img, "no program headers: nothing to load");
    if (eh->e_phnum > IMAGE_MAX_PHDRS || eh->e_phentsize != sizeof(Elf64_Phdr))
        return image_bad(img, "%u program headers of %u bytes: damaged", eh->e_phnum,
                         eh->e_phentsize);
    if (!range_fits(eh->e_phoff, eh->e_phnum * sizeof(Elf64_Phdr), img->size))
        return image_bad(img, "truncated: program headers lie outside the file");
    if (eh->e_shnum && (eh->e_shentsize != sizeof(Elf64_Shdr) ||
                        !range_fits(eh->e_shoff, eh->e_shnum * sizeof(Elf64_Shdr), img->size)))
        return image_bad(img, "truncated: section headers lie outside the file");
    return 0;
}

struct check {
    struct image *img;
    unsigned n;
    struct {
        uint64_t at, bytes;
    } seen[IMAGE_MAX_PHDRS];
    bool entry_ok;
};

static int check_overlap(struct check *c, const GElf_Phdr *ph)
{
    for (unsigned i = 0; i < c->n; i++) {
        if (ranges_overlap(ph->p_paddr, ph->p_memsz, c->seen[i].at, c->seen[i].bytes))
            return image_bad(c->img, "the segments at 0x%" PRIx64 " and 0x%" PRIx64 " overlap",
                             c->seen[i].at, ph->p_paddr);
    }
    c->seen[c->n].at = ph->p_paddr;
    c->seen[c->n++].bytes = ph->p_memsz;
    return 0;
}

static int check_segment(void *ctx, const GElf_Phdr *ph)
{
    struct check *c = ctx;
    struct image *img = c->img;

    if (ph->p_filesz > ph->p_memsz)
        return image_bad(img,
                         "the segment at 0x%" PRIx64 " has more bytes in the file (%" PRIu64
                         ") than in memory (%" PRIu64 ")",
                         ph->p_paddr, ph->p_filesz, ph->p_memsz);
    if (!range_fits(ph->p_offset, ph->p_filesz, img->size))
        return image_bad(img, "truncated: the segment at 0x%" PRIx64 " lies outside the file",
                         ph->p_paddr);
    if (ph->p_vaddr != ph->p_paddr)
        return image_bad(img,
                         "a segment has virtual address 0x%" PRIx64
                         " but physical address 0x%" PRIx64 ": link with the guests' link script",
                         ph->p_vaddr, ph->p_paddr);
    if (ph->p_paddr < GUEST_IMAGE_GPA)
        return image_bad(img,
                         "the segment at 0x%" PRIx64 " lies below 0x%x, where images begin: link "
                         "with the guests' link script",
                         ph->p_paddr, GUEST_IMAGE_GPA);
    if (!range_fits(ph->p_paddr, ph->p_memsz, IMAGE_MAX_GPA))
        return image_bad(img, "the segment at 0x%" PRIx64 " ends outside any guest RAM",
                         ph->p_paddr);
    if ((ph->p_flags & PF_X) && img->entry.v - ph->p_vaddr < ph->p_filesz)
        c->entry_ok = true;
    if (ph->p_paddr + ph->p_memsz > img->end)
        img->end = ph->p_paddr + ph->p_memsz;
    return check_overlap(c, ph);
}

/* An interpreter or dynamic section means that someone else would have to finish the linking. */
static int check_static(const struct image *img, const Elf64_Ehdr *eh)
{
    for (unsigned i = 0; i < eh->e_phnum; i++) {
        Elf64_Phdr ph;
        memcpy(&ph, img->bytes + eh->e_phoff + i * sizeof ph, sizeof ph);
        if (ph.p_type == PT_INTERP || ph.p_type == PT_DYNAMIC)
            return image_bad(img, "dynamically linked: link it with -static -no-pie");
    }
    return 0;
}

int image_check(struct image *img)
{
    struct check c = {.img = img};
    Elf64_Ehdr eh;
    int rc = check_ident(img);

    if (!rc)
        rc = check_header(img, &eh);
    if (!rc)
        rc = check_static(img, &eh);
    if (rc)
        return rc;
    img->entry = gva(eh.e_entry);
    rc = image_each_load(img, check_segment, &c);
    if (!rc && !c.n)
        rc = image_bad(img, "no segment to load");
    if (!rc && !c.entry_ok)
        rc = image_bad(img, "the entry 0x%" PRIx64 " is not inside an executable segment",
                       img->entry.v);
    return rc;
}
