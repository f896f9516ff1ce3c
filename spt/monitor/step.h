/* SPDX-License-Identifier: Apache-2.0 */
/* Single steps over writes to tracked tables that are not emulated. */
#ifndef MMUBENCH_SPT_MONITOR_STEP_H
#define MMUBENCH_SPT_MONITOR_STEP_H

#include "monitor.h"

/* Makes the page writable for the next instruction. False: it cannot be stepped over. */
bool step_begin(struct gva a);

/* Takes that back and brings the shadow in step. */
void step_end(void);

#endif
