/* SPDX-License-Identifier: Apache-2.0 */
#include "modes.h"

#include "common/null.h"
#include "ept/ept.h"
#include "guests/native/native.h"
#include "spt/spt.h"

#include <stdio.h>
#include <string.h>

struct mode {
    const struct mmu_ops *ops;  /* NULL for native */
    const char *name, *summary; /* where ops is NULL */
    int (*run)(const struct run_request *req, const struct run_observer *obs,
               struct run_result *res);
    bool by_default, needs_check;
};

static const struct mode modes[] = {
    {.ops = &spt_mmu, .run = runner_run, .by_default = true, .needs_check = true},
    {.ops = &ept_mmu, .run = runner_run, .by_default = true},
    {.ops = &kvm_spt_mmu, .run = runner_run, .by_default = true},
    {.name = "native",
     .summary = "no virtualisation: the same workload source as a process of the host",
     .run = native_run,
     .by_default = true},
    {.ops = &null_mmu, .run = runner_run},
};
#define COUNT (sizeof modes / sizeof modes[0])
_Static_assert(COUNT <= MODES_MAX, "raise MODES_MAX");

size_t modes_count(void)
{
    return COUNT;
}

const struct mode *modes_at(size_t i)
{
    return i < COUNT ? &modes[i] : NULL;
}

const struct mode *modes_find(const char *name)
{
    for (size_t i = 0; i < COUNT; i++)
        if (!strcmp(modes_name(&modes[i]), name))
            return &modes[i];
    return NULL;
}

const char *modes_name(const struct mode *m)
{
    return m->ops ? m->ops->name : m->name;
}

const char *modes_summary(const struct mode *m)
{
    return m->ops ? m->ops->summary : m->summary;
}

bool modes_by_default(const struct mode *m)
{
    return m->by_default;
}

bool modes_needs_check(const struct mode *m)
{
    return m->needs_check;
}

size_t modes_names(const char *names[MODES_MAX])
{
    for (size_t i = 0; i < COUNT; i++)
        names[i] = modes_name(&modes[i]);
    return COUNT;
}

void modes_probe(const struct mode *m, struct mmu_probe *p)
{
    *p = (struct mmu_probe){0};
    if (m->ops) {
        m->ops->probe(p);
        return;
    }
    p->available = true;
    snprintf(p->proof, sizeof p->proof, "the host itself: nothing stands between it and this mode");
}

int modes_run(const struct mode *m, struct run_request *req, const struct run_observer *obs,
              struct run_result *res)
{
    req->ops = m->ops;
    return m->run(req, obs, res);
}
