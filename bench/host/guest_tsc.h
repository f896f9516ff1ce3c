/* SPDX-License-Identifier: Apache-2.0 */
/* What reading the time-stamp counter costs in a guest's loop, in each mode of a session: where it
 * traps, that cost is in every sample. Stored with the run, subtracted from nothing. */
#ifndef MMUBENCH_GUEST_TSC_H
#define MMUBENCH_GUEST_TSC_H

#include "bench/run/session.h"

/* {"spt": 25.1, "native": 25.0}: median TSC cycles per reading, by a short run of the workload
 * `timer` in each mode; null where that failed. `timer` may be NULL: all are null. A new reference.
 * Ends early when the session is cancelled. */
json_t *guest_tsc_json(const struct session *s, const struct image *timer);

#endif
