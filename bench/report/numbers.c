/* SPDX-License-Identifier: Apache-2.0 */
/* The tables: a row for each event, a column for each mode; intervals and events beside the times.
 */
#include "numbers.h"

#include "common/counters.h"

#include <string.h>

/* Events that explain a time, in short words; all counters stand below each table. */
static const struct {
    enum counter counter;
    const char *name;
} events[] = {
    {CTR_true_fault, "guest faults"},
    {CTR_hidden_fault, "hidden faults"},
    {CTR_traced_write, "traced writes"},
    {CTR_ad_upgrade, "A/D upgrades"},
    {CTR_exception, "exceptions"},
    {CTR_trap, "traps"},
    {CTR_map_call, "host maps"},
    {CTR_zap_call, "host unmaps"},
    {CTR_root_switch, "hand-offs"},
    {CTR_resync, "resyncs"},
    {CTR_kvm_exits, "exits"},
    {CTR_kvm_pf_taken, "faults taken"},
    {CTR_kvm_pf_guest, "faults to the guest"},
    {CTR_kvm_insn_emulation, "emulated"},
    {CTR_kvm_mmu_pte_write, "PTE writes seen"},
    {CTR_kvm_invlpg, "INVLPG exits"},
    {CTR_kvm_tlb_flush, "TLB flushes"},
};

/* Below this an event is not one of the operation, but of what goes on around it. */
#define SEEN 0.005

static void write_events(const struct report *rep, const struct summary_row *r)
{
    bool any = false;

    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        double v = json_number_value(json_object_get(r->counters, counter_name(events[i].counter)));
        char text[VALUE_BYTES];

        if (v < SEEN)
            continue;
        fputs(any ? " · " : "<span class=\"events\">", rep->f);
        html(rep->f, "%s %s", events[i].name, value_count(text, v));
        any = true;
    }
    if (any)
        fputs("</span>", rep->f);
}

static void write_ratio(const struct report *rep, const struct summary_row *r,
                        const struct summary_row *base)
{
    static const char *const class[] = {"less", "more", "same", "unsure"};
    char text[VALUE_BYTES];
    struct pair_row p;

    if (!base || base == r || !pair_compare(&p, r, base))
        return;
    html(rep->f, " <span class=\"ratio %s\">", class[p.verdict]);
    if (p.verdict == PAIR_SAME)
        fputs("no difference", rep->f);
    else
        html(rep->f, "×%s%s", value_ratio(text, p.ratio), p.verdict == PAIR_UNSURE ? "?" : "");
    fputs("</span>", rep->f);
}

void numbers_cell(const struct report *rep, const struct summary_row *r,
                  const struct summary_row *base)
{
    char text[VALUE_BYTES];

    if (!r) {
        fputs("<td class=\"none\">not measured</td>", rep->f);
        return;
    }
    fputs("<td>", rep->f);
    if (r->s.n) {
        html(rep->f, "<span class=\"value\">%s</span>", value_text(text, r->s.median, r->unit));
        write_ratio(rep, r, base);
        if (r->s.n < PAIR_SAMPLES)
            snprintf(text, sizeof text, "%zu sample%s", r->s.n, r->s.n == 1 ? "" : "s");
        else
            value_interval(text, &r->s, r->unit);
        html(rep->f, "<br><span class=\"interval\">%s</span>", text);
    } else {
        fputs("<span class=\"interval\">counted only</span>", rep->f);
    }
    write_events(rep, r);
    fputs("</td>", rep->f);
}

bool numbers_is_first(const struct summary *sum, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (summary_same_event(&sum->row[k], &sum->row[i]))
            return false;
    return true;
}

void numbers_event(const struct report *rep, const struct summary *sum, const struct summary_row *r)
{
    char label[200];

    html(rep->f, "<th scope=\"row\">%s", summary_label(label, sizeof label, sum, r));
    if (report_metric(rep, r)[0])
        html(rep->f, "<small>%s</small>", report_metric(rep, r));
    fputs("</th>", rep->f);
}

static void write_row(const struct report *rep, const struct report_run *r,
                      const struct summary_row *event)
{
    const struct summary *sum = &r->results.sum;
    const struct summary_row *base = NULL;

    fputs("<tr>", rep->f);
    numbers_event(rep, sum, event);
    for (size_t m = 0; m < r->nmodes; m++) {
        const struct summary_row *q =
            summary_find(sum, event->workload, event->point, r->mode[m], event->metric);

        numbers_cell(rep, q, base);
        base = base ? base : q;
    }
    fputs("</tr>\n", rep->f);
}

static void write_head(const struct report *rep, const struct report_run *r, const char *title)
{
    html(rep->f,
         "<table class=\"numbers\"><caption>%s: median of one operation, ratio to the first mode "
         "that has it; below, the 95%% interval and the events of one operation</caption>\n"
         "<thead><tr><th scope=\"col\">Event</th>",
         title);
    for (size_t m = 0; m < r->nmodes; m++)
        html(rep->f, "<th scope=\"col\">%s</th>", r->mode[m]);
    fputs("</tr></thead>\n<tbody>\n", rep->f);
}

/* Every counter that is not zero, for who wants to know. */
static void write_counters(const struct report *rep, const struct summary *sum, size_t family)
{
    fputs("<details><summary>All counters, per operation</summary>\n", rep->f);
    report_box_begin(rep, "All counters");
    fputs("<table class=\"counters\">\n<thead><tr><th scope=\"col\">Event</th><th scope=\"col\">"
          "Mode</th><th scope=\"col\">Counters</th></tr></thead>\n<tbody>\n",
          rep->f);
    for (size_t i = 0; i < sum->n; i++) {
        const struct summary_row *r = &sum->row[i];
        char text[VALUE_BYTES], label[200];
        const char *key;
        json_t *value;

        if (family_of(r->workload) != family || !json_object_size(r->counters))
            continue;
        html(rep->f, "<tr><th scope=\"row\">%s</th><td>%s</td><td>",
             summary_label(label, sizeof label, sum, r), r->mmu);
        json_object_foreach(r->counters, key, value) if (json_number_value(value) != 0)
            html(rep->f, "%s&nbsp;%s<wbr> ", key, value_count(text, json_number_value(value)));
        fputs("</td></tr>\n", rep->f);
    }
    fputs("</tbody></table>\n", rep->f);
    report_box_end(rep);
    fputs("</details>\n", rep->f);
}

static bool has_family(const struct summary *sum, size_t family)
{
    for (size_t i = 0; i < sum->n; i++)
        if (family_of(sum->row[i].workload) == family)
            return true;
    return false;
}

static void write_family(const struct report *rep, const struct report_run *r, size_t family)
{
    const struct summary *sum = &r->results.sum;
    const char *title = family_at(family)->title;

    report_heading(rep, 1, title);
    report_box_begin(rep, title);
    write_head(rep, r, title);
    for (size_t i = 0; i < sum->n; i++)
        if (family_of(sum->row[i].workload) == family && numbers_is_first(sum, i))
            write_row(rep, r, &sum->row[i]);
    fputs("</tbody></table>\n", rep->f);
    report_box_end(rep);
    write_counters(rep, sum, family);
}

void report_numbers(const struct report *rep, const struct report_run *r)
{
    for (size_t i = 0; i < FAMILIES; i++)
        if (has_family(&r->results.sum, i))
            write_family(rep, r, i);
}
