/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `--resume DIR`: what is to be done is read from the folder's machine.json, and what was done
 * from its samples.jsonl (ledger.h). Samples of another program, image or machine are not mixed in.
 */
#ifndef MMUBENCH_RESUME_H
#define MMUBENCH_RESUME_H

#include "bench/args.h"
#include "bench/data/store.h"
#include "common/units.h"
#include "ledger.h"
#include "plan.h"

struct resume {
    json_t *machine; /* machine.json of the folder; owned */
    int argc;
    char **argv; /* its command line; owned, the texts belong to `machine` */
};

/* Reads machine.json. -errno with a text. */
int resume_open(struct resume *r, const struct store *s);
void resume_close(struct resume *r);

bool resume_is_open(const struct resume *r);

/* Into `a`, which has the options of that run: the seed and the CPU that it got without being told.
 */
int resume_chosen(const struct resume *r, struct args_run *a);

/* Asks, in `a`, for just the modes that ran there, in that order. */
int resume_modes(const struct resume *r, struct args_run *a);

/* -EINVAL with a text that names the first difference between that run and what would be measured
 * now: program, images, or what `now` (as machine_json()) says of the machine. Else 0, and `tsc`
 * gets the frequency of that run, so that all its samples are converted alike. */
int resume_check(const struct resume *r, const json_t *now, const struct plan *plan,
                 struct units_tsc *tsc);

/* Adds to the folder's machine.json that the run went on, when, and from where. */
int resume_note(const struct resume *r, const struct store *s, const struct ledger *l);

/* "2026-11-25T16:40:11Z"; returns `out`. */
const char *resume_time(char out[24]);

#endif
