/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a guest to its stop point in one mode after another and lets a command look at it there. */
#ifndef MMUBENCH_BENCH_INSPECT_LOOK_H
#define MMUBENCH_BENCH_INSPECT_LOOK_H

#include "bench/run/plan.h"
#include "common/inspect.h"
#include "options.h"

#include <jansson.h>

/* A guest that stands still. */
struct look {
    const struct inspect_options *options;
    const struct mode *mode;
    const struct point *point;
    const struct run_stopped *at;
    struct inspect in; /* of the address space that was asked for */
};

/* Shows it; returns 0 or -errno with a text. -EINVAL: what was asked for makes no sense there. */
typedef int (*look_fn)(void *ctx, const struct look *l);

/* Each mode of the options, or the first one that this machine has, over the same guest RAM, whose
 * frames stay. Returns an exit code; what went wrong is on stderr. */
int look_run(const struct inspect_options *o, look_fn show, void *ctx);

/* "chase page=2M in spt, stopped at hypercall section_begin (exit 1): CPL 3, rip 0x..", a line. */
void look_print(const struct look *l);

/* The same as members of an object; a new reference. */
json_t *look_json(const struct look *l);

#endif
