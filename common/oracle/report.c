/* SPDX-License-Identifier: Apache-2.0 */
/* A difference as text: enough to do it again by hand. */
#include "oracle.h"

#include <inttypes.h>
#include <stdio.h>

static void line(const struct oracle_sink *s, const char *text)
{
    s->line(s->ctx, text);
}

void oracle_report(const struct oracle *o, const struct program *p, const struct finding *f,
                   const struct oracle_sink *sink)
{
    char text[640], op[400];
    const char *policy = o->target.config.policy;
    snprintf(text, sizeof text,
             "%s%s%s differs from the reference; seed %" PRIu64 ", %zu operations:",
             o->target.ops->name, policy ? " with " : "", policy ? policy : "", p->seed, p->n);
    line(sink, text);
    snprintf(text, sizeof text, "  start: root %#" PRIx64 ", CR0.WP %d, EFER.NXE %d, tables empty",
             oracle_root(0), p->wp, p->nxe);
    line(sink, text);
    for (size_t i = 0; i < p->n; i++) {
        const struct model_outcome *r = &p->outcome[i];
        op_text(&p->op[i], op, sizeof op);
        if (r->error != MODEL_NO_FAULT && op_class(p->op[i].kind) != CLASS_STRING)
            snprintf(text, sizeof text, "  %3zu %s  => #PF %#" PRIx64, i, op, r->error);
        else if (op_class(p->op[i].kind) == CLASS_READ)
            snprintf(text, sizeof text, "  %3zu %s  => %#" PRIx64, i, op, r->rax);
        else
            snprintf(text, sizeof text, "  %3zu %s", i, op);
        line(sink, text);
    }
    snprintf(text, sizeof text, "  at operation %zu: %s", f->op, f->text);
    line(sink, text);
}
