/* SPDX-License-Identifier: Apache-2.0 */
/* Refuses images whose instructions a deprivileged run would get wrong without trapping. */
#ifndef MMUBENCH_GUARD_H
#define MMUBENCH_GUARD_H

#include "plan.h"
#include "select.h"

#include <stdio.h>

/* Prints what it finds in the image, one line each ("IMAGE: 0x200123 <main+0x3> popf: why"), to
 * `f`. Returns how many, or -errno. */
int guard_list(const struct image *img, FILE *f);

/* Checks every image of the plan when a mode needs it. -ENOEXEC with a text that names the first
 * image refused; the findings are on stderr. */
int guard_images(const struct plan *p, const struct selection *modes);

#endif
