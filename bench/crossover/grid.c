/* SPDX-License-Identifier: Apache-2.0 */
#include "grid.h"

#include "bench/names.h"
#include "common/err.h"
#include "rate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BYTES_MIN 8192u /* two pages: the least that the workload takes */

static const struct grid_default {
    const char *edits, *bytes;
    uint64_t steps;
} defaults[] = {
    [false] = {"0,0.1,0.3,1,3,10,30,100,300,1000", "32M,64M,256M", 4},
    [true] = {"0,1,10,100,1000", "64M", 2},
};

static int by_rate(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* Calls `add` for each word between commas. */
static int each(struct crossover_grid *g, const char *list,
                int (*add)(struct crossover_grid *g, const char *word))
{
    char *copy = strdup(list), *save = NULL;
    int rc = copy ? 0 : err(ENOMEM, "no memory for a list");

    for (char *w = rc ? NULL : strtok_r(copy, ",", &save); w && !rc; w = strtok_r(NULL, ",", &save))
        rc = add(g, w);
    free(copy);
    return rc;
}

static int add_edits(struct crossover_grid *g, const char *word)
{
    char *end;
    double v = strtod(word, &end);

    /* Also false for NaN. */
    if (end == word || *end || !(v == 0 || (v >= RATE_MIN && v <= RATE_MAX)))
        return err(EINVAL,
                   "--edits: \"%s\" is neither 0 nor a number from %g to %g (edits for "
                   "each 1000 misses)",
                   word, RATE_MIN, RATE_MAX);
    for (size_t i = 0; i < g->nedits; i++)
        if (rate_per_1000(rate_of(g->edits[i])) == rate_per_1000(rate_of(v)))
            return 0;
    if (g->nedits == GRID_MAX)
        return err(EINVAL, "--edits: more than %u rates", GRID_MAX);
    g->edits[g->nedits++] = v;
    return 0;
}

static int add_bytes(struct crossover_grid *g, const char *word)
{
    uint64_t v = 0;

    if (names_number(word, &v) || v < BYTES_MIN)
        return err(EINVAL, "--sizes: \"%s\" is no size of %u bytes or more, as in 64M", word,
                   BYTES_MIN);
    for (size_t i = 0; i < g->nbytes; i++)
        if (g->bytes[i] == v)
            return 0;
    if (g->nbytes == GRID_MAX)
        return err(EINVAL, "--sizes: more than %u working sets", GRID_MAX);
    g->bytes[g->nbytes++] = v;
    return 0;
}

int grid_edits(struct crossover_grid *g, const char *list)
{
    g->nedits = 0;

    int rc = each(g, list, add_edits);

    qsort(g->edits, g->nedits, sizeof g->edits[0], by_rate);
    return rc || g->nedits ? rc : err(EINVAL, "--edits: a list of rates is needed, as in 0,1,10");
}

int grid_bytes(struct crossover_grid *g, const char *list)
{
    g->nbytes = 0;

    int rc = each(g, list, add_bytes);

    qsort(g->bytes, g->nbytes, sizeof g->bytes[0], by_size);
    return rc || g->nbytes ? rc : err(EINVAL, "--sizes: a list of sizes is needed, as in 64M,256M");
}

int grid_defaults(struct crossover_grid *g, bool quick)
{
    const struct grid_default *d = &defaults[quick];
    int rc = 0;

    if (!g->nedits)
        rc = grid_edits(g, d->edits);
    if (!g->nbytes && !rc)
        rc = grid_bytes(g, d->bytes);
    if (g->steps == GRID_STEPS_DEFAULT)
        g->steps = d->steps;
    return rc;
}

const char *grid_default_edits(bool quick)
{
    return defaults[quick].edits;
}

const char *grid_default_bytes(bool quick)
{
    return defaults[quick].bytes;
}
