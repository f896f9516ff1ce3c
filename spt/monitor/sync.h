/* SPDX-License-Identifier: Apache-2.0 */
/* Guest tables change, and the shadow follows. */
#ifndef MMUBENCH_SPT_MONITOR_SYNC_H
#define MMUBENCH_SPT_MONITOR_SYNC_H

#include "monitor.h"

/* Table `frame` was written at [offset, offset+len) bytes: all shadows of it follow at once. */
void sync_written(uint32_t frame, unsigned offset, unsigned len);

/* Lets a leaf table go out of step (unsync), so that it can be written natively until the next
 * invlpg or CR3 load, as a TLB would let it. False: a table of a higher level, which stays traced.
 */
bool sync_let_go(uint32_t frame);

/* Behind the guest's back the table has changed, or what its address shows: its shadows follow. */
void sync_stale(uint32_t frame);

void sync_gva(struct gva a);     /* at invlpg */
void sync_all(void);             /* at a CR3 load */
void sync_table(uint32_t frame); /* one table that was let go */

#endif
