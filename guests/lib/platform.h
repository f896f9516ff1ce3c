/* SPDX-License-Identifier: Apache-2.0 */
/* What the shared part of the library (measure.c, text.c, frames.c) needs of a guest or a host
 * program. */
#ifndef MMUBENCH_GUESTS_PLATFORM_H
#define MMUBENCH_GUESTS_PLATFORM_H

#include "common/addr.h"
#include "common/guest_abi.h"

/* Outside of timed regions. Returns when the runner has answered; never for HC_EXIT and HC_PANIC.
 */
void platform_hypercall(enum guest_hypercall nr);

struct guest_ring *platform_ring(void);

#endif
