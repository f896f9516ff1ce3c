/* SPDX-License-Identifier: Apache-2.0 */
#include "host_page.h"

#include "err.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

/* Bits of a pagemap entry and of /proc/kpageflags (linux/kernel-page-flags.h). */
#define PM_PRESENT (UINT64_C(1) << 63)
#define PM_SWAPPED (UINT64_C(1) << 62)
#define PM_FRAME   ((UINT64_C(1) << 55) - 1)
#define KPF_HUGE   (UINT64_C(1) << 17)
#define KPF_THP    (UINT64_C(1) << 22)

static const char no_frame_numbers[] =
    "/proc/self/pagemap shows frame numbers as zero: that takes CAP_SYS_ADMIN in the first user "
    "namespace (run as root, outside of a container)";

static void proc_path(char *out, size_t bytes, pid_t pid, const char *file)
{
    if (pid)
        snprintf(out, bytes, "/proc/%d/%s", (int)pid, file);
    else
        snprintf(out, bytes, "/proc/self/%s", file);
}

static int read_word(const char *path, uint64_t n, uint64_t *word)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return err_sys("%s", path);
    ssize_t got = pread(fd, word, sizeof *word, (off_t)(n * sizeof *word));
    int rc = got == sizeof *word ? 0 : err_sys("%s: no entry %" PRIu64, path, n);
    close(fd);
    return rc;
}

int host_page(pid_t pid, uint64_t va, struct host_page *page)
{
    uint64_t entry = 0, flags = 0;
    char path[64];

    *page = (struct host_page){0};
    proc_path(path, sizeof path, pid, "pagemap");
    int rc = read_word(path, va >> PAGE_SHIFT, &entry);
    if (rc)
        return rc;
    page->mapped = entry & PM_PRESENT;
    page->swapped = entry & PM_SWAPPED;
    page->known = page->mapped && (entry & PM_FRAME);
    if (page->mapped && !page->known)
        page->missing = no_frame_numbers;
    else if (!page->mapped)
        page->missing = page->swapped ? "swapped out" : "no page-table entry yet";
    if (!page->known)
        return 0;
    page->hpa = hpa(((entry & PM_FRAME) << PAGE_SHIFT) | page_offset(va));
    page->large =
        !read_word("/proc/kpageflags", entry & PM_FRAME, &flags) && (flags & (KPF_HUGE | KPF_THP));
    return 0;
}

bool host_mapping(pid_t pid, uint64_t va, struct host_mapping *map)
{
    char path[64], line[512];
    bool found = false;

    proc_path(path, sizeof path, pid, "maps");
    FILE *f = fopen(path, "re");
    while (f && !found && fgets(line, sizeof line, f))
        found = sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64, &map->start, &map->end,
                       map->rights, &map->offset) == 4 &&
                map->start <= va && va < map->end;
    if (f)
        fclose(f);
    return found;
}
