/* SPDX-License-Identifier: Apache-2.0 */
/* What the guest's CPUID offers: what KVM can do, less what this project refuses. */
#include "kvm.h"

#include "common/err.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#define MAX_ENTRIES 512u /* KVM_MAX_CPUID_ENTRIES is 256 */

/* CPUID bits that are cleared (SDM Vol. 2A CPUID). AMX goes because its state (8 KiB) does not fit
 * into vcpu_state.fp; the rest because the shadow does not know these protections. */
static const struct {
    uint32_t leaf, subleaf;
    uint32_t ebx, ecx, edx;
} hidden[] = {
    {.leaf = 1, .ecx = 1u << 17 /* PCID */},
    {.leaf = 7,
     .ebx = 1u << 7 /* SMEP */ | 1u << 10 /* INVPCID */ | 1u << 20 /* SMAP */,
     .ecx = 1u << 3 /* PKU */ | 1u << 4 /* OSPKE */ | 1u << 7 /* CET_SS */ | 1u << 16 /* LA57 */ |
            1u << 31 /* PKS */,
     .edx = 1u << 20 /* CET_IBT */ | 1u << 22 /* AMX-BF16 */ | 1u << 24 /* AMX-TILE */ |
            1u << 25 /* AMX-INT8 */},
};

void kvm_cpuid_mask(struct kvm_cpuid_entry2 *e, unsigned maxphyaddr)
{
    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
        if (hidden[i].leaf != e->function || hidden[i].subleaf != e->index)
            continue;
        e->ebx &= ~hidden[i].ebx;
        e->ecx &= ~hidden[i].ecx;
        e->edx &= ~hidden[i].edx;
    }
    if (e->function == 0xd && e->index == 0)
        e->eax &= ~(1u << 9 /* PKRU */ | 3u << 17 /* AMX */);
    if (e->function == 0x80000008 && maxphyaddr)
        e->eax = (e->eax & ~0xffu) | maxphyaddr;
}

int kvm_cpuid_init(struct mmu *m, unsigned maxphyaddr)
{
    if (maxphyaddr && (maxphyaddr < 36 || maxphyaddr > 52))
        return err(EINVAL, "physical address width %u: give 36 to 52 bits", maxphyaddr);
    struct kvm_cpuid2 *c = calloc(1, sizeof(*c) + MAX_ENTRIES * sizeof(c->entries[0]));
    if (!c)
        return err(ENOMEM, "no memory for CPUID");
    c->nent = MAX_ENTRIES;
    int rc = KVM_IOCTL(m->sys, KVM_GET_SUPPORTED_CPUID, c);
    for (uint32_t i = 0; !rc && i < c->nent; i++)
        kvm_cpuid_mask(&c->entries[i], maxphyaddr);
    if (!rc)
        rc = KVM_IOCTL(m->vcpu, KVM_SET_CPUID2, c);
    free(c);
    return rc;
}
