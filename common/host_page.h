/* SPDX-License-Identifier: Apache-2.0 */
/* The last step, HVA -> HPA, and a process's mappings, as the host's kernel tells them in /proc. */
#ifndef MMUBENCH_HOST_PAGE_H
#define MMUBENCH_HOST_PAGE_H

#include "addr.h"

#include <sys/types.h>

/* What /proc/PID/pagemap and /proc/kpageflags say of one address (Linux, admin-guide/mm/pagemap).
 */
struct host_page {
    bool mapped; /* the process has a page-table entry for it now */
    bool swapped;
    bool known;          /* the frame is told */
    struct hpa hpa;      /* of the byte asked for, when known */
    bool large;          /* the frame is a part of a huge page; only when known */
    const char *missing; /* why it is not known, with the remedy; NULL when it is */
};

/* `pid` 0: this process. 0, or -errno with a text when the process has no readable pagemap. */
int host_page(pid_t pid, uint64_t va, struct host_page *page);

/* A line of /proc/PID/maps. */
struct host_mapping {
    uint64_t start, end, offset;
    char rights[5]; /* "rw-s" */
};

/* True when the process has a mapping at `va`. */
bool host_mapping(pid_t pid, uint64_t va, struct host_mapping *map);

#endif
