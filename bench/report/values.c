/* SPDX-License-Identifier: Apache-2.0 */
#include "values.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct scale {
    double one; /* of the unit given */
    const char *name;
};

/* The largest that is not above the value, or the last. */
static const struct scale *scale_of(const struct scale *s, size_t n, double v)
{
    for (size_t i = 0; i + 1 < n; i++)
        if (fabs(v) >= s[i].one)
            return &s[i];
    return &s[n - 1];
}

static struct scale time_scale(double v, const char *unit)
{
    static const struct scale times[] = {{1e9, "s"}, {1e6, "ms"}, {1e3, "µs"}, {1, "ns"}};

    if (strcmp(unit, "ns"))
        return (struct scale){1, unit};
    return *scale_of(times, sizeof times / sizeof times[0], v);
}

/* Decimals that leave three digits, also after rounding. */
static int decimals(double v)
{
    v = fabs(v);
    return v >= 99.95 ? 0 : v >= 9.995 ? 1 : 2;
}

static int ratio_decimals(double r)
{
    return r < 0.0995 ? 3 : decimals(r);
}

const char *value_text(char out[VALUE_BYTES], double v, const char *unit)
{
    struct scale s = time_scale(v, unit);

    snprintf(out, VALUE_BYTES, "%.*f\u00a0%s", decimals(v / s.one), v / s.one, s.name);
    return out;
}

const char *value_interval(char out[VALUE_BYTES], const struct stats *st, const char *unit)
{
    double one = time_scale(st->median, unit).one;
    int d = decimals(st->median / one);

    snprintf(out, VALUE_BYTES, "[%.*f, %.*f]", d, st->ci_low / one, d, st->ci_high / one);
    return out;
}

const char *value_ratio(char out[VALUE_BYTES], double ratio)
{
    snprintf(out, VALUE_BYTES, "%.*f", ratio_decimals(ratio), ratio);
    return out;
}

const char *value_ratio_interval(char out[VALUE_BYTES], const struct pair_row *r)
{
    int d = ratio_decimals(r->ratio);

    snprintf(out, VALUE_BYTES, "%.*f [%.*f, %.*f]", d, r->ratio, d, r->low, d, r->high);
    return out;
}

const char *value_count(char out[VALUE_BYTES], double v)
{
    snprintf(out, VALUE_BYTES, "%.3g", v);
    if (fabs(v) >= 999.5)
        snprintf(out, VALUE_BYTES, "%.0f", v);
    return out;
}

const char *value_bytes(char out[VALUE_BYTES], double bytes)
{
    static const struct scale sizes[] = {
        {1024.0 * 1024 * 1024, "GiB"}, {1024.0 * 1024, "MiB"}, {1024, "KiB"}, {1, "bytes"}};
    const struct scale *s = scale_of(sizes, sizeof sizes / sizeof sizes[0], bytes);

    snprintf(out, VALUE_BYTES, "%.4g %s", bytes / s->one, s->name);
    return out;
}
