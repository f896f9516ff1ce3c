/* SPDX-License-Identifier: Apache-2.0 */
/* One address on its way through the four spaces: GVA -> GPA -> HVA -> HPA, and what the backend
 * has for it. */
#ifndef MMUBENCH_BENCH_INSPECT_TRANSLATION_H
#define MMUBENCH_BENCH_INSPECT_TRANSLATION_H

#include "common/host_page.h"
#include "look.h"

/* What becomes of an access: how the walk for it ends. */
struct translation_access {
    enum walk_status status;
    uint32_t error_code;
};
#define TRANSLATION_KINDS 3 /* by enum access */

struct translation_own {
    enum inspect_match match;
    struct mmu_own own;
    bool has_mapping; /* the process maps the address now */
    struct host_mapping mapping;
    struct host_page page; /* as that process's page tables have it */
};

struct translation {
    struct gva gva;
    struct walk walk; /* by the guest's tables, a read at CPL 0: where it ends without a leaf, the
                         rest does not hold */
    struct translation_access access[2][TRANSLATION_KINDS]; /* [CPL is 3] */

    bool has_gpa;                  /* the guest's tables map it, whoever may use it */
    const struct section *section; /* of the flat view; NULL: a hole. Valid while the guest is */
    bool has_slot;                 /* and there is memory: the rest holds */
    struct memslot slot;
    uint64_t fd_offset;
    struct hva hva;
    bool allocated; /* the memfd has a frame there */
    struct host_page page;

    bool has_totals; /* of a backend whose tables cannot be read */
    struct mmu_totals totals;
    unsigned nroots;
    struct translation_own root[INSPECT_MAX_ROOTS]; /* of look.in.root[] */
};

/* Fills in all of it; 0 or -errno with a text. An address that is not canonical has no walk. */
int translation_make(struct translation *t, const struct look *l, struct gva a);

void translation_print(const struct translation *t, const struct look *l);
json_t *translation_json(const struct translation *t, const struct look *l); /* new reference */

/* True when both say the same of the address: status, GPA, place in the memfd, and the frame where
 * both know it. */
bool translation_same(const struct translation *a, const struct translation *b);

#endif
