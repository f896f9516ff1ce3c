/* SPDX-License-Identifier: Apache-2.0 */
/* What hides behind struct topology, for the files that ask hwloc: topology.c and place.c. */
#ifndef MMUBENCH_TOPOLOGY_HWLOC_H
#define MMUBENCH_TOPOLOGY_HWLOC_H

#include "topology.h"

#include <hwloc.h>

struct topology {
    hwloc_topology_t hwloc;
    hwloc_bitmap_t may; /* what this process may use: a container or taskset can make it less */
};

#endif
