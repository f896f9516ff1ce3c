/* SPDX-License-Identifier: Apache-2.0 */
/* `mmubench verify`: the oracle on every mode that this machine has. */
#ifndef MMUBENCH_VERIFY_H
#define MMUBENCH_VERIFY_H

#include "bench/modes.h"

#include <stdbool.h>

struct verify {
    const struct mode *mode[MODES_MAX];
    size_t nmodes;
    uint64_t seconds, seed;
    bool soak; /* print what this program holds of the host, and see that it does not grow */
    const atomic_bool *cancel;
};

/* What was seen. */
struct verify_result {
    unsigned different;  /* modes that differ from the reference */
    unsigned leaks;      /* modes that made it hold more */
    unsigned deviations; /* ways in which processors and KVMs of others do, and are known to */
};

/* Runs all checks on each mode; differences are printed as reproducers on stdout, and the next mode
 * goes on. 0, -EINTR when it was cancelled, or -errno with a text when the host failed. */
int verify_run(const struct verify *v, struct verify_result *res);

#endif
