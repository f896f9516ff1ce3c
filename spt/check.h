/* SPDX-License-Identifier: Apache-2.0 */
/* Which instructions of an image are sensitive but do not trap at ring 3 (Popek and Goldberg,
 * 1974): deprivileged they would silently act on the host's state instead of the guest's. */
#ifndef MMUBENCH_SPT_CHECK_H
#define MMUBENCH_SPT_CHECK_H

#include "common/image.h"

struct check_finding {
    struct gva at;
    const char *symbol; /* that covers it, or NULL */
    uint64_t offset;    /* bytes into the symbol */
    const char *mnemonic;
    const char *text; /* the disassembled instruction; valid during the call */
    const char *why;
};

/* Not 0: stop, and return it. */
typedef int (*check_fn)(void *ctx, const struct check_finding *finding);

/* Disassembles the executable segments: what function symbols and labels cover, without data
 * objects, or all of them in an image without symbols. Returns how many findings it reported, what
 * `fn` stopped it with, or -errno with err_text(). */
int check_image(const struct image *img, check_fn fn, void *ctx);

#endif
