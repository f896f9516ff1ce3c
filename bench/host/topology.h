/* SPDX-License-Identifier: Apache-2.0 */
/* The host's topology by hwloc: which CPU the vCPU gets, where the rest of us runs, what it is. */
#ifndef MMUBENCH_TOPOLOGY_H
#define MMUBENCH_TOPOLOGY_H

#include <jansson.h>
#include <stddef.h>

struct topology; /* hides hwloc */

int topology_open(struct topology **out);
void topology_close(struct topology *t); /* takes NULL */

/* The first thread of the last core that we may use: the first CPUs take most interrupts. */
int topology_pick_cpu(const struct topology *t);

/* 0, or -EINVAL with the CPUs that are possible. */
int topology_check_cpu(const struct topology *t, int cpu);

/* Lets the calling thread run anywhere but on `cpu`'s core, or anywhere when there is no other. */
int topology_run_beside(const struct topology *t, int cpu);

/* Packages, cores, caches, nodes; a new reference. */
json_t *topology_json(const struct topology *t);

/* One line for people: "1 package, 2 cores, 2 threads; L1d 48K, L2 2M, L3 32M; 1 NUMA node". */
void topology_text(const struct topology *t, char *out, size_t bytes);

#endif
