/* SPDX-License-Identifier: Apache-2.0 */
/* Sentences about two columns of numbers. */
#ifndef MMUBENCH_WORDS_H
#define MMUBENCH_WORDS_H

#include "report_internal.h"

/* "Of 76 events measured in both, spt takes less time in 45 and more in 8 than kvm-spt; in 23 no
 * difference was found." */
void words_counts(FILE *f, const struct pair *p, const char *a, const char *b);

/* "spt takes 0.30 [0.29, 0.31] of kvm-spt's time for WHAT: 7.89 µs against 26.7 µs.", or that no
 * difference was found. */
void words_row(FILE *f, const struct pair_row *r, const char *a, const char *b, const char *what);

/* The paragraphs about the pair: counts, typical events, the farthest, by kind. `sum` has its rows.
 */
void words_pair(const struct report *rep, const struct summary *sum, const struct pair *p,
                const char *a, const char *b);

#endif
