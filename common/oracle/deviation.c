/* SPDX-License-Identifier: Apache-2.0 */
/* What processors and KVMs outside this project do otherwise than the SDM says. Nothing is assumed:
 * a deviation is noted only where its program has just shown it. */
#include "oracle.h"

int oracle_deviations(struct oracle *o, struct program *p,
                      void (*seen)(void *ctx, unsigned regress, const struct finding *f), void *ctx)
{
    struct finding f;
    for (unsigned i = 0; regress_name(i); i++) {
        bool *trait = regress_trait(&o->traits, i);
        if (!trait || *trait || regress_foreign(i) > o->target.foreign ||
            !regress_program(p, &o->traits, i))
            continue;
        int rc = oracle_check(o, p, &f);
        if (rc)
            return rc;
        if (f.kind == SAME)
            continue;
        *trait = true;
        seen(ctx, i, &f);
    }
    return 0;
}
