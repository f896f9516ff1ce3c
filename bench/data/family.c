/* SPDX-License-Identifier: Apache-2.0 */
#include "family.h"

#include <string.h>

#define MEMBERS 16u

static const struct {
    struct family family;
    const char *workload[MEMBERS];
} families[FAMILIES] = {
    [FAMILY_LOADS] = {{"loads", "Memory that is mapped"},
                      {"chase", "walk", "gups", "hash", "btree", "bfs", "mixed"}},
    [FAMILY_EXITS] = {{"exits", "Leaving the guest"},
                      {"callret", "cpuid", "out", "syscall", "divzero"}},
    [FAMILY_FAULTS] = {{"faults", "Page faults"},
                       {"pgfault", "protfault", "appel", "hidden", "adbits"}},
    [FAMILY_TABLES] = {{"tables", "Changes of page tables"},
                       {"ptemod", "ptecold", "invlpg", "churn", "fork"}},
    [FAMILY_SPACES] = {{"spaces", "Address spaces and flushes"}, {"movcr3", "flush"}},
    [FAMILY_MEMORY] = {{"memory", "Guest-physical memory"},
                       {"mmio", "rom", "alias", "slots", "balloon", "dirtylog"}},
    [FAMILY_OTHERS] = {{"others", "Other workloads"}, {NULL}},
};

const struct family *family_at(size_t i)
{
    return i < FAMILIES ? &families[i].family : NULL;
}

size_t family_of(const char *workload)
{
    for (size_t i = 0; i < FAMILIES; i++)
        for (size_t k = 0; k < MEMBERS && families[i].workload[k]; k++)
            if (!strcmp(families[i].workload[k], workload))
                return i;
    return FAMILIES - 1;
}
