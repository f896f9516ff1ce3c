/* SPDX-License-Identifier: Apache-2.0 */
/* Where a run goes: the CPU of the vCPU and the NUMA nodes of guest RAM. */
#ifndef MMUBENCH_PLACE_H
#define MMUBENCH_PLACE_H

#include "topology.h"

#include <jansson.h>
#include <stdbool.h>

struct place {
    int cpu;          /* by the system's number */
    char nodes[64];   /* by the system's numbers, as a list ("0", "0-1"); "" without NUMA */
    bool nodes_asked; /* then a host that cannot bind memory is an error */
    bool bound;       /* memory was bound; filled by place_memory() */
};

/*
 * Chooses. `bind` is a list of places in hwloc's words, by logical numbers, separated by commas or
 * spaces: "core:1", "package:1.core:0-3", "l3:0", "numa:1", "pu:all", or a bitmap "0x6". NUMA nodes
 * name where memory goes, all others the CPUs, of which the first that may be used is taken; what
 * is not named follows from the other. NULL: by topology_pick_cpu(). `cpu` is the CPU, or -1.
 * -EINVAL with a text that says what there is.
 */
int place_choose(struct place *p, const struct topology *t, int cpu, const char *bind);

/* Binds the memory there. 0, or -errno with a text where nodes were asked for and cannot be had; it
 * is no error, in containers that forbid it, where they were not. */
int place_memory(struct place *p, const struct topology *t, void *base, size_t bytes);

/* {"cpu": 1, "core": 1, "numa_nodes": "0", "memory_bound": true, ...}; a new reference. */
json_t *place_json(const struct place *p, const struct topology *t);

#endif
