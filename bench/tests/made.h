/* SPDX-License-Identifier: Apache-2.0 */
/* Runs that are made up, as plots need them: counters, cache sizes, poor ones. */
#ifndef MMUBENCH_TESTS_MADE_H
#define MMUBENCH_TESTS_MADE_H

#include <stdio.h>

struct made {
    char dir[256];
    FILE *f; /* samples.jsonl */
    int runs;
    int samples; /* of each row */
};

#define SPT_COUNTS                                                              \
    "{\"trap\":2,\"true_fault\":1,\"hidden_fault\":0.5,\"cycles_monitor\":900," \
    "\"cycles_walk\":200,\"cycles_map\":300,\"cycles_handoff\":100,\"emul_iretq\":1.5}"
#define KVM_COUNTS "{\"kvm_exits\":3,\"kvm_pf_guest\":1,\"kvm_invlpg\":0}"

/* A file of the folder; a static buffer for each of the last few calls. */
const char *made_path(const struct made *r, const char *name);

/* An empty run in tool_path(name), with machine.json; each row gets that many samples. */
void made_start(struct made *r, const char *name, int samples);

/* One run of a guest with one metric: samples around `ns`, and counters, as JSON texts. */
void made_add(struct made *r, const char *mmu, const char *workload, const char *metric,
              const char *params, double ns, const char *counters);

/* The workload chase at three sizes with 4K and 2M pages. */
void made_chase(struct made *r, const char *mmu, double scale);

/* Five events of different families, with counters as the mode has them. */
void made_events(struct made *r, const char *mmu, double scale);

/* Closes samples.jsonl. */
void made_end(struct made *r);

/* A run of four modes with all of it. */
void made_whole(struct made *r, const char *name, double scale);

#endif
