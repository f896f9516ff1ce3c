/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Both of KVM's MMUs on one host in one run: the module is loaded again with the other value of its
 * parameter (kvm_intel.ept, kvm_amd.npt) when the next mode needs it, and put back at the end.
 *
 * A process of its own, the keeper, does that, out of reach of the terminal's signals: when the
 * process that asked for it goes away in whatever way, the keeper puts the module back.
 * Whether a reload had the effect that was wanted is for the mode's probe to say.
 */
#ifndef MMUBENCH_EPT_RELOAD_H
#define MMUBENCH_EPT_RELOAD_H

#include "common/mmu.h"

struct kvm_reload;

/* True for the backends that a reload may make available. */
bool kvm_reload_helps(const struct mmu_ops *ops);

/* Starts the keeper; nothing is changed yet. Refused with a text that names the remedy: -EPERM
 * unless root, -ENODEV where KVM is no module, -EBUSY while a virtual machine uses it. */
int kvm_reload_open(struct kvm_reload **out);

/* Loads the module as `ops` needs it; does nothing when it is so already or when the backend does
 * not mind. */
int kvm_reload_for(struct kvm_reload *r, const struct mmu_ops *ops);

/* Puts the module back and ends the keeper. NULL is allowed. 0 or -errno with a text that tells how
 * to do it by hand. */
int kvm_reload_close(struct kvm_reload *r);

#endif
