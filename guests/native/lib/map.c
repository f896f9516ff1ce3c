/* SPDX-License-Identifier: Apache-2.0 */
/* Mapping by mmap() of the guest-RAM memfd: offset in it = GPA, address = GVA. */
#include "../protocol.h"
#include "guest.h"
#include "host.h"

#include <sys/mman.h>

/* Nothing of a host program lies below; what a guest maps stays below, too. */
#define GVA_END UINT64_C(0x550000000000)

static uint64_t size_of(unsigned flags)
{
    return flags & GUEST_HUGE ? pt_size(3) : flags & GUEST_LARGE ? pt_size(2) : PAGE_SIZE;
}

static int prot_of(unsigned flags)
{
    return PROT_READ | (flags & GUEST_W ? PROT_WRITE : 0) | (flags & GUEST_X ? PROT_EXEC : 0);
}

static void map(struct gva at, struct gpa frame, uint64_t bytes, int prot)
{
    if (!range_fits(at.v, bytes, GVA_END))
        guest_panic("native %s: 0x%lx is not a place to map at", guest_descriptor.name, at.v);
    if (mmap((void *)at.v, bytes, prot, MAP_SHARED | MAP_FIXED, NATIVE_FD_RAM, (off_t)frame.v) ==
        MAP_FAILED)
        host_fail("mmap");
}

/* What is asked for by 4 KiB pages is not to be mapped by 2 MiB, where the memory would allow it.
 */
static void keep_small(struct gva at, uint64_t bytes)
{
    if (bytes >= pt_size(2) && guest_has(GUEST_HAS_LARGE) && guest_has(GUEST_HAS_SMALL) &&
        madvise((void *)at.v, bytes, MADV_NOHUGEPAGE) < 0)
        host_fail("madvise");
}

void guest_map(struct gva at, struct gpa frame, uint64_t npages, unsigned flags)
{
    map(at, frame, npages * size_of(flags), prot_of(flags));
    if (!(flags & (GUEST_LARGE | GUEST_HUGE)))
        keep_small(at, npages * PAGE_SIZE);
}

/* One mmap() for each run of frames that follow each other. */
void guest_map_each(struct gva at, uint64_t npages, unsigned flags, guest_frame_fn frame, void *ctx)
{
    uint64_t size = size_of(flags), n = 0;

    for (uint64_t i = 0; i < npages; i += n) {
        struct gpa first = frame(ctx, i);
        for (n = 1; i + n < npages && frame(ctx, i + n).v == first.v + n * size; n++)
            ;
        map(gva(at.v + i * size), first, n * size, prot_of(flags));
    }
}

void guest_unmap(struct gva at, uint64_t npages, unsigned flags)
{
    if (munmap((void *)at.v, npages * size_of(flags)) < 0)
        host_fail("munmap");
}

void guest_protect(struct gva at, struct gpa frame, uint64_t npages, unsigned flags)
{
    (void)frame; /* stays as it is */
    if (mprotect((void *)at.v, npages * size_of(flags), prot_of(flags)) < 0)
        host_fail("mprotect");
}

/* The host fills a shared file mapping page by page at the first write to each. */
void guest_on_demand(struct gva at, struct gpa frame, uint64_t npages)
{
    guest_map(at, frame, npages, GUEST_W);
}

void guest_demand_reserve(struct gva at, uint64_t npages)
{
    (void)at, (void)npages;
}

struct guest_pte guest_pte_of(struct gva at, unsigned level)
{
    (void)at;
    guest_panic("native %s: a host process has no entry of level %lu to write",
                guest_descriptor.name, (uint64_t)level);
}

struct guest_pte guest_pte(struct gva at)
{
    return (struct guest_pte){.at = at};
}

uint64_t guest_pte_value(struct gpa frame, unsigned flags)
{
    return frame.v | PTE_P | (flags & (GUEST_W | GUEST_X | GUEST_LARGE)) << 1;
}

/* mprotect() where only the permission changes, as a host program would. */
void guest_pte_store_invlpg(struct guest_pte pte, uint64_t value)
{
    static struct {
        struct gva at;
        struct gpa frame;
    } last;
    struct gpa frame = gpa(value & PAGE_MASK);
    unsigned flags = (unsigned)(value & ~PAGE_MASK) >> 1;

    if (!(value & PTE_P)) {
        last.at = gva(0);
        guest_unmap(pte.at, 1, flags);
    } else if (last.at.v == pte.at.v && last.frame.v == frame.v) {
        guest_protect(pte.at, frame, 1, flags);
    } else {
        last.at = pte.at;
        last.frame = frame;
        guest_map(pte.at, frame, 1, flags);
    }
}
