/* SPDX-License-Identifier: Apache-2.0 */
#include "select.h"

#include "common/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void select_probe(struct selection *s)
{
    *s = (struct selection){0};
    for (size_t i = 0; i < modes_count(); i++)
        modes_probe(modes_at(i), &s->probe[i]);
}

static struct mmu_probe *probe_of(struct selection *s, const struct mode *m)
{
    for (size_t i = 0; i < modes_count(); i++)
        if (modes_at(i) == modes_base(m))
            return &s->probe[i];
    return NULL;
}

/* Some reasons carry the proof; saying it once is enough. */
static bool has_own_proof(const struct mmu_probe *p)
{
    return p->proof[0] && (p->available || !strstr(p->reason, p->proof));
}

static int refuse(const struct mode *m, const struct mmu_probe *p)
{
    bool proved = has_own_proof(p);

    return err(ENODEV, "--mmu=%s is not available here: %s%s%s; to have it: %s", modes_name(m),
               p->reason, proved ? "; proof: " : "", proved ? p->proof : "", p->remedy);
}

static int select_asked(struct selection *s, const struct args_run *a)
{
    for (size_t i = 0; i < a->nmodes; i++) {
        struct mmu_probe *p = probe_of(s, a->mode[i]);

        if (!p->available && a->allow_kvm_reload) {
            int rc = modes_make_available(a->mode[i], &s->reload, p);

            if (rc)
                return rc;
        }
        if (!p->available)
            return refuse(a->mode[i], p);
        s->mode[s->n++] = a->mode[i];
    }
    return 0;
}

int select_modes(struct selection *s, const struct args_run *a)
{
    if (a->nmodes)
        return select_asked(s, a);
    for (size_t i = 0; i < modes_count(); i++) {
        const struct mode *m = modes_at(i);

        if (!modes_by_default(m))
            continue;
        if (s->probe[i].available)
            s->mode[s->n++] = m;
        else
            fprintf(stderr, "mmubench: without %s: %s (%s)\n", modes_name(m), s->probe[i].reason,
                    s->probe[i].remedy);
    }
    return s->n ? 0 : err(ENODEV, "no mode is available here (see `mmubench info`)");
}

int select_prepare(const struct selection *s, const struct mode *m)
{
    struct kvm_reload *reload = s->reload;
    struct mmu_probe p = {.available = true};
    int rc = reload ? modes_make_available(m, &reload, &p) : 0;

    return rc || p.available ? rc : refuse(m, &p);
}

int select_close(struct selection *s)
{
    int rc = modes_put_back(s->reload);

    s->reload = NULL;
    return rc;
}

json_t *select_json(const struct selection *s)
{
    json_t *all = json_object();

    for (size_t i = 0; i < modes_count(); i++) {
        const struct mmu_probe *p = &s->probe[i];
        json_t *o = json_pack("{s:b, s:s, s:s, s:s}", "available", p->available, "proof", p->proof,
                              "reason", p->reason, "remedy", p->remedy);

        json_object_set_new(all, modes_name(modes_at(i)), o);
    }
    return all;
}

void select_print(const struct selection *s)
{
    for (size_t i = 0; i < modes_count(); i++) {
        const struct mmu_probe *p = &s->probe[i];

        printf("  %-8s %s: %s\n", modes_name(modes_at(i)), p->available ? "yes" : "no",
               modes_summary(modes_at(i)));
        if (has_own_proof(p))
            printf("             proof:  %s\n", p->proof);
        if (!p->available)
            printf("             reason: %s\n             remedy: %s\n", p->reason, p->remedy);
    }
}
