/* SPDX-License-Identifier: Apache-2.0 */
/* What the host really gave for guest RAM, read from the kernel's own account of our mapping. */
#include "ram.h"

#include "err.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* smaps fields of a shared file mapping whose pages are mapped large (proc(5)). "FilePmdMapped" is
 * where a tmpfs would be counted by some kernels. */
static const char *const large_field[] = {
    "ShmemPmdMapped:", "FilePmdMapped:", "Shared_Hugetlb:", "Private_Hugetlb:"};

/* Adds what the line says to *real. Values are in kB. */
static void take_line(const char *line, struct ram_real *real)
{
    uint64_t kb;

    if (sscanf(line, "KernelPageSize: %" SCNu64, &kb) == 1)
        real->page_bytes = kb << 10;
    for (size_t i = 0; i < sizeof large_field / sizeof large_field[0]; i++) {
        size_t n = strlen(large_field[i]);
        if (!strncmp(line, large_field[i], n) && sscanf(line + n, "%" SCNu64, &kb) == 1)
            real->large_bytes += kb << 10;
    }
}

int ram_backing_real(const struct ram *ram, struct ram_real *real)
{
    char line[512];
    bool inside = false;
    FILE *f = fopen("/proc/self/smaps", "re");

    *real = (struct ram_real){.allocated_bytes = ram_allocated(ram)};
    if (!f)
        return err_sys("/proc/self/smaps");
    while (fgets(line, sizeof line, f)) {
        uint64_t lo, hi;
        /* Only header lines begin with a range; field names never parse as one. */
        if (sscanf(line, "%" SCNx64 "-%" SCNx64 " ", &lo, &hi) == 2)
            inside = lo < (uintptr_t)ram->base + ram->bytes && hi > (uintptr_t)ram->base;
        else if (inside)
            take_line(line, real);
    }
    fclose(f);
    return real->page_bytes ? 0 : err(ENOENT, "/proc/self/smaps does not list guest RAM");
}
