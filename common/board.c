/* SPDX-License-Identifier: Apache-2.0 */
#include "board.h"

#include "err.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define GIB1 (UINT64_C(1) << 30)

/* --- the device: a page of registers that keep what is written --- */

static uint64_t register_read(void *ctx, uint64_t offset, unsigned size)
{
    const struct board *b = ctx;
    uint64_t v = 0;

    memcpy(&v, (const uint8_t *)b->reg + offset % sizeof b->reg, size);
    return v;
}

static void register_write(void *ctx, uint64_t offset, unsigned size, uint64_t value)
{
    struct board *b = ctx;

    memcpy((uint8_t *)b->reg + offset % sizeof b->reg, &value, size);
}

static const struct region_ops registers = {register_read, register_write};

/* --- layout --- */

struct gpa board_hole(uint64_t ram_bytes)
{
    return gpa((ram_bytes + GIB1 - 1) & ~(GIB1 - 1));
}

int board_init(struct board *b, struct ram *ram)
{
    memset(b, 0, sizeof *b);
    region_container(&b->root, "system", UINT64_C(1) << 52);
    region_ram(&b->low, "ram", ram->bytes, 0);
    int rc = region_add(&b->root, &b->low, 0, 0);
    return rc ? rc : memory_init(&b->memory, &b->root, ram);
}

void board_fini(struct board *b)
{
    memory_fini(&b->memory);
}

/* --- what a guest asks for --- */

static int check_kind(const struct board *b, const struct guest_region *ask)
{
    if (ask->kind > GUEST_REGION_DEVICE)
        return err(EINVAL, "there is no region of kind %" PRIu64, ask->kind);
    if (ask->kind == GUEST_REGION_DEVICE && ask->bytes != GUEST_DEVICE_BYTES)
        return err(EINVAL, "a device has 0x%x bytes", GUEST_DEVICE_BYTES);
    if (ask->kind != GUEST_REGION_DEVICE && !range_fits(ask->target, ask->bytes, b->low.bytes))
        return err(EINVAL,
                   "a window onto 0x%" PRIx64 " bytes at GPA 0x%" PRIx64 ", which is not all RAM",
                   ask->bytes, ask->target);
    return 0;
}

static int check_ask(const struct board *b, const struct guest_region *ask)
{
    uint64_t hole = board_hole(b->low.bytes).v;

    if (!ask->bytes || page_offset(ask->at | ask->bytes | ask->target))
        return err(EINVAL,
                   "a region of 0x%" PRIx64 " bytes at GPA 0x%" PRIx64 " is no run of whole pages",
                   ask->bytes, ask->at);
    if (ask->at < hole || !range_fits(ask->at - hole, ask->bytes, GUEST_HOLE_BYTES))
        return err(EINVAL,
                   "a region of 0x%" PRIx64 " bytes at GPA 0x%" PRIx64
                   " lies outside the hole from 0x%" PRIx64 " on",
                   ask->bytes, ask->at, hole);
    for (unsigned i = 0; i < BOARD_WINDOWS; i++)
        if (b->used[i] && ranges_overlap(ask->at, ask->bytes, b->window[i].at, b->window[i].bytes))
            return err(EINVAL, "there is a region at GPA 0x%" PRIx64 " already", b->window[i].at);
    return check_kind(b, ask);
}

static void make(struct board *b, struct region *r, const struct guest_region *ask)
{
    if (ask->kind == GUEST_REGION_DEVICE)
        region_mmio(r, "device", ask->bytes, &registers, b);
    else if (ask->kind == GUEST_REGION_ROM)
        region_rom(r, "rom", ask->bytes, b->low.fd_offset + ask->target);
    else
        region_alias(r, "window", ask->bytes, &b->low, ask->target, false);
}

static int commit(struct board *b)
{
    memory_begin(&b->memory);
    return memory_commit(&b->memory);
}

int board_add(struct board *b, const struct guest_region *ask)
{
    unsigned i = 0;
    int rc = check_ask(b, ask);

    if (rc)
        return rc;
    while (i < BOARD_WINDOWS && b->used[i])
        i++;
    if (i == BOARD_WINDOWS)
        return err(EINVAL, "a guest may have %u regions at a time", BOARD_WINDOWS);
    make(b, &b->window[i], ask);
    rc = region_add(&b->root, &b->window[i], ask->at, 1);
    if (rc)
        return rc;
    rc = commit(b);
    if (rc)
        region_remove(&b->window[i]);
    b->used[i] = !rc;
    return rc;
}

int board_remove(struct board *b, const struct guest_region *ask)
{
    for (unsigned i = 0; i < BOARD_WINDOWS; i++) {
        struct region *r = &b->window[i];
        if (!b->used[i] || r->at != ask->at)
            continue;
        region_remove(r);
        b->used[i] = false;
        return commit(b);
    }
    return err(EINVAL, "no region that was asked for begins at GPA 0x%" PRIx64, ask->at);
}

int board_discard(struct board *b, const struct guest_region *ask)
{
    return memory_discard(&b->memory, gpa(ask->at), ask->bytes);
}
