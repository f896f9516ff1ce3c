/* SPDX-License-Identifier: Apache-2.0 */
/* Looks at what gnuplot drew; a test fails where it is not right. */
#ifndef MMUBENCH_TESTS_PICTURE_H
#define MMUBENCH_TESTS_PICTURE_H

#include "made.h"

#include <stdbool.h>

/* The whole file; owned by the caller. */
char *picture_read(const char *file);

/* plots/NAME.svg of the run is well-formed, names the machine and has no NaN. */
void picture_svg(const struct made *r, const char *name);

/* The text is in plots/NAME.svg, or is not. */
void picture_has(const struct made *r, const char *name, const char *what, bool has);

/* plots/NAME.png begins as a PNG does. */
void picture_png(const struct made *r, const char *name);

/* plots/NAME.svg exists. */
bool picture_is_drawn(const struct made *r, const char *name);

#endif
