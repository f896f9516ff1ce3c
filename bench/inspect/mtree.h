/* SPDX-License-Identifier: Apache-2.0 */
/* Guest-physical memory: the tree of regions, the flat view of it, and the slots that follow. */
#ifndef MMUBENCH_BENCH_INSPECT_MTREE_H
#define MMUBENCH_BENCH_INSPECT_MTREE_H

#include "common/memory.h"

#include <jansson.h>

void mtree_print(const struct memory *m);
json_t *mtree_json(const struct memory *m); /* a new reference */

#endif
