/* SPDX-License-Identifier: Apache-2.0 */
/* Fixed programs for classes of bugs that shadow MMUs have had. */
#include "regress.h"

static const struct regress *at(unsigned i)
{
    /* This one first: what it notes of error codes is expected of the other. */
    for (const struct regress *r = regress_map; r->name; r++)
        if (i-- == 0)
            return r;
    for (const struct regress *r = regress_role; r->name; r++)
        if (i-- == 0)
            return r;
    return NULL;
}

const char *regress_name(unsigned i)
{
    return at(i) ? at(i)->name : NULL;
}

const char *regress_about(unsigned i)
{
    return at(i) ? at(i)->about : NULL;
}

bool *regress_trait(struct model_traits *t, unsigned i)
{
    return at(i)->trait ? (bool *)((char *)t + at(i)->trait) : NULL;
}

enum oracle_foreign regress_foreign(unsigned i)
{
    return at(i)->foreign;
}

bool regress_program(struct program *p, const struct model_traits *t, unsigned i)
{
    const struct regress *r = at(i);
    program_clear(p, t, true, true);
    for (size_t k = 0; k < r->n; k++)
        if (program_add(p, &r->op[k]))
            return false;
    return true;
}
