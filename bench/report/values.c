/* SPDX-License-Identifier: Apache-2.0 */
#include "values.h"

#include "bench/data/scale.h"

#include <math.h>
#include <stdio.h>

static int ratio_decimals(double r)
{
    return r < 0.0995 ? 3 : scale_decimals(r);
}

const char *value_text(char out[VALUE_BYTES], double v, const char *unit)
{
    return scale_text(out, VALUE_BYTES, v, unit, "\u00a0");
}

const char *value_interval(char out[VALUE_BYTES], const struct stats *st, const char *unit)
{
    double one = scale_time(st->median, unit).one;
    int d = scale_decimals(st->median / one);

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
    struct scale s = scale_bytes(bytes);

    snprintf(out, VALUE_BYTES, "%.4g %s", bytes / s.one, s.name);
    return out;
}
