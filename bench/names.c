/* SPDX-License-Identifier: Apache-2.0 */
#include "names.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN 48u

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment distance; names longer than NAME_MAX_LEN are as far as can be. */
static size_t edits(const char *a, const char *b)
{
    size_t na = strlen(a);
    size_t nb = strlen(b);
    size_t d[NAME_MAX_LEN + 1][NAME_MAX_LEN + 1];

    if (na > NAME_MAX_LEN || nb > NAME_MAX_LEN)
        return SIZE_MAX;
    for (size_t i = 0; i <= na; i++)
        for (size_t j = 0; j <= nb; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = least(least(d[i - 1][j], d[i][j - 1]) + 1,
                            d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[na][nb];
}

const char *names_nearest(const char *given, const char *const *known, size_t n)
{
    const char *best = NULL;
    size_t limit = strlen(given) / 3 + 2;

    for (size_t i = 0; i < n; i++) {
        size_t e = edits(given, known[i]);

        if (e < limit && e < strlen(known[i])) {
            limit = e;
            best = known[i];
        }
    }
    return best;
}

const char *names_hint(char *out, size_t bytes, const char *given, const char *const *known,
                       size_t n)
{
    const char *near = names_nearest(given, known, n);

    if (near)
        snprintf(out, bytes, "; did you mean \"%s\"?", near);
    else
        out[0] = '\0';
    return out;
}

const char *names_join(char *out, size_t bytes, const char *const *known, size_t n)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < n && used < bytes; i++) {
        int k = snprintf(out + used, bytes - used, "%s%s", i ? ", " : "", known[i]);

        used += (size_t)(k > 0 ? k : 0);
    }
    return out;
}

int names_number(const char *text, uint64_t *value)
{
    static const char suffixes[] = "KMG";
    char *end;
    unsigned shift = 0;

    if (!isdigit((unsigned char)text[0]))
        return -EINVAL;
    errno = 0;
    *value = strtoull(text, &end, 0);
    if (errno)
        return -ERANGE;
    if (*end) {
        const char *s = strchr(suffixes, toupper((unsigned char)*end));

        if (!s || end[1])
            return -EINVAL;
        shift = 10u * (unsigned)(s - suffixes + 1);
    }
    if (*value > UINT64_MAX >> shift)
        return -ERANGE;
    *value <<= shift;
    return 0;
}

const char *names_size(char *out, size_t bytes, uint64_t value)
{
    static const char suffixes[] = "\0KMG";
    unsigned i = 0;

    while (i < 3 && value && value % 1024 == 0) {
        value /= 1024;
        i++;
    }
    snprintf(out, bytes, "%" PRIu64 "%.1s", value, &suffixes[i]);
    return out;
}
