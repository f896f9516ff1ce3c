/* SPDX-License-Identifier: Apache-2.0 */
/* Tells `ept` from `kvm-spt` by what KVM did with a known guest; module parameters are only the
 * second witness. */
#include "probe.h"

#include "common/err.h"
#include "kvm.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const kind_text[] = {
    [MMU_UNKNOWN] = "nothing",
    [MMU_TWO_DIMENSIONAL] = "two-dimensional paging",
    [MMU_KERNEL_SHADOW] = "shadow paging in the kernel",
};

static void judge(struct kvm_probe *p, const struct counters delta[PHASES], const char *sys_module)
{
    char seen[216], modules[60];
    p->kind = classify(delta, seen, sizeof(seen));
    enum mmu_kind told = classify_modules(sys_module, modules, sizeof(modules));
    bool disagree = told != MMU_UNKNOWN && p->kind != MMU_UNKNOWN && told != p->kind;
    snprintf(p->proof, sizeof(p->proof), "%s; %s%s", seen, modules,
             disagree ? " (DISAGREES; behaviour is believed)" : "");
    if (p->kind != MMU_UNKNOWN)
        return;
    snprintf(p->reason, sizeof(p->reason), "this KVM's MMU cannot be told: %s", seen);
    snprintf(p->remedy, sizeof(p->remedy),
             "use a host kernel from 5.14 or later (KVM binary stats) "
             "whose KVM counts its exits and faults");
}

void kvm_probe_device(struct kvm_probe *p, const char *device, const char *sys_module)
{
    struct counters delta[PHASES];
    struct mmu_probe why = {0};
    memset(p, 0, sizeof(*p));
    int fd = kvm_open(device, &why);
    if (fd < 0) {
        memcpy(p->reason, why.reason, sizeof(p->reason));
        memcpy(p->remedy, why.remedy, sizeof(p->remedy));
        return;
    }
    close(fd);
    if (kvm_probe_measure(delta, device)) {
        snprintf(p->reason, sizeof(p->reason), "the probe's guest did not run on %s: %.200s",
                 device, err_text());
        snprintf(p->remedy, sizeof(p->remedy),
                 "see the host's kernel log; try another guest on this KVM to see whether it works "
                 "at all");
        return;
    }
    judge(p, delta, sys_module);
}

static void refuse(const struct kvm_probe *p, enum mmu_kind want, struct mmu_probe *out)
{
    static const char *const remedy[] = {
        [MMU_TWO_DIMENSIONAL] = "load kvm_intel with ept=1 on a host with EPT, or kvm_amd with "
                                "npt=1 on a host with NPT",
        [MMU_KERNEL_SHADOW] = "load kvm_intel with ept=0, or kvm_amd with npt=0",
    };
    snprintf(out->reason, sizeof(out->reason), "this KVM does %s; proved by: %.256s",
             p->kind == MMU_KERNEL_SHADOW ? "shadow paging in the kernel" : kind_text[p->kind],
             p->proof);
    snprintf(out->remedy, sizeof(out->remedy), "%s", remedy[want]);
}

void kvm_probe_mode(const struct kvm_probe *p, enum mmu_kind want, struct mmu_probe *out)
{
    memset(out, 0, sizeof(*out));
    snprintf(out->proof, sizeof(out->proof), "%s", p->proof);
    out->available = p->kind == want;
    if (p->kind == MMU_UNKNOWN) {
        memcpy(out->reason, p->reason, sizeof(out->reason));
        memcpy(out->remedy, p->remedy, sizeof(out->remedy));
    } else if (!out->available) {
        refuse(p, want, out);
    }
}
