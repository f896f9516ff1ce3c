/* SPDX-License-Identifier: Apache-2.0 */
/* rdmsr, wrmsr, swapgs, rdtsc. The MSRs are those of struct vcpu_state; all others are #GP(0). */
#include "emu.h"

#define EFER_REFUSED (UINT64_C(0xf) << 12) /* SVME, LMSLE, FFXSR, TCE: AMD APM Vol. 2 3.1.7 */

#define MSR_TSC  0x10u
#define MSR_EFER 0xc0000080u

/* What a value must be, else #GP(0). */
enum rule { ANY, CANONICAL, LOW32, PAT_TYPES };

struct msr {
    uint32_t index;
    uint32_t rule;
    size_t offset; /* of the uint64_t in struct vcpu_state */
};

#define FIELD(f) offsetof(struct vcpu_state, f)
/* SDM Vol. 4 table 2-2. */
static const struct msr msrs[] = {
    {0xc0000081u, ANY, FIELD(star)},
    {0xc0000082u, CANONICAL, FIELD(lstar)},
    {0xc0000083u, CANONICAL, FIELD(cstar)},
    {0xc0000084u, LOW32, FIELD(sfmask)},
    {0xc0000100u, CANONICAL, FIELD(fs.base)},
    {0xc0000101u, CANONICAL, FIELD(gs.base)},
    {0xc0000102u, CANONICAL, FIELD(kernel_gs_base)},
    {0xc0000103u, LOW32, FIELD(tsc_aux)},
    {0x174u, LOW32, FIELD(sysenter_cs)},
    {0x175u, CANONICAL, FIELD(sysenter_esp)},
    {0x176u, CANONICAL, FIELD(sysenter_eip)},
    {0x277u, PAT_TYPES, FIELD(pat)},
};

static uint64_t *find(struct vcpu_state *s, uint32_t index, enum rule *rule)
{
    for (unsigned i = 0; i < sizeof(msrs) / sizeof(msrs[0]); i++) {
        if (msrs[i].index == index) {
            *rule = (enum rule)msrs[i].rule;
            return (uint64_t *)((uint8_t *)s + msrs[i].offset);
        }
    }
    return NULL;
}

static bool pat_valid(uint64_t v)
{
    for (unsigned i = 0; i < 8; i++, v >>= 8) {
        unsigned type = v & 0xff; /* UC, WC, WT, WP, WB, UC- : SDM Vol. 3A table 12-10 */
        if (type > 7 || type == 2 || type == 3)
            return false;
    }
    return true;
}

static bool valid(enum rule rule, uint64_t v)
{
    switch (rule) {
    case CANONICAL:
        return gva_canonical(gva(v));
    case LOW32:
        return v >> 32 == 0;
    case PAT_TYPES:
        return pat_valid(v);
    default:
        return true;
    }
}

static uint64_t tsc(void)
{
    uint32_t low, high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

static void put_edx_eax(struct vcpu_state *s, uint64_t v)
{
    s->gpr[RAX] = (uint32_t)v;
    s->gpr[RDX] = v >> 32;
}

enum cpu_result msr_read(struct emu *e)
{
    struct vcpu_state *s = e->s;
    uint32_t index = (uint32_t)s->gpr[RCX];
    enum rule rule;
    const uint64_t *field = find(s, index, &rule);

    if (index == MSR_EFER)
        field = &s->efer;
    if (!field && index != MSR_TSC)
        return emu_gp(e);
    put_edx_eax(s, field ? *field : tsc());
    return emu_done(e);
}

static enum cpu_result write_efer(struct emu *e, uint64_t v)
{
    const uint64_t known = EFER_SCE | EFER_LME | EFER_LMA | EFER_NXE;
    struct vcpu_state *s = e->s;

    if ((v & ~(known | EFER_REFUSED)) || ((v ^ s->efer) & EFER_LME))
        return emu_gp(e); /* LME cannot change while paging is on */
    if (v & EFER_REFUSED)
        return emu_refuse(e, "SVME, LMSLE, FFXSR and TCE are not supported; clear EFER bits 12 to "
                             "15");
    if ((v ^ s->efer) & EFER_NXE)
        e->out->effects |= CPU_EFFECT_ROLE;
    s->efer = (v & ~EFER_LMA) | (s->efer & EFER_LMA); /* LMA is read-only */
    return emu_done(e);
}

enum cpu_result msr_write(struct emu *e)
{
    struct vcpu_state *s = e->s;
    uint32_t index = (uint32_t)s->gpr[RCX];
    uint64_t v = s->gpr[RDX] << 32 | (uint32_t)s->gpr[RAX];
    enum rule rule;
    uint64_t *field = find(s, index, &rule);

    if (index == MSR_EFER)
        return write_efer(e, v);
    if (index == MSR_TSC)
        return emu_refuse(e, "the TSC is the host's and cannot be written; keep an offset instead");
    if (!field || !valid(rule, v))
        return emu_gp(e);
    *field = v;
    return emu_done(e);
}

enum cpu_result msr_swapgs(struct emu *e)
{
    uint64_t user = e->s->gs.base;

    e->s->gs.base = e->s->kernel_gs_base;
    e->s->kernel_gs_base = user;
    return emu_done(e);
}

enum cpu_result msr_rdtsc(struct emu *e)
{
    put_edx_eax(e->s, tsc());
    if (e->insn->op == OP_RDTSCP)
        e->s->gpr[RCX] = (uint32_t)e->s->tsc_aux;
    return emu_done(e);
}
