/* SPDX-License-Identifier: Apache-2.0 */
#include "boot.h"

#include "err.h"
#include "pt.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define TABLE_FLAGS (PTE_P | PTE_W | PTE_A)
#define LEAF_FLAGS  (PTE_P | PTE_W | PTE_A | PTE_D)

#define MIB2 (UINT64_C(2) << 20)

/* The tables, in the order in which they lie from GUEST_BOOT_PT_GPA. */
enum { AT_PML4, AT_PDPT, AT_PT, AT_PD0 };

_Static_assert(sizeof(struct guest_boot) <= PAGE_SIZE, "the boot page is one page");
_Static_assert(GUEST_STACK_GPA == GUEST_BOOT_GPA + PAGE_SIZE,
               "the stack lies behind the boot page");
_Static_assert(GUEST_STACK_TOP <= GUEST_RING_GPA, "the stack ends below the ring");
_Static_assert(GUEST_RING_GPA + GUEST_RING_BYTES <= GUEST_BOOT_PT_GPA,
               "the ring ends below the tables");

uint64_t boot_ram_bytes(const struct ram *ram)
{
    const struct memslot *s = ram_slot(ram, gfn(0));

    return s && !s->base.v ? s->npages << PAGE_SHIFT : 0;
}

static int check_ram(uint64_t ram_bytes, uint64_t pool)
{
    if (!ram_bytes || ram_bytes % MIB2)
        return err(EINVAL,
                   "guest RAM: 0x%" PRIx64 " bytes from address 0, which is not a "
                   "multiple of 2 MiB: choose another size",
                   ram_bytes);
    if (pool >= ram_bytes)
        return err(EFBIG,
                   "guest RAM of %" PRIu64 " MiB is too small: the image ends at 0x%" PRIx64
                   ", give it %" PRIu64 " MiB or more",
                   ram_bytes >> 20, pool, (pool >> 20) + 2);
    return 0;
}

static void empty_ring(struct guest_ring *ring)
{
    memset(ring, 0, GUEST_RING_BYTES);
    ring->capacity = (GUEST_RING_BYTES - sizeof *ring) / sizeof ring->sample[0];
}

int boot_page(const struct ram *ram, const struct boot_config *cfg)
{
    uint64_t ram_bytes = boot_ram_bytes(ram);
    uint64_t first = cfg->image_end > GUEST_IMAGE_GPA ? cfg->image_end : GUEST_IMAGE_GPA;
    uint64_t pool = (first + PAGE_SIZE - 1) & PAGE_MASK;
    int rc = check_ram(ram_bytes, pool);

    if (rc)
        return rc;
    struct guest_boot *b = ram_ptr(ram, gpa(GUEST_BOOT_GPA), PAGE_SIZE);
    struct guest_ring *ring = ram_ptr(ram, gpa(GUEST_RING_GPA), GUEST_RING_BYTES);
    CHECK(b && ring); /* 2 MiB from 0 were checked */
    memset(b, 0, PAGE_SIZE);
    *b = (struct guest_boot){
        .magic = GUEST_MAGIC,
        .version = GUEST_ABI_VERSION,
        .ram_bytes = ram_bytes,
        .pool_gpa = pool,
        .pool_end = ram_bytes,
        .ring_gpa = GUEST_RING_GPA,
        .cr3 = GUEST_BOOT_PT_GPA,
        .tsc_khz = cfg->tsc_khz,
        .target_cycles = cfg->target_cycles,
        .samples = cfg->samples,
        .hole_gpa = cfg->hole_gpa.v,
    };
    memcpy(b->param, cfg->param, sizeof b->param);
    empty_ring(ring);
    return 0;
}

static uint64_t *table(const struct ram *ram, unsigned n)
{
    uint64_t *t = ram_ptr(ram, gpa(GUEST_BOOT_PT_GPA + n * PAGE_SIZE), PAGE_SIZE);

    CHECK(t);
    return t;
}

static uint64_t table_entry(unsigned n)
{
    return (GUEST_BOOT_PT_GPA + n * PAGE_SIZE) | TABLE_FLAGS;
}

/* The low 2 MiB by 4 KiB pages, without what lies below GUEST_MIN_GVA. */
static void fill_low(uint64_t *pt)
{
    for (uint64_t i = GUEST_MIN_GVA >> PAGE_SHIFT; i < PT_ENTRIES; i++)
        pt[i] = (i << PAGE_SHIFT) | LEAF_FLAGS;
}

int boot_tables(const struct ram *ram, struct gpa *cr3)
{
    uint64_t large = boot_ram_bytes(ram) / MIB2;
    uint64_t npd = (large + PT_ENTRIES - 1) / PT_ENTRIES;
    uint64_t room = (GUEST_BOOT_PT_END - GUEST_BOOT_PT_GPA) / PAGE_SIZE - AT_PD0;

    if (!npd)
        return err(EINVAL, "no guest RAM at address 0");
    if (npd > room)
        return err(EFBIG, "guest RAM of %" PRIu64 " GiB: boot tables have room for %" PRIu64 " GiB",
                   npd, room);
    memset(ram_ptr(ram, gpa(GUEST_BOOT_PT_GPA), GUEST_BOOT_PT_END - GUEST_BOOT_PT_GPA), 0,
           GUEST_BOOT_PT_END - GUEST_BOOT_PT_GPA);
    table(ram, AT_PML4)[0] = table_entry(AT_PDPT);
    for (unsigned i = 0; i < npd; i++)
        table(ram, AT_PDPT)[i] = table_entry(AT_PD0 + i);
    table(ram, AT_PD0)[0] = table_entry(AT_PT);
    for (uint64_t i = 1; i < large; i++)
        table(ram, AT_PD0 + (unsigned)(i / PT_ENTRIES))[i % PT_ENTRIES] =
            i * MIB2 | LEAF_FLAGS | PTE_PS;
    fill_low(table(ram, AT_PT));
    *cr3 = gpa(GUEST_BOOT_PT_GPA);
    return 0;
}

int boot_prepare(const struct ram *ram, const struct boot_config *cfg, struct gva entry,
                 struct vcpu_state *s)
{
    struct gpa cr3;
    int rc = boot_page(ram, cfg);

    if (!rc)
        rc = boot_tables(ram, &cr3);
    if (rc)
        return rc;
    vcpu_state_init(s, cr3, entry, gva(GUEST_STACK_TOP));
    s->gpr[RDI] = GUEST_BOOT_GPA;
    return 0;
}
