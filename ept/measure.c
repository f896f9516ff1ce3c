/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the probe's guest phase by phase and reads KVM's counters around each. */
#include "kvm.h"
#include "probe.h"

#include "common/err.h"
#include "common/pt.h"

#include <errno.h>
#include <string.h>

extern const char probe_begin[], probe_end[], probe_out[], probe_cr3[], probe_invlpg[],
    probe_touch[], probe_stub[];

/* Guest-physical layout: one 2 MiB-mapped megabyte pair for code, tables and stack, then the pages
 * that are touched. */
#define RAM_BYTES   UINT64_C(0x800000)
#define GDT_GPA     UINT64_C(0x10000)
#define TSS_GPA     UINT64_C(0x11000)
#define IDT_GPA     UINT64_C(0x12000)
#define PML4_GPA    UINT64_C(0x20000) /* then PDPT, PD, and a PT for each touched range */
#define PDPT_GPA    UINT64_C(0x21000)
#define PD_GPA      UINT64_C(0x22000)
#define PT_A_GPA    UINT64_C(0x23000)
#define PT_B_GPA    UINT64_C(0x24000)
#define CODE_GPA    UINT64_C(0x30000)
#define STACK_GPA   UINT64_C(0x50000)
#define PAGES_GPA   UINT64_C(0x400000)
#define RANGE_A     UINT64_C(0x1000000) /* two windows on the same frames */
#define RANGE_B     UINT64_C(0x1200000)
#define SEL_UDATA   0x23u
#define SEL_UCODE   0x2bu
#define IDT_GATES   32u
#define CODE(label) (CODE_GPA + (uint64_t)((label)-probe_begin))

static void put(struct ram *ram, uint64_t at, uint64_t v)
{
    void *p = ram_ptr(ram, gpa(at), sizeof(v));
    CHECK(p);
    memcpy(p, &v, sizeof(v));
}

static void build_tables(struct ram *ram)
{
    const uint64_t mid = PTE_P | PTE_W | PTE_U;
    put(ram, PML4_GPA, PDPT_GPA | mid);
    put(ram, PDPT_GPA, PD_GPA | mid);
    put(ram, PD_GPA, PTE_P | PTE_W | PTE_U | PTE_PS); /* 1:1, first 2 MiB */
    put(ram, PD_GPA + 8 * pt_index(gva(RANGE_A), 2), PT_A_GPA | mid);
    put(ram, PD_GPA + 8 * pt_index(gva(RANGE_B), 2), PT_B_GPA | mid);
    for (unsigned i = 0; i < CLASSIFY_OPS; i++) {
        put(ram, PT_A_GPA + 8 * i, (PAGES_GPA + i * PAGE_SIZE) | mid);
        put(ram, PT_B_GPA + 8 * i, (PAGES_GPA + i * PAGE_SIZE) | mid);
    }
}

/* Descriptors and gates as in SDM Vol. 3A 3.4.5 and figure 6-8. */
static void build_system(struct ram *ram)
{
    put(ram, GDT_GPA + 0x08, UINT64_C(0x00af9b000000ffff));
    put(ram, GDT_GPA + 0x10, UINT64_C(0x00cf93000000ffff));
    put(ram, GDT_GPA + 0x20, UINT64_C(0x00cff3000000ffff));
    put(ram, GDT_GPA + 0x28, UINT64_C(0x00affb000000ffff));
    put(ram, TSS_GPA + 4, STACK_GPA);
    for (unsigned v = 0; v < IDT_GATES; v++)
        put(ram, IDT_GPA + 16 * v,
            (CODE(probe_stub) & 0xffff) | UINT64_C(0x08) << 16 | UINT64_C(0x8e) << 40 |
                (CODE(probe_stub) >> 16 & 0xffff) << 48);
    size_t len = (size_t)(probe_end - probe_begin);
    void *code = ram_ptr(ram, gpa(CODE_GPA), len);
    CHECK(code);
    memcpy(code, probe_begin, len);
}

static const struct {
    const char *entry;
    uint64_t page;
    unsigned cpl;
} phase[PHASES] = {
    [PHASE_CONTROL] = {probe_out, 0, 0},         [PHASE_FRESH] = {probe_touch, RANGE_A, 3},
    [PHASE_ALIAS] = {probe_touch, RANGE_B, 3},   [PHASE_CR3] = {probe_cr3, 0, 0},
    [PHASE_INVLPG] = {probe_invlpg, RANGE_A, 0},
};

static void enter(struct vcpu_state *s, enum phase p)
{
    vcpu_state_init(s, gpa(PML4_GPA), gva(CODE(phase[p].entry)), gva(STACK_GPA));
    s->gdt = (struct dtable){.base = GDT_GPA, .limit = 0x2f};
    s->idt = (struct dtable){.base = IDT_GPA, .limit = 16 * IDT_GATES - 1};
    s->tr.base = TSS_GPA;
    if (phase[p].cpl) {
        s->cs = segment_code64(SEL_UCODE, 3);
        s->ss = s->ds = s->es = segment_data(SEL_UDATA, 3);
    }
    s->gpr[RCX] = CLASSIFY_OPS;
    s->gpr[RBX] = phase[p].page;
}

static int run_to_halt(struct mmu *m)
{
    struct vcpu_exit e = {0};
    do {
        int rc = kvm_run(m, &e);
        if (rc)
            return rc;
    } while (e.kind == VCPU_EXIT_IO);
    if (e.kind == VCPU_EXIT_HALT)
        return 0;
    return err(EIO, "the probe's guest ended with %s%s%s", vcpu_exit_name(e.kind),
               e.text[0] ? ": " : "", e.kind == VCPU_EXIT_ERROR ? e.text : "");
}

static int read_stats(struct mmu *m, struct counters *c)
{
    memset(c, 0, sizeof(*c));
    int rc = kvm_stats_read(&m->vm_stats, c);
    return rc ? rc : kvm_stats_read(&m->vcpu_stats, c);
}

static int run_phases(struct mmu *m, struct counters delta[PHASES])
{
    struct counters before, after;
    struct vcpu_state s;
    int rc = 0;
    for (enum phase p = 0; !rc && p < PHASES; p++) {
        enter(&s, p);
        rc = kvm_set_state(m, &s);
        if (!rc)
            rc = read_stats(m, &before);
        if (!rc)
            rc = run_to_halt(m);
        if (!rc)
            rc = read_stats(m, &after);
        if (!rc)
            counters_delta(&delta[p], &before, &after);
    }
    return rc;
}

int kvm_probe_measure(struct counters delta[PHASES], const char *device)
{
    struct ram ram;
    struct mmu *m = NULL;
    memset(delta, 0, PHASES * sizeof(delta[0]));
    int rc = ram_create(&ram, RAM_BYTES, RAM_4K);
    if (rc)
        return rc;
    rc = ram_slot_add(&ram, gfn(0), RAM_BYTES >> PAGE_SHIFT, 0, 0);
    if (!rc) {
        struct mmu_config cfg = {.ram = &ram, .cpu = -1};
        build_tables(&ram);
        build_system(&ram);
        rc = kvm_create(&m, &cfg, device);
    }
    if (!rc)
        rc = run_phases(m, delta);
    kvm_destroy(m);
    ram_destroy(&ram);
    return rc;
}
