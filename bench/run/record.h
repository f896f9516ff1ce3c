/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one run of a guest leaves in samples.jsonl, as lines by `type`:
 *   begin    run, rep, workload, params, mmu, image_sha256
 *   sample   run, workload, mmu, metric, ops, cycles
 *   section  run, metric, ops, counters
 *   print    run, text, which a guest said
 *   run      run, outcome, status, text, wall_ns, lost_samples, exits, counters
 * A run whose last line is missing (killed) or has another outcome than "done" was cut or failed;
 * if a later one has the same workload, params, mmu and rep, that one counts (superseded.h).
 */
#ifndef MMUBENCH_RECORD_H
#define MMUBENCH_RECORD_H

#include "bench/data/store.h"
#include "bench/modes.h"
#include "plan.h"
#include "progress.h"

struct record {
    struct store *store;
    struct progress *progress;
    const struct point *point;
    const char *workload, *mmu;
    size_t run, rep;
    int error; /* of the first line that could not be stored; ends the run */
};

/* The settings of a point as its lines carry them; a new reference. */
json_t *record_params(const struct point *p);

int record_begin(struct record *r, struct store *s, struct progress *progress,
                 const struct point *p, const struct mode *m, size_t rep, size_t run);

/* The observer that stores samples and sections; `r` must outlive the run. */
struct run_observer record_observer(struct record *r);

/* The last line, then everything goes to the file. */
int record_end(struct record *r, const struct run_result *res);

#endif
