/* SPDX-License-Identifier: Apache-2.0 */
/* What a test of the runner needs around it: RAM, an image, a request, and an observer that keeps
 * what it was told. */
#ifndef MMUBENCH_RUNNER_CASE_H
#define MMUBENCH_RUNNER_CASE_H

#include "common/runner.h"
#include "fake_mmu.h"

#define CASE_MAX_SAMPLES 32768u

struct runner_case {
    struct ram ram;
    struct image image;
    struct run_request req;
    struct run_observer obs;
    struct run_result res;
    unsigned nsamples, nsections;
    struct guest_sample sample[CASE_MAX_SAMPLES];
    struct run_section section[4];
    char printed[1024]; /* each text in [] */
    int sample_rc;      /* what the observer answers */
    unsigned nstopped;
    uint64_t stopped_exits, stopped_rip; /* of the last stopped() */
};

int runner_case_setup(void **state);
int runner_case_teardown(void **state);

/* Runs the script on the fake backend and checks that everything was given back. */
int runner_case_run(struct runner_case *c, const struct fake_step *step, unsigned nsteps);

#endif
