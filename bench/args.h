/* SPDX-License-Identifier: Apache-2.0 */
/* The options of `mmubench run`. */
#ifndef MMUBENCH_ARGS_H
#define MMUBENCH_ARGS_H

#include "bench/run/suite.h"
#include "common/ram.h"
#include "modes.h"

#define ARGS_MAX_SET 32u

struct args_set {
    char key[24];
    uint64_t value;
};

struct args_run {
    const struct mode *mode[MODES_MAX]; /* asked for by --mmu=, in that order; none: the default */
    size_t nmodes;
    const struct suite *suite; /* --suite=, or NULL: the default */
    bool help, quick, cold, timing, no_check;
    bool allow_kvm_reload, counts;
    const char *out;    /* -o DIR, or NULL */
    const char *resume; /* --resume DIR, or NULL: then nothing else was given */
    const char *guests; /* --guests=DIR, or NULL */
    struct args_set set[ARGS_MAX_SET];
    size_t nset;
    uint64_t repeat, samples;
    uint64_t sample_us; /* aim for one sample, microseconds of wall time */
    uint64_t ram_mib;   /* 0: what the suite needs */
    uint64_t timeout_s; /* of one run of one guest */
    uint64_t seed;      /* of the order of modes */
    int cpu;            /* -1: chosen by topology */
    const char *bind;   /* --bind=LIST, see place.h; or NULL */
    enum ram_backing backing;
    char *const *what; /* patterns of workloads, and paths of images, as given */
    size_t nwhat;
};

/* Reads argv (argv[0] is the command's name, for the texts). Changes trace_mask for --trace=.
 * Returns 0, or -EINVAL with a text that says what is possible. */
int args_run(struct args_run *a, int argc, char **argv);

/* The text of `mmubench run --help` to stdout; of it only the options, a line each. */
void args_run_help(void);
void args_run_options(void);

#endif
