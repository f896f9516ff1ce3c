/* SPDX-License-Identifier: Apache-2.0 */
/* Guest images: static ELF64 files, read whole, checked whole, then put into guest RAM. */
#ifndef MMUBENCH_IMAGE_H
#define MMUBENCH_IMAGE_H

#include "guest_abi.h"
#include "ram.h"

#include <stddef.h>

struct image {
    char path[512];
    uint8_t *bytes; /* owned */
    size_t size;
    char sha256[65]; /* hex, of the file */
    struct gva entry;
    uint64_t end; /* first byte after the highest segment (physical) */
    bool has_desc;
    struct guest_desc desc;
};

/* Reads and checks the file: ELF64, x86-64, ET_EXEC, static, segments whole in the file, not
 * overlapping, not below GUEST_IMAGE_GPA, p_vaddr == p_paddr, entry inside an executable segment, a
 * sane descriptor if there is one. Returns 0 or -errno with a text that names the file, what is
 * wrong and the remedy. */
int image_open(struct image *img, const char *path);
void image_close(struct image *img);

/* Copies the segments into RAM and zeroes their bss. -EFBIG if one lies outside (text says the RAM
 * needed). */
int image_load(const struct image *img, const struct ram *ram);

/* Calls `fn` for each executable segment: file bytes and their GVA. Stops at non-zero and returns
 * it. */
int image_each_code(const struct image *img,
                    int (*fn)(void *ctx, struct gva at, const uint8_t *code, size_t len),
                    void *ctx);

/* The symbol that covers `at`: its name (in img->bytes) and the offset into it; NULL if none. */
const char *image_symbol(const struct image *img, struct gva at, uint64_t *offset);

#endif
