/* SPDX-License-Identifier: Apache-2.0 */
/* Events per operation: counters beside the times that they explain. */
#include "columns.h"
#include "common/counters.h"
#include "common/err.h"
#include "table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What a column shows, and the counters (or one, ending at the first NULL) that it adds up. The
 * rest is in table_print_counters() and in the files. */
static const struct column {
    const char *head;
    enum counter counter[3];
    size_t n;
} columns[] = {
    {"true", {CTR_true_fault}, 1},
    {"hidden", {CTR_hidden_fault}, 1},
    {"traced", {CTR_traced_write}, 1},
    {"a/d", {CTR_ad_upgrade}, 1},
    {"mmio", {CTR_mmio_fault}, 1},
    {"except", {CTR_exception}, 1},
    {"traps", {CTR_trap}, 1},
    {"fills", {CTR_fill_4k, CTR_fill_2m}, 2},
    {"ahead", {CTR_prefetch}, 1},
    {"zaps", {CTR_zap}, 1},
    {"hostcalls", {CTR_map_call, CTR_zap_call}, 2},
    {"cr3", {CTR_emul_cr3_load}, 1},
    {"switches", {CTR_root_switch}, 1},
    {"unsync", {CTR_unsync}, 1},
    {"resync", {CTR_resync}, 1},
    {"interp", {CTR_interpreted}, 1},
    {"exits", {CTR_kvm_exits}, 1},
    {"io", {CTR_exit_io}, 1},
    {"faults", {CTR_kvm_pf_taken}, 1},
    {"fixed", {CTR_kvm_pf_fixed}, 1},
    {"to-guest", {CTR_kvm_pf_guest}, 1},
    {"emulated", {CTR_kvm_insn_emulation}, 1},
    {"invlpg", {CTR_kvm_invlpg, CTR_emul_invlpg}, 2},
    {"flushes", {CTR_kvm_tlb_flush}, 1},
    {"pte-writes", {CTR_kvm_mmu_pte_write}, 1},
    {"pde-zaps", {CTR_kvm_mmu_pde_zapped}, 1},
};
#define COUNT (sizeof columns / sizeof columns[0])

struct events {
    const struct table *t;
    const char *mode;
    const struct summary_row **row; /* of that mode; owned */
    size_t n;
    bool shown[COUNT];
    int width[COUNT], label_width, time_width;
};

/* Below this an event is not one of the operation, but of what goes on around it. */
#define SEEN 0.005

static double value_of(const struct summary_row *r, const struct column *c)
{
    double sum = 0;

    for (size_t i = 0; i < c->n; i++)
        sum += json_number_value(json_object_get(r->counters, counter_name(c->counter[i])));
    return sum;
}

static const char *number(char out[24], double v)
{
    if (v < SEEN && v > -SEEN)
        strcpy(out, "0");
    else
        snprintf(out, 24, "%.*f", v < 10 ? 2 : v < 100 ? 1 : 0, v);
    return out;
}

static const char *time_text(char out[24], const struct summary_row *r)
{
    if (r->s.n)
        snprintf(out, 24, "%.*f", r->s.median < 100 ? 2 : 0, r->s.median);
    else
        strcpy(out, "-");
    return out;
}

static void measure_row(struct events *e, const struct summary_row *r)
{
    char text[160];

    columns_widen(&e->label_width, summary_label(text, sizeof text, e->t->sum, r));
    if (r->s.n) /* none at all with --counts: then there is no such column */
        columns_widen(&e->time_width, time_text(text, r));
    for (size_t i = 0; i < COUNT; i++) {
        double v = value_of(r, &columns[i]);

        if (v < SEEN)
            continue;
        e->shown[i] = true;
        columns_widen(&e->width[i], number(text, v));
        columns_widen(&e->width[i], columns[i].head);
    }
}

static int events_open(struct events *e, const struct table *t, const char *mode)
{
    size_t n;

    *e = (struct events){.t = t, .mode = mode, .row = table_rows(t, &n)};
    if (!e->row)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++) {
        const struct summary_row *r = table_in(t, e->row[i], mode);

        if (r && json_object_size(r->counters)) {
            e->row[e->n++] = r;
            measure_row(e, r);
        }
    }
    return 0;
}

static int events_width(const struct events *e)
{
    int n = e->label_width + (e->time_width ? 2 + e->time_width : 0);

    for (size_t i = 0; i < COUNT; i++)
        n += e->shown[i] ? 2 + e->width[i] : 0;
    return n;
}

static void print_across(FILE *f, const struct events *e)
{
    struct columns c = {.f = f};
    int label_width = e->label_width + (e->time_width ? 2 : 0);
    char text[160];

    columns_left(&c, "", label_width);
    columns_right(&c, e->time_width ? e->row[0]->unit : "", e->time_width);
    for (size_t i = 0; i < COUNT; i++)
        if (e->shown[i]) {
            columns_gap(&c, 2);
            columns_right(&c, columns[i].head, e->width[i]);
        }
    columns_end(&c);
    for (size_t k = 0; k < e->n; k++) {
        columns_left(&c, summary_label(text, sizeof text, e->t->sum, e->row[k]), label_width);
        if (e->time_width)
            columns_right(&c, time_text(text, e->row[k]), e->time_width);
        for (size_t i = 0; i < COUNT; i++)
            if (e->shown[i]) {
                columns_gap(&c, 2);
                columns_right(&c, number(text, value_of(e->row[k], &columns[i])), e->width[i]);
            }
        columns_end(&c);
    }
}

#define INDENT 4

static void print_word(FILE *f, const char *word, int *used, int width)
{
    if (*used + 2 + columns_width(word) > width) {
        fprintf(f, ",\n%*s%s", INDENT, "", word);
        *used = INDENT + columns_width(word);
    } else {
        *used += fprintf(f, ", %s", word);
    }
}

/* Too narrow for columns: what there was, in words. */
static void print_words(FILE *f, const struct events *e)
{
    char text[160], time[24];

    for (size_t k = 0; k < e->n; k++) {
        const struct summary_row *r = e->row[k];
        int used = fprintf(f, "%s: %s%s%s", summary_label(text, sizeof text, e->t->sum, r),
                           r->s.n ? time_text(time, r) : "no time", r->s.n ? " " : "",
                           r->s.n ? r->unit : "");

        for (size_t i = 0; i < COUNT; i++) {
            double v = value_of(r, &columns[i]);

            if (v < SEEN)
                continue;
            snprintf(text, sizeof text, "%s %s", columns[i].head, number(time, v));
            print_word(f, text, &used, (int)e->t->width);
        }
        fputc('\n', f);
    }
}

static int print_mode(FILE *f, const struct table *t, const char *mode)
{
    struct events e;
    int rc = events_open(&e, t, mode);

    if (rc)
        return rc;
    if (e.n == 0) {
        fprintf(f, "\n%s: has no counters\n", mode);
    } else {
        fprintf(f, "\n%s: events per operation\n\n", mode);
        (events_width(&e) <= (int)t->width ? print_across : print_words)(f, &e);
    }
    free(e.row);
    return 0;
}

int table_print_events(FILE *f, const struct table *t)
{
    int rc = 0;

    for (size_t m = 0; m < t->nmodes && !rc; m++)
        rc = print_mode(f, t, t->mode[m]);
    fputs("\n(each counter by its own name: --counters; what they mean: `mmubench list "
          "--counters`)\n",
          f);
    return rc;
}

void table_print_counters(FILE *f, const struct table *t)
{
    fputs("\ncounters per operation\n", f);
    for (size_t m = 0; m < t->nmodes; m++)
        for (size_t i = 0; i < t->sum->n; i++) {
            const struct summary_row *r = &t->sum->row[i];
            char label[160];
            const char *key;
            json_t *value;

            if (strcmp(r->mmu, t->mode[m]))
                continue;
            fprintf(f, "%s %s:", r->mmu, summary_label(label, sizeof label, t->sum, r));
            json_object_foreach(r->counters, key, value) if (json_number_value(value) != 0)
                fprintf(f, " %s %.4g", key, json_number_value(value));
            fputc('\n', f);
        }
    fputc('\n', f);
}
