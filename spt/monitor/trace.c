/* SPDX-License-Identifier: Apache-2.0 */
#include "trace.h"

#include "monitor.h"

#include <string.h>

void trace_to_arena(const char *line, size_t len)
{
    char *slot = arena->trace[arena->trace_head % SPT_TRACE_LINES];
    if (len > SPT_TRACE_BYTES - 1)
        len = SPT_TRACE_BYTES - 1;
    memcpy(slot, line, len);
    slot[len] = '\0';
    arena->trace_head++;
}
