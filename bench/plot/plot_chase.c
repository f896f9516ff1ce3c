/* SPDX-License-Identifier: Apache-2.0 */
/* Latency of a dependent load over the working set: a line per mode and guest page size. */
#include "bench/host/tlb.h"
#include "bench/names.h"
#include "common/err.h"
#include "plot_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    json_int_t bytes;
    const char *name, *dash;
    bool hollow;
} pages[] = {{4096, "4K", "1", false}, {2 << 20, "2M", "2", true}, {1 << 30, "1G", "3", true}};
#define NPAGES (sizeof pages / sizeof pages[0])

struct range {
    double from, to;
};

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

static const char *ram(const struct summary_row *r)
{
    const char *text = json_string_value(json_object_get(r->params, "ram"));

    return text ? text : "";
}

/* One curve has one pattern of access: that of the run's first point. */
static bool same_pattern(const struct plot *p, const struct summary_row *r)
{
    const struct summary_row *first = first_chase(p->sum);

    return plot_param(r, "stride") == plot_param(first, "stride") &&
           plot_param(r, "order") == plot_param(first, "order") && !strcmp(ram(r), ram(first));
}

static int by_bytes(const void *a, const void *b)
{
    const struct summary_row *const *x = a;
    const struct summary_row *const *y = b;

    return (plot_param(*x, "bytes") > plot_param(*y, "bytes")) -
           (plot_param(*x, "bytes") < plot_param(*y, "bytes"));
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

        if (is_chase(r) && !strcmp(r->mmu, p->mode[m]) &&
            plot_param(r, "page") == pages[page].bytes && same_pattern(p, r))
            row[n++] = r;
    }
    qsort(row, (size_t)n, sizeof *row, by_bytes);
    if (n) {
        snprintf(what, sizeof what, "%s, %s guest pages", p->mode[m], pages[page].name);
        plot_block(pic, what);
        fputs("# bytes, median, p10, p90\n", pic->data.f);
    }
    for (int i = 0; i < n; i++)
        fprintf(pic->data.f, "%lld %.4f %.4f %.4f\n", (long long)plot_param(row[i], "bytes"),
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

/* A vertical line with its name at the top; `row` keeps names of different kinds apart. */
static void write_mark(struct plot_picture *pic, const char *name, uint64_t bytes, int row,
                       const struct range *x)
{
    char size[24];

    if ((double)bytes < x->from || (double)bytes > x->to)
        return;
    fprintf(pic->script.f,
            "set arrow from first %" PRIu64 ", graph 0 to first %" PRIu64
            ", graph %.3f nohead back dt %d lc rgb \"#888888\"\n"
            "set label \"%s %s\" at first %" PRIu64
            ", graph %.3f right offset -0.4,0 font small tc rgb \"#555555\"\n",
            bytes, bytes, 1 - 0.045 * row, row ? 3 : 1, name, names_size(size, sizeof size, bytes),
            bytes, 0.98 - 0.045 * row);
}

static void write_marks(const struct plot *p, struct plot_picture *pic, const struct range *x)
{
    static const char *const caches[] = {"L1d", "L2", "L3"};
    json_t *all = json_object_get(json_object_get(p->machine, "topology"), "caches");
    json_t *tlb = json_object_get(p->machine, "tlb");
    char name[32];

    for (size_t i = 0; i < sizeof caches / sizeof caches[0]; i++)
        write_mark(
            pic, caches[i],
            (uint64_t)json_integer_value(json_object_get(json_object_get(all, caches[i]), "bytes")),
            0, x);
    for (size_t i = 0; i < NPAGES; i++)
        for (int level = 1; level <= 2; level++) {
            snprintf(name, sizeof name, "L%d TLB %s:", level, pages[i].name);
            write_mark(pic, name, tlb_reach(tlb, level, (uint64_t)pages[i].bytes), 1 + (int)i, x);
        }
}

/* Of the working sets and of the latencies, with some room; above for the names of the marks. */
static void find_range(const struct plot *p, struct range *x, struct range *y)
{
    *x = *y = (struct range){INFINITY, 0};

    for (size_t i = 0; i < p->sum->n; i++) {
        const struct summary_row *r = &p->sum->row[i];

        if (!is_chase(r) || !same_pattern(p, r))
            continue;
        x->from = fmin(x->from, (double)plot_param(r, "bytes") / 1.6);
        x->to = fmax(x->to, (double)plot_param(r, "bytes") * 1.6);
        y->from = fmin(y->from, r->s.p10 / 1.5);
        y->to = fmax(y->to, r->s.p90 * 1.5);
    }
    y->from = fmax(y->from, 0.01);
    y->to *= pow(fmax(y->to / y->from, 2), 0.2);
}

static void write_axes(const struct plot *p, struct plot_picture *pic)
{
    struct range x, y;

    find_range(p, &x, &y);
    write_marks(p, pic, &x);
    fprintf(pic->script.f,
            "set logscale x 2\nset logscale y 10\nset xlabel \"working set\"\n"
            "set ylabel \"time per load (median; bars: 10th to 90th percentile)\"\n"
            "set xrange [%.0f:%.0f]\nset yrange [%.4g:%.4g]\nset border 3\n",
            x.from, x.to, y.from, y.to);
    plot_size_tics(pic->script.f);
    plot_decades(pic->script.f, 'y', y.from, y.to, first_chase(p->sum)->unit);
}

/* One line of the plot command; returns 1 when there was data, 0, or -errno. */
static int add_line(const struct plot *p, struct plot_picture *pic, size_t m, size_t page)
{
    int block = pic->blocks;
    int n = write_line(p, pic, m, page);
    char key[128];

    if (n <= 0)
        return n;
    fprintf(pic->script.f,
            "%sdata index %d using ($1*%.4f):2:3:4 with yerrorlines lt %d dt %s lw 1.6 ps 0.8 ",
            block ? ", \\\n  " : "plot ", block, dodge(p, m, page), plot_style_of(p, m),
            pages[page].dash);
    if (pages[page].hollow)
        fputs("pt 6 ", pic->script.f);
    snprintf(key, sizeof key, "%s, %s pages", p->mode[m], pages[page].name);
    plot_key(pic, key);
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
