/* SPDX-License-Identifier: Apache-2.0 */
#include "timing.h"

#include <math.h>
#include <string.h>

static const struct {
    const char *name, *head;
} parts[TIMING_PARTS] = {
    [TIMING_TRAP] = {"trap, resume, guest", "trap"},
    [TIMING_WALK] = {"walk of guest tables", "walk"},
    [TIMING_MAP] = {"host mappings", "map"},
    [TIMING_HANDOFF] = {"hand-off to another process", "hand-off"},
    [TIMING_REST] = {"rest of the monitor", "rest"},
};

const char *timing_name(enum timing_part k)
{
    return parts[k].name;
}

const char *timing_head(enum timing_part k)
{
    return parts[k].head;
}

static double count(const struct summary_row *r, const char *counter)
{
    return json_number_value(json_object_get(r->counters, counter));
}

bool timing_known(const struct summary_row *r)
{
    return r->s.n && count(r, "cycles_monitor") > 0 && count(r, "trap") > 0.005;
}

double timing_split(const struct summary_row *r, double khz, double part[TIMING_PARTS])
{
    double scale = strcmp(r->unit, "ns") || khz <= 0 ? 1 : 1e6 / khz;
    double monitor = scale * count(r, "cycles_monitor"), sum = 0;

    part[TIMING_WALK] = scale * count(r, "cycles_walk");
    part[TIMING_MAP] = scale * count(r, "cycles_map");
    part[TIMING_HANDOFF] = scale * count(r, "cycles_handoff");
    part[TIMING_REST] =
        fmax(0, monitor - part[TIMING_WALK] - part[TIMING_MAP] - part[TIMING_HANDOFF]);
    part[TIMING_TRAP] = fmax(0, r->s.median - monitor);
    for (enum timing_part k = 0; k < TIMING_PARTS; k++)
        sum += part[k];
    return sum;
}
