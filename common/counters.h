/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Event counters, declared once (counters.def) and so present everywhere: text, JSON, plots, docs.
 * A counter that a backend cannot give is absent (its `have` bit is clear), which is not the same
 * as zero.
 */
#ifndef MMUBENCH_COUNTERS_H
#define MMUBENCH_COUNTERS_H

#include <stdbool.h>
#include <stdint.h>

enum counter {
#define COUNTER(id, text) CTR_##id,
#include "counters.def"
#undef COUNTER
    CTR_COUNT
};

struct counters {
    uint64_t v[CTR_COUNT];
    uint64_t have[(CTR_COUNT + 63) / 64]; /* bit per counter */
};

static inline bool counters_has(const struct counters *c, enum counter i)
{
    return (c->have[i / 64] >> (i % 64)) & 1;
}
static inline void counters_set(struct counters *c, enum counter i, uint64_t v)
{
    c->v[i] = v;
    c->have[i / 64] |= UINT64_C(1) << (i % 64);
}

/* after - before, for counters that both have. */
void counters_delta(struct counters *out, const struct counters *before,
                    const struct counters *after);
void counters_add(struct counters *sum, const struct counters *c);

const char *counter_name(enum counter i); /* "hidden_fault" */
const char *counter_help(enum counter i); /* one line */

#endif
