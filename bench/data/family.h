/* SPDX-License-Identifier: Apache-2.0 */
/* Workloads by what they are about: for tables and plots that would else be too long. */
#ifndef MMUBENCH_FAMILY_H
#define MMUBENCH_FAMILY_H

#include <stddef.h>

struct family {
    const char *name;  /* "faults": part of file names */
    const char *title; /* "Page faults" */
};

#define FAMILIES 7u

/* In the order of display; the last one takes workloads that no other has. */
const struct family *family_at(size_t i);

/* Index of a workload's family. */
size_t family_of(const char *workload);

#endif
