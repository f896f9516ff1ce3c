/* SPDX-License-Identifier: Apache-2.0 */
/* Between the parts of bench/plot: one run that is being drawn, and how pictures are made. */
#ifndef MMUBENCH_PLOT_INTERNAL_H
#define MMUBENCH_PLOT_INTERNAL_H

#include "bench/data/family.h"
#include "bench/modes.h"
#include "plot.h"

#include <stdio.h>

struct plot {
    const struct store *store;
    const struct summary *sum;
    const struct plot_options *options;
    struct store dir;            /* where the files go */
    json_t *machine;             /* machine.json, or an empty object; owned */
    char title[300];             /* the machine */
    const char *mode[MODES_MAX]; /* that have results: those of modes.c in its order, then others */
    size_t nmodes;
    unsigned columns, lines; /* of the terminal, for "dumb" */
    bool colour;             /* it has colours */
};

/* --- files ------------------------------------------------------------------------------------ */

/* A text in memory that becomes a file of the folder when it is closed. */
struct plot_file {
    FILE *f;
    char *text;
    size_t n;
};

int plot_file_open(struct plot_file *pf);
/* `keep` false drops it. 0 or -errno with a text. */
int plot_file_close(struct plot_file *pf, const struct plot *p, const char *name, bool keep);

/* A picture: its body is gnuplot text written to `script`, its numbers go to `data`, which the body
 * reads as `data` (a string variable). Blocks of data are told apart by `index`. */
struct plot_picture {
    char name[PLOT_NAME_BYTES];
    char title[120];
    unsigned width, height; /* pixels */
    unsigned text_lines;    /* height as text; 0: the terminal's */
    struct plot_file script, data;
    int blocks;               /* in data, so far */
    unsigned keys, key_chars; /* entries of the legend so far, and the longest of them */
};

/* Names the picture ("events-faults"); the title stands above it, and the machine. */
int plot_begin(struct plot_picture *pic, const struct plot *p, const char *name, const char *title);

/* The next block of data begins; returns its index. `what` becomes a comment. */
int plot_block(struct plot_picture *pic, const char *what);

/* Writes both files and draws; `keep` false drops all. Adds the picture to `r`. */
int plot_end(struct plot_picture *pic, const struct plot *p, struct plot_result *r, bool keep);

/* `title "..."` of a plot command: an entry of the legend. */
void plot_key(struct plot_picture *pic, const char *text);

/* A text inside gnuplot's double quotes, without what it would read as its own. */
void plot_quoted(FILE *f, const char *text);

/* gnuplot's line type of mode `m`: colour and point, defined in style.gp. */
int plot_style_of(const struct plot *p, size_t m);

/* style.gp. */
int plot_style(const struct plot *p);

/* Runs gnuplot on NAME.gp. */
int plot_gnuplot(const struct plot *p, const struct plot_picture *pic);

/* --- rows: what stands below each other in a picture --------------------------------------------
 */

#define PLOT_LABEL_BYTES 96u

/* Events (workload, metric, setting), each once, by family and then as they came. */
struct plot_rows {
    size_t n;
    const struct summary_row **row; /* one that stands for the event; owned array */
};

/* Those that `want` takes (NULL: all). 0 or -ENOMEM. */
int plot_rows_of(struct plot_rows *rows, const struct summary *sum,
                 bool (*want)(const struct summary_row *r));

/* Rows [from, from + n) of one family that fit below each other. */
struct plot_page {
    size_t from, n;
    const struct family *family;
    unsigned part; /* of the family, from 1 */
};

/* Steps to the next page of at most `most` rows; starts with a page of zeroes. */
bool plot_next_page(const struct plot_rows *rows, size_t most, struct plot_page *page);

/* "events-faults", "events-faults-2" */
void plot_page_name(char out[PLOT_NAME_BYTES], const char *kind, const struct plot_page *page);

/* The row of mode `m` for this event, or NULL. */
const struct summary_row *plot_row_in(const struct plot *p, const struct summary_row *event,
                                      size_t m);

/* The labels at 0, -1, -2, ... of the vertical axis. */
void plot_row_tics(struct plot_picture *pic, const struct summary *sum,
                   const struct plot_rows *rows, const struct plot_page *page);

/* A thin line above that row of the page. */
void plot_rule(FILE *f, size_t row);

/* "10 ns", "100 ns", "1 us", ... along a logarithmic axis ('x' or 'y'), a tic for each decade. */
void plot_decades(FILE *f, char axis, double from, double to, const char *unit);

/* Sizes in bytes along a logarithmic x axis, a tic for each factor of four. */
void plot_size_tics(FILE *f);

/* Integer parameter of a row; 0 when it has none of that name. */
json_int_t plot_param(const struct summary_row *r, const char *key);

/* --- comparison of two medians ------------------------------------------------------------------
 */

struct plot_interval {
    double mid, low, high;
};

/* Difference and ratio of two medians with a 95% interval out of their own intervals:
 * square-and-add (MOVER; Zou and Donner, Statistics in Medicine 27, 2008), for a ratio on
 * logarithms. The ratio needs a, b > 0; one that does not exist has mid 0. */
struct plot_interval plot_difference(const struct stats *a, const struct stats *b);
struct plot_interval plot_ratio(const struct stats *a, const struct stats *b);

/* Points with intervals on a logarithmic axis of ratios: rows below each other, series beside each
 * other in a row. */
struct plot_ratios {
    const char *title, *axis;
    size_t n; /* series */
    struct {
        char key[128];
        int style;
    } series[MODES_MAX];
    /* mid 0: nothing to show. */
    struct plot_interval (*ratio)(const void *ctx, const struct summary_row *event, size_t series);
    const void *ctx;
};

/* A picture for each page of the rows, called as plot_page_name() does after the kind. */
int plot_ratios(const struct plot *p, struct plot_result *r, const struct plot_ratios *what,
                const struct plot_rows *rows);

/* --- the kinds: each draws what it can and says in r->why what it lacks; 0 or -errno -----------
 */

typedef int plot_fn(const struct plot *p, struct plot_result *r);

plot_fn plot_chase, plot_walk, plot_events, plot_cdf, plot_parts, plot_classes, plot_policies,
    plot_crossover, plot_compare;

#endif
