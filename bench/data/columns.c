/* SPDX-License-Identifier: Apache-2.0 */
#include "columns.h"

int columns_width(const char *text)
{
    int n = 0;

    for (; *text; text++)
        n += (*text & 0xc0) != 0x80; /* not a continuation byte */
    return n;
}

int columns_digits(double v)
{
    return v >= 1000 ? 0 : v >= 100 ? 1 : 2;
}

int columns_ratio_digits(double ratio)
{
    return ratio >= 0.095 ? 2 : ratio >= 0.0095 ? 3 : 4;
}

void columns_widen(int *width, const char *text)
{
    int n = columns_width(text);

    if (n > *width)
        *width = n;
}

static void write_text(struct columns *c, const char *text)
{
    if (!*text)
        return;
    fprintf(c->f, "%*s%s", c->blanks, "", text);
    c->blanks = 0;
}

static int rest(const char *text, int width)
{
    int n = width - columns_width(text);

    return n > 0 ? n : 0;
}

void columns_left(struct columns *c, const char *text, int width)
{
    write_text(c, text);
    c->blanks += rest(text, width);
}

void columns_right(struct columns *c, const char *text, int width)
{
    c->blanks += rest(text, width);
    write_text(c, text);
}

void columns_gap(struct columns *c, int blanks)
{
    c->blanks += blanks;
}

void columns_end(struct columns *c)
{
    fputc('\n', c->f);
    c->blanks = 0;
}
