/* SPDX-License-Identifier: Apache-2.0 */
/* Guest RAM's slots as KVM memslots (KVM_SET_USER_MEMORY_REGION, KVM API 4.35). */
#include "kvm.h"

#include "common/err.h"

#include <errno.h>
#include <sys/ioctl.h>

static struct kvm_userspace_memory_region region(const struct memslot *s, bool present)
{
    return (struct kvm_userspace_memory_region){
        .slot = s->id,
        .flags = (s->flags & MEMSLOT_READONLY ? KVM_MEM_READONLY : 0u) |
                 (s->flags & MEMSLOT_LOG_DIRTY ? KVM_MEM_LOG_DIRTY_PAGES : 0u),
        .guest_phys_addr = gfn_gpa(s->base).v,
        .memory_size = present ? s->npages << PAGE_SHIFT : 0,
        .userspace_addr = s->hva.v,
    };
}

static int commit(struct mmu *m, const struct memslot *s, bool present)
{
    struct kvm_userspace_memory_region r = region(s, present);
    if (r.flags & KVM_MEM_READONLY && ioctl(m->sys, KVM_CHECK_EXTENSION, KVM_CAP_READONLY_MEM) <= 0)
        return err(EOPNOTSUPP, "this KVM has no read-only memory (KVM_CAP_READONLY_MEM): leave out "
                               "workloads with a ROM");
    int rc = KVM_IOCTL(m->vm, KVM_SET_USER_MEMORY_REGION, &r);
    TRACE(slot, "%s slot %u gpa %#llx bytes %#llx", present ? "add" : "remove", r.slot,
          (unsigned long long)r.guest_phys_addr, (unsigned long long)(s->npages << PAGE_SHIFT));
    return rc;
}

static int add(void *ctx, const struct memslot *s)
{
    return commit(ctx, s, true);
}

static int drop(void *ctx, const struct memslot *s)
{
    return commit(ctx, s, false);
}

static int change_log(void *ctx, const struct memslot *s)
{
    struct mmu *m = ctx;
    if (!m->dirty_log)
        return err(ENOTSUP,
                   "this KVM has no KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2: use Linux 5.2 or newer");
    return commit(m, s, true);
}

int kvm_slots_init(struct mmu *m)
{
    int rc = ram_listen(
        m->ram, (struct ram_listener){.ctx = m, .add = add, .remove = drop, .log = change_log});
    m->listening = !rc;
    return rc;
}

/* The slots themselves end with the machine. */
void kvm_slots_fini(struct mmu *m)
{
    if (m->listening)
        ram_unlisten(m->ram, m);
    m->listening = false;
}
