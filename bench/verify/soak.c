/* SPDX-License-Identifier: Apache-2.0 */
#include "soak.h"

#include "common/err.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define MEMORY_SLACK (UINT64_C(4) << 20)

int soak_begin(void)
{
    return prctl(PR_SET_CHILD_SUBREAPER, 1) ? err_sys("prctl(PR_SET_CHILD_SUBREAPER)") : 0;
}

static int memory(uint64_t *bytes)
{
    static const char *const part[] = {"RssAnon:", "RssShmem:"};
    char line[128];
    FILE *f = fopen("/proc/self/status", "re");
    if (!f)
        return err_sys("/proc/self/status");
    *bytes = 0;
    while (fgets(line, sizeof line, f))
        for (unsigned i = 0; i < 2; i++) {
            uint64_t kib;
            size_t n = strlen(part[i]);
            if (!strncmp(line, part[i], n) && sscanf(line + n, "%" SCNu64, &kib) == 1)
                *bytes += kib << 10;
        }
    fclose(f);
    return 0;
}

/* Calls `counts` for each entry of the folder whose name is a number. */
static int count_numbers(const char *folder, bool (*counts)(const char *name), unsigned *n)
{
    DIR *d = opendir(folder);
    if (!d)
        return err_sys("%s", folder);
    *n = 0;
    for (const struct dirent *e; (e = readdir(d));)
        *n += isdigit((unsigned char)e->d_name[0]) && counts(e->d_name);
    closedir(d);
    return 0;
}

static bool any(const char *name)
{
    (void)name;
    return true;
}

/* proc_pid_stat(5): the name is in parentheses and may hold some itself; state and parent follow.
 */
static bool is_child(const char *pid)
{
    char path[64], text[512];
    int parent = 0;
    snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
    FILE *f = fopen(path, "re");
    if (!f)
        return false; /* it has ended */
    size_t n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[n] = '\0';
    const char *end = strrchr(text, ')');
    return end && sscanf(end + 1, " %*c %d", &parent) == 1 && parent == getpid();
}

int soak_take(struct soak_sample *s)
{
    int rc = memory(&s->memory_bytes);
    if (!rc)
        rc = count_numbers("/proc/self/fd", any, &s->descriptors);
    if (!rc)
        rc = count_numbers("/proc", is_child, &s->processes);
    s->descriptors -= !rc; /* that of the folder itself */
    return rc;
}

void soak_text(const struct soak_sample *s, char *out, size_t bytes)
{
    snprintf(out, bytes, "%.1f MiB, %u descriptors, %u processes",
             (double)s->memory_bytes / (1 << 20), s->descriptors, s->processes);
}

const char *soak_grown(const struct soak_sample *first, const struct soak_sample *now)
{
    if (now->processes > first->processes)
        return "processes";
    if (now->descriptors > first->descriptors)
        return "descriptors";
    return now->memory_bytes > first->memory_bytes + MEMORY_SLACK ? "memory" : NULL;
}
