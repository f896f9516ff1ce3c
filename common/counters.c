/* SPDX-License-Identifier: Apache-2.0 */
#include "counters.h"

#include <string.h>

static const char *const names[CTR_COUNT] = {
#define COUNTER(id, text) [CTR_##id] = #id,
#include "counters.def"
#undef COUNTER
};

static const char *const helps[CTR_COUNT] = {
#define COUNTER(id, text) [CTR_##id] = text,
#include "counters.def"
#undef COUNTER
};

void counters_delta(struct counters *out, const struct counters *before,
                    const struct counters *after)
{
    struct counters d = {0};

    for (unsigned i = 0; i < CTR_COUNT; i++) {
        if (counters_has(before, i) && counters_has(after, i))
            counters_set(&d, i, after->v[i] - before->v[i]);
    }
    *out = d;
}

void counters_add(struct counters *sum, const struct counters *c)
{
    for (unsigned i = 0; i < CTR_COUNT; i++) {
        if (counters_has(c, i))
            counters_set(sum, i, sum->v[i] + c->v[i]);
    }
}

const char *counter_name(enum counter i)
{
    return (unsigned)i < CTR_COUNT ? names[i] : "unknown";
}

const char *counter_help(enum counter i)
{
    return (unsigned)i < CTR_COUNT ? helps[i] : "";
}
