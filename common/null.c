/* SPDX-License-Identifier: Apache-2.0 */
#include "null.h"

#include "err.h"
#include "guest_abi.h"
#include "units.h"

#include <errno.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

struct mmu {
    struct ram *ram;
    struct vcpu_state state;
    enum guest_hypercall last; /* what the exit before this one was */
    bool started;
    uint64_t taken;       /* samples written */
    uint64_t exit_begin;  /* TSC when the last HC_NOP left run() */
    uint64_t exit_cycles; /* sum over all HC_NOP */
    atomic_bool kicked;
};

static void null_probe(struct mmu_probe *p)
{
    *p = (struct mmu_probe){.available = true};
    snprintf(p->proof, sizeof p->proof, "runs no guest: needs nothing of the host");
}

static int null_create(struct mmu **out, const struct mmu_config *cfg)
{
    struct mmu *m = aligned_alloc(_Alignof(struct mmu), sizeof *m);

    if (!m)
        return err(ENOMEM, "null: no memory");
    *m = (struct mmu){.ram = cfg->ram};
    *out = m;
    return 0;
}

static void null_destroy(struct mmu *m)
{
    free(m);
}

static int null_set_state(struct mmu *m, const struct vcpu_state *s)
{
    m->state = *s;
    return 0;
}

static int null_get_state(struct mmu *m, struct vcpu_state *s)
{
    *s = m->state;
    return 0;
}

static void null_kick(struct mmu *m)
{
    atomic_store(&m->kicked, true);
}

static int null_counters(struct mmu *m, struct counters *c)
{
    (void)m;
    *c = (struct counters){0};
    return 0;
}

/* A guest's measured loop without anything in it. */
static void take_sample(struct mmu *m, struct guest_ring *ring)
{
    uint64_t begin = units_now_tsc();
    uint64_t end = units_now_tsc();

    ring->sample[ring->head % ring->capacity] =
        (struct guest_sample){.ops = 1, .cycles = end - begin};
    ring->head++;
    m->taken++;
}

static void print_exits(const struct mmu *m, struct guest_boot *boot)
{
    double each = m->taken ? (double)m->exit_cycles / (double)m->taken : 0;
    double ns = boot->tsc_khz ? units_cycles_to_ns_f(each, boot->tsc_khz) : 0;
    int n =
        snprintf(boot->text, sizeof boot->text,
                 "%" PRIu64 " exits to the runner, %.0f cycles (%.1f ns) each", m->taken, each, ns);

    boot->text_len = n < (int)sizeof boot->text ? (uint32_t)n : sizeof boot->text - 1;
}

/* What the guest that does nothing would do after its last hypercall was answered. */
static enum guest_hypercall next(struct mmu *m, struct guest_boot *boot, struct guest_ring *ring)
{
    if (!m->started) {
        m->started = true;
        return boot->samples ? HC_SECTION_BEGIN : HC_EXIT;
    }
    switch (m->last) {
    case HC_NOP:
        m->exit_cycles += units_now_tsc() - m->exit_begin;
        take_sample(m, ring);
        if (m->taken == boot->samples) {
            boot->section_metric = 0;
            boot->section_ops = m->taken;
            return HC_SECTION_END;
        }
        return ring->head - ring->tail == ring->capacity ? HC_FLUSH : HC_NOP;
    case HC_SECTION_BEGIN:
    case HC_FLUSH:
        return HC_NOP;
    case HC_SECTION_END:
        print_exits(m, boot);
        return HC_PRINT;
    default:
        return HC_EXIT;
    }
}

static int null_run(struct mmu *m, struct vcpu_exit *exit)
{
    struct guest_boot *boot = ram_ptr(m->ram, gpa(GUEST_BOOT_GPA), sizeof *boot);
    struct guest_ring *ring = ram_ptr(m->ram, gpa(GUEST_RING_GPA), GUEST_RING_BYTES);

    if (!boot || !ring)
        return err(EINVAL, "null: no guest RAM at the boot page");
    if (atomic_exchange(&m->kicked, false)) {
        exit->kind = VCPU_EXIT_TIMEOUT;
        return 0;
    }
    m->last = next(m, boot, ring);
    exit->kind = VCPU_EXIT_IO;
    exit->io.port = GUEST_PORT;
    exit->io.size = 4;
    exit->io.in = false;
    exit->io.value = m->last;
    m->exit_begin = units_now_tsc();
    return 0;
}

const struct mmu_ops null_mmu = {
    .name = "null",
    .summary = "no translation and no guest: what the harness itself costs",
    .probe = null_probe,
    .create = null_create,
    .destroy = null_destroy,
    .set_state = null_set_state,
    .get_state = null_get_state,
    .run = null_run,
    .kick = null_kick,
    .counters = null_counters,
};
