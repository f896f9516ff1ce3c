/* SPDX-License-Identifier: Apache-2.0 */
/* What the runner puts into guest RAM before entry, as guest_abi.h lays it out. */
#ifndef MMUBENCH_BOOT_H
#define MMUBENCH_BOOT_H

#include "guest_abi.h"
#include "image.h"
#include "ram.h"
#include "vcpu.h"

/* What goes into the boot page besides addresses. */
struct boot_config {
    uint64_t
        image_end; /* first byte after the image (image.end); the pool starts at the next page */
    const uint64_t *param; /* GUEST_MAX_PARAMS values in the descriptor's order */
    uint64_t samples, target_cycles;
    uint64_t tsc_khz;    /* 0 if unknown */
    struct gpa hole_gpa; /* where regions may be asked for; 0: nowhere */
};

/* Bytes of RAM from GPA 0 in one slot; 0 if there is none. */
uint64_t boot_ram_bytes(const struct ram *ram);

/* Writes boot page and empty ring. For a native run as well: needs no tables and no vCPU.
 * -EFBIG if the RAM ends below the pool, -EINVAL if it is not one slot from 0 that is a multiple of
 * 2 MiB. */
int boot_page(const struct ram *ram, const struct boot_config *cfg);

/* Builds the boot page tables with A and D set, so that no run measures their being set, and
 * returns their root in *cr3. -EFBIG when the tables for that much RAM have no room. */
int boot_tables(const struct ram *ram, struct gpa *cr3);

/* Both, and the vCPU state at entry. */
int boot_prepare(const struct ram *ram, const struct boot_config *cfg, struct gva entry,
                 struct vcpu_state *s);

#endif
