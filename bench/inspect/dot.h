/* SPDX-License-Identifier: Apache-2.0 */
/* The trees of tables as a picture, in the language of graphviz. */
#ifndef MMUBENCH_BENCH_INSPECT_DOT_H
#define MMUBENCH_BENCH_INSPECT_DOT_H

#include "look.h"

/* The guest's tables, and with --shadow each root's own, to stdout. 0 or -EINTR. */
int dot_print(const struct look *l);

#endif
