/* SPDX-License-Identifier: Apache-2.0 */
#include "trace.h"

#include "err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TRACE_LINE_BYTES 512

static const struct {
    const char *name, *help;
} category[TRACE_COUNT] = {
#define X(id, text) [TRACE_##id] = {#id, text},
    TRACE_CATEGORIES(X)
#undef X
};

uint32_t trace_mask;
void (*trace_sink)(const char *line, size_t len);

#define TRACE_ALL ((1u << TRACE_COUNT) - 1u)

/* Bits of one name; 0 when there is no such category. */
static uint32_t parse_one(const char *name, size_t len)
{
    if (len == 3 && !memcmp(name, "all", 3))
        return TRACE_ALL;
    for (unsigned i = 0; i < TRACE_COUNT; i++) {
        if (strlen(category[i].name) == len && !memcmp(category[i].name, name, len))
            return 1u << i;
    }
    return 0;
}

static int unknown(const char *name, size_t len)
{
    return err(EINVAL,
               "--trace: no category \"%.*s\"; there are all"
#define X(id, text) ", " #id
               TRACE_CATEGORIES(X),
#undef X
               (int)(len < 64 ? len : 64), name);
}

int trace_parse(const char *list)
{
    uint32_t mask = 0;

    for (;;) {
        size_t len = strcspn(list, ",");
        uint32_t bit = parse_one(list, len);
        if (!bit)
            return unknown(list, len);
        mask |= bit;
        if (!list[len])
            break;
        list += len + 1;
    }
    trace_mask = mask;
    return 0;
}

const char *trace_name(enum trace_category c)
{
    return (unsigned)c < TRACE_COUNT ? category[c].name : "unknown";
}

const char *trace_help(enum trace_category c)
{
    return (unsigned)c < TRACE_COUNT ? category[c].help : "";
}

/* One write() per line, so that lines of several processes do not mix. */
void trace_line(enum trace_category c, const char *fmt, ...)
{
    char line[TRACE_LINE_BYTES];
    va_list ap;
    int n = snprintf(line, sizeof line, "%s: ", trace_name(c));

    va_start(ap, fmt);
    int m = vsnprintf(line + n, sizeof line - (size_t)n, fmt, ap);
    va_end(ap);
    size_t len = (size_t)n + (size_t)(m > 0 ? m : 0);
    if (len > sizeof line - 1)
        len = sizeof line - 1;
    line[len++] = '\n';
    if (trace_sink)
        trace_sink(line, len);
    else if (write(STDERR_FILENO, line, len) < 0)
        trace_mask = 0; /* nobody listens: stop paying for it */
}
