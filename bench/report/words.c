/* SPDX-License-Identifier: Apache-2.0 */
/* The summary in words: who takes less time where, and where no difference was found. */
#include "words.h"

#include "common/err.h"

#include <math.h>
#include <string.h>

/* Events that a reader asks about first. */
static const struct {
    const char *workload, *metric;
    const char *phrase;
    bool largest; /* of the workload's settings the last one that is there, not the first */
} typical[] = {
    {"pgfault", "pgfault", "a page fault that the guest kernel answers", false},
    {"hidden", "warm", "a page that only the MMU beneath has to fill in", false},
    {"ptemod", "rewrite", "a page-table entry rewritten, flushed and used", false},
    {"movcr3", "switch", "a switch between two address spaces", false},
    {"syscall", "syscall", "a system call", false},
    {"gups", "update", "a random update of a large table", false},
};
#define TYPICAL (sizeof typical / sizeof typical[0])

static const struct pair_row *find(const struct pair *p, size_t t)
{
    const struct pair_row *found = NULL;

    for (size_t i = 0; i < p->n; i++)
        if (!strcmp(p->row[i].a->workload, typical[t].workload) &&
            !strcmp(p->row[i].a->metric, typical[t].metric) && (!found || typical[t].largest))
            found = &p->row[i];
    return found;
}

void words_counts(FILE *f, const struct pair *p, const char *a, const char *b)
{
    const size_t *v = p->verdicts;

    html(f,
         "Of %zu event%s measured in both, <b>%s</b> takes less time in <b class=\"less\">%zu</b> "
         "and more in "
         "<b class=\"more\">%zu</b> than <b>%s</b>",
         p->n, p->n == 1 ? "" : "s", a, v[PAIR_LESS], v[PAIR_MORE], b);
    if (v[PAIR_SAME])
        html(f, "; in <b>%zu</b> no difference was found", v[PAIR_SAME]);
    if (v[PAIR_UNSURE])
        html(f, "; %zu ha%s too few samples to tell", v[PAIR_UNSURE],
             v[PAIR_UNSURE] == 1 ? "s" : "ve");
    fputs(".", f);
}

void words_row(FILE *f, const struct pair_row *r, const char *a, const char *b, const char *what)
{
    char ratio[VALUE_BYTES], ta[VALUE_BYTES], tb[VALUE_BYTES];

    value_ratio_interval(ratio, r);
    value_text(ta, r->a->s.median, r->a->unit);
    value_text(tb, r->b->s.median, r->b->unit);
    if (r->verdict == PAIR_SAME)
        html(f, "No difference was found for %s: %s and %s.", what, ta, tb);
    else if (r->verdict == PAIR_UNSURE)
        html(f, "For %s there are too few samples to tell: %s and %s.", what, ta, tb);
    else
        html(f, "%s takes <b>%s</b> %s %s’s time for %s: %s against %s.", a, ratio,
             r->ratio < 1 ? "of" : "times", b, what, ta, tb);
}

/* The proportions of the verdicts, for the eye; the sentence above it says the same. */
static void write_bar(FILE *f, const struct pair *p)
{
    static const char *const class[] = {"less", "more", "same", "unsure"};
    static const enum pair_verdict order[] = {PAIR_LESS, PAIR_SAME, PAIR_UNSURE, PAIR_MORE};

    fputs("<div class=\"bar\" aria-hidden=\"true\">", f);
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (p->verdicts[order[i]])
            html(f, "<span class=\"%s\" style=\"flex-grow:%zu\"></span>", class[order[i]],
                 p -> verdicts[order[i]]);
    fputs("</div>\n", f);
}

static void write_typical(FILE *f, const struct pair *p, const char *a, const char *b)
{
    bool any = false;

    for (size_t t = 0; t < TYPICAL; t++) {
        const struct pair_row *r = find(p, t);

        if (!r)
            continue;
        fputs(any ? "<li>" : "<ul>\n<li>", f);
        words_row(f, r, a, b, typical[t].phrase);
        fputs("</li>\n", f);
        any = true;
    }
    if (any)
        fputs("</ul>\n", f);
}

/* The largest gaps one way: an event of each workload, the farthest first. */
static void write_extremes(const struct report *rep, const struct summary *sum,
                           const struct pair *p, enum pair_verdict verdict, const char *head)
{
    const struct pair_row *top[3];
    size_t n = pair_extremes(p, verdict, top, 3);

    if (n)
        html(rep->f, "<p>%s:</p>\n<ul>\n", head);
    for (size_t i = 0; i < n; i++) {
        char label[200], ratio[VALUE_BYTES];
        const char *about = report_metric(rep, top[i]->a);

        summary_label(label, sizeof label, sum, top[i]->a);
        html(rep->f, "<li>×%s for <b>%s</b>%s%s</li>\n", value_ratio_interval(ratio, top[i]), label,
             about[0] ? ": " : "", about);
    }
    if (n)
        fputs("</ul>\n", rep->f);
}

/* Verdicts of the events of one kind; returns how many events there are. */
static size_t count_family(const struct pair *p, size_t family, size_t v[PAIR_UNSURE + 1])
{
    size_t n = 0;

    memset(v, 0, (PAIR_UNSURE + 1) * sizeof *v);
    for (size_t i = 0; i < p->n; i++)
        if (family_of(p->row[i].a->workload) == family) {
            v[p->row[i].verdict]++;
            n++;
        }
    return n;
}

/* "Ahead in page faults and changes of page tables": the kinds of which most events say so. */
static void write_kinds_that(FILE *f, const struct pair *p, enum pair_verdict verdict,
                             const char *before)
{
    size_t v[PAIR_UNSURE + 1];

    for (size_t i = 0; i < FAMILIES; i++) {
        size_t n = count_family(p, i, v);

        if (!n || 2 * v[verdict] <= n)
            continue;
        html(f, "%s<b>%s</b> (%zu of %zu events)", before, family_at(i)->title, v[verdict], n);
        before = ", ";
    }
    if (before[0] == ',')
        fputs(". ", f);
}

static void write_kinds(FILE *f, const struct pair *p, const char *a, const char *b)
{
    char before[200];

    fputs("<p>", f);
    snprintf(before, sizeof before, "%.60s is mostly cheaper than %.60s in: ", a, b);
    write_kinds_that(f, p, PAIR_LESS, before);
    snprintf(before, sizeof before, "%.60s is mostly dearer than %.60s in: ", a, b);
    write_kinds_that(f, p, PAIR_MORE, before);
    write_kinds_that(f, p, PAIR_SAME, "Mostly without a difference: ");
    fputs("</p>\n", f);
}

static void write_family_row(const struct report *rep, const struct pair *p, size_t family)
{
    size_t v[PAIR_UNSURE + 1], n = count_family(p, family, v);
    char middle[VALUE_BYTES];

    if (n)
        html(rep->f,
             "<tr><th scope=\"row\">%s</th><td class=\"less\">%zu</td><td>%zu</td>"
             "<td class=\"more\">%zu</td><td>×%s</td></tr>\n",
             family_at(family)->title, v[PAIR_LESS], v[PAIR_SAME] + v[PAIR_UNSURE], v[PAIR_MORE],
             value_ratio(middle, pair_middle(p, family)));
}

static void write_families(const struct report *rep, const struct pair *p, const char *a,
                           const char *b)
{
    char title[160];

    snprintf(title, sizeof title, "%.50s against %.50s by kind of event", a, b);
    report_box_begin(rep, title);
    html(rep->f,
         "<table class=\"kinds\"><caption>%s: in how many events %s takes less or more time, and "
         "the median of the ratios</caption>\n<thead><tr><th scope=\"col\">Kind of event</th>"
         "<th scope=\"col\">less</th><th scope=\"col\">no difference</th><th scope=\"col\">more"
         "</th><th scope=\"col\">middle</th></tr></thead>\n<tbody>\n",
         title, a);
    for (size_t i = 0; i < FAMILIES; i++)
        write_family_row(rep, p, i);
    fputs("</tbody></table>\n", rep->f);
    report_box_end(rep);
}

void words_pair(const struct report *rep, const struct summary *sum, const struct pair *p,
                const char *a, const char *b)
{
    char title[160];

    fputs("<p>", rep->f);
    words_counts(rep->f, p, a, b);
    fputs("</p>\n", rep->f);
    write_bar(rep->f, p);
    write_kinds(rep->f, p, a, b);
    write_typical(rep->f, p, a, b);
    snprintf(title, sizeof title, "Where %.50s is farthest ahead of %.50s", a, b);
    write_extremes(rep, sum, p, PAIR_LESS, title);
    snprintf(title, sizeof title, "Where %.50s is farthest behind %.50s", a, b);
    write_extremes(rep, sum, p, PAIR_MORE, title);
    write_families(rep, p, a, b);
}

/* A name as a mode of the table, or NULL (a folder of another build may have others). */
static const struct mode *mode_of(const char *name)
{
    const struct mode *m = NULL;

    if (modes_find(name, &m))
        err_clear();
    return m;
}

/* Whether two modes are worth a paragraph: MMUs against each other and against none, a policy
 * against the mode that it is a policy of. */
static bool is_worth_it(const char *a, const char *b)
{
    const struct mode *x = mode_of(a), *y = mode_of(b);

    if (!x || !y)
        return true;
    if (modes_base(x) != x)
        return modes_base(x) == y;
    return modes_base(y) == y && modes_target(x, NULL) &&
           (modes_target(y, NULL) || strcmp(modes_name(y), "null"));
}

static void write_pair(const struct report *rep, const struct report_run *r, const char *a,
                       const char *b)
{
    const struct summary *sum = &r->results.sum;
    struct pair p;
    char head[120];

    if (pair_make(&p, sum, a, sum, b))
        return;
    snprintf(head, sizeof head, "%.50s against %.50s", a, b);
    if (p.n) {
        report_heading(rep, 1, head);
        words_pair(rep, sum, &p, a, b);
    }
    pair_free(&p);
}

static size_t count_events(const struct summary *sum)
{
    size_t n = 0;

    for (size_t i = 0; i < sum->n; i++) {
        bool first = true;

        for (size_t k = 0; k < i && first; k++)
            first = !summary_same_event(&sum->row[k], &sum->row[i]);
        n += first;
    }
    return n;
}

static void write_what_ran(const struct report *rep, const struct report_run *r)
{
    const struct summary *sum = &r->results.sum;

    html(rep->f, "<p class=\"lead\">%zu event%s measured in %zu mode%s: ", count_events(sum),
         count_events(sum) == 1 ? "" : "s", r->nmodes, r->nmodes == 1 ? "" : "s");
    report_names(rep, r->mode, r->nmodes);
    fputs(". ", rep->f);
    if (r->nmodes < 2)
        fputs("With one mode alone there is nothing to compare it with: its numbers stand by "
              "themselves. ",
              rep->f);
    if (r->interrupted)
        fputs("<strong>The run was cut short</strong>: what was measured until then is here, and "
              "less sure. ",
              rep->f);
    fputs("</p>\n", rep->f);
}

/* Modes that could not be had here. */
static void write_refused(const struct report *rep, const struct report_run *r)
{
    json_t *modes = json_object_get(r->results.machine, "modes");
    const char *name;
    json_t *m;

    json_object_foreach(modes, name, m)
    {
        const char *reason = json_string_value(json_object_get(m, "reason"));
        const char *remedy = json_string_value(json_object_get(m, "remedy"));

        if (!json_is_false(json_object_get(m, "available")))
            continue;
        html(rep->f, "<p class=\"missing\"><b>%s could not run on this machine</b>: %s.", name,
             reason && *reason ? reason : "no reason was kept");
        if (remedy && *remedy)
            html(rep->f, " To have it: %s.", remedy);
        fputs("</p>\n", rep->f);
    }
}

void report_words(const struct report *rep, const struct report_run *r)
{
    write_what_ran(rep, r);
    write_refused(rep, r);
    for (size_t i = 0; i < r->nmodes; i++)
        for (size_t k = 0; k < r->nmodes; k++) {
            bool twice = k < i && is_worth_it(r->mode[k], r->mode[i]);

            if (i != k && !twice && is_worth_it(r->mode[i], r->mode[k]))
                write_pair(rep, r, r->mode[i], r->mode[k]);
        }
    report_heading(rep, 1, "Before believing it");
    fputs("<ul class=\"caveats\">\n", rep->f);
    report_caveats(rep, r);
    fputs("</ul>\n", rep->f);
}
