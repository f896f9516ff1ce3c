/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of each frame of guest RAM (numbered as in arena.h). */
#ifndef MMUBENCH_SPT_MONITOR_FRAME_H
#define MMUBENCH_SPT_MONITOR_FRAME_H

#include "monitor.h"

struct frame *frame_get(uint32_t frame);
struct frame_2m *frame_2m(uint32_t frame); /* of the 2 MiB around it */

/* UINT32_MAX where no slot is. */
uint32_t frame_of_gpa(struct gpa a);

/* A write there is the runner's to answer: a hole, or a read-only slot. */
bool frame_write_exits(struct gpa a);

bool frame_tracked(uint32_t frame);   /* it is a guest table that the shadow knows */
bool frame_protected(uint32_t frame); /* and each write to it is seen */

uint8_t *frame_host(uint32_t frame); /* its first byte */

/* Its 512 entries, as a guest table. */
const uint64_t *frame_table(uint32_t frame);

#endif
