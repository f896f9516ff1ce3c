/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows a table has, and in which order. */
#include "common/err.h"
#include "table.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH_UNKNOWN 100u

unsigned table_width(void)
{
    const char *columns = getenv("COLUMNS");
    long wanted = columns ? strtol(columns, NULL, 10) : 0;
    struct winsize w;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0)
        return w.ws_col;
    return wanted > 0 && wanted < 100000 ? (unsigned)wanted : WIDTH_UNKNOWN;
}

const char *table_sort_name(enum table_sort s)
{
    static const char *const names[TABLE_SORTS + 1] = {"as-run", "name", "time", "ratio"};

    return names[s <= TABLE_SORTS ? s : TABLE_SORTS];
}

const struct summary_row *table_in(const struct table *t, const struct summary_row *event,
                                   const char *mode)
{
    return summary_find(t->sum, event->workload, event->point, mode, event->metric);
}

static double time_of(const struct table *t, const struct summary_row *event, size_t mode)
{
    const struct summary_row *r = table_in(t, event, t->mode[mode]);

    return r && r->s.n ? r->s.median : NAN;
}

static double by_time(const struct table *t, const struct summary_row *event)
{
    return time_of(t, event, 0);
}

static double by_ratio(const struct table *t, const struct summary_row *event)
{
    return time_of(t, event, t->nmodes - 1) / time_of(t, event, 0);
}

struct keyed {
    const struct summary_row *row;
    double key;   /* NaN, for what has none, goes last */
    size_t place; /* as run: keeps the sort stable */
};

static int by_place(const struct keyed *x, const struct keyed *y)
{
    return (x->place > y->place) - (x->place < y->place);
}

static int compare_names(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    int c = strcmp(x->row->workload, y->row->workload);

    if (!c)
        c = strcmp(x->row->metric, y->row->metric);
    return c ? c : by_place(x, y);
}

static int compare_keys(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;

    if (isnan(x->key) || isnan(y->key) || x->key == y->key)
        return isnan(x->key) != isnan(y->key) ? isnan(x->key) - isnan(y->key) : by_place(x, y);
    return x->key < y->key ? 1 : -1;
}

static const struct {
    double (*key)(const struct table *t, const struct summary_row *event);
    int (*compare)(const void *a, const void *b);
} sorts[TABLE_SORTS] = {
    [TABLE_BY_NAME] = {NULL, compare_names},
    [TABLE_BY_TIME] = {by_time, compare_keys},
    [TABLE_BY_RATIO] = {by_ratio, compare_keys},
};

static bool is_there(const struct keyed *k, size_t n, const struct summary_row *r)
{
    while (n-- > 0)
        if (summary_same_event(k[n].row, r))
            return true;
    return false;
}

const struct summary_row **table_rows(const struct table *t, size_t *n)
{
    const struct summary *sum = t->sum;
    struct keyed *k = calloc(sum->n + 1, sizeof *k);
    const struct summary_row **rows = calloc(sum->n + 1, sizeof *rows);

    *n = 0;
    for (size_t i = 0; k && rows && i < sum->n; i++)
        if (!is_there(k, *n, &sum->row[i])) {
            k[*n] = (struct keyed){.row = &sum->row[i], .place = *n};
            if (sorts[t->sort].key)
                k[*n].key = sorts[t->sort].key(t, &sum->row[i]);
            ++*n;
        }
    if (k && rows && sorts[t->sort].compare)
        qsort(k, *n, sizeof *k, sorts[t->sort].compare);
    for (size_t i = 0; k && rows && i < *n; i++)
        rows[i] = k[i].row;
    if (!k || !rows) {
        err(ENOMEM, "no memory for a table");
        free(rows);
        rows = NULL;
    }
    free(k);
    return rows;
}
