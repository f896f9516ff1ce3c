/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as a reader wants them: three digits that mean something, and the unit that fits. */
#ifndef MMUBENCH_SCALE_H
#define MMUBENCH_SCALE_H

#include <stddef.h>

struct scale {
    double one; /* of it, in the unit that was given */
    const char *name;
};

/* The unit that `v` is best told in: of "ns" the largest among s, ms, µs and ns that leaves 1 or
 * more, as rounded to three digits; any other unit is its own. */
struct scale scale_time(double v, const char *unit);
struct scale scale_bytes(double v); /* GiB, MiB, KiB, bytes */

/* Decimals that leave three digits, also after rounding; at most two. */
int scale_decimals(double v);

/* "2.39 µs" for 2389 ns, "12.3 cycles", with `blank` between; returns `out`. */
const char *scale_text(char *out, size_t bytes, double v, const char *unit, const char *blank);

#endif
