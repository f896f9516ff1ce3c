/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plots by gnuplot. Each has its script and its data in plots/, so that a reader can draw it
 * differently; SVG and PNG lie beside them.
 */
#ifndef MMUBENCH_PLOT_H
#define MMUBENCH_PLOT_H

#include "bench/modes.h"
#include "bench/store.h"
#include "bench/summary.h"

#include <stdio.h>

/* Writes and draws what the summary has data for, and tells on stdout where the pictures are.
 * -ENOENT when gnuplot is missing (the text names the package), -EIO when it fails. */
int plot_draw(const struct store *s, const struct summary *sum);

/* --- between the parts -------------------------------------------------------------------------
 */

struct plot {
    const struct store *store;
    const struct summary *sum;
    struct store dir;            /* plots/ */
    char title[300];             /* the machine, quoted for gnuplot */
    const char *mode[MODES_MAX]; /* that have results, in the order of modes.c */
    size_t nmodes;
};

/* Line colour and point type of mode i: Okabe and Ito's palette, told apart by colour-blind
 * readers, and different points for print. */
const char *plot_colour(size_t i);

/* Opens a text that becomes the file `name` in plots/ at plot_close_file(). NULL: no memory. */
struct plot_file {
    FILE *f;
    char *text;
    size_t n;
};
int plot_open_file(struct plot_file *pf);
int plot_close_file(struct plot_file *pf, const struct plot *p, const char *name);

/* Terminal, fonts and output for both formats, then `body` is drawn: the script's frame. Size in
 * pixels. */
void plot_script(FILE *f, const char *name, unsigned width, unsigned height, const char *body);

/* Each writes NAME.gp with its data and returns 1, 0 when there is nothing to draw, or -errno. */
int plot_chase(const struct plot *p);
int plot_events(const struct plot *p);
int plot_counts(const struct plot *p);

#endif
