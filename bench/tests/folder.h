/* SPDX-License-Identifier: Apache-2.0 */
/* Results folders of made-up runs, with known answers. */
#ifndef MMUBENCH_TESTS_FOLDER_H
#define MMUBENCH_TESTS_FOLDER_H

#include <stddef.h>

struct folder_row {
    const char *workload, *params, *mmu, *metric; /* params: a JSON object */
    double ns;                                    /* true median, per operation */
    double noise; /* samples lie evenly within ns * (1 - noise) and ns * (1 + noise) */
    double traps; /* per operation; below 0: has no counters */
};

struct folder {
    const char *cpu, *commit, *sha256;
    size_t repeat, samples; /* of each row */
    unsigned seed;
};

#define FOLDER_DEFAULT                                                                             \
    {                                                                                              \
        .cpu = "CPU A", .commit = "c0ffee", .sha256 = "abc", .repeat = 5, .samples = 20, .seed = 1 \
    }

/* Rows of one workload, setting and mode side by side are one run of a guest. Writes machine.json
 * and samples.jsonl into tool_path(name) and returns that path: a static buffer for each of the
 * last few calls. */
const char *folder_write(const char *name, const struct folder *f, const struct folder_row *row,
                         size_t n);

/* Writes a file of the folder anew. */
void folder_file(const char *path, const char *text);

#endif
