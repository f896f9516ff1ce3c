/* SPDX-License-Identifier: Apache-2.0 */
/* Grouped bars: a group per event (workload, metric, setting), a bar per mode. */
#include "common/err.h"
#include "plot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct bars {
    const char *name, *title;
    const char *unit;  /* of the vertical axis, NULL: that of the rows */
    const char *label; /* what a bar shows */
    bool spread;       /* draw p10 to p90 */
    bool log;
    double (*value)(const struct summary_row *r); /* <= 0: no bar */
};

static bool is_event(const struct summary_row *r)
{
    return strcmp(r->workload, "chase") != 0;
}

static bool same_event(const struct summary_row *a, const struct summary_row *b)
{
    return !strcmp(a->workload, b->workload) && !strcmp(a->metric, b->metric) &&
           !strcmp(a->point, b->point);
}

/* Rows that stand for their event: the first of each. Returns how many. */
static size_t find_events(const struct summary *sum, const struct summary_row **event)
{
    size_t n = 0;

    for (size_t i = 0; i < sum->n; i++) {
        size_t k = 0;

        if (!is_event(&sum->row[i]))
            continue;
        while (k < n && !same_event(event[k], &sum->row[i]))
            k++;
        if (k == n)
            event[n++] = &sum->row[i];
    }
    return n;
}

/* The first setting of the event's workload: the others are named by how they differ from it. */
static const struct summary_row *base_of(const struct summary *sum, const struct summary_row *event)
{
    for (size_t i = 0; i < sum->n; i++)
        if (!strcmp(sum->row[i].workload, event->workload))
            return &sum->row[i];
    return NULL;
}

#define LABEL_BYTES 96

static void label(char out[LABEL_BYTES], const struct summary *sum, const struct summary_row *event)
{
    bool twice = !strcmp(event->workload, event->metric);
    char settings[64];

    summary_settings(settings, sizeof settings, sum, event, base_of(sum, event));
    snprintf(out, LABEL_BYTES, "%s%s%s%s%s", event->workload, twice ? "" : " ",
             twice ? "" : event->metric, settings[0] ? " " : "", settings);
}

static size_t longest_label(const struct summary *sum, const struct summary_row **event, size_t n)
{
    size_t longest = 0;

    for (size_t i = 0; i < n; i++) {
        char text[LABEL_BYTES];

        label(text, sum, event[i]);
        if (strlen(text) > longest)
            longest = strlen(text);
    }
    return longest;
}

/* Events go down the page, the first on top. */
static void write_tics(FILE *f, const struct summary *sum, const struct summary_row **event,
                       size_t n)
{
    fputs("set ytics (", f);
    for (size_t i = 0; i < n; i++) {
        char text[LABEL_BYTES];

        label(text, sum, event[i]);
        fprintf(f, "%s\"%s\" -%zu", i ? ", " : "", text, i);
    }
    fputs(")\n", f);
}

/* The bars of one mode; returns how many, or -errno. */
static int write_mode(const struct plot *p, const struct bars *b, size_t m,
                      const struct summary_row **event, size_t n, const char *name)
{
    struct plot_file pf;
    int drawn = 0;

    if (plot_open_file(&pf))
        return -ENOMEM;
    fprintf(pf.f, "# place, value, p10, p90, event\n");
    for (size_t i = 0; i < n; i++) {
        const struct summary_row *r =
            summary_find(p->sum, event[i]->workload, event[i]->point, p->mode[m], event[i]->metric);
        double x = (double)i + ((double)m - (double)(p->nmodes - 1) / 2) * 0.8 / (double)p->nmodes;

        if (!r || b->value(r) <= 0)
            continue;
        fprintf(pf.f, "%.3f %.6g %.6g %.6g \"%s %s\"\n", x, b->value(r), r->s.p10, r->s.p90,
                r->workload, r->metric);
        drawn++;
    }
    if (drawn)
        return plot_close_file(&pf, p, name) ? -EIO : drawn;
    fclose(pf.f);
    free(pf.text);
    return 0;
}

/* Where a bar begins: a logarithmic axis has no zero. */
#define LOG_AXIS_FROM 0.1

static void write_axes(FILE *f, const struct plot *p, const struct bars *b,
                       const struct summary_row **event, size_t n)
{
    fprintf(f,
            "set title \"%s\\n%s\"\n"
            "set xlabel \"%s %s\"\n"
            "set style fill solid 0.85 noborder\n"
            "set key outside top left horizontal samplen 1.5\n"
            "set grid xtics lc rgb \"#dddddd\"\nset border 1\nset tics nomirror\n"
            "set yrange [-%.1f:0.6]\n",
            b->title, p->title, b->unit ? b->unit : event[0]->unit, b->label, (double)n - 0.4);
    if (b->log)
        fprintf(f, "set logscale x 10\nset format x \"%%g\"\nset xrange [%g:*]\n", LOG_AXIS_FROM);
    else
        fputs("set xrange [0:*]\n", f);
    write_tics(f, p->sum, event, n);
}

static void write_boxes(FILE *f, const struct plot *p, const struct bars *b, size_t m,
                        const char *name)
{
    double half = 0.4 / (double)p->nmodes, from = b->log ? LOG_AXIS_FROM : 0;

    fprintf(f,
            "\"%s\" using 2:(-$1):(%g):2:(-$1-%.3f):(-$1+%.3f) with boxxyerror lc rgb \"%s\" "
            "title \"%s\"",
            name, from, half, half, plot_colour(m), p->mode[m]);
    if (b->spread)
        fprintf(
            f,
            ", \\\n  \"%s\" using ($3>%g?$3:%g):(-$1):($4-($3>%g?$3:%g)):(0) with vectors heads "
            "size graph 0.0015,90 lc rgb \"#222222\" notitle",
            name, from, from, from, from);
}

static int write_bars(FILE *f, const struct plot *p, const struct bars *b,
                      const struct summary_row **event, size_t n)
{
    char name[64];
    int drawn = 0;

    for (size_t m = 0; m < p->nmodes; m++) {
        snprintf(name, sizeof name, "%s-%s.dat", b->name, p->mode[m]);
        int k = write_mode(p, b, m, event, n, name);

        if (k < 0)
            return k;
        if (k == 0)
            continue;
        fputs(drawn++ ? ", \\\n  " : "plot ", f);
        write_boxes(f, p, b, m, name);
    }
    fputc('\n', f);
    return drawn;
}

static int draw(const struct plot *p, const struct bars *b)
{
    const struct summary_row **event = calloc(p->sum->n + 1, sizeof *event);
    struct plot_file body = {0};
    struct plot_file script;
    char name[64];
    size_t n;
    int rc;

    if (!event)
        return err(ENOMEM, "no memory for a plot");
    n = find_events(p->sum, event);
    rc = n ? plot_open_file(&body) : 0;
    if (n && !rc) {
        write_axes(body.f, p, b, event, n);
        rc = write_bars(body.f, p, b, event, n);
        fclose(body.f);
    }
    if (rc > 0 && !(rc = plot_open_file(&script))) {
        plot_script(script.f, b->name, (unsigned)(800 + 9 * longest_label(p->sum, event, n)),
                    (unsigned)(140 + n * (10 + 9 * p->nmodes)), body.text);
        snprintf(name, sizeof name, "%s.gp", b->name);
        rc = plot_close_file(&script, p, name);
        rc = rc ? rc : 1;
    }
    free(body.text);
    free(event);
    return rc;
}

static double cost(const struct summary_row *r)
{
    return r->s.median;
}

/* The count of what each backend calls leaving the guest. */
static double exits(const struct summary_row *r)
{
    json_t *trap = json_object_get(r->counters, "trap");

    return json_number_value(trap ? trap : json_object_get(r->counters, "kvm_exits"));
}

int plot_events(const struct plot *p)
{
    static const struct bars b = {
        .name = "events",
        .title = "Cost of an event by MMU mode",
        .label = "per operation (median; bars: 10th to 90th percentile)",
        .spread = true,
        .log = true,
        .value = cost,
    };

    return draw(p, &b);
}

int plot_counts(const struct plot *p)
{
    static const struct bars b = {
        .name = "counts",
        .title = "How often an operation leaves the guest: traps (spt), vCPU exits (KVM)",
        .unit = "traps or exits",
        .label = "per operation",
        .value = exits,
    };

    return draw(p, &b);
}
