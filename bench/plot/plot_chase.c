/* SPDX-License-Identifier: Apache-2.0 */
/* Latency of a dependent load over the working set: a line per mode and guest page size. */
#include "bench/names.h"
#include "common/err.h"
#include "plot_internal.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    json_int_t bytes;
    const char *name, *dash;
    bool hollow;
} pages[] = {{4096, "4K", "1", false}, {2 << 20, "2M", "2", true}, {1 << 30, "1G", "3", true}};
#define NPAGES (sizeof pages / sizeof pages[0])

static json_int_t param(const struct summary_row *r, const char *key)
{
    return json_integer_value(json_object_get(r->params, key));
}

static bool is_chase(const struct summary_row *r)
{
    return r->s.n && !strcmp(r->workload, "chase") && !strcmp(r->metric, "load");
}

static const struct summary_row *first_chase(const struct summary *sum)
{
    for (size_t i = 0; i < sum->n; i++)
        if (is_chase(&sum->row[i]))
            return &sum->row[i];
    return NULL;
}

/* One curve has one pattern of access: that of the run's first point. */
static bool same_pattern(const struct plot *p, const struct summary_row *r)
{
    const struct summary_row *first = first_chase(p->sum);

    return param(r, "stride") == param(first, "stride") &&
           param(r, "order") == param(first, "order") &&
           json_equal(json_object_get(r->params, "ram"), json_object_get(first->params, "ram"));
}

static int by_bytes(const void *a, const void *b)
{
    const struct summary_row *const *x = a;
    const struct summary_row *const *y = b;

    return (param(*x, "bytes") > param(*y, "bytes")) - (param(*x, "bytes") < param(*y, "bytes"));
}

/* The data of one line; returns how many points, or -errno. */
static int write_line(const struct plot *p, struct plot_picture *pic, size_t m, size_t page)
{
    const struct summary_row **row = calloc(p->sum->n + 1, sizeof *row);
    char what[160];
    int n = 0;

    if (!row)
        return err(ENOMEM, "no memory for a plot");
    for (size_t i = 0; i < p->sum->n; i++) {
        const struct summary_row *r = &p->sum->row[i];

        if (is_chase(r) && !strcmp(r->mmu, p->mode[m]) && param(r, "page") == pages[page].bytes &&
            same_pattern(p, r))
            row[n++] = r;
    }
    qsort(row, (size_t)n, sizeof *row, by_bytes);
    if (n) {
        snprintf(what, sizeof what, "%s, %s guest pages\n# bytes, median, p10, p90 (%s per load)",
                 p->mode[m], pages[page].name, row[0]->unit);
        plot_block(pic, what);
    }
    for (int i = 0; i < n; i++)
        fprintf(pic->data.f, "%lld %.4f %.4f %.4f\n", (long long)param(row[i], "bytes"),
                row[i]->s.median, row[i]->s.p10, row[i]->s.p90);
    free(row);
    return n;
}

/* Points of neighbouring lines stand a little beside each other, so that their bars can be told
 * apart; on a log axis that is a factor. */
static double dodge(const struct plot *p, size_t m, size_t page)
{
    double k = (double)(page * p->nmodes + m), n = (double)(NPAGES * p->nmodes);

    return exp2(0.05 * (k - (n - 1) / 2));
}

static void write_axes(const struct plot *p, struct plot_picture *pic)
{
    char size[24];

    fprintf(
        pic->script.f,
        "set logscale x 2\nset logscale y 10\n"
        "set xlabel \"working set\"\n"
        "set ylabel \"%s per load (median; bars: 10th to 90th percentile)\"\n"
        "set format y \"%%g\"\nset offsets graph 0.02, graph 0.02, graph 0.12, 0\n"
        "set key top left reverse Left samplen 3 spacing 1.15 opaque\nset border 3\nset xtics (",
        first_chase(p->sum)->unit);
    for (unsigned shift = 12; shift <= 40; shift += 2)
        fprintf(pic->script.f, "%s\"%s\" %llu", shift == 12 ? "" : ", ",
                names_size(size, sizeof size, UINT64_C(1) << shift),
                (unsigned long long)(UINT64_C(1) << shift));
    fputs(")\n", pic->script.f);
}

/* One line of the plot command; returns 1 when there was data, 0, or -errno. */
static int add_line(const struct plot *p, struct plot_picture *pic, size_t m, size_t page)
{
    int block = pic->blocks;
    int n = write_line(p, pic, m, page);

    if (n <= 0)
        return n;
    fprintf(pic->script.f,
            "%sdata index %d using ($1*%.4f):2:3:4 with yerrorlines lt %d dt %s lw 1.6 ps 0.8 ",
            block ? ", \\\n  " : "plot ", block, dodge(p, m, page), plot_style_of(p, m),
            pages[page].dash);
    if (pages[page].hollow)
        fputs("pt 6 ", pic->script.f);
    fputs("title \"", pic->script.f);
    plot_quoted(pic->script.f, p->mode[m]);
    fprintf(pic->script.f, ", %s guest pages\"", pages[page].name);
    return 1;
}

int plot_chase(const struct plot *p, struct plot_result *r)
{
    struct plot_picture pic;
    int rc = 0;

    if (!first_chase(p->sum)) {
        snprintf(r->why, sizeof r->why, "no times of the workload chase");
        return 0;
    }
    if (plot_begin(&pic, p, "chase", r->kind->title))
        return -ENOMEM;
    write_axes(p, &pic);
    for (size_t m = 0; m < p->nmodes && rc >= 0; m++)
        for (size_t i = 0; i < NPAGES && rc >= 0; i++)
            rc = add_line(p, &pic, m, i);
    fputc('\n', pic.script.f);
    return rc < 0 ? (plot_end(&pic, p, r, false), rc) : plot_end(&pic, p, r, pic.blocks > 0);
}
