/* SPDX-License-Identifier: Apache-2.0 */
#include "fake_mmu.h"

#include "common/err.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

struct mmu {
    struct ram *ram;
    unsigned at;
};

struct fake fake;
static struct mmu the_mmu;
static atomic_bool kicked;

static int nothing(void *ctx, const struct memslot *s)
{
    (void)ctx;
    (void)s;
    return 0;
}

static void fake_probe(struct mmu_probe *p)
{
    *p = (struct mmu_probe){.available = true};
}

static int only_cpu(void)
{
    cpu_set_t set;

    CHECK(!sched_getaffinity(0, sizeof set, &set));
    for (int i = 0; CPU_COUNT(&set) == 1 && i < CPU_SETSIZE; i++) {
        if (CPU_ISSET(i, &set))
            return i;
    }
    return -1;
}

static int fake_create(struct mmu **out, const struct mmu_config *cfg)
{
    if (fake.create_rc)
        return err(-fake.create_rc, "fake: create refused");
    the_mmu = (struct mmu){.ram = cfg->ram};
    atomic_store(&kicked, false);
    fake.created++;
    fake.pinned_to = only_cpu();
    *out = &the_mmu;
    return ram_listen(cfg->ram,
                      (struct ram_listener){.ctx = &the_mmu, .add = nothing, .remove = nothing});
}

static void fake_destroy(struct mmu *m)
{
    if (!m)
        return;
    ram_unlisten(m->ram, m);
    fake.destroyed++;
}

static int fake_set_state(struct mmu *m, const struct vcpu_state *s)
{
    (void)m;
    fake.entry = *s;
    return fake.set_state_rc ? err(-fake.set_state_rc, "fake: state refused") : 0;
}

static int fake_get_state(struct mmu *m, struct vcpu_state *s)
{
    (void)m;
    *s = fake.entry;
    s->rip = fake.rip;
    return 0;
}

static void fake_kick(struct mmu *m)
{
    (void)m;
    fake.kicks++;
    atomic_store(&kicked, true);
}

static int fake_counters(struct mmu *m, struct counters *c)
{
    *c = (struct counters){0};
    counters_set(c, CTR_trap, m->at * 10u);
    return fake.counters_rc ? err(-fake.counters_rc, "fake: counters lost") : 0;
}

static int fake_run(struct mmu *m, struct vcpu_exit *exit)
{
    if (m->at < fake.nsteps) {
        const struct fake_step *s = &fake.step[m->at++];
        if (s->act)
            s->act(ram_ptr(m->ram, gpa(GUEST_BOOT_GPA), sizeof(struct guest_boot)),
                   ram_ptr(m->ram, gpa(GUEST_RING_GPA), GUEST_RING_BYTES));
        *exit = s->exit;
        return s->rc;
    }
    while (!atomic_exchange(&kicked, false))
        usleep(1000);
    *exit = (struct vcpu_exit){.kind = VCPU_EXIT_TIMEOUT};
    return 0;
}

const struct mmu_ops fake_mmu = {
    .name = "fake",
    .summary = "follows a script",
    .probe = fake_probe,
    .create = fake_create,
    .destroy = fake_destroy,
    .set_state = fake_set_state,
    .get_state = fake_get_state,
    .run = fake_run,
    .kick = fake_kick,
    .counters = fake_counters,
};
