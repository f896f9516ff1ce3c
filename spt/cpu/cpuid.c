/* SPDX-License-Identifier: Apache-2.0 */
/* CPUID where the host lets it trap: the host's answer without what this monitor does not give. */
#include "emu.h"

#include <cpuid.h>

enum { EAX, EBX, ECX, EDX };

/* Feature bits that are cleared. */
static const struct {
    uint32_t leaf, subleaf;
    uint8_t reg;
    uint32_t clear;
} hidden[] = {
    /* MONITOR, VMX, SMX, PCID, x2APIC, TSC deadline; APIC */
    {1, 0, ECX, 1u << 3 | 1u << 5 | 1u << 6 | 1u << 17 | 1u << 21 | 1u << 24},
    {1, 0, EDX, 1u << 9},
    {7, 0, EBX, 1u << 7 | 1u << 10 | 1u << 20},                    /* SMEP, INVPCID, SMAP */
    {7, 0, ECX, 1u << 2 | 1u << 3 | 1u << 4 | 1u << 7 | 1u << 16}, /* UMIP, PKU, CET_SS, LA57 */
    {7, 0, EDX, 1u << 5 | 1u << 20},                               /* UINTR, CET_IBT */
    {7, 1, EAX, 1u << 6 | 1u << 17 | 1u << 26},                    /* LASS, FRED, LAM */
    {10, 0, EAX, ~0u},                                             /* no performance counters */
    {10, 0, EBX, ~0u},
    {10, 0, ECX, ~0u},
    {10, 0, EDX, ~0u},
    {0x80000001u, 0, ECX, 1u << 2}, /* SVM */
};

enum cpu_result cpuid_answer(struct emu *e)
{
    struct vcpu_state *s = e->s;
    uint32_t leaf = (uint32_t)s->gpr[RAX], subleaf = (uint32_t)s->gpr[RCX], r[4];

    if (e->bus->cpuid)
        e->bus->cpuid(e->bus, leaf, subleaf, r);
    else
        __cpuid_count(leaf, subleaf, r[EAX], r[EBX], r[ECX], r[EDX]);
    for (unsigned i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
        /* Only leaf 7 has subleaves here; elsewhere ECX does not matter. */
        if (hidden[i].leaf == leaf && (leaf != 7 || hidden[i].subleaf == subleaf))
            r[hidden[i].reg] &= ~hidden[i].clear;
    }
    if (leaf == 1) /* OSXSAVE mirrors CR4 */
        r[ECX] = (r[ECX] & ~(1u << 27)) | (s->cr4 & CR4_OSXSAVE ? 1u << 27 : 0);
    s->gpr[RAX] = r[EAX];
    s->gpr[RBX] = r[EBX];
    s->gpr[RCX] = r[ECX];
    s->gpr[RDX] = r[EDX];
    return emu_done(e);
}
