/* SPDX-License-Identifier: Apache-2.0 */
#include "elf_build.h"

#include "common/err.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void build_headers(struct elf_build *e)
{
    e->ehdr = (Elf64_Ehdr){
        .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
        .e_type = ET_EXEC,
        .e_machine = EM_X86_64,
        .e_version = EV_CURRENT,
        .e_entry = GUEST_IMAGE_GPA,
        .e_phoff = offsetof(struct elf_build, phdr),
        .e_shoff = offsetof(struct elf_build, shdr),
        .e_ehsize = sizeof(Elf64_Ehdr),
        .e_phentsize = sizeof(Elf64_Phdr),
        .e_phnum = ELF_BUILD_NPHDR,
        .e_shentsize = sizeof(Elf64_Shdr),
        .e_shnum = SEC_COUNT,
        .e_shstrndx = SEC_SHSTRTAB,
    };
    e->phdr[ELF_BUILD_TEXT] = (Elf64_Phdr){
        .p_type = PT_LOAD,
        .p_flags = PF_R | PF_X,
        .p_offset = offsetof(struct elf_build, code),
        .p_vaddr = GUEST_IMAGE_GPA,
        .p_paddr = GUEST_IMAGE_GPA,
        .p_filesz = sizeof e->code,
        .p_memsz = sizeof e->code,
    };
    e->phdr[ELF_BUILD_DATA] = (Elf64_Phdr){
        .p_type = PT_LOAD,
        .p_flags = PF_R | PF_W,
        .p_offset = offsetof(struct elf_build, data),
        .p_vaddr = GUEST_IMAGE_GPA + 0x1000,
        .p_paddr = GUEST_IMAGE_GPA + 0x1000,
        .p_filesz = sizeof e->data,
        .p_memsz = sizeof e->data + ELF_BUILD_BSS_BYTES,
    };
}

static void build_desc(struct guest_desc *d)
{
    *d = (struct guest_desc){
        .magic = GUEST_MAGIC,
        .version = GUEST_ABI_VERSION,
        .name = "sample",
        .summary = "made by a test",
        .nparams = 1,
        .nmetrics = 2,
        .param = {{.name = "pages", .help = "pages", .value = 4, .min = 1, .max = 100, .quick = 2}},
        .metric = {{.name = "touch", .help = "a touch"}, {.name = "fill", .help = "a fill"}},
    };
}

static void build_section(struct elf_build *e, unsigned n, unsigned name, unsigned type, size_t at,
                          size_t size)
{
    e->shdr[n] = (Elf64_Shdr){
        .sh_name = name, .sh_type = type, .sh_offset = at, .sh_size = size, .sh_addralign = 1};
}

static void build_sections(struct elf_build *e)
{
    static const char strings[] = "\0start\0label\0inner";
    static const char names[] = "\0.text\0.mmubench\0.symtab\0.strtab\0.shstrtab";

    memcpy(e->strtab, strings, sizeof strings);
    memcpy(e->shstrtab, names, sizeof names);
    e->sym[1] = (Elf64_Sym){.st_name = 1,
                            .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
                            .st_shndx = SEC_TEXT,
                            .st_value = GUEST_IMAGE_GPA,
                            .st_size = 16};
    e->sym[2] = (Elf64_Sym){.st_name = 7,
                            .st_info = ELF64_ST_INFO(STB_LOCAL, STT_NOTYPE),
                            .st_shndx = SEC_TEXT,
                            .st_value = GUEST_IMAGE_GPA + 32};
    e->sym[3] = e->sym[2];
    e->sym[3].st_name = 13;
    e->sym[3].st_value = GUEST_IMAGE_GPA + 4;
#define AT(field) offsetof(struct elf_build, field), sizeof e->field
    build_section(e, SEC_TEXT, 1, SHT_PROGBITS, AT(code));
    build_section(e, SEC_DESC, 7, SHT_PROGBITS, AT(desc));
    build_section(e, SEC_SYMTAB, 17, SHT_SYMTAB, AT(sym));
    build_section(e, SEC_STRTAB, 25, SHT_STRTAB, AT(strtab));
    build_section(e, SEC_SHSTRTAB, 33, SHT_STRTAB, AT(shstrtab));
#undef AT
    e->shdr[SEC_TEXT].sh_addr = GUEST_IMAGE_GPA;
    e->shdr[SEC_SYMTAB].sh_link = SEC_STRTAB;
    e->shdr[SEC_SYMTAB].sh_entsize = sizeof(Elf64_Sym);
    e->shdr[SEC_SYMTAB].sh_addralign = 8;
}

void elf_build(struct elf_build *e)
{
    memset(e, 0, sizeof *e);
    build_headers(e);
    memset(e->code, 0x90, sizeof e->code);
    memset(e->data, 0x5a, sizeof e->data);
    build_desc(&e->desc);
    build_sections(e);
}

const char *elf_build_write(const void *bytes, size_t size)
{
    static char path[64];

    strcpy(path, "/tmp/mmubench-elf-XXXXXX");
    int fd = mkostemp(path, O_CLOEXEC);
    CHECK(fd >= 0);
    CHECK(write(fd, bytes, size) == (ssize_t)size);
    close(fd);
    return path;
}
