/* SPDX-License-Identifier: Apache-2.0 */
/* KVM shows nobody its tables: its statistics say how many mappings of each size they hold. */
#include "kvm.h"

#include <string.h>

static unsigned roots(struct mmu *m, struct mmu_root *root, unsigned max)
{
    (void)m;
    (void)root;
    (void)max;
    return 0;
}

static int totals(struct mmu *m, struct mmu_totals *t)
{
    static const enum counter of_level[] = {
        [1] = CTR_kvm_pages_4k, [2] = CTR_kvm_pages_2m, [3] = CTR_kvm_pages_1g};
    struct counters c = {0};
    int rc = kvm_stats_read(&m->vm_stats, &c);

    memset(t->pages, 0xff, sizeof t->pages);
    for (unsigned level = 1; level <= 3; level++)
        if (counters_has(&c, of_level[level]))
            t->pages[level] = c.v[of_level[level]];
    return rc;
}

const struct mmu_inspect ept_inspect = {
    .what = "second-stage tables GPA -> HPA (EPT or NPT), which KVM keeps to itself",
    .roots = roots,
    .totals = totals,
};

const struct mmu_inspect kvm_spt_inspect = {
    .what = "shadow page tables GVA -> HPA, which KVM keeps to itself",
    .roots = roots,
    .totals = totals,
};
