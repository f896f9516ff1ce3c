/* SPDX-License-Identifier: Apache-2.0 */
/* The pool of shadow pages. */
#ifndef MMUBENCH_SPT_MONITOR_SP_H
#define MMUBENCH_SPT_MONITOR_SP_H

#include "monitor.h"

#include <stddef.h>

/* All before the entries, which are 8 KiB: too much to clear or copy with it at each fill. */
#define SP_HEAD_BYTES offsetof(struct sp, e)

struct sp *sp_get(uint32_t id);
uint32_t sp_alloc(void); /* all fields and entries 0; returns 0 when none is left */
void sp_release(uint32_t id);

#endif
