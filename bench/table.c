/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include <stdio.h>
#include <string.h>

#define CELL 38

static bool is_first_of_kind(const struct summary *sum, size_t i)
{
    const struct summary_row *r = &sum->row[i];

    for (size_t k = 0; k < i; k++)
        if (!strcmp(sum->row[k].workload, r->workload) && !strcmp(sum->row[k].point, r->point) &&
            !strcmp(sum->row[k].metric, r->metric))
            return false;
    return true;
}

static int digits(double v)
{
    return v >= 1000 ? 0 : v >= 100 ? 1 : 2;
}

static void cell(char *out, size_t bytes, const struct summary_row *r,
                 const struct summary_row *base)
{
    int d;
    int n;

    if (!r) {
        snprintf(out, bytes, "-");
        return;
    }
    d = digits(r->s.median);
    n = snprintf(out, bytes, "%.*f [%.*f, %.*f]", d, r->s.median, d, r->s.ci_low, d, r->s.ci_high);
    if (!base || base == r || n < 0 || (size_t)n >= bytes)
        return;
    if (stats_overlap(&r->s, &base->s))
        snprintf(out + n, bytes - (size_t)n, " no difference");
    else if (base->s.median > 0)
        snprintf(out + n, bytes - (size_t)n, " x%.2f", r->s.median / base->s.median);
}

static void print_row(const struct summary *sum, const struct summary_row *r,
                      const struct selection *modes)
{
    const struct summary_row *base = NULL;
    char point[128];
    char name[200];

    summary_settings(point, sizeof point, sum, r, NULL);
    snprintf(name, sizeof name, "%s %s%s%s", r->workload, r->metric, point[0] ? " " : "", point);
    printf("%-46s %-6s", name, r->unit);
    for (size_t m = 0; m < modes->n; m++) {
        const struct summary_row *q =
            summary_find(sum, r->workload, r->point, modes_name(modes->mode[m]), r->metric);
        char text[96];

        if (!base)
            base = q;
        cell(text, sizeof text, q, base);
        printf(" %-*s", m + 1 < modes->n ? CELL : 0, text);
    }
    putchar('\n');
}

void table_print(const struct summary *sum, const struct selection *modes)
{
    printf("\nmedian per operation [95%% interval of the median], and ratio to the first mode\n");
    printf("%-46s %-6s", "workload, metric, parameters", "unit");
    for (size_t m = 0; m < modes->n; m++)
        printf(" %-*s", m + 1 < modes->n ? CELL : 0, modes_name(modes->mode[m]));
    putchar('\n');
    for (size_t i = 0; i < sum->n; i++)
        if (is_first_of_kind(sum, i))
            print_row(sum, &sum->row[i], modes);
    putchar('\n');
}

void table_print_counters(const struct summary *sum)
{
    puts("\ncounters per operation");
    for (size_t i = 0; i < sum->n; i++) {
        const struct summary_row *r = &sum->row[i];
        char point[128];
        const char *key;
        json_t *value;

        summary_settings(point, sizeof point, sum, r, NULL);
        printf("%s %s %s %s:", r->mmu, r->workload, r->metric, point);
        json_object_foreach(r->counters, key, value) if (json_number_value(value) != 0)
            printf(" %s %.4g", key, json_number_value(value));
        putchar('\n');
    }
    putchar('\n');
}
