/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of the page: head, contents, one section after the other. */
#include "common/err.h"
#include "report_internal.h"
#include "version.h"

#include <string.h>

extern const char report_css[]; /* style.S */

static const struct {
    const char *id, *title;
    report_part *write;
} parts[] = {
    {"summary", "In short", report_words},         {"pictures", "Pictures", report_pictures},
    {"numbers", "All numbers", report_numbers},    {"modes", "Modes", report_modes},
    {"machine", "The machine", report_machine},    {"method", "How it was measured", report_method},
    {"files", "Files and versions", report_files},
};
#define PARTS (sizeof parts / sizeof parts[0])

void report_heading(const struct report *rep, unsigned below, const char *text)
{
    unsigned level = 2 + below + (rep->n > 1);

    html(rep->f, "<h%u>%s</h%u>\n", level, text, level);
}

void report_box_begin(const struct report *rep, const char *what)
{
    html(rep->f, "<div class=\"box\" role=\"region\" tabindex=\"0\" aria-label=\"%s\">\n", what);
}

void report_box_end(const struct report *rep)
{
    fputs("</div>\n", rep->f);
}

void report_names(const struct report *rep, const char *const *name, size_t n)
{
    for (size_t i = 0; i < n; i++)
        html(rep->f, "%s<b>%s</b>", i == 0 ? "" : i + 1 < n ? ", " : " and ", name[i]);
}

const struct guest_desc *report_about(const struct report *rep, const char *workload)
{
    const struct image *img = catalog_find(&rep->catalog, workload);

    return img ? &img->desc : NULL;
}

const char *report_metric(const struct report *rep, const struct summary_row *row)
{
    const struct guest_desc *d = report_about(rep, row->workload);

    for (uint32_t i = 0; d && i < d->nmetrics; i++)
        if (!strcmp(d->metric[i].name, row->metric))
            return d->metric[i].help;
    return "";
}

static void write_head(const struct report *rep)
{
    fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n"
          /* Nothing is asked for, whatever a page made of foreign files may hold. */
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
          "style-src 'unsafe-inline'; img-src data:\">\n<link rel=\"icon\" href=\"data:,\">\n",
          rep->f);
    html(rep->f, "<meta name=\"generator\" content=\"mmubench %s (%s)\">\n<title>mmubench: %s",
         MMUBENCH_VERSION, MMUBENCH_COMMIT, rep->run[0].name);
    for (size_t i = 1; i < rep->n; i++)
        html(rep->f, ", %s", rep->run[i].name);
    html(rep->f, "</title>\n<style>\n");
    fputs(report_css, rep->f);
    fputs("</style>\n</head>\n<body>\n", rep->f);
}

static void write_who(const struct report *rep, const struct report_run *r)
{
    char title[300], started[40];

    results_machine(title, sizeof title, &r->results, "title");
    results_machine(started, sizeof started, &r->results, "run.started");
    html(rep->f, "<p class=\"who\"><b>%s%s%s</b><br>%s", r->letter, r->letter[0] ? " " : "",
         r->name, title[0] ? title : "a machine that is not named");
    if (started[0])
        html(rep->f, "<br>measured %s", started);
    fputs("</p>\n", rep->f);
}

static void write_header(const struct report *rep)
{
    fputs("<header>\n<p class=\"brand\">mmubench</p>\n", rep->f);
    html(rep->f, "<h1>What an MMU costs: %s</h1>\n",
         rep->n > 1 ? "runs beside each other" : "shadow page tables and hardware side by side");
    for (size_t i = 0; i < rep->n; i++)
        write_who(rep, &rep->run[i]);
    fputs("</header>\n", rep->f);
}

static void write_contents(const struct report *rep)
{
    fputs("<nav aria-label=\"Contents\">\n", rep->f);
    if (rep->n > 1)
        fputs("<p><a href=\"#beside\">Beside each other</a></p>\n", rep->f);
    for (size_t i = 0; i < rep->n; i++) {
        const struct report_run *r = &rep->run[i];

        fputs("<p>", rep->f);
        if (rep->n > 1)
            html(rep->f, "<a href=\"#%s\"><b>%s %s</b></a> ", r->id, r->letter, r->name);
        for (size_t k = 0; k < PARTS; k++)
            html(rep->f, "<a href=\"#%s-%s\">%s</a> ", r->id, parts[k].id, parts[k].title);
        fputs("</p>\n", rep->f);
    }
    fputs("</nav>\n", rep->f);
}

static void write_run(const struct report *rep, const struct report_run *r)
{
    if (rep->n > 1)
        html(rep->f, "<h2 class=\"run\" id=\"%s\">%s %s</h2>\n", r->id, r->letter, r->name);
    for (size_t k = 0; k < PARTS; k++) {
        html(rep->f, "<section id=\"%s-%s\" class=\"%s\">\n", r->id, parts[k].id, parts[k].id);
        report_heading(rep, 0, parts[k].title);
        parts[k].write(rep, r);
        fputs("</section>\n", rep->f);
    }
}

void report_page(const struct report *rep)
{
    write_head(rep);
    write_header(rep);
    write_contents(rep);
    fputs("<main>\n", rep->f);
    if (rep->n > 1)
        report_beside(rep);
    for (size_t i = 0; i < rep->n; i++)
        write_run(rep, &rep->run[i]);
    html(rep->f,
         "</main>\n<footer>\n<p>Made by mmubench %s (%s) from the files of the run%s; no network "
         "and no script is needed to read it.</p>\n</footer>\n</body>\n</html>\n",
         MMUBENCH_VERSION, MMUBENCH_COMMIT, rep->n > 1 ? "s" : "");
}
