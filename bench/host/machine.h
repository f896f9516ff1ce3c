/* SPDX-License-Identifier: Apache-2.0 */
/* Everything about the machine that goes into machine.json. */
#ifndef MMUBENCH_MACHINE_H
#define MMUBENCH_MACHINE_H

#include "bench/run/select.h"
#include "common/pmu.h"
#include "common/units.h"
#include "topology.h"

struct machine {
    struct topology *topology;
    struct units_tsc tsc;
    uint64_t tsc_read_cycles;
    struct pmu pmu; /* counts for the thread that opened the machine */
    struct selection modes;
};

/* Measures the TSC and asks every mode: takes about a second. */
int machine_open(struct machine *m);
void machine_close(struct machine *m);

/* Host, topology, TSC, modes, version of this program; a new reference. */
json_t *machine_json(const struct machine *m);

/* The page-walk counters that there are, or why there are none. */
void machine_pmu_text(const struct machine *m, char *out, size_t bytes);

/* "AMD EPYC, Linux 6.18.5, under KVM" */
void machine_title(const struct machine *m, char *out, size_t bytes);

#endif
