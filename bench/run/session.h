/* SPDX-License-Identifier: Apache-2.0 */
/* One measuring session: every point in every mode, again and again, into one results folder. */
#ifndef MMUBENCH_SESSION_H
#define MMUBENCH_SESSION_H

#include "bench/args.h"
#include "bench/data/store.h"
#include "bench/host/place.h"
#include "bench/host/topology.h"
#include "catalog.h"
#include "common/units.h"
#include "ledger.h"
#include "plan.h"
#include "progress.h"
#include "select.h"

struct session {
    const struct args_run *args;
    const struct plan *plan;
    const struct selection *modes;
    const struct topology *topology;
    struct place place;
    struct units_tsc tsc;
    const struct pmu *pmu; /* may be NULL */
    struct ram ram;
    struct store *store;
    struct progress progress;
    const atomic_bool *cancel;
    struct ledger ledger; /* what an earlier session has done; empty for a new run */

    bool *broken; /* [point][mode]: failed once, not tried again; owned */
    size_t nbroken;
    size_t nruns; /* the number of the next run */
    size_t nfailed;
    bool guest_failed, host_failed;
    bool mode_failed; /* a mode that was asked for cannot run one of the images */
    char first_failure[1024];
};

/* Guest RAM for the plan, bound to its place. 0 or -errno with a text. */
int session_open(struct session *s);
void session_close(struct session *s);

/* Takes notice of points that were added to the plan, which fit in the same guest RAM. 0 or -ENOMEM
 * with a text. */
int session_grow(struct session *s);

/* Runs everything; a guest that fails is noted and left out from then on. 0, -EINTR when
 * cancelled, or another -errno when the results cannot be written. */
int session_run(struct session *s);

/* The same for points [from, to) of the plan, in an order of their own. */
int session_run_points(struct session *s, size_t from, size_t to);

#endif
