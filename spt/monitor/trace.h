/* SPDX-License-Identifier: Apache-2.0 */
/* Trace lines go to the arena; the runner prints them. */
#ifndef MMUBENCH_SPT_MONITOR_TRACE_H
#define MMUBENCH_SPT_MONITOR_TRACE_H

#include <stddef.h>

void trace_to_arena(const char *line, size_t len);

#endif
