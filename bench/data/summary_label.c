/* SPDX-License-Identifier: Apache-2.0 */
/* How rows are named for people, and which columns there are. */
#include "bench/modes.h"
#include "bench/names.h"
#include "summary.h"

#include <stdio.h>
#include <string.h>

static bool differs(const struct summary *sum, const struct summary_row *row, const char *key,
                    const json_t *value)
{
    for (size_t i = 0; i < sum->n; i++)
        if (!strcmp(sum->row[i].workload, row->workload) &&
            !json_equal(value, json_object_get(sum->row[i].params, key)))
            return true;
    return false;
}

const char *summary_settings(char *out, size_t bytes, const struct summary *sum,
                             const struct summary_row *row, const struct summary_row *base)
{
    const char *key;
    json_t *value;
    size_t used = 0;
    char size[24];

    out[0] = '\0';
    json_object_foreach(row->params, key, value)
    {
        const char *text = json_is_integer(value)
                               ? names_size(size, sizeof size, (uint64_t)json_integer_value(value))
                               : json_string_value(value);

        if (!text || used >= bytes || !differs(sum, row, key, value) ||
            (base && json_equal(value, json_object_get(base->params, key))))
            continue;

        int k = snprintf(out + used, bytes - used, "%s%s=%s", used ? " " : "", key, text);

        used += (size_t)(k > 0 ? k : 0);
    }
    return out;
}

/* The settings that more than half of the workload's rows have: they go without saying. A new
 * reference. */
static json_t *usual_settings(const struct summary *sum, const struct summary_row *row)
{
    json_t *usual = json_object();
    const char *key;
    json_t *value;

    json_object_foreach(row->params, key, value)
    {
        size_t rows = 0, same = 0;

        for (size_t i = 0; i < sum->n; i++) {
            if (strcmp(sum->row[i].workload, row->workload))
                continue;
            rows++;
            same += json_equal(value, json_object_get(sum->row[i].params, key));
        }
        if (2 * same > rows)
            json_object_set(usual, key, value);
    }
    return usual;
}

const char *summary_label(char *out, size_t bytes, const struct summary *sum,
                          const struct summary_row *row)
{
    struct summary_row usual = {.params = usual_settings(sum, row)};
    bool twice = !strcmp(row->workload, row->metric);
    char settings[128];

    summary_settings(settings, sizeof settings, sum, row, &usual);
    json_decref(usual.params);
    snprintf(out, bytes, "%s%s%s%s%s", row->workload, twice ? "" : " ", twice ? "" : row->metric,
             settings[0] ? " " : "", settings);
    return out;
}

static bool has_rows(const struct summary *sum, const char *mmu)
{
    for (size_t i = 0; i < sum->n; i++)
        if (!strcmp(sum->row[i].mmu, mmu))
            return true;
    return false;
}

static void add_mode(const char *name, const char **modes, size_t *n)
{
    for (size_t i = 0; i < *n; i++)
        if (!strcmp(modes[i], name))
            return;
    if (*n < MODES_MAX)
        modes[(*n)++] = name;
}

size_t summary_modes(const struct summary *sum, const char *modes[MODES_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < modes_count(); i++)
        if (has_rows(sum, modes_name(modes_at(i))))
            add_mode(modes_name(modes_at(i)), modes, &n);
    for (size_t i = 0; i < sum->n; i++)
        add_mode(sum->row[i].mmu, modes, &n);
    return n;
}
