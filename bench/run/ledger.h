/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which runs of a plan are already in samples.jsonl: what an interrupted session has still to do.
 * A run counts when its last line says that the guest ended well; one that was cut or that failed
 * is run anew, and then the later one stands for that repetition (superseded.h).
 */
#ifndef MMUBENCH_LEDGER_H
#define MMUBENCH_LEDGER_H

#include "bench/data/store.h"
#include "plan.h"
#include "select.h"

struct ledger {
    const struct plan *plan;
    const struct selection *modes;
    uint64_t repeat;
    uint8_t *slot; /* [point][rep][mode]; owned */
    size_t nslots;
    size_t ndone, ncut;
    size_t next_run; /* the number that the next run gets: above all that were given */
};

/* An empty one. Borrows plan and modes. 0 or -ENOMEM with a text. */
int ledger_open(struct ledger *l, const struct plan *plan, const struct selection *modes,
                uint64_t repeat);
void ledger_close(struct ledger *l);

/* Makes room for points that were added to the plan, behind those that it had: none of their runs
 * is there. 0 or -ENOMEM with a text. */
int ledger_grow(struct ledger *l);

/* Fills it. -EINVAL with a text when the file has a run that the plan does not have. */
int ledger_read(struct ledger *l, const struct store *s);

bool ledger_done(const struct ledger *l, size_t rep, size_t point, size_t mode);

/* All runs of the plan, done or not. */
size_t ledger_total(const struct ledger *l);

#endif
