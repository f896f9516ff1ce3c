/* SPDX-License-Identifier: Apache-2.0 */
/* The two modes as backends. */
#include "ept.h"

#include "common/err.h"
#include "kvm.h"
#include "probe.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

/* The host's KVM does not change under a running program but by ept_forget_probe(); the probe takes
 * some ms. Keyed by the device, so that a change of MMUBENCH_KVM is honoured. */
static struct {
    pthread_mutex_t lock;
    bool done;
    char device[256];
    struct kvm_probe result;
} cache = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void probe(enum mmu_kind want, struct mmu_probe *p)
{
    const char *device = kvm_device();
    pthread_mutex_lock(&cache.lock);
    if (!cache.done || strncmp(cache.device, device, sizeof(cache.device) - 1)) {
        kvm_probe_device(&cache.result, device, "/sys/module");
        strncpy(cache.device, device, sizeof(cache.device) - 1);
        cache.done = true;
    }
    kvm_probe_mode(&cache.result, want, p);
    pthread_mutex_unlock(&cache.lock);
}

void ept_forget_probe(void)
{
    pthread_mutex_lock(&cache.lock);
    cache.done = false;
    pthread_mutex_unlock(&cache.lock);
}

static int create(enum mmu_kind want, const char *name, struct mmu **out,
                  const struct mmu_config *cfg)
{
    struct mmu_probe p;
    probe(want, &p);
    if (!p.available)
        return err(EOPNOTSUPP, "%s is not available: %s; %s", name, p.reason, p.remedy);
    return kvm_create(out, cfg, kvm_device());
}

static int counters(struct mmu *m, struct counters *c)
{
    memset(c, 0, sizeof(*c));
    counters_set(c, CTR_exit_io, m->exits[VCPU_EXIT_IO]);
    counters_set(c, CTR_exit_mmio, m->exits[VCPU_EXIT_MMIO]);
    counters_set(c, CTR_exit_halt, m->exits[VCPU_EXIT_HALT]);
    int rc = kvm_stats_read(&m->vm_stats, c);
    return rc ? rc : kvm_stats_read(&m->vcpu_stats, c);
}

static void ept_probe(struct mmu_probe *p)
{
    probe(MMU_TWO_DIMENSIONAL, p);
}

static int ept_create(struct mmu **out, const struct mmu_config *cfg)
{
    return create(MMU_TWO_DIMENSIONAL, ept_mmu.name, out, cfg);
}

static void kvm_spt_probe(struct mmu_probe *p)
{
    probe(MMU_KERNEL_SHADOW, p);
}

static int kvm_spt_create(struct mmu **out, const struct mmu_config *cfg)
{
    return create(MMU_KERNEL_SHADOW, kvm_spt_mmu.name, out, cfg);
}

#define KVM_HOOKS                                                                       \
    .destroy = kvm_destroy, .set_state = kvm_set_state, .get_state = kvm_get_state,     \
    .run = kvm_run, .kick = kvm_kick, .counters = counters, .dirty_get = kvm_dirty_get, \
    .dirty_clear = kvm_dirty_clear

const struct mmu_ops ept_mmu = {
    .name = "ept",
    .summary = "KVM with two-dimensional paging: Intel EPT or AMD NPT",
    .probe = ept_probe,
    .create = ept_create,
    .inspect = &ept_inspect,
    KVM_HOOKS,
};

const struct mmu_ops kvm_spt_mmu = {
    .name = "kvm-spt",
    .summary = "KVM that shadows guest page tables in the kernel",
    .probe = kvm_spt_probe,
    .create = kvm_spt_create,
    .inspect = &kvm_spt_inspect,
    KVM_HOOKS,
};
