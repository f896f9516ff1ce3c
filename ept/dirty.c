/* SPDX-License-Identifier: Apache-2.0 */
/* Dirty logging (KVM API 4.8 KVM_GET_DIRTY_LOG, 4.117 KVM_CLEAR_DIRTY_LOG). */
#include "kvm.h"

#include <sys/ioctl.h>

void kvm_dirty_init(struct mmu *m)
{
    struct kvm_enable_cap cap = {.cap = KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2,
                                 .args = {KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE}};
    m->dirty_log = ioctl(m->vm, KVM_ENABLE_CAP, &cap) == 0;
}

int kvm_dirty_get(struct mmu *m, const struct memslot *slot, uint64_t *bitmap)
{
    struct kvm_dirty_log log = {.slot = slot->id, .dirty_bitmap = bitmap};
    return KVM_IOCTL(m->vm, KVM_GET_DIRTY_LOG, &log);
}

int kvm_dirty_clear(struct mmu *m, const struct memslot *slot, const uint64_t *bitmap)
{
    struct kvm_clear_dirty_log log = {.slot = slot->id,
                                      .num_pages = (uint32_t)slot->npages,
                                      .dirty_bitmap = (void *)(uintptr_t)bitmap};
    return KVM_IOCTL(m->vm, KVM_CLEAR_DIRTY_LOG, &log);
}
