/* SPDX-License-Identifier: Apache-2.0 */
/* What the guest asks of its guest-physical memory. Runs at CPL 3. */
#include "guest.h"

static void ask(enum guest_hypercall nr, struct guest_region r)
{
    guest_boot->region = r;
    guest_hypercall(nr);
}

struct gpa guest_hole(void)
{
    return gpa(guest_boot->hole_gpa);
}

void guest_region_add(enum guest_region_kind kind, struct gpa at, uint64_t npages,
                      struct gpa target)
{
    ask(HC_REGION_ADD, (struct guest_region){kind, at.v, npages * PAGE_SIZE, target.v});
}

void guest_region_remove(struct gpa at)
{
    ask(HC_REGION_REMOVE, (struct guest_region){.at = at.v});
}

uint64_t guest_dirty_log(enum guest_dirty_op op, struct gpa at)
{
    guest_boot->dirty = (struct guest_dirty){.op = op, .at = at.v};
    guest_hypercall(HC_DIRTY_LOG);
    return guest_boot->dirty.dirty;
}

void guest_discard(struct gpa at, uint64_t npages)
{
    ask(HC_DISCARD, (struct guest_region){.at = at.v, .bytes = npages * PAGE_SIZE});
}
