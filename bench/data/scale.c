/* SPDX-License-Identifier: Apache-2.0 */
#include "scale.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* From here on three digits round up to 1 of the next unit. */
#define NEARLY_ONE 0.9995

static struct scale largest(const struct scale *s, size_t n, double v)
{
    size_t i = 0;

    while (i + 1 < n && fabs(v) < s[i].one * NEARLY_ONE)
        i++;
    return s[i];
}

struct scale scale_time(double v, const char *unit)
{
    static const struct scale times[] = {{1e9, "s"}, {1e6, "ms"}, {1e3, "µs"}, {1, "ns"}};

    return strcmp(unit, "ns") ? (struct scale){1, unit}
                              : largest(times, sizeof times / sizeof times[0], v);
}

struct scale scale_bytes(double v)
{
    static const struct scale sizes[] = {
        {1024.0 * 1024 * 1024, "GiB"}, {1024.0 * 1024, "MiB"}, {1024, "KiB"}, {1, "bytes"}};

    return largest(sizes, sizeof sizes / sizeof sizes[0], v);
}

int scale_decimals(double v)
{
    v = fabs(v);
    return v >= 99.95 ? 0 : v >= 9.995 ? 1 : 2;
}

const char *scale_text(char *out, size_t bytes, double v, const char *unit, const char *blank)
{
    struct scale s = scale_time(v, unit);

    v /= s.one;
    snprintf(out, bytes, "%.*f%s%s", scale_decimals(v), v, blank, s.name);
    return out;
}
