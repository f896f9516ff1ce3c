/* SPDX-License-Identifier: Apache-2.0 */
#include "policy.h"

#include "common/err.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    size_t offset;
    uint32_t def, min, max;
} policy[] = {
#define X(name, def, min, max, help) {#name, offsetof(struct spt_policy, name), def, min, max},
    SPT_POLICIES(X)
#undef X
};

#define TEXT(number) #number
const char policy_help[] =
#define X(name, def, min, max, help) \
#name "=" TEXT(min) ".." TEXT(max) " (" TEXT(def) "): " help "\n"
    SPT_POLICIES(X)
#undef X
    ;

enum { POLICIES = sizeof policy / sizeof policy[0] };

static uint32_t *field(struct spt_policy *p, unsigned i)
{
    return (uint32_t *)((char *)p + policy[i].offset);
}

static int unknown(const char *text, size_t len)
{
    return err(EINVAL,
               "spt: no policy \"%.*s\"; there are"
#define X(name, def, min, max, help) " " #name
               SPT_POLICIES(X)
#undef X
                   " (name=value,name=value; meanings in `mmubench list`)",
               (int)len, text);
}

static int set_one(struct spt_policy *p, const char *text, size_t len)
{
    size_t name = strcspn(text, "=,");
    for (unsigned i = 0; i < POLICIES; i++) {
        if (strlen(policy[i].name) != name || memcmp(policy[i].name, text, name))
            continue;
        char *end = NULL;
        unsigned long v = text[name] == '=' ? strtoul(text + name + 1, &end, 0) : 0;
        if (end != text + len || v < policy[i].min || v > policy[i].max)
            return err(EINVAL, "spt: policy %s takes a number from %u to %u", policy[i].name,
                       policy[i].min, policy[i].max);
        *field(p, i) = (uint32_t)v;
        return 0;
    }
    return unknown(text, len);
}

int policy_parse(struct spt_policy *p, const char *text)
{
    int r = 0;
    for (unsigned i = 0; i < POLICIES; i++)
        *field(p, i) = policy[i].def;
    while (!r && text && *text) {
        size_t len = strcspn(text, ",");
        r = set_one(p, text, len);
        text += len + (text[len] == ',');
    }
    return r;
}
