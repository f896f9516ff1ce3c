/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the reference: paging, SDM Vol. 3A 4.5 to 4.8. */
#ifndef MMUBENCH_ORACLE_MODEL_WALK_H
#define MMUBENCH_ORACLE_MODEL_WALK_H

#include "model.h"

struct walk_result {
    const char *illegal; /* the path leads where the reference cannot follow */
    bool fault;
    uint32_t error;
    uint64_t gpa;
    unsigned n; /* entries used */
    uint64_t entry[4];
};

/* Translates one access in the current root. Changes nothing. */
void walk_va(const struct model *m, uint64_t va, enum op_class access, bool user,
             struct walk_result *w);

/* Sets A on the path, and D in its last entry for a write. */
void walk_mark_used(struct model *m, const struct walk_result *w, bool write);

/* The entry at `gpa`, which is present, is about to change: marks all addresses whose path uses it.
 */
void walk_mark_stale(struct model *m, uint64_t gpa);

/* The word, or NULL; whether RAM is there now. */
uint64_t *model_word(struct model *m, uint64_t gpa);
bool model_ram(const struct model *m, uint64_t gpa);
void model_set(struct model *m, uint64_t *at, uint64_t value);

#endif
