/* SPDX-License-Identifier: Apache-2.0 */
/* What users name points and rows by: "chase", "pte*", "chase page=2M bytes=*M", "page=1G". */
#ifndef MMUBENCH_PATTERN_H
#define MMUBENCH_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#define PATTERN_MAX_SET 8u

struct pattern {
    char name[64]; /* a glob (glob(7)) of workload names; "*" when only settings are given */
    size_t nset;
    struct {
        char key[24], value[24]; /* value: a glob, or a number in any notation */
    } set[PATTERN_MAX_SET];
};

/* Words are parted by spaces; at most one, the first, has no `=`. -EINVAL with a text. */
int pattern_parse(struct pattern *p, const char *text);

bool pattern_has_name(const struct pattern *p, const char *workload);

/* Whether each setting holds: value(ctx, key, out) writes what the key is set to, as names_size()
 * writes numbers; false: there is no such key, and so no match. */
typedef bool (*pattern_value_fn)(const void *ctx, const char *key, char out[24]);
bool pattern_has_settings(const struct pattern *p, pattern_value_fn value, const void *ctx);

#endif
