/* SPDX-License-Identifier: Apache-2.0 */
/* What an event's time is made of in a mode whose monitor is ours, by the cycle counters of a run
 * with --timing. */
#ifndef MMUBENCH_TIMING_H
#define MMUBENCH_TIMING_H

#include "summary.h"

enum timing_part {
    TIMING_TRAP, /* all outside the monitor: the host's way in and out, the guest itself */
    TIMING_WALK,
    TIMING_MAP,
    TIMING_HANDOFF,
    TIMING_REST,
    TIMING_PARTS
};

/* For a legend, as "walk of guest tables", and for the head of a column, as "walk". */
const char *timing_name(enum timing_part k);
const char *timing_head(enum timing_part k);

/* Whether the row has these counters and traps at all. */
bool timing_known(const struct summary_row *r);

/* Times in the row's unit (`khz`: the TSC's rate, 0 if unknown); returns their sum. Counters are
 * means and the whole is a median: what is outside the monitor is the difference, and where that is
 * below zero, none. */
double timing_split(const struct summary_row *r, double khz, double part[TIMING_PARTS]);

#endif
