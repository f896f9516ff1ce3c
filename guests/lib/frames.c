/* SPDX-License-Identifier: Apache-2.0 */
#include "frames.h"

#define GIB UINT64_C(0x40000000)
#define MIB UINT64_C(0x100000)

static struct frames pool;

void frames_init(struct frames *f, const struct guest_boot *b)
{
    uint64_t start = (b->pool_gpa + PAGE_SIZE - 1) & PAGE_MASK;
    uint64_t window = PAGE_SIZE * (1 + (b->ram_bytes + GIB - 1) / GIB);
    uint64_t tables = (b->pool_end - start) / FRAMES_TABLE_SHARE & PAGE_MASK;

    f->tables = gpa(start + window);
    f->tables_end = gpa(f->tables.v + (tables < FRAMES_TABLE_MIN ? FRAMES_TABLE_MIN : tables));
    f->next = f->tables_end;
    f->end = gpa(b->pool_end & ~(2 * MIB - 1)); /* what the window reaches */
    pool = *f;
}

uint64_t frames_ram_needed(struct gpa at, uint64_t bytes)
{
    uint64_t need = at.v + bytes;

    return (need + need / (FRAMES_TABLE_SHARE - 1) + 4 * MIB) & ~(2 * MIB - 1);
}

struct gpa guest_frames(uint64_t n, uint64_t align)
{
    struct gpa at = gpa((pool.next.v + align - 1) & ~(align - 1));

    if (n > pool.end.v / PAGE_SIZE || !range_fits(at.v, n * PAGE_SIZE, pool.end.v))
        guest_panic("%s needs %lu MiB of guest RAM and has %lu: give it more, or a smaller size",
                    guest_descriptor.name, frames_ram_needed(at, n * PAGE_SIZE) / MIB,
                    guest_boot->ram_bytes / MIB);
    pool.next = gpa(at.v + n * PAGE_SIZE);
    return at;
}
