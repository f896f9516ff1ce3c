/* SPDX-License-Identifier: Apache-2.0 */
#include "modes.h"

#include "common/err.h"
#include "common/null.h"
#include "common/oracle/oracle.h"
#include "ept/ept.h"
#include "ept/reload.h"
#include "guests/native/native.h"
#include "names.h"
#include "spt/spt.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct mode {
    const struct mmu_ops *ops;  /* NULL for native */
    const char *name, *summary; /* where ops is NULL */
    int (*run)(const struct run_request *req, const struct run_observer *obs,
               struct run_result *res);
    bool by_default, needs_check;
    bool hardware;                /* it is the processor that walks the guest's tables */
    char variant[96], policy[96]; /* "spt:prefetch=8" and "prefetch=8"; empty but for a variant */
};

static const struct mode modes[] = {
    {.ops = &spt_mmu, .run = runner_run, .by_default = true, .needs_check = true},
    {.ops = &ept_mmu, .run = runner_run, .by_default = true, .hardware = true},
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

static const struct mode *find(const char *name, size_t len)
{
    for (size_t i = 0; i < COUNT; i++)
        if (strlen(modes_name(&modes[i])) == len && !memcmp(modes_name(&modes[i]), name, len))
            return &modes[i];
    return NULL;
}

/* Modes with a policy of their own, as the command line names them; kept for the life of the
 * program. */
static struct mode variants[MODES_MAX];
static size_t nvariants;

static int make_variant(const struct mode *base, const char *name, const char *policy)
{
    struct mode *v = &variants[nvariants];

    if (!base->ops || !base->ops->check_policy)
        return err(EINVAL, "--mmu=%s: %s has no policies to choose from", name, modes_name(base));
    if (nvariants == MODES_MAX || strlen(name) >= sizeof v->variant)
        return err(EINVAL, "--mmu=%s: at most %u policies of up to %zu characters", name, MODES_MAX,
                   sizeof v->variant - 1);
    *v = *base;
    strcpy(v->variant, name);
    strcpy(v->policy, policy);
    for (char *colon = v->policy; (colon = strchr(colon, ':'));)
        *colon = ',';
    int rc = base->ops->check_policy(v->policy);
    nvariants += !rc;
    return rc;
}

int modes_find(const char *name, const struct mode **m)
{
    size_t len = strcspn(name, ":");
    const struct mode *base = find(name, len);
    char hint[64], list[128];
    const char *names[MODES_MAX];
    size_t n = modes_names(names);

    *m = base;
    if (!base)
        return err(EINVAL, "--mmu=%s: no such mode%s (possible: %s)", name,
                   names_hint(hint, sizeof hint, name, names, n),
                   names_join(list, sizeof list, names, n));
    if (!name[len])
        return 0;
    for (size_t i = 0; i < nvariants; i++)
        if (!strcmp(variants[i].variant, name)) {
            *m = &variants[i];
            return 0;
        }
    *m = &variants[nvariants];
    return make_variant(base, name, name + len + 1);
}

const char *modes_name(const struct mode *m)
{
    return m->variant[0] ? m->variant : m->ops ? m->ops->name : m->name;
}

const struct mode *modes_base(const struct mode *m)
{
    return m->variant[0] ? find(m->ops->name, strlen(m->ops->name)) : m;
}

const char *modes_policies(const struct mode *m)
{
    return m->ops ? m->ops->policies : NULL;
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

bool modes_translates(const struct mode *m)
{
    return m->ops != &null_mmu;
}

size_t modes_names(const char *names[MODES_MAX])
{
    for (size_t i = 0; i < COUNT; i++)
        names[i] = modes_name(&modes[i]);
    return COUNT;
}

bool modes_target(const struct mode *m, struct oracle_target *t)
{
    if (!m->ops || !modes_translates(m))
        return false;
    if (t)
        *t = (struct oracle_target){
            .ops = m->ops,
            .config = {.cpu = -1, .policy = m->variant[0] ? m->policy : NULL},
            .foreign = m->ops == &spt_mmu ? FOREIGN_NOTHING : FOREIGN_ALL,
            .early_accessed = m->hardware,
        };
    return true;
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

int modes_make_available(const struct mode *m, struct kvm_reload **reload, struct mmu_probe *p)
{
    int rc = 0;

    if (m->ops && kvm_reload_helps(m->ops)) {
        if (!*reload)
            rc = kvm_reload_open(reload);
        if (!rc)
            rc = kvm_reload_for(*reload, m->ops);
    }
    if (rc)
        return rc;
    modes_probe(m, p);
    return 0;
}

int modes_put_back(struct kvm_reload *reload)
{
    return kvm_reload_close(reload);
}

int modes_run(const struct mode *m, struct run_request *req, const struct run_observer *obs,
              struct run_result *res)
{
    req->ops = m->ops;
    req->policy = m->policy[0] ? m->policy : NULL;
    return m->run(req, obs, res);
}
