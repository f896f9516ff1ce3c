/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plots by gnuplot. Each picture has its script and its data beside it in plots/, with style.gp for
 * what they share, so that a reader can draw it differently.
 */
#ifndef MMUBENCH_PLOT_H
#define MMUBENCH_PLOT_H

#include "bench/data/store.h"
#include "bench/data/summary.h"

/* What can be drawn; texts are plain English without markup. */
struct plot_kind {
    const char *name;    /* what --only= takes, and how its files' names begin */
    const char *title;   /* a heading */
    const char *caption; /* a paragraph: what it shows and how to read it */
    const char *needs;   /* what a run must have for it */
};

#define PLOT_KINDS 9u

/* In the order of display; NULL beyond PLOT_KINDS. */
const struct plot_kind *plot_kind(size_t i);

/* By name, or NULL with err_text() set to the names that there are. */
const struct plot_kind *plot_kind_find(const char *name);

#define PLOT_PICTURES   32u
#define PLOT_NAME_BYTES 64u

/* What became of a kind: pictures, or the reason why there is none. */
struct plot_result {
    const struct plot_kind *kind;
    size_t n;
    struct {
        char name[PLOT_NAME_BYTES]; /* "events-faults": NAME.svg, .png, .gp and .dat in plots/ */
        char title[120];            /* of this picture, where a kind has several */
    } picture[PLOT_PICTURES];
    char why[240]; /* with n = 0: "needs a run with --timing"; "" when it was not asked for */
};

struct plot_options {
    const char *formats;   /* of svg, png, pdf, with blanks between; "dumb" alone: text to stdout */
    const char *out;       /* folder of the files, made if missing; NULL: plots/ in the run's own */
    bool skip[PLOT_KINDS]; /* kinds that are not wanted, by index */
    /* A second run and its summary, or NULL: then "compare" is all that is drawn. */
    const struct store *with;
    const struct summary *with_sum;
};

/*
 * Draws every kind that the results have data for, and fills result[i] for plot_kind(i). NULL
 * options: SVG and PNG of all kinds. -ENOENT when gnuplot is missing (the text names the package),
 * -EIO when it fails; what was drawn before stands, and the kind that failed has the error as its
 * reason.
 */
int plot_draw(const struct store *s, const struct summary *sum, const struct plot_options *o,
              struct plot_result result[PLOT_KINDS]);

/* For people, on stdout: the pictures, and what is missing; with options (of a user who asked for
 * plots) also why. */
void plot_print(const struct store *s, const struct plot_options *o,
                const struct plot_result result[PLOT_KINDS]);

#endif
