/* SPDX-License-Identifier: Apache-2.0 */
/* Between the parts of a report: the runs it is about, and the sections. */
#ifndef MMUBENCH_REPORT_INTERNAL_H
#define MMUBENCH_REPORT_INTERNAL_H

#include "bench/data/family.h"
#include "bench/data/results.h"
#include "bench/modes.h"
#include "bench/plot/plot.h"
#include "bench/run/catalog.h"
#include "html.h"
#include "pair.h"
#include "report.h"
#include "values.h"

/* Pictures of a run, or of two. */
struct report_drawn {
    struct plot_result plot[PLOT_KINDS];
    char *svg[PLOT_KINDS][PLOT_PICTURES]; /* owned */
    char none[512];                       /* why there is none at all */
};

struct report_run {
    struct results results;
    char name[64];   /* the folder's own name */
    char letter[2];  /* "A", "B" where there are several; "" for one */
    char id[24];     /* begins its ids: "r1" */
    char link[1024]; /* from the report to the folder, with its slash; "": they lie together */
    const char *mode[MODES_MAX]; /* that have results, in the order of display */
    size_t nmodes;
    bool killed;      /* there was no summary: it is made from the samples */
    bool interrupted; /* some rows come from a run that was ended early */
    json_t *failures; /* [[workload, mode, text]]: runs of a guest that did not end well; owned */
    json_t *notes;    /* {workload: {text: {mode: true}}}: what guests said; owned */
    struct report_drawn drawn;  /* of itself */
    struct report_drawn beside; /* of it and the first run, where there are several */
};

struct report {
    FILE *f;
    size_t n;
    struct report_run run[REPORT_RUNS];
    struct catalog catalog; /* of this build, for what workloads say of themselves; may be empty */
};

/* Opens a results folder of this version of the program. 0 or -errno with a text. */
int report_run_open(struct report_run *r, const char *dir);
void report_run_close(struct report_run *r);

/* Draws a run, or `with` relative to it (NULL: none), into a folder of their own and keeps the
 * pictures in memory; what cannot be drawn is noted with the reason. */
void report_draw(struct report_drawn *d, const struct results *r, const struct results *with);
void report_drawn_free(struct report_drawn *d);

/* The path to `to` as seen from the folder `from`, with a slash at its end; "" for the same. 0 or
 * -errno with a text. */
int report_link(char *out, size_t bytes, const char *from, const char *to);

/* The whole page. */
void report_page(const struct report *rep);

/* Its parts, in the order of display. */
typedef void report_part(const struct report *rep, const struct report_run *r);
report_part report_words, report_pictures, report_numbers, report_modes, report_machine,
    report_method, report_files;

/* Figures of what was drawn, or why there are none; ids begin with `id`, headings are `below`
 * levels under <h2>, as those of report_heading(). */
void report_figures(const struct report *rep, const struct report_drawn *d, const char *id,
                    unsigned below);

/* The runs beside each other. */
void report_beside(const struct report *rep);

/* What a reader must know before believing the numbers; <li> elements. */
void report_caveats(const struct report *rep, const struct report_run *r);

/* <h2> for one run, a level lower where there are several; `below` levels under that. */
void report_heading(const struct report *rep, unsigned below, const char *text);

/* The descriptor of a workload, or NULL; what a metric says of itself, or "". */
const struct guest_desc *report_about(const struct report *rep, const char *workload);
const char *report_metric(const struct report *rep, const struct summary_row *row);

/* Opens and closes the box in which what is too wide for the page is moved sideways. */
void report_box_begin(const struct report *rep, const char *what);
void report_box_end(const struct report *rep);

/* "a", "a and b", "a, b and c": <b> elements of the i-th name of n. */
void report_names(const struct report *rep, const char *const *name, size_t n);

#endif
