/* SPDX-License-Identifier: Apache-2.0 */
#include "pattern.h"

#include "bench/names.h"
#include "common/err.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static int add_setting(struct pattern *p, const char *word, size_t n, size_t key)
{
    size_t value = n - key - 1;

    if (key == 0 || value == 0 || key >= sizeof p->set[0].key || value >= sizeof p->set[0].value)
        return err(EINVAL, "\"%.*s\": key=value is needed, as in page=2M", (int)n, word);
    if (p->nset == PATTERN_MAX_SET)
        return err(EINVAL, "\"%.*s\": more than %u settings", (int)n, word, PATTERN_MAX_SET);
    memcpy(p->set[p->nset].key, word, key);
    memcpy(p->set[p->nset].value, word + key + 1, value);
    p->nset++;
    return 0;
}

int pattern_parse(struct pattern *p, const char *text)
{
    size_t n;

    *p = (struct pattern){.name = "*"};
    for (const char *word = text + strspn(text, " "); *word; word += n, word += strspn(word, " ")) {
        const char *eq;

        n = strcspn(word, " ");
        eq = memchr(word, '=', n);
        if (eq) {
            int rc = add_setting(p, word, n, (size_t)(eq - word));

            if (rc)
                return rc;
        } else if (word != text || n >= sizeof p->name) {
            return err(EINVAL, "\"%s\": a workload's name, then settings as key=value", text);
        } else {
            snprintf(p->name, sizeof p->name, "%.*s", (int)n, word);
        }
    }
    return *text ? 0 : err(EINVAL, "\"\": the name of a workload is needed");
}

bool pattern_has_name(const struct pattern *p, const char *workload)
{
    return fnmatch(p->name, workload, 0) == 0;
}

static bool same_value(const char *wanted, const char *is)
{
    uint64_t a, b;

    if (!names_number(wanted, &a) && !names_number(is, &b))
        return a == b;
    return fnmatch(wanted, is, 0) == 0;
}

bool pattern_has_settings(const struct pattern *p, pattern_value_fn value, const void *ctx)
{
    for (size_t i = 0; i < p->nset; i++) {
        char is[24];

        if (!value(ctx, p->set[i].key, is) || !same_value(p->set[i].value, is))
            return false;
    }
    return true;
}
