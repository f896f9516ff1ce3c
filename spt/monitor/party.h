/* SPDX-License-Identifier: Apache-2.0 */
/* Hand-offs of the vCPU between roots' processes and the runner. */
#ifndef MMUBENCH_SPT_MONITOR_PARTY_H
#define MMUBENCH_SPT_MONITOR_PARTY_H

#include "monitor.h"

void party_give(unsigned party); /* a root's slot, or SPT_RUNNER */

/* Until this process gets the vCPU back, which it gave to `given`. */
void party_wait(unsigned given);

/* The same when it gave it to the runner: spins first, if the runner has a CPU of its own. */
void party_wait_runner(void);

/* The same for a process that never had it: sleeps at once. */
void party_wait_first(void);

#endif
