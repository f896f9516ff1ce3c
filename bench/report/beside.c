/* SPDX-License-Identifier: Apache-2.0 */
/* Several runs: how their machines differ, what changed in words, and every row in one table. */
#include "numbers.h"
#include "words.h"

#include <string.h>

/* What should be equal when times are compared. */
static const struct {
    const char *path, *name;
} same[] = {
    {"cpu.model name", "CPU"},
    {"cpu.microcode", "Microcode"},
    {"kernel.release", "Linux"},
    {"hypervisor", "Hypervisor below"},
    {"tsc.khz", "TSC, kHz"},
    {"huge_pages.thp_shmem", "THP of shared memory"},
    {"governor", "Governor"},
    {"smt", "SMT"},
    {"tool.commit", "mmubench"},
    {"run.suite", "Suite"},
    {"run.repeat", "Repetitions"},
    {"run.samples", "Samples in each"},
    {"run.backing.page_bytes", "Host pages of guest RAM"},
};

static const char *fact(char out[300], const struct report_run *r, size_t i)
{
    results_machine(out, 300, &r->results, same[i].path);
    if (!out[0])
        strcpy(out, "not known");
    return out;
}

static void write_columns(const struct report *rep, const char *first)
{
    html(rep->f, "<thead><tr><th scope=\"col\">%s</th>", first);
    for (size_t i = 0; i < rep->n; i++)
        html(rep->f, "<th scope=\"col\">%s %s</th>", rep->run[i].letter, rep->run[i].name);
    fputs("</tr></thead>\n<tbody>\n", rep->f);
}

static void write_fact(const struct report *rep, size_t i)
{
    char first[300], text[300];
    bool differ = false;

    fact(first, &rep->run[0], i);
    for (size_t k = 1; k < rep->n; k++)
        differ |= strcmp(first, fact(text, &rep->run[k], i)) != 0;
    html(rep->f, "<tr><th scope=\"row\">%s%s</th>", same[i].name, differ ? " (differs)" : "");
    for (size_t k = 0; k < rep->n; k++)
        html(rep->f, differ ? "<td><b>%s</b></td>" : "<td>%s</td>", fact(text, &rep->run[k], i));
    fputs("</tr>\n", rep->f);
}

static void write_facts(const struct report *rep)
{
    report_heading(rep, 0, "The machines");
    report_box_begin(rep, "The machines");
    fputs("<table class=\"facts\"><caption>What should be equal when times are compared"
          "</caption>\n",
          rep->f);
    write_columns(rep, "Of each run");
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        write_fact(rep, i);
    fputs("</tbody></table>\n", rep->f);
    report_box_end(rep);
}

/* Workloads whose image is not the same in both: their times compare programs, too. */
static void write_images(const struct report *rep, const struct report_run *a,
                         const struct report_run *b)
{
    const json_t *other =
        json_object_get(json_object_get(b->results.machine, "run"), "image_sha256");
    json_t *mine = json_object_get(json_object_get(a->results.machine, "run"), "image_sha256");
    const char *name;
    json_t *sha;
    bool any = false;

    json_object_foreach(mine, name, sha)
    {
        const json_t *q = json_object_get(other, name);

        if (!q || json_equal(q, sha))
            continue;
        if (!any)
            fputs("<p class=\"missing\">Not the same guest image in both, so that the times also "
                  "compare two programs:",
                  rep->f);
        html(rep->f, " %s", name);
        any = true;
    }
    if (any)
        fputs(".</p>\n", rep->f);
}

static void write_change(const struct report *rep, const struct report_run *a,
                         const struct report_run *b, const char *mode)
{
    char na[100], nb[100], head[160];
    struct pair p;

    snprintf(na, sizeof na, "%s in %s", mode, b->letter);
    snprintf(nb, sizeof nb, "%s in %s", mode, a->letter);
    snprintf(head, sizeof head, "%.40s: %s against %s", mode, b->letter, a->letter);
    if (pair_make(&p, &b->results.sum, mode, &a->results.sum, mode))
        return;
    if (p.n) {
        report_heading(rep, 0, head);
        words_pair(rep, &b->results.sum, &p, na, nb);
    }
    if (p.n && p.alone_a + p.alone_b)
        html(rep->f, "<p>In %s only: %zu events; in %s only: %zu.</p>\n", b->letter, p.alone_a,
             a->letter, p.alone_b);
    pair_free(&p);
}

/* A table of mode `m` of the first run that has it: the runs as columns. */
static void write_mode(const struct report *rep, const char *mode)
{
    const struct summary *sum = &rep->run[0].results.sum;

    html(rep->f, "<details><summary>%s: every event</summary>\n", mode);
    report_box_begin(rep, mode);
    html(rep->f,
         "<table class=\"numbers\"><caption>%s: median of one operation in each run, ratio to the "
         "first one</caption>\n",
         mode);
    write_columns(rep, "Event");
    for (size_t i = 0; i < sum->n; i++) {
        const struct summary_row *r = &sum->row[i];

        if (strcmp(r->mmu, mode))
            continue;
        fputs("<tr>", rep->f);
        numbers_event(rep, sum, r);
        for (size_t k = 0; k < rep->n; k++)
            numbers_cell(
                rep, summary_find(&rep->run[k].results.sum, r->workload, r->point, mode, r->metric),
                r);
        fputs("</tr>\n", rep->f);
    }
    fputs("</tbody></table>\n", rep->f);
    report_box_end(rep);
    fputs("</details>\n", rep->f);
}

void report_beside(const struct report *rep)
{
    const struct report_run *first = &rep->run[0];

    fputs("<section id=\"beside\">\n<h2>Beside each other</h2>\n", rep->f);
    fputs("<p>Times of different runs also differ by what else the machines did at those hours: "
          "modes compare best inside one run.</p>\n",
          rep->f);
    write_facts(rep);
    for (size_t k = 1; k < rep->n; k++) {
        write_images(rep, first, &rep->run[k]);
        report_figures(rep, &rep->run[k].beside, rep->run[k].id, 0);
        for (size_t m = 0; m < first->nmodes; m++)
            write_change(rep, first, &rep->run[k], first->mode[m]);
    }
    report_heading(rep, 0, "Every event");
    for (size_t m = 0; m < first->nmodes; m++)
        write_mode(rep, first->mode[m]);
    fputs("</section>\n", rep->f);
}
