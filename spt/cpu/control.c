/* SPDX-License-Identifier: Apache-2.0 */
/* Control registers, invlpg and XCR0 (SDM Vol. 3A 2.5, Vol. 2B MOV to/from control registers). */
#include "emu.h"

#define CR0_KNOWN                                                                              \
    (CR0_PE | CR0_MP | CR0_EM | CR0_TS | CR0_ET | CR0_NE | CR0_WP | CR0_AM | CR0_NW | CR0_CD | \
     CR0_PG)
#define CR4_PSE (UINT64_C(1) << 4)
#define CR4_DE  (UINT64_C(1) << 3)
#define CR4_MCE (UINT64_C(1) << 6)
#define CR4_PCE (UINT64_C(1) << 8)
#define CR4_SUPPORTED                                                                         \
    (CR4_DE | CR4_PSE | CR4_PAE | CR4_MCE | CR4_PGE | CR4_PCE | CR4_OSFXSR | CR4_OSXMMEXCPT | \
     CR4_FSGSBASE | CR4_OSXSAVE)

/* Architecture's bits that this monitor cannot give: on this host ring 3 would not obey them. */
static const struct {
    uint64_t bits;
    const char *text;
} cr4_refused[] = {
    {UINT64_C(3) << 0, "VME and PVI are not supported; clear CR4 bits 0 and 1"},
    {UINT64_C(1) << 2, "TSD is not supported, rdtsc does not trap; clear CR4 bit 2"},
    {UINT64_C(1) << 11, "UMIP is not supported; clear CR4 bit 11"},
    {CR4_LA57, "LA57 (5-level paging) is not supported; clear CR4 bit 12"},
    {UINT64_C(3) << 13, "VMX and SMX are not supported; clear CR4 bits 13 and 14"},
    {CR4_PCIDE, "PCIDE is not supported; clear CR4 bit 17"},
    {UINT64_C(1) << 19, "key locker is not supported; clear CR4 bit 19"},
    {CR4_SMEP, "SMEP is not supported; clear CR4 bit 20"},
    {CR4_SMAP, "SMAP is not supported; clear CR4 bit 21"},
    {CR4_PKE, "PKE (protection keys) is not supported; clear CR4 bit 22"},
    {UINT64_C(1) << 23, "CET is not supported; clear CR4 bit 23"},
    {UINT64_C(1) << 24, "PKS is not supported; clear CR4 bit 24"},
    {UINT64_C(1) << 25, "user interrupts are not supported; clear CR4 bit 25"},
    {UINT64_C(3) << 27, "LASS and LAM are not supported; clear CR4 bits 27 and 28"},
    {UINT64_C(1) << 32, "FRED is not supported; clear CR4 bit 32"},
};

static enum cpu_result write_cr0(struct emu *e, uint64_t v)
{
    struct vcpu_state *s = e->s;

    /* In 64-bit mode neither PG nor PE can be cleared. */
    if (v >> 32 || !(v & CR0_PG) || !(v & CR0_PE) || ((v & CR0_NW) && !(v & CR0_CD)))
        return emu_gp(e);
    if (v & (CR0_EM | CR0_TS))
        return emu_refuse(e, "EM and TS are not supported, FP instructions do not trap; clear CR0 "
                             "bits 2 and 3");
    if ((v ^ s->cr0) & CR0_WP)
        e->out->effects |= CPU_EFFECT_ROLE;
    s->cr0 = (v & CR0_KNOWN) | CR0_ET;
    return emu_done(e);
}

static enum cpu_result write_cr3(struct emu *e, uint64_t v)
{
    unsigned width = e->bus->maxphyaddr ? e->bus->maxphyaddr : 52;

    if (v >> width)
        return emu_gp(e);
    e->s->cr3 = v;
    e->out->effects |= CPU_EFFECT_CR3;
    return emu_done(e);
}

static enum cpu_result write_cr4(struct emu *e, uint64_t v)
{
    struct vcpu_state *s = e->s;
    uint64_t known = CR4_SUPPORTED;

    for (unsigned i = 0; i < sizeof(cr4_refused) / sizeof(cr4_refused[0]); i++)
        known |= cr4_refused[i].bits;
    if (e->bus->no_fsgsbase)
        known &= ~CR4_FSGSBASE;
    if ((v & ~known) || !(v & CR4_PAE))
        return emu_gp(e);
    for (unsigned i = 0; i < sizeof(cr4_refused) / sizeof(cr4_refused[0]); i++) {
        if (v & cr4_refused[i].bits)
            return emu_refuse(e, cr4_refused[i].text);
    }
    if ((v ^ s->cr4) & (CR4_PGE | CR4_PSE))
        e->out->effects |= CPU_EFFECT_FLUSH;
    s->cr4 = v;
    return emu_done(e);
}

static enum cpu_result write_cr8(struct emu *e, uint64_t v)
{
    if (v >> 4)
        return emu_gp(e);
    e->s->cr8 = v;
    return emu_done(e);
}

enum cpu_result control_write(struct emu *e)
{
    uint64_t v = e->s->gpr[e->insn->operand[1].reg];
    unsigned cr = e->insn->operand[0].reg;

    if (cr > 8 || !(1u << cr & 0x11d))
        return emu_raise(e, VEC_UD, 0);
    if (vcpu_cpl(e->s) != 0)
        return emu_gp(e);
    switch (cr) {
    case 0:
        return write_cr0(e, v);
    case 2:
        e->s->cr2 = v;
        return emu_done(e);
    case 3:
        return write_cr3(e, v);
    case 4:
        return write_cr4(e, v);
    default:
        return write_cr8(e, v);
    }
}

enum cpu_result control_read(struct emu *e)
{
    const struct vcpu_state *s = e->s;
    const uint64_t v[9] = {s->cr0, 0, s->cr2, s->cr3, s->cr4, 0, 0, 0, s->cr8};
    unsigned cr = e->insn->operand[1].reg;

    if (cr > 8 || !(1u << cr & 0x11d))
        return emu_raise(e, VEC_UD, 0);
    if (vcpu_cpl(s) != 0)
        return emu_gp(e);
    e->s->gpr[e->insn->operand[0].reg] = v[cr];
    return emu_done(e);
}

enum cpu_result control_clts(struct emu *e)
{
    e->s->cr0 &= ~CR0_TS;
    return emu_done(e);
}

enum cpu_result control_lmsw(struct emu *e)
{
    struct operand o = e->insn->operand[0];
    uint64_t v;

    o.size = 2;
    enum cpu_result r = emu_get(e, &o, &v);
    if (r != CPU_OK)
        return r;
    /* It loads PE, MP, EM and TS, and cannot clear PE (SDM Vol. 2A LMSW). */
    return write_cr0(e, (e->s->cr0 & ~UINT64_C(0xe)) | (v & 0xf));
}

enum cpu_result control_smsw(struct emu *e)
{
    enum cpu_result r = emu_put(e, &e->insn->operand[0], e->s->cr0);

    return r == CPU_OK ? emu_done(e) : r;
}

enum cpu_result control_invlpg(struct emu *e)
{
    struct gva at = gva(emu_linear(e));

    if (gva_canonical(at)) { /* else it does nothing */
        e->out->effects |= CPU_EFFECT_INVLPG;
        e->out->invlpg = at;
    }
    return emu_done(e);
}

static uint64_t host_xcr0(void)
{
    uint32_t low, high;

    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (uint64_t)high << 32 | low;
}

/* Which state components depend on which (SDM Vol. 1 13.3). */
static bool xcr0_valid(uint64_t v)
{
    const uint64_t sse = 2, avx = 4, bnd = 3u << 3, avx512 = 7u << 5, amx = 3u << 17;

    return (v & 1) && (!(v & avx) || (v & sse)) && ((v & bnd) == 0 || (v & bnd) == bnd) &&
           ((v & avx512) == 0 || ((v & avx512) == avx512 && (v & avx))) &&
           ((v & amx) == 0 || (v & amx) == amx);
}

enum cpu_result control_xsetbv(struct emu *e)
{
    struct vcpu_state *s = e->s;
    uint64_t v = s->gpr[RDX] << 32 | (uint32_t)s->gpr[RAX];

    if (!(s->cr4 & CR4_OSXSAVE))
        return emu_raise(e, VEC_UD, 0);
    if (vcpu_cpl(s) != 0 || (uint32_t)s->gpr[RCX] != 0 || !xcr0_valid(v))
        return emu_gp(e);
    if (v & ~host_xcr0())
        return emu_refuse(e, "XCR0 has bits that the host does not enable; keep to those of CPUID "
                             "leaf 0DH");
    s->xcr0 = v;
    return emu_done(e);
}
