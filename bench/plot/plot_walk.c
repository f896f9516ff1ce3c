/* SPDX-License-Identifier: Apache-2.0 */
/* The cost of a page walk, as a difference between two guest page sizes on the same lines. */
#include "common/err.h"
#include "plot_internal.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* The pages that are compared. The workload `walk` measures the difference itself, sample by
 * sample; of `chase` there are two points with another page size. */
static const struct {
    const char *metric, *name;
    json_int_t small_page, large_page;
    int filled, open; /* gnuplot's point types */
} pairs[] = {
    {"walk", "4K less 2M", 4096, 2 << 20, 7, 6},
    {"walk_1g", "2M less 1G", 2 << 20, 1 << 30, 5, 4},
};
#define NPAIRS (sizeof pairs / sizeof pairs[0])

enum source { WALK, CHASE };

/* The same point of chase with the large pages, if `r` is one with the small pages of the pair. */
static const struct summary_row *large_of(const struct summary *sum, const struct summary_row *r,
                                          size_t pair)
{
    json_t *params;
    char *point;
    const struct summary_row *large;

    if (strcmp(r->workload, "chase") || plot_param(r, "page") != pairs[pair].small_page)
        return NULL;
    params = json_deep_copy(r->params);
    json_object_set_new(params, "page", json_integer(pairs[pair].large_page));
    point = json_dumps(params, JSON_COMPACT | JSON_SORT_KEYS);
    large = point ? summary_find(sum, "chase", point, r->mmu, r->metric) : NULL;
    free(point);
    json_decref(params);
    return large;
}

/* False: the row has none of that source. */
static bool difference(const struct plot *p, const struct summary_row *r, enum source source,
                       size_t pair, struct plot_interval *d)
{
    const struct summary_row *large;

    if (source == WALK) {
        *d = (struct plot_interval){r->s.median, r->s.ci_low, r->s.ci_high};
        return !strcmp(r->workload, "walk") && !strcmp(r->metric, pairs[pair].metric);
    }
    large = large_of(p->sum, r, pair);
    if (!large || !large->s.n)
        return false;
    *d = plot_difference(&r->s, &large->s);
    return true;
}

/* Random order and one line a page are what makes the TLB miss. */
static bool is_random(const struct summary_row *r)
{
    return r->s.n && plot_param(r, "order") == 0 && plot_param(r, "stride") == 4096;
}

static int write_points(const struct plot *p, struct plot_picture *pic, size_t m,
                        enum source source, size_t pair)
{
    int n = 0;

    for (size_t i = 0; i < p->sum->n; i++) {
        const struct summary_row *r = &p->sum->row[i];
        struct plot_interval d;

        if (strcmp(r->mmu, p->mode[m]) || !is_random(r) || !difference(p, r, source, pair, &d))
            continue;
        if (!n++) {
            plot_block(pic, p->mode[m]);
            fprintf(pic->data.f, "# %s, %s: bytes, difference, low, high\n",
                    source == WALK ? "walk" : "chase", pairs[pair].name);
        }
        fprintf(pic->data.f, "%lld %.5g %.5g %.5g\n", (long long)plot_param(r, "bytes"), d.mid,
                d.low, d.high);
    }
    return n;
}

static void add_series(const struct plot *p, struct plot_picture *pic, size_t m, enum source source,
                       size_t pair)
{
    double k = (double)(m * 2 + source) - (double)p->nmodes + 0.5;
    char key[128];

    fprintf(
        pic->script.f,
        ", \\\n  data index %d using ($1*%.4f):2:3:4 with yerrorbars lt %d lw 1.6 ps 1.1 pt %d ",
        pic->blocks - 1, exp2(0.12 * k), plot_style_of(p, m),
        source == WALK ? pairs[pair].filled : pairs[pair].open);
    snprintf(key, sizeof key, "%s, %s (%s)", p->mode[m], pairs[pair].name,
             source == WALK ? "walk" : "chase");
    plot_key(pic, key);
}

static void write_axes(const struct plot *p, struct plot_picture *pic)
{
    fprintf(
        pic->script.f,
        "set logscale x 2\nset xlabel \"working set\"\n"
        "set ylabel \"%s per load more than with the larger pages (95%% interval)\"\n"
        "set nonlinear y via asinh(y) inverse sinh(y) # logarithmic, but for the part around 0\n"
        "set ytics (-1000, -100, -10, -1, 0, 1, 10, 100, 1000)\n"
        "set offsets graph 0.04, graph 0.04, graph 0.05, graph 0.05\nset border 3\n",
        strcmp(p->sum->row[0].unit, "ns") ? "cycles" : "ns");
    plot_size_tics(pic->script.f);
    /* An xzeroaxis does not know of the nonlinear axis. */
    fputs("plot 0 with lines lt 1 lw 1 lc rgb \"#888888\" notitle", pic->script.f);
}

int plot_walk(const struct plot *p, struct plot_result *r)
{
    struct plot_picture pic;

    if (plot_begin(&pic, p, "walk", r->kind->title))
        return -ENOMEM;
    if (p->sum->n)
        write_axes(p, &pic);
    for (size_t pair = 0; pair < NPAIRS; pair++)
        for (size_t m = 0; m < p->nmodes; m++)
            for (enum source s = WALK; s <= CHASE; s++)
                if (write_points(p, &pic, m, s, pair))
                    add_series(p, &pic, m, s, pair);
    fputc('\n', pic.script.f);
    if (!pic.blocks)
        snprintf(r->why, sizeof r->why,
                 "no mode has the same lines by two guest page sizes (workload walk or chase)");
    return plot_end(&pic, p, r, pic.blocks > 0);
}
