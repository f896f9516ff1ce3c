/* SPDX-License-Identifier: Apache-2.0 */
/* The backend contract over the arena. */
#include "spt.h"

#include "common/err.h"
#include "common/trace.h"
#include "spt/layout.h"
#include "spt_internal.h"

#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Read once: a guest that runs wild may change it at any moment. */
static uint32_t untrusted_nslots(const struct ram *arena_ram)
{
    return __atomic_load_n(&arena_ram->nslots, __ATOMIC_RELAXED);
}

static int spt_slot_add(void *ctx, const struct memslot *slot)
{
    struct mmu *m = ctx;
    struct ram *r = &m->arena->ram;
    if (slot->flags & ~(MEMSLOT_READONLY | MEMSLOT_LOG_DIRTY))
        return err(ENOTSUP, "spt: memslot flags %#x are not supported", slot->flags);
    uint32_t n = untrusted_nslots(r);
    if (n >= RAM_MAX_SLOTS)
        return err(ENOSPC, "spt: more than %u memslots", RAM_MAX_SLOTS);
    TRACE(slot, "add gfn %#lx pages %#lx", slot->base.v, slot->npages);
    r->slot[n] = *slot;
    r->nslots = n + 1; /* the shadow keeps nothing of holes and devices: nothing to forget */
    if (slot->flags & MEMSLOT_LOG_DIRTY)
        spt_dirty_log(m, slot, true);
    return 0;
}

static int spt_slot_remove(void *ctx, const struct memslot *slot)
{
    struct mmu *m = ctx;
    struct ram *r = &m->arena->ram;
    uint32_t n = untrusted_nslots(r);
    for (uint32_t i = 0; n <= RAM_MAX_SLOTS && i < n; i++) {
        if (r->slot[i].base.v != slot->base.v)
            continue;
        TRACE(slot, "remove gfn %#lx", slot->base.v);
        r->slot[i] = r->slot[n - 1];
        r->nslots = n - 1;
        frame_range_add(&m->arena->stale, slot->fd_offset >> PAGE_SHIFT, slot->npages);
        if (slot->flags & MEMSLOT_LOG_DIRTY)
            spt_dirty_log(m, slot, false);
        return 0;
    }
    return err(ENOENT, "spt: no memslot at gfn %#lx", slot->base.v);
}

static int spt_slot_log(void *ctx, const struct memslot *slot)
{
    spt_dirty_log(ctx, slot, slot->flags & MEMSLOT_LOG_DIRTY);
    return 0;
}

/* The host takes the frames out of all mappings by itself. But a guest table that is zero now still
 * has its shadow. */
static void spt_discarded(void *ctx, uint64_t fd_offset, uint64_t bytes)
{
    struct mmu *m = ctx;
    const struct frame *f =
        (const struct frame *)((const uint8_t *)m->arena + arena_frame_offset());
    for (uint64_t i = fd_offset >> PAGE_SHIFT; i < (fd_offset + bytes) >> PAGE_SHIFT; i++)
        if (f[i].tables)
            frame_range_add(&m->arena->stale, i, 1);
}

static int arena_map(struct mmu *m)
{
    m->arena_bytes = arena_bytes(m->ram->bytes);
    m->arena_fd = memfd_create("mmubench-arena", MFD_CLOEXEC);
    if (m->arena_fd < 0)
        return err_sys("memfd_create for the shadow's state");
    if (ftruncate(m->arena_fd, (off_t)m->arena_bytes))
        return err_sys("ftruncate of the shadow's state");
    void *p = mmap(NULL, m->arena_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, m->arena_fd, 0);
    if (p == MAP_FAILED)
        return err_sys("mmap of the shadow's state");
    m->arena = p;
    return 0;
}

static void arena_init(struct mmu *m, const struct mmu_config *cfg, const struct spt_policy *policy)
{
    struct arena *a = m->arena;
    a->timing = cfg->timing;
    a->trace_mask = cfg->trace ? trace_mask : 0;
    a->maxphyaddr = cfg->maxphyaddr ? cfg->maxphyaddr : vcpu_host_maxphyaddr();
    a->policy = *policy;
    a->dead_status = -1;
    a->sp_fresh = 1;
    a->ram.bytes = m->ram->bytes;
    a->ram.memfd = SPT_RAM_FD;
    a->nframes = m->ram->bytes >> PAGE_SHIFT;
    a->frame_offset = arena_frame_offset();
    a->frame_2m_offset = a->frame_offset + a->nframes * sizeof(struct frame);
    a->fp_offset = offsetof(struct arena, vcpu.fp);
}

static void spt_destroy(struct mmu *m)
{
    if (!m)
        return;
    ram_unlisten(m->ram, m);
    spawn_end(m);
    if (m->arena)
        munmap(m->arena, m->arena_bytes);
    if (m->arena_fd >= 0)
        close(m->arena_fd);
    free(m);
}

static bool in_hugetlb(const struct ram *ram)
{
    struct statfs fs;
    return !fstatfs(ram->memfd, &fs) && fs.f_type == HUGETLBFS_MAGIC;
}

static int spt_create(struct mmu **out, const struct mmu_config *cfg)
{
    struct mmu_probe p;
    struct spt_policy policy;
    int r = policy_parse(&policy, cfg->policy);
    if (r)
        return r;
    spt_probe(&p);
    if (!p.available)
        return err(ENOTSUP, "spt: %s; %s", p.reason, p.remedy);
    if (in_hugetlb(cfg->ram))
        return err(
            EINVAL,
            "spt: guest RAM in hugetlb pages cannot be mapped in 4 KiB pieces: use --backing=thp");
    struct mmu *m = calloc(1, sizeof *m);
    if (!m)
        return err(ENOMEM, "no memory for the shadow MMU");
    m->ram = cfg->ram;
    m->arena_fd = -1;
    r = arena_map(m);
    if (!r) {
        arena_init(m, cfg, &policy);
        r = spawn_template(m, cfg->cpu);
    }
    if (!r)
        r = ram_listen(cfg->ram, (struct ram_listener){.ctx = m,
                                                       .add = spt_slot_add,
                                                       .remove = spt_slot_remove,
                                                       .log = spt_slot_log,
                                                       .discarded = spt_discarded});
    if (r < 0) {
        spt_destroy(m);
        return r;
    }
    *out = m;
    return 0;
}

static int refuse_modes(const struct vcpu_state *s)
{
    static const struct {
        uint64_t bit;
        const char *name;
    } cr4[] = {{CR4_LA57, "LA57 (5-level paging)"},
               {CR4_PCIDE, "PCIDE (PCID)"},
               {CR4_SMEP, "SMEP"},
               {CR4_SMAP, "SMAP"},
               {CR4_PKE, "PKE (protection keys)"}};
    const uint64_t cr0 = CR0_PE | CR0_PG, efer = EFER_SCE | EFER_LME | EFER_LMA | EFER_NXE;
    if ((s->cr0 & cr0) != cr0 || !(s->cr4 & CR4_PAE) || !(s->efer & EFER_LMA))
        return err(
            EINVAL,
            "spt: only 64-bit long mode with paging is supported (cr0 %#lx cr4 %#lx efer %#lx)",
            s->cr0, s->cr4, s->efer);
    for (unsigned i = 0; i < sizeof cr4 / sizeof cr4[0]; i++)
        if (s->cr4 & cr4[i].bit)
            return err(EINVAL, "spt: CR4.%s is not supported: leave it off", cr4[i].name);
    if ((s->cr4 & CR4_FSGSBASE) && !spt_host_has_fsgsbase())
        return err(EINVAL, "spt: CR4.FSGSBASE: this host has no such instructions: leave it off");
    if (s->efer & ~efer)
        return err(EINVAL,
                   "spt: EFER %#lx has bits that are not supported: use SCE, LME, LMA and NXE only",
                   s->efer);
    if (s->ss.dpl != 0 && s->ss.dpl != 3)
        return err(EINVAL, "spt: CPL %u is not supported: use 0 or 3", s->ss.dpl);
    return 0;
}

static int spt_set_state(struct mmu *m, const struct vcpu_state *s)
{
    int r = refuse_modes(s);
    if (r)
        return r;
    m->arena->vcpu = *s;
    m->arena->fp_offset = offsetof(struct arena, vcpu.fp);
    m->arena->exit_pending = 0;
    m->arena->refault.armed = false;
    m->arena->resync = true;
    return 0;
}

/* The FP image lies in the signal frame of the process that ran last; its length is what the kernel
 * saved there. */
static void copy_fp(const struct mmu *m, struct vcpu_state *s)
{
    uint64_t at = __atomic_load_n(&m->arena->fp_offset, __ATOMIC_RELAXED); /* as above */
    if (at == offsetof(struct arena, vcpu.fp))
        return;
    uint64_t room = at < m->arena_bytes ? m->arena_bytes - at : 0;
    memcpy(s->fp, (const uint8_t *)m->arena + at, room < sizeof s->fp ? room : sizeof s->fp);
}

static void give_answer(struct mmu *m, const struct vcpu_exit *exit)
{
    if (!m->arena->exit_pending)
        return;
    m->arena->exit.io.value = exit->io.value;
    if (m->arena->exit.kind == VCPU_EXIT_MMIO)
        m->arena->exit.mmio = exit->mmio;
}

static int spt_get_state(struct mmu *m, struct vcpu_state *s)
{
    if (m->arena->exit_pending && !m->dead[0]) {
        give_answer(m, m->exit);
        m->arena->command = SPT_COMPLETE;
        int r = wait_vcpu(m);
        if (r)
            return r;
    }
    *s = m->arena->vcpu;
    copy_fp(m, s);
    return 0;
}

static void print_traces(struct mmu *m)
{
    uint32_t head = m->arena->trace_head;
    if (head - m->traced > SPT_TRACE_LINES) {
        dprintf(STDERR_FILENO, "(%u trace lines lost)\n", head - m->traced - SPT_TRACE_LINES);
        m->traced = head - SPT_TRACE_LINES;
    }
    for (; m->traced != head; m->traced++) {
        char line[SPT_TRACE_BYTES];
        memcpy(line, m->arena->trace[m->traced % SPT_TRACE_LINES], sizeof line);
        line[strcspn(line, "\n") % sizeof line] = '\0';
        exit_clean_text(line, sizeof line);
        dprintf(STDERR_FILENO, "%s\n", line);
    }
}

static int spt_run(struct mmu *m, struct vcpu_exit *exit)
{
    if (m->dead[0])
        return err(EIO, "spt: %s", m->dead);
    give_answer(m, exit);
    m->arena->command = SPT_RUN;
    int r = wait_vcpu(m);
    if (r)
        return r;
    exit_take(m->arena, exit);
    m->exit = exit;
    if (m->arena->trace_mask)
        print_traces(m);
    return 0;
}

static int spt_counters(struct mmu *m, struct counters *c)
{
    for (unsigned i = CTR_true_fault; i <= CTR_interpreted; i++)
        counters_set(c, i, m->arena->counter[i]);
    for (unsigned i = CTR_exit_io; i <= CTR_exit_halt; i++)
        counters_set(c, i, m->arena->counter[i]);
    for (unsigned i = CTR_cycles_monitor; m->arena->timing && i <= CTR_cycles_handoff; i++)
        counters_set(c, i, m->arena->counter[i]);
    return 0;
}

static int spt_check_policy(const char *text)
{
    struct spt_policy p;
    return policy_parse(&p, text);
}

const struct mmu_ops spt_mmu = {
    .name = "spt",
    .summary = "software shadow page table in host processes (any x86-64 Linux, no KVM needed)",
    .policies = policy_help,
    .check_policy = spt_check_policy,
    .probe = spt_probe,
    .create = spt_create,
    .destroy = spt_destroy,
    .set_state = spt_set_state,
    .get_state = spt_get_state,
    .run = spt_run,
    .kick = wait_kick,
    .dirty_get = spt_dirty_get,
    .dirty_clear = spt_dirty_clear,
    .counters = spt_counters,
    .inspect = &spt_inspect,
};
