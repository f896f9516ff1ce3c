/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MMUBENCH_EPT_PROBE_H
#define MMUBENCH_EPT_PROBE_H

#include "classify.h"
#include "common/mmu.h"

/* What is known about a host's KVM. `kind` is MMU_UNKNOWN with a reason when it cannot be used or
 * told. */
struct kvm_probe {
    enum mmu_kind kind;
    char proof[320], reason[320], remedy[320];
};

/* Opens the device, runs the probe's guest and classifies what the counters did. Some ms. */
void kvm_probe_device(struct kvm_probe *p, const char *device, const char *sys_module);

/* What that means for the mode that needs `want`. */
void kvm_probe_mode(const struct kvm_probe *p, enum mmu_kind want, struct mmu_probe *out);

/* The measured part: what moved in each phase. 0 or -errno with err_text(). */
int kvm_probe_measure(struct counters delta[PHASES], const char *device);

#endif
