/* SPDX-License-Identifier: Apache-2.0 */
/* Latency of a dependent load over the working set: a line per mode and guest page size. */
#include "bench/names.h"
#include "common/err.h"
#include "plot.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    json_int_t bytes;
    const char *name, *dash;
    int point; /* gnuplot's point types: filled circle, open square */
} pages[] = {{4096, "4K", "1", 7}, {2 << 20, "2M", "2", 4}};
#define NPAGES (sizeof pages / sizeof pages[0])

static json_int_t param(const struct summary_row *r, const char *key)
{
    return json_integer_value(json_object_get(r->params, key));
}

static bool is_chase(const struct summary_row *r)
{
    return !strcmp(r->workload, "chase") && !strcmp(r->metric, "load");
}

/* One curve has one pattern of access: that of the run's first point. */
static bool same_pattern(const struct plot *p, const struct summary_row *r)
{
    size_t i = 0;

    while (!is_chase(&p->sum->row[i]))
        i++;
    return param(r, "stride") == param(&p->sum->row[i], "stride") &&
           param(r, "order") == param(&p->sum->row[i], "order");
}

static bool belongs(const struct plot *p, const struct summary_row *r, const char *mmu,
                    json_int_t page)
{
    return is_chase(r) && !strcmp(r->mmu, mmu) && param(r, "page") == page && same_pattern(p, r);
}

static int by_bytes(const void *a, const void *b)
{
    const struct summary_row *const *x = a;
    const struct summary_row *const *y = b;

    return (param(*x, "bytes") > param(*y, "bytes")) - (param(*x, "bytes") < param(*y, "bytes"));
}

/* The data of one line; returns how many points, or -errno. */
static int write_line(const struct plot *p, const char *mmu, json_int_t page, const char *name)
{
    const struct summary_row **row = calloc(p->sum->n + 1, sizeof *row);
    struct plot_file pf;
    int n = 0;

    if (!row || plot_open_file(&pf)) {
        free(row);
        return -1;
    }
    for (size_t i = 0; i < p->sum->n; i++)
        if (belongs(p, &p->sum->row[i], mmu, page))
            row[n++] = &p->sum->row[i];
    qsort(row, (size_t)n, sizeof *row, by_bytes);
    fprintf(pf.f, "# working set (bytes), median, p10, p90 (%s per load)\n",
            n ? row[0]->unit : "ns");
    for (int i = 0; i < n; i++)
        fprintf(pf.f, "%lld %.4f %.4f %.4f\n", (long long)param(row[i], "bytes"), row[i]->s.median,
                row[i]->s.p10, row[i]->s.p90);
    free(row);
    if (n == 0) {
        fclose(pf.f);
        free(pf.text);
        return 0;
    }
    return plot_close_file(&pf, p, name) ? -1 : n;
}

/* Points of neighbouring lines stand a little beside each other, so that their bars can be told
 * apart; on a log axis that is a factor: line k of n. */
static double dodge(size_t k, size_t n)
{
    return exp2(0.06 * ((double)k - (double)(n - 1) / 2));
}

static void write_axes(FILE *f, const struct plot *p)
{
    char size[24];

    fprintf(f,
            "set title \"Dependent load over the working set\\n%s\"\n"
            "set logscale x 2\nset logscale y 10\n"
            "set xlabel \"working set (bytes)\"\n"
            "set ylabel \"%s per load (median; bars: 10th to 90th percentile)\"\n"
            "set key top left reverse Left samplen 3 spacing 1.15 opaque\n"
            "set grid lc rgb \"#dddddd\"\nset border 3\nset tics nomirror\nset xtics (",
            p->title, p->sum->row[0].unit);
    for (unsigned shift = 14; shift <= 36; shift += 2)
        fprintf(f, "%s\"%s\" %llu", shift == 14 ? "" : ", ",
                names_size(size, sizeof size, UINT64_C(1) << shift),
                (unsigned long long)(UINT64_C(1) << shift));
    fputs(")\n", f);
}

static int write_lines(FILE *f, const struct plot *p)
{
    size_t drawn = 0;

    for (size_t m = 0; m < p->nmodes; m++)
        for (size_t i = 0; i < NPAGES; i++) {
            char name[64];
            int n;

            snprintf(name, sizeof name, "chase-%s-%s.dat", p->mode[m], pages[i].name);
            n = write_line(p, p->mode[m], pages[i].bytes, name);
            if (n < 0)
                return -EIO;
            if (n == 0)
                continue;
            fprintf(f,
                    "%s\"%s\" using ($1*%.3f):2:3:4 with yerrorlines lc rgb \"%s\" dt %s pt %d "
                    "lw 1.6 ps 0.8 title \"%s, %s guest pages\"",
                    drawn ? ", \\\n  " : "plot ", name, dodge(drawn, NPAGES * p->nmodes),
                    plot_colour(m), pages[i].dash, pages[i].point, p->mode[m], pages[i].name);
            drawn++;
        }
    fputc('\n', f);
    return (int)drawn;
}

int plot_chase(const struct plot *p)
{
    struct plot_file body;
    struct plot_file script;
    int drawn;
    int rc;

    if (!p->sum->n)
        return 0;
    if (plot_open_file(&body))
        return -ENOMEM;
    write_axes(body.f, p);
    drawn = write_lines(body.f, p);
    fclose(body.f);
    rc = drawn > 0 ? plot_open_file(&script) : drawn;
    if (drawn > 0 && !rc) {
        plot_script(script.f, "chase", 1000, 640, body.text);
        rc = plot_close_file(&script, p, "chase.gp");
    }
    free(body.text);
    return rc ? rc : drawn > 0;
}
