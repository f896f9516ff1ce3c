/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The KVM backend, under two names. The code is the same; what differs is which MMU the host must
 * provably have (probe.c): `ept` wants two-dimensional paging (Intel EPT, AMD NPT), `kvm-spt` a KVM
 * that shadows guest tables in the kernel.
 *
 * The device is /dev/kvm, or what the environment variable MMUBENCH_KVM names.
 */
#ifndef MMUBENCH_EPT_H
#define MMUBENCH_EPT_H

#include "common/mmu.h"

extern const struct mmu_ops ept_mmu, kvm_spt_mmu;

/* The host's KVM has been changed: what was proved about it must be proved again. */
void ept_forget_probe(void);

#endif
