/* SPDX-License-Identifier: Apache-2.0 */
/* Text in columns: widths in characters, not bytes, and no blanks at the ends of lines. */
#ifndef MMUBENCH_COLUMNS_H
#define MMUBENCH_COLUMNS_H

#include <stdio.h>

struct columns {
    FILE *f;
    int blanks; /* owed: written when something follows */
};

/* UTF-8 characters in the text; those of more than one column's width are not expected. */
int columns_width(const char *text);

/* Digits to show behind the point of a time, so that it has about four in all. */
int columns_digits(double v);

/* The same for a ratio: two, and of a small one so many that two of them say something. */
int columns_ratio_digits(double ratio);

/* Raises *width to what the text needs. */
void columns_widen(int *width, const char *text);

/* The text in a column of that width, or as wide as it is. */
void columns_left(struct columns *c, const char *text, int width);
void columns_right(struct columns *c, const char *text, int width);

void columns_gap(struct columns *c, int blanks);
void columns_end(struct columns *c); /* of the line */

#endif
