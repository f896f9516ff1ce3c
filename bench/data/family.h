/* SPDX-License-Identifier: Apache-2.0 */
/* Workloads by what they are about: for tables and plots that would else be too long, and for
 * suites that measure a part. */
#ifndef MMUBENCH_FAMILY_H
#define MMUBENCH_FAMILY_H

#include <stddef.h>

struct family {
    const char *name;  /* "faults": part of file names */
    const char *title; /* "Page faults" */
};

/* In the order of display. */
enum family_id {
    FAMILY_LOADS,  /* loads of mapped memory: TLB misses and page walks, also of programs */
    FAMILY_EXITS,  /* into the guest's kernel or out of the guest, no page table in it */
    FAMILY_FAULTS, /* page faults, true and hidden */
    FAMILY_TABLES, /* edits of page tables */
    FAMILY_SPACES, /* switches between address spaces, and flushes */
    FAMILY_MEMORY, /* guest-physical memory: devices, ROM, slots, balloon, dirty log */
    FAMILY_OTHERS, /* workloads that no other has */
    FAMILIES
};

const struct family *family_at(size_t i);

/* Index of a workload's family. */
size_t family_of(const char *workload);

#endif
