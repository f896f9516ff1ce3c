/* SPDX-License-Identifier: Apache-2.0 */
/* Between the parts of the image loader: libelf over the bytes of an image. */
#ifndef MMUBENCH_IMAGE_ELF_H
#define MMUBENCH_IMAGE_ELF_H

#include "image.h"

#include <gelf.h>

/* A libelf handle over img->bytes, for elf_end(); NULL with err_text(). */
Elf *image_elf(const struct image *img);

/* Calls `fn` for each PT_LOAD that is not empty; stops at non-zero and returns it. */
int image_each_load(const struct image *img, int (*fn)(void *ctx, const GElf_Phdr *ph), void *ctx);

/* Checks the header and the segments; sets img->entry and img->end. */
int image_check(struct image *img);

/* Finds and checks the descriptor; sets img->has_desc and img->desc. */
int image_check_desc(struct image *img);

/* -ENOEXEC with "image PATH: ..." as the text. */
int image_bad(const struct image *img, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
