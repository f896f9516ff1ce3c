/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the KVM backend only: one virtual machine with one vCPU and what its files share. */
#ifndef MMUBENCH_EPT_KVM_H
#define MMUBENCH_EPT_KVM_H

#include "common/inspect.h"
#include "common/mmu.h"
#include "common/trace.h"
#include "stats.h"

#include <linux/kvm.h>
#include <sched.h>
#include <stdatomic.h>

#define KVM_DEVICE_ENV     "MMUBENCH_KVM"
#define KVM_DEVICE_DEFAULT "/dev/kvm"

/* MSRs of struct vcpu_state that KVM moves one by one (state.c has the list). */
#define KVM_STATE_MSRS 10u

struct mmu {
    int sys, vm, vcpu; /* -1: not open */
    struct kvm_run *run;
    size_t run_bytes;
    struct ram *ram;
    bool listening;
    bool pinned; /* the caller's thread is the vCPU's; `old_cpus` is what it may use otherwise */
    cpu_set_t old_cpus;

    bool dirty_log; /* this KVM has KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2, and it is on */
    uint32_t msrs;  /* bit per entry of the MSR table that this KVM has */
    bool has_xcrs;

    /* The exit whose port or memory access KVM has yet to complete; NULL: none. Borrowed from the
     * caller of run(): the answer to an IN or MMIO read is taken from there. */
    const struct vcpu_exit *pending;

    atomic_int kicked;  /* kick() asks, run() takes */
    atomic_int run_tid; /* thread inside KVM_RUN; 0: none */

    struct kvm_stats vm_stats, vcpu_stats;
    uint64_t exits[VCPU_EXIT_KINDS];
};

/* kvm.c */

/* The device's path: MMUBENCH_KVM or /dev/kvm. */
const char *kvm_device(void);

/* Opens `path` and checks that a usable KVM answers. Returns the descriptor, or -errno with
 * p->reason and p->remedy filled. */
int kvm_open(const char *path, struct mmu_probe *p);

/* Makes the machine whatever MMU the host has; the probe uses it too. 0 or -errno with err_text().
 */
int kvm_create(struct mmu **out, const struct mmu_config *cfg, const char *path);
void kvm_destroy(struct mmu *m);

/* ioctl() that leaves a text with the request's name on failure; returns its result or -errno. */
int kvm_ioctl(int fd, unsigned long request, const char *name, void *arg);
#define KVM_IOCTL(fd, request, arg) kvm_ioctl((fd), (request), #request, (arg))

/* dirty.c: the dirty log, with bits that only KVM_CLEAR_DIRTY_LOG clears. */
void kvm_dirty_init(struct mmu *m);
int kvm_dirty_get(struct mmu *m, const struct memslot *slot, uint64_t *bitmap);
int kvm_dirty_clear(struct mmu *m, const struct memslot *slot, const uint64_t *bitmap);

/* slots.c: 0 or -errno. */
int kvm_slots_init(struct mmu *m);
void kvm_slots_fini(struct mmu *m);

/* cpuid.c: gives the vCPU the host's CPUID without what this project refuses. `maxphyaddr` in bits,
 * 0: the host's. */
int kvm_cpuid_init(struct mmu *m, unsigned maxphyaddr);

/* Takes from one CPUID entry the features that the guest must not be offered. */
void kvm_cpuid_mask(struct kvm_cpuid_entry2 *e, unsigned maxphyaddr);

/* state.c */
int kvm_state_init(struct mmu *m);
int kvm_state_check(const struct vcpu_state *s); /* -EINVAL with text: a refused feature is on */
int kvm_set_state(struct mmu *m, const struct vcpu_state *s);
int kvm_get_state(struct mmu *m, struct vcpu_state *s);

/* run.c */
int kvm_run_init(struct mmu *m);
int kvm_run(struct mmu *m, struct vcpu_exit *exit);
int kvm_run_complete(struct mmu *m); /* ends the pending access without running the guest */
void kvm_kick(struct mmu *m);

/* inspect.c */
extern const struct mmu_inspect ept_inspect, kvm_spt_inspect;

/* exits.c: what KVM_RUN left in m->run, as struct vcpu_exit. */
void kvm_exit_decode(struct mmu *m, struct vcpu_exit *exit);

#endif
