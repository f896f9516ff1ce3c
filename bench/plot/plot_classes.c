/* SPDX-License-Identifier: Apache-2.0 */
/* How often an operation faults, traps and exits, by class: a table whose cells are shaded. */
#include "plot_internal.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define MOST_ROWS 42u
#define TERMS     4u

/* A column adds up counters of the backend that has them: its own monitor's, or KVM's. */
static const struct {
    const char *name;
    const char *spt[TERMS], *kvm[TERMS];
} classes[] = {
    {"traps,\\nexits", {"trap"}, {"kvm_exits"}},
    {"true\\nfault", {"true_fault"}, {"kvm_pf_guest"}},
    {"hidden\\nfault", {"hidden_fault"}, {"kvm_pf_fixed"}},
    {"traced\\nwrite", {"traced_write"}, {"kvm_mmu_pte_write"}},
    {"A/D\\nset", {"ad_upgrade"}, {NULL}},
    {"invlpg", {"emul_invlpg"}, {"kvm_invlpg"}},
    {"CR3\\nload", {"emul_cr3_load"}, {NULL}},
    {"emu-\\nlated", {"emul_syscall", "emul_iretq", "emul_other"}, {"kvm_insn_emulation"}},
    {"fill", {"fill_4k", "fill_2m", "fill_iretq", "prefetch"}, {NULL}},
    {"zap", {"zap"}, {"kvm_mmu_shadow_zapped"}},
    {"hand-\\noff", {"root_switch"}, {NULL}},
};
#define NCLASSES (sizeof classes / sizeof classes[0])

/* The sum of the terms; negative: the backend counts none of them. */
static double sum_of(const struct summary_row *r, const char *const terms[TERMS])
{
    double sum = 0;
    bool any = false;

    for (size_t i = 0; i < TERMS && terms[i]; i++) {
        json_t *v = json_object_get(r->counters, terms[i]);

        any = any || v;
        sum += json_number_value(v);
    }
    return any ? sum : -1;
}

static double value(const struct summary_row *r, size_t k)
{
    double own = sum_of(r, classes[k].spt);

    return own >= 0 ? own : sum_of(r, classes[k].kvm);
}

static bool is_counted(const struct summary_row *r)
{
    return value(r, 0) >= 0;
}

/* What is below half a thousandth is set-up around the operation. */
#define LEAST 0.0005

static bool has_events(const struct summary_row *r)
{
    for (size_t k = 0; k < NCLASSES; k++)
        if (value(r, k) >= LEAST)
            return true;
    return false;
}

/* From white at 0.001 to the palette's blue at 10, by decades: each cell stays readable. */
static unsigned shade(double v)
{
    double t = fmin(1, fmax(0, (log10(v) + 3) / 4)) * 0.75;

    return (unsigned)(255 - t * 255) << 16 | (unsigned)(255 - t * (255 - 0x72)) << 8 |
           (unsigned)(255 - t * (255 - 0xB2));
}

static const char *cell_text(char *out, size_t bytes, double v)
{
    if (v < 0)
        return "–";
    if (v < LEAST)
        return "·";
    if (v >= 9999.5)
        snprintf(out, bytes, "%.0fk", v / 1000);
    else
        snprintf(out, bytes, "%.*f", v >= 99.95 ? 0 : v >= 9.995 ? 1 : v >= 0.0995 ? 2 : 3, v);
    return out;
}

static void write_cells(struct plot_picture *pic, const struct summary_row *r, size_t at)
{
    char text[32];

    for (size_t k = 0; k < NCLASSES; k++) {
        double v = value(r, k);

        fprintf(pic->data.f, "%zu %zu \"%s\" %u\n", k, at, cell_text(text, sizeof text, v),
                v < LEAST ? 0xffffffu : shade(v));
    }
}

/* Tics and cells of a page; returns how many lines it has. */
static size_t write_rows(const struct plot *p, struct plot_picture *pic,
                         const struct plot_rows *rows, const struct plot_page *page)
{
    char label[PLOT_LABEL_BYTES];
    size_t n = 0;

    plot_block(pic, "column, line, text, colour");
    fputs("set ytics (", pic->script.f);
    for (size_t i = 0; i < page->n; i++) {
        bool again = false;

        for (size_t m = 0; m < p->nmodes; m++) {
            const struct summary_row *r = plot_row_in(p, rows->row[page->from + i], m);

            if (!r || !is_counted(r))
                continue;
            fputs(n ? ", \"" : "\"", pic->script.f);
            if (!again)
                plot_quoted(pic->script.f, summary_label(label, sizeof label, p->sum, r));
            fputs(again ? "" : " · ", pic->script.f);
            plot_quoted(pic->script.f, p->mode[m]);
            fprintf(pic->script.f, "\" -%zu", n);
            write_cells(pic, r, n++);
            again = true;
        }
        if (again && page->n > i + 1 && p->nmodes > 1)
            fprintf(pic->script.f, ", \"\" -%zu.5", n - 1);
    }
    fputs(")\n", pic->script.f);
    return n;
}

static void write_axes(struct plot_picture *pic, size_t lines)
{
    fprintf(pic->script.f,
            "set xrange [-0.5:%.1f]\nset yrange [-%.1f:0.5]\nunset key\nunset border\n"
            "unset grid\nset tics scale 0\nset xtics offset 0,0.3 (",
            (double)NCLASSES - 0.5, (double)lines - 0.5);
    for (size_t k = 0; k < NCLASSES; k++)
        fprintf(pic->script.f, "%s\"%s\" %zu", k ? ", " : "", classes[k].name, k);
    fputs(")\nset bmargin 5\n"
          "set xlabel offset 0,-1 \"per operation; · none, – not counted by that backend\"\n"
          "if (text) {\nplot data using 1:(-$2):3 with labels notitle\n} else {\n"
          "plot data using 1:(-$2):($1-0.5):($1+0.5):(-$2-0.5):(-$2+0.5):4 with boxxyerror "
          "fs solid 1 border lc rgb \"white\" lc rgb variable notitle, \\\n"
          "  data using 1:(-$2):3 with labels font small notitle\n}\n",
          pic->script.f);
}

static int draw_page(const struct plot *p, struct plot_result *r, const struct plot_rows *rows,
                     const struct plot_page *page)
{
    struct plot_picture pic;
    char name[PLOT_NAME_BYTES], title[120];
    size_t n;

    plot_page_name(name, r->kind->name, page);
    snprintf(title, sizeof title, "%s: %s", r->kind->title, page->family->title);
    if (plot_begin(&pic, p, name, title))
        return -ENOMEM;
    n = write_rows(p, &pic, rows, page);
    write_axes(&pic, n);
    pic.height = (unsigned)(150 + 20 * n);
    pic.text_lines = (unsigned)(n + 9);
    return plot_end(&pic, p, r, n > 0);
}

int plot_classes(const struct plot *p, struct plot_result *r)
{
    struct plot_page page = {0};
    struct plot_rows rows;
    int rc = plot_rows_of(&rows, p->sum, has_events);

    if (!rc && rows.n == 0)
        snprintf(r->why, sizeof r->why, "no events were counted (native has no counters)");
    while (!rc && plot_next_page(&rows, MOST_ROWS / (unsigned)(p->nmodes ? p->nmodes : 1), &page))
        rc = draw_page(p, r, &rows, &page);
    free(rows.row);
    return rc;
}
