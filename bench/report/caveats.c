/* SPDX-License-Identifier: Apache-2.0 */
/* What the machine and the run themselves say against their numbers. */
#include "report_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef void caveat(const struct report *rep, const struct report_run *r);

static const char *fact(char out[200], const struct report_run *r, const char *path)
{
    return results_machine(out, 200, &r->results, path);
}

static void nested(const struct report *rep, const struct report_run *r)
{
    char name[200];

    if (fact(name, r, "hypervisor")[0])
        html(rep->f,
             "<li>The machine is a virtual machine itself (%s): a TLB miss also walks the tables "
             "of the hypervisor below, in every mode alike, and that hypervisor may take the CPU "
             "away at any time.</li>\n",
             name);
}

static void small_pages(const struct report *rep, const struct report_run *r)
{
    char page[200], large[200];

    if (!strcmp(fact(page, r, "run.backing.page_bytes"), "4096") &&
        !strcmp(fact(large, r, "run.backing.large_bytes"), "0"))
        fputs("<li>Guest RAM lies in 4 KiB pages of the host: where the guest maps 2 MiB or 1 GiB, "
              "the hardware still translates by 4 KiB, and the cost of a page walk cannot be read "
              "from the difference.</li>\n",
              rep->f);
}

static void no_pmu(const struct report *rep, const struct report_run *r)
{
    char pmu[200];

    if (!strncmp(fact(pmu, r, "pmu"), "none", 4))
        fputs("<li>There is no PMU: page walks are not counted, only timed.</li>\n", rep->f);
}

static void mitigations(const struct report *rep, const struct report_run *r)
{
    const json_t *all = json_object_get(r->results.machine, "mitigations");
    const char *name, *comma = "";
    json_t *text;
    size_t n = 0;

    json_object_foreach((json_t *)all, name, text) n +=
        json_is_string(text) && !strncmp(json_string_value(text), "Mitigation", 10);
    if (!n)
        return;
    html(rep->f,
         "<li>The kernel mitigates %zu flaw%s of the CPU, which makes each trap dearer: ", n,
         n == 1 ? "" : "s");
    json_object_foreach((json_t *)all, name, text)
    {
        if (!json_is_string(text) || strncmp(json_string_value(text), "Mitigation", 10))
            continue;
        html(rep->f, "%s%s", comma, name);
        comma = ", ";
    }
    fputs(".</li>\n", rep->f);
}

static void smt(const struct report *rep, const struct report_run *r)
{
    char text[200];

    if (!strcmp(fact(text, r, "smt"), "1"))
        fputs("<li>SMT is on: what the sibling of the measuring CPU did meanwhile is in the "
              "times.</li>\n",
              rep->f);
}

static void governor(const struct report *rep, const struct report_run *r)
{
    char text[200];

    if (!fact(text, r, "governor")[0])
        fputs("<li>The host does not tell how its clock is governed: times are of the TSC, the "
              "core may have run faster or slower.</li>\n",
              rep->f);
    else if (strcmp(text, "performance"))
        html(rep->f,
             "<li>The clock is governed by “%s”: it may have changed within a "
             "sample.</li>\n",
             text);
}

static void timing(const struct report *rep, const struct report_run *r)
{
    char text[1000];

    results_machine(text, sizeof text, &r->results, "run.command_line");
    if (strstr(text, "--timing"))
        fputs("<li>The run was made with --timing: spt’s times hold the reading of the clock in "
              "its monitor.</li>\n",
              rep->f);
}

/* Distance of the 10th and 90th percentile, as a share of the median. */
static double spread(const struct summary_row *r)
{
    return r->s.n >= PAIR_SAMPLES && r->s.median > 0 ? (r->s.p90 - r->s.p10) / r->s.median : NAN;
}

static void noise(const struct report *rep, const struct report_run *r)
{
    const struct summary *sum = &r->results.sum;
    double *v = malloc((sum->n + 1) * sizeof *v);
    size_t n = 0, wide = 0;

    for (size_t i = 0; v && i < sum->n; i++) {
        if (isnan(spread(&sum->row[i])))
            continue;
        v[n++] = spread(&sum->row[i]);
        wide += v[n - 1] > 0.5;
    }
    if (n) {
        char middle[VALUE_BYTES];

        stats_sort(v, n);
        snprintf(middle, sizeof middle, "%.0f%%", 100 * stats_percentile(v, n, 50));
        html(rep->f,
             "<li>Noise: between the 10th and the 90th percentile of its samples a row spreads "
             "over %s of its median (in the middle of all rows); %zu of %zu rows over more than "
             "half of it.</li>\n",
             middle, wide, n);
    }
    free(v);
}

static void few_samples(const struct report *rep, const struct report_run *r)
{
    const struct summary *sum = &r->results.sum;
    size_t few = 0, none = 0;

    for (size_t i = 0; i < sum->n; i++) {
        none += sum->row[i].s.n == 0;
        few += sum->row[i].s.n > 0 && sum->row[i].s.n < PAIR_SAMPLES;
    }
    if (few)
        html(rep->f,
             "<li>%zu of %zu rows have fewer than %u samples: they have no interval, and no "
             "difference is claimed for them.</li>\n",
             few, sum->n, PAIR_SAMPLES);
    if (none)
        html(rep->f, "<li>%zu of %zu rows were counted without times.</li>\n", none, sum->n);
}

static void cut_short(const struct report *rep, const struct report_run *r)
{
    if (r->killed)
        fputs("<li>The run ended before it had a summary: this one is made from its raw samples. "
              "<code>mmubench run --resume</code> goes on with it.</li>\n",
              rep->f);
    else if (r->interrupted)
        fputs("<li>The run was interrupted: its rows have fewer repetitions than were asked for. "
              "<code>mmubench run --resume</code> goes on with it.</li>\n",
              rep->f);
}

/* Workloads that were planned and have no row. */
static void no_rows(const struct report *rep, const struct report_run *r)
{
    json_t *planned = json_object_get(json_object_get(r->results.machine, "run"), "image_sha256");
    const char *name, *comma = "<li>No numbers at all came from: ";
    json_t *sha;

    json_object_foreach(planned, name, sha)
    {
        bool found = false;

        for (size_t i = 0; i < r->results.sum.n && !found; i++)
            found = !strcmp(r->results.sum.row[i].workload, name);
        if (found)
            continue;
        fputs(comma, rep->f);
        html(rep->f, "%s", name);
        comma = ", ";
    }
    if (comma[0] == ',')
        fputs(".</li>\n", rep->f);
}

static void failures(const struct report *rep, const struct report_run *r)
{
    size_t i;
    json_t *one;

    json_array_foreach(r->failures, i, one)
    {
        html(rep->f, "<li><b>%s</b> did not run in <b>%s</b>: %s</li>\n",
             json_string_value(json_array_get(one, 0)), json_string_value(json_array_get(one, 1)),
             json_string_value(json_array_get(one, 2)));
    }
}

static void note(const struct report *rep, const char *workload, const char *text, json_t *modes)
{
    const char *mode, *comma = "";
    json_t *yes;

    html(rep->f, "<li><b>%s</b> in ", workload);
    json_object_foreach(modes, mode, yes)
    {
        html(rep->f, "%s<b>%s</b>", comma, mode);
        comma = ", ";
    }
    html(rep->f, ": %s</li>\n", text);
}

/* What the guests themselves said of their figures. Folded: there are dozens. */
static void notes(const struct report *rep, const struct report_run *r)
{
    const char *workload, *text;
    json_t *texts, *modes;

    if (json_object_size(r->notes))
        fputs("<li><details><summary>What the guests said of their figures</summary>\n<ul>\n",
              rep->f);
    json_object_foreach(r->notes, workload, texts)
    {
        json_object_foreach(texts, text, modes)
        {
            note(rep, workload, text, modes);
        }
    }
    if (json_object_size(r->notes))
        fputs("</ul></details></li>\n", rep->f);
}

static bool has_workload(const struct report_run *r, const char *workload, const char *mode)
{
    for (size_t i = 0; i < r->results.sum.n; i++)
        if (!strcmp(r->results.sum.row[i].workload, workload) &&
            (!mode || !strcmp(r->results.sum.row[i].mmu, mode)))
            return true;
    return false;
}

/* Workloads that one mode has and another has not. */
static void gaps(const struct report *rep, const struct report_run *r)
{
    const struct summary *sum = &r->results.sum;

    for (size_t m = 0; m < r->nmodes; m++) {
        const char *comma = NULL;

        for (size_t i = 0; i < sum->n; i++) {
            const char *w = sum->row[i].workload;

            if (has_workload(r, w, r->mode[m]) || (i && !strcmp(w, sum->row[i - 1].workload)))
                continue;
            if (comma)
                html(rep->f, ", %s", w);
            else
                html(rep->f, "<li><b>%s</b> has no numbers for: %s", r->mode[m], w);
            comma = ", ";
        }
        if (comma)
            fputs(".</li>\n", rep->f);
    }
}

void report_caveats(const struct report *rep, const struct report_run *r)
{
    static caveat *const all[] = {cut_short, few_samples, no_rows, failures, gaps,
                                  nested,    small_pages, noise,   no_pmu,   mitigations,
                                  smt,       governor,    timing,  notes};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        all[i](rep, r);
}
