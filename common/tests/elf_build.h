/* SPDX-License-Identifier: Apache-2.0 */
/* A small but whole guest image made in memory, as plain structures that a test then damages. */
#ifndef MMUBENCH_ELF_BUILD_H
#define MMUBENCH_ELF_BUILD_H

#include "common/guest_abi.h"

#include <elf.h>
#include <stddef.h>

#define ELF_BUILD_CODE_BYTES 64u
#define ELF_BUILD_DATA_BYTES 32u
#define ELF_BUILD_BSS_BYTES  0x1000u

enum { ELF_BUILD_TEXT, ELF_BUILD_DATA, ELF_BUILD_NPHDR };
enum { SEC_NULL, SEC_TEXT, SEC_DESC, SEC_SYMTAB, SEC_STRTAB, SEC_SHSTRTAB, SEC_COUNT };

/* The file, byte for byte. Text at GUEST_IMAGE_GPA, data with bss one page higher. */
struct elf_build {
    Elf64_Ehdr ehdr;
    Elf64_Phdr phdr[ELF_BUILD_NPHDR];
    uint8_t code[ELF_BUILD_CODE_BYTES];
    uint8_t data[ELF_BUILD_DATA_BYTES];
    struct guest_desc desc;
    Elf64_Sym sym[4];
    char strtab[32];
    char shstrtab[64];
    Elf64_Shdr shdr[SEC_COUNT];
};

/* Valid: entry `start` (a sized function) at +0, bare labels `inner` at +4 (inside start) and
 * `label` at +32, one parameter "pages" (default 4, 1 to 100) and two metrics "touch" and "fill".
 */
void elf_build(struct elf_build *e);

/* Writes `size` bytes to a new temporary file and returns its path (static storage). */
const char *elf_build_write(const void *bytes, size_t size);

#endif
