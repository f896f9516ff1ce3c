/* SPDX-License-Identifier: Apache-2.0 */
/* The guest's fixed part: descriptor tables, the interpreter, its own page tables. */
#include "machine.h"

#include "common/err.h"
#include "common/pt.h"

#include <errno.h>
#include <string.h>

#define KCODE   0x08u
#define KDATA   0x10u
#define UDATA   0x23u
#define UCODE   0x2bu
#define TSS_SEL 0x30u

static void put(struct oracle *o, uint64_t at, uint64_t v)
{
    void *p = ram_ptr(&o->ram, gpa(at), sizeof v);
    CHECK(p);
    memcpy(p, &v, sizeof v);
}

/* Tables of the fixed part: PDPT, PD, then one PT for each 2 MiB of GVA up to ORACLE_BYTES. */
#define FIXED_PDPT ORACLE_TABLES
#define FIXED_PD   (FIXED_PDPT + PAGE_SIZE)
#define FIXED_PT   (FIXED_PD + PAGE_SIZE)
_Static_assert(FIXED_PT + ORACLE_BYTES / 512 <= ORACLE_CODE, "the fixed tables fit below the code");

static uint64_t fixed_entry(uint64_t va)
{
    const uint64_t code_end = ORACLE_CODE + (uint64_t)(o_end - o_begin);
    if (va < 0x10000 || (va >= ORACLE_LOW_END && va < ORACLE_POOL))
        return 0;
    if (va >= ORACLE_CODE && va < code_end)
        return va | PTE_P | PTE_U;
    if (va >= ORACLE_USTACK - 4 * PAGE_SIZE && va < ORACLE_USTACK)
        return va | PTE_P | PTE_W | PTE_U;
    if (va < ORACLE_POOL_END)
        return va | PTE_P | PTE_W;
    if (va >= ORACLE_VIEW && va < ORACLE_VIEW + ORACLE_REGIONS * ORACLE_REGION)
        return (va - ORACLE_VIEW + ORACLE_POOL) | PTE_P | PTE_U;
    return va >= ORACLE_PROGRAM ? va | PTE_P | PTE_W | PTE_U : 0;
}

static void build_tables(struct oracle *o)
{
    const uint64_t link = PTE_P | PTE_W | PTE_U;
    put(o, FIXED_PDPT, FIXED_PD | link);
    for (uint64_t va = 0; va < ORACLE_BYTES; va += PAGE_SIZE) {
        const uint64_t table = FIXED_PT + va / pt_size(2) * PAGE_SIZE;
        put(o, FIXED_PD + 8 * (va / pt_size(2)), table | link);
        put(o, table + 8 * pt_index(gva(va), 1), fixed_entry(va));
    }
}

static uint64_t stub(unsigned vector)
{
    return op_label(o_stubs) + 16u * vector;
}

/* 64-bit interrupt gate, SDM Vol. 3A figure 6-8. */
static void gate(struct oracle *o, unsigned vector, uint64_t handler, unsigned dpl)
{
    const uint64_t at = ORACLE_IDT + 16u * vector;
    put(o, at,
        (handler & 0xffff) | (uint64_t)KCODE << 16 | (UINT64_C(0x8e) | dpl << 5) << 40 |
            (handler >> 16 & 0xffff) << 48);
    put(o, at + 8, handler >> 32);
}

/* Flat descriptors with A set, SDM Vol. 3A 3.4.5; a busy 64-bit TSS with RSP0, no I/O bitmap. */
static void build_descriptors(struct oracle *o)
{
    put(o, ORACLE_GDT + KCODE, UINT64_C(0x00af9b000000ffff));
    put(o, ORACLE_GDT + KDATA, UINT64_C(0x00cf93000000ffff));
    put(o, ORACLE_GDT + (UDATA & ~7u), UINT64_C(0x00cff3000000ffff));
    put(o, ORACLE_GDT + (UCODE & ~7u), UINT64_C(0x00affb000000ffff));
    put(o, ORACLE_GDT + TSS_SEL, 0x67 | ORACLE_TSS << 16 | UINT64_C(0x8b) << 40);
    put(o, ORACLE_TSS, ORACLE_RSP0 << 32);
    put(o, ORACLE_TSS + 8, ORACLE_RSP0 >> 32);
    put(o, ORACLE_TSS + 96, UINT64_C(0x68) << 48);
    for (unsigned v = 0; v < 32; v++)
        gate(o, v, stub(v), 0);
    gate(o, VEC_PF, op_label(o_fault), 0);
    gate(o, VEC_BP, op_label(o_trap), 3);
}

static int add_slots(struct oracle *o)
{
    static const uint64_t edge[] = {
        0, ORACLE_POOL, ORACLE_POOL + ORACLE_REGION, ORACLE_LOOSE, ORACLE_POOL_END, ORACLE_BYTES};
    int rc = 0;
    for (size_t i = 0; !rc && i + 1 < sizeof edge / sizeof edge[0]; i++)
        rc = ram_slot_add(&o->ram, gpa_gfn(gpa(edge[i])), (edge[i + 1] - edge[i]) >> PAGE_SHIFT,
                          edge[i], 0);
    return rc;
}

int machine_build(struct oracle *o)
{
    int rc = ram_create(&o->ram, ORACLE_BYTES, RAM_4K);
    if (rc)
        return rc;
    rc = add_slots(o);
    if (rc) {
        ram_destroy(&o->ram);
        return rc;
    }
    build_tables(o);
    build_descriptors(o);
    void *code = ram_ptr(&o->ram, gpa(ORACLE_CODE), (size_t)(o_end - o_begin));
    CHECK(code);
    memcpy(code, o_begin, (size_t)(o_end - o_begin));
    return 0;
}

static void load_pool(struct oracle *o)
{
    static struct model fresh;
    model_init(&fresh, &o->traits, false, false);
    for (unsigned i = 0; i < MODEL_FRAMES; i++)
        memcpy(ram_ptr(&o->ram, gpa(model_frame_gpa(i)), PAGE_SIZE), fresh.mem[i], PAGE_SIZE);
    for (unsigned i = 0; i < ORACLE_ROOTS; i++)
        put(o, oracle_root(i), FIXED_PDPT | PTE_P | PTE_W | PTE_U);
}

int machine_slot(struct oracle *o, bool away)
{
    int rc = 0;
    if (away && !o->loose_away)
        rc = ram_slot_remove(&o->ram, gpa_gfn(gpa(ORACLE_LOOSE)));
    else if (!away && o->loose_away)
        rc = ram_slot_add(&o->ram, gpa_gfn(gpa(ORACLE_LOOSE)), ORACLE_REGION >> PAGE_SHIFT,
                          ORACLE_LOOSE, 0);
    if (!rc)
        o->loose_away = away;
    return rc;
}

int machine_load(struct oracle *o, const struct program *p)
{
    int rc = machine_slot(o, false);
    if (rc)
        return rc;
    load_pool(o);
    for (size_t i = 0; i < p->n; i++) {
        const struct op_code code = op_code(&p->op[i]);
        const uint64_t record[4] = {code.user | code.kernel << 32, p->op[i].a, p->op[i].b,
                                    p->op[i].c};
        memcpy(o->ram.base + ORACLE_PROGRAM + ORACLE_OP_BYTES * i, record, sizeof record);
    }
    return 0;
}

void machine_state(const struct program *p, struct vcpu_state *s)
{
    vcpu_state_init(s, gpa(oracle_root(0)), gva(op_label(o_start)), gva(ORACLE_USTACK));
    s->gdt = (struct dtable){.base = ORACLE_GDT, .limit = TSS_SEL + 15};
    s->idt = (struct dtable){.base = ORACLE_IDT, .limit = 32 * 16 - 1};
    s->tr.selector = TSS_SEL;
    s->tr.base = ORACLE_TSS;
    s->cs = segment_code64(UCODE, 3);
    s->ss = s->ds = s->es = segment_data(UDATA, 3);
    s->gpr[RSI] = ORACLE_PROGRAM;
    s->gpr[RDI] = ORACLE_LOG;
    s->gpr[R12] = p->case_pte;
    s->gpr[R13] = p->case_pde;
    s->gpr[R14] = ORACLE_PROGRAM + ORACLE_OP_BYTES * p->n;
    s->gpr[R15] = ORACLE_USTACK;
    s->cr0 = p->wp ? s->cr0 | CR0_WP : s->cr0 & ~CR0_WP;
    s->efer = p->nxe ? s->efer | EFER_NXE : s->efer & ~EFER_NXE;
}

bool machine_ended(const struct oracle *o, const struct vcpu_state *s, char *text, size_t bytes)
{
    const uint64_t first = stub(0);
    if (s->rip < first || s->rip >= first + 32 * 16u) {
        snprintf(text, bytes, "it halted at rip %#lx", s->rip);
        return false;
    }
    const unsigned vector = (unsigned)((s->rip - first) / 16u);
    uint64_t frame[2] = {0}; /* error code, rip */
    const void *at = ram_ptr(&o->ram, gpa(s->gpr[RSP]), sizeof frame);
    if (at)
        memcpy(frame, at, sizeof frame);
    if (vector == VEC_GP && frame[1] == op_label(o_end_of_list))
        return true;
    snprintf(text, bytes, "exception %u, on top of its stack %#lx %#lx, cr2 %#lx", vector, frame[0],
             frame[1], s->cr2);
    return false;
}
