/* SPDX-License-Identifier: Apache-2.0 */
/* Choices among a backend's policies, made from the lines that it describes them with
 * ("name=min..max (default): meaning"), so that new ones are tested without a word here. */
#include "oracle.h"

#include <stdio.h>
#include <string.h>

struct policy {
    char name[32];
    unsigned long min, max, def;
};

/* The i-th policy. False: there are fewer. */
static bool policy_at(const struct mmu_ops *ops, unsigned i, struct policy *p)
{
    const char *line = ops->policies;
    for (; line && *line; line = strchr(line, '\n'), line = line ? line + 1 : NULL)
        if (sscanf(line, "%31[^=]=%lu..%lu (%lu)", p->name, &p->min, &p->max, &p->def) == 4 &&
            i-- == 0)
            return true;
    return false;
}

static void append(char *out, size_t bytes, const char *name, unsigned long value)
{
    size_t n = strlen(out);
    snprintf(out + n, bytes - n, "%s%s=%lu", n ? "," : "", name, value);
}

bool oracle_policy_single(const struct mmu_ops *ops, unsigned i, char *out, size_t bytes)
{
    struct policy p;
    out[0] = '\0';
    for (unsigned k = 0; policy_at(ops, k, &p); k++)
        for (unsigned end = 0; end < 2; end++) {
            unsigned long v = end ? p.max : p.min;
            if (v == p.def || i-- != 0)
                continue;
            append(out, bytes, p.name, v);
            return true;
        }
    return false;
}

void oracle_policy_mixed(const struct mmu_ops *ops, uint64_t number, char *out, size_t bytes)
{
    struct policy p;
    out[0] = '\0';
    for (unsigned k = 0; policy_at(ops, k, &p); k++, number /= 3)
        if (number % 3)
            append(out, bytes, p.name, number % 3 == 1 ? p.min : p.max);
}
