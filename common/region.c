/* SPDX-License-Identifier: Apache-2.0 */
#include "region.h"

#include "err.h"

#include <errno.h>
#include <inttypes.h>

void region_container(struct region *r, const char *name, uint64_t bytes)
{
    *r = (struct region){.kind = REGION_CONTAINER, .name = name, .bytes = bytes};
}

void region_ram(struct region *r, const char *name, uint64_t bytes, uint64_t fd_offset)
{
    *r = (struct region){.kind = REGION_RAM, .name = name, .bytes = bytes, .fd_offset = fd_offset};
}

void region_rom(struct region *r, const char *name, uint64_t bytes, uint64_t fd_offset)
{
    *r = (struct region){.kind = REGION_ROM, .name = name, .bytes = bytes, .fd_offset = fd_offset};
}

void region_mmio(struct region *r, const char *name, uint64_t bytes, const struct region_ops *ops,
                 void *ctx)
{
    *r = (struct region){.kind = REGION_MMIO, .name = name, .bytes = bytes, .ops = ops, .ctx = ctx};
}

void region_alias(struct region *r, const char *name, uint64_t bytes, struct region *target,
                  uint64_t target_offset, bool readonly)
{
    *r = (struct region){.kind = REGION_ALIAS,
                         .name = name,
                         .bytes = bytes,
                         .target = target,
                         .target_offset = target_offset,
                         .readonly = readonly};
}

/* Whether `r` shows `wanted`, itself included. */
static bool shows(const struct region *r, const struct region *wanted)
{
    if (r == wanted)
        return true;
    if (r->kind == REGION_ALIAS)
        return shows(r->target, wanted);
    for (const struct region *c = r->child; c; c = c->next)
        if (shows(c, wanted))
            return true;
    return false;
}

static int check_place(const struct region *container, const struct region *r, uint64_t at)
{
    if (container->kind != REGION_CONTAINER)
        return err(EINVAL, "region %s: %s is of kind %s and holds no regions", r->name,
                   container->name, region_kind_name(container->kind));
    if (!r->bytes || page_offset(r->bytes | at | r->fd_offset | r->target_offset))
        return err(EINVAL,
                   "region %s: 0x%" PRIx64 " bytes at 0x%" PRIx64 ": not a run of whole pages",
                   r->name, r->bytes, at);
    if (at > UINT64_MAX - r->bytes)
        return err(EINVAL, "region %s ends above 2^64", r->name);
    if (r->parent)
        return err(EBUSY, "region %s lies in %s already", r->name, r->parent->name);
    if (shows(r, container))
        return err(ELOOP, "region %s shows %s and so cannot lie in it", r->name, container->name);
    return 0;
}

int region_add(struct region *container, struct region *r, uint64_t at, int priority)
{
    struct region **link = &container->child;
    int rc = check_place(container, r, at);

    if (rc)
        return rc;
    while (*link && (*link)->priority > priority)
        link = &(*link)->next;
    r->parent = container;
    r->at = at;
    r->priority = priority;
    r->next = *link;
    *link = r;
    return 0;
}

void region_remove(struct region *r)
{
    if (!r->parent)
        return;
    struct region **link = &r->parent->child;
    while (*link != r)
        link = &(*link)->next;
    *link = r->next;
    r->parent = r->next = NULL;
}

const char *region_kind_name(enum region_kind k)
{
    static const char *const name[REGION_KINDS] = {
        [REGION_CONTAINER] = "container", [REGION_RAM] = "ram",     [REGION_ROM] = "rom",
        [REGION_MMIO] = "mmio",           [REGION_ALIAS] = "alias",
    };

    return (unsigned)k < REGION_KINDS ? name[k] : "unknown";
}
