/* SPDX-License-Identifier: Apache-2.0 */
#include "lines.h"

#include "common/err.h"
#include "packed.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

const char *lines_text(const json_t *line, const char *key)
{
    const char *t = json_string_value(json_object_get(line, key));

    return t ? t : "";
}

static int one_line(const struct store *s, const char *name, unsigned number, const char *text,
                    size_t n, int (*fn)(void *ctx, const json_t *line), void *ctx)
{
    json_error_t why;
    json_t *line = json_loadb(text, n, JSON_REJECT_DUPLICATES, &why);
    int rc;

    if (json_is_object(line)) {
        char what[ERR_TEXT_BYTES];

        rc = fn(ctx, line);
        if (rc == -EINVAL) {
            snprintf(what, sizeof what, "%s", err_text());
            rc = err(EINVAL, "%s/%s:%u: %s", s->dir, name, number, what);
        }
    } else
        rc = err(EINVAL, "%s/%s:%u: not a JSON object (%s)", s->dir, name, number,
                 line ? "another type" : why.text);
    json_decref(line);
    return rc;
}

int lines_each(const struct store *s, const char *name, int (*fn)(void *ctx, const json_t *line),
               void *ctx)
{
    FILE *f = packed_open(s, name);
    char *text = NULL;
    size_t room = 0;
    ssize_t n;
    int rc = 0;

    if (!f)
        return -errno;
    for (unsigned i = 1; !rc && (n = getline(&text, &room, f)) > 0; i++)
        if (text[n - 1] == '\n')
            rc = one_line(s, name, i, text, (size_t)n, fn, ctx);
    free(text);
    fclose(f);
    return rc;
}
