/* SPDX-License-Identifier: Apache-2.0 */
#include "report_internal.h"

static void write_picture(const struct report *rep, const struct report_drawn *d, const char *id,
                          size_t kind, size_t i)
{
    const struct plot_result *p = &d->plot[kind];
    const char *title = p->picture[i].title[0] ? p->picture[i].title : p->kind->title;
    char prefix[PLOT_NAME_BYTES + 32], label[600];

    if (!d->svg[kind][i])
        return;
    snprintf(prefix, sizeof prefix, "%s-%s", id, p->picture[i].name);
    snprintf(label, sizeof label, "%s: %s", title, p->kind->caption);
    report_box_begin(rep, title);
    if (html_svg(rep->f, d->svg[kind][i], prefix, label))
        html(rep->f, "<p>%s.svg cannot be read.</p>", p->picture[i].name);
    report_box_end(rep);
}

void report_figures(const struct report *rep, const struct report_drawn *d, const char *id,
                    unsigned below)
{
    if (d->none[0])
        html(rep->f, "<p class=\"missing\">Pictures are missing: %s</p>\n", d->none);
    for (size_t k = 0; k < PLOT_KINDS; k++) {
        const struct plot_result *p = &d->plot[k];

        if (!p->n)
            continue;
        fputs("<figure>\n", rep->f);
        report_heading(rep, below, p->kind->title);
        html(rep->f, "<figcaption>%s</figcaption>\n", p->kind->caption);
        for (size_t i = 0; i < p->n; i++)
            write_picture(rep, d, id, k, i);
        fputs("</figure>\n", rep->f);
    }
}

static void write_missing(const struct report *rep, const struct report_drawn *d)
{
    bool any = false;

    for (size_t k = 0; k < PLOT_KINDS; k++) {
        const struct plot_result *p = &d->plot[k];

        if (!p->kind || p->n || !p->why[0])
            continue;
        if (!any)
            fputs("<p>Not drawn, for want of data:</p>\n<ul class=\"missing\">\n", rep->f);
        html(rep->f, "<li>%s: %s</li>\n", p->kind->title, p->why);
        any = true;
    }
    if (any)
        fputs("</ul>\n", rep->f);
}

void report_pictures(const struct report *rep, const struct report_run *r)
{
    report_figures(rep, &r->drawn, r->id, 1);
    write_missing(rep, &r->drawn);
}
