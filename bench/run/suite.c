/* SPDX-License-Identifier: Apache-2.0 */
#include "suite.h"

#include "bench/names.h"
#include "common/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define WARM(family, workload, settings)                         \
    {                                                            \
        SUITE_##family, workload, settings, false, SUITE_RAM_MIB \
    }
#define COLD(family, workload, settings)                        \
    {                                                           \
        SUITE_##family, workload, settings, true, SUITE_RAM_MIB \
    }
/* With 1 GiB guest pages: a whole one behind what lies in the first. */
#define HUGE(family, workload, settings)                \
    {                                                   \
        SUITE_##family, workload, settings, false, 2048 \
    }
/* The same lines of the same frames by 4 KiB and by 2 MiB guest pages: the difference is the walk.
 */
#define PAGES(family, workload, settings) \
    WARM(family, workload, settings " page=4K"), WARM(family, workload, settings " page=2M")
#define CHASE(settings) PAGES(LOADS, "chase", settings)

/* Points with cold RAM stand side by side: after the last of them all frames are made again. */
static const struct suite_line points[] = {
    CHASE("bytes=16K"),
    CHASE("bytes=64K"),
    CHASE("bytes=256K"),
    CHASE("bytes=1M"),
    CHASE("bytes=4M"),
    CHASE("bytes=16M"),
    CHASE("bytes=64M"),
    CHASE("bytes=256M"),
    HUGE(LOADS, "chase", "bytes=64M page=1G"),
    HUGE(LOADS, "chase", "bytes=256M page=1G"),
    CHASE("bytes=64M order=1"),
    CHASE("bytes=64M order=1 stride=64"),
    HUGE(LOADS, "chase", "bytes=64M order=1 page=1G"),
    WARM(LOADS, "walk", "bytes=16M"),
    WARM(LOADS, "walk", "bytes=64M"),
    HUGE(LOADS, "walk", "bytes=128M huge=1"),
    PAGES(PROGRAMS, "gups", "bytes=64M"),
    PAGES(PROGRAMS, "hash", "bytes=64M"),
    PAGES(PROGRAMS, "btree", "keys=4M"),
    PAGES(PROGRAMS, "bfs", "scale=17"),
    WARM(PROGRAMS, "mixed", "edits=0"),
    WARM(PROGRAMS, "mixed", "edits=1"),
    WARM(PROGRAMS, "mixed", "edits=10"),
    WARM(PROGRAMS, "mixed", "edits=100"),
    WARM(PROGRAMS, "mixed", "edits=1000"),
    WARM(EXITS, "callret", ""),
    WARM(EXITS, "cpuid", ""),
    WARM(EXITS, "out", ""),
    WARM(EXITS, "syscall", ""),
    WARM(EXITS, "divzero", ""),
    WARM(FAULTS, "pgfault", ""),
    WARM(FAULTS, "pgfault", "order=1"),
    COLD(FAULTS, "pgfault", ""),
    COLD(FAULTS, "hidden", ""),
    COLD(FAULTS, "hidden", "order=1 frames=1"),
    WARM(FAULTS, "hidden", ""),
    WARM(FAULTS, "hidden", "order=1"),
    WARM(FAULTS, "hidden", "order=1 frames=1"),
    WARM(FAULTS, "protfault", ""),
    WARM(FAULTS, "protfault", "order=1"),
    WARM(FAULTS, "appel", ""),
    WARM(FAULTS, "adbits", ""),
    WARM(TABLES, "ptemod", ""),
    WARM(TABLES, "ptecold", ""),
    WARM(TABLES, "invlpg", ""),
    WARM(TABLES, "flush", "pages=1"),
    WARM(TABLES, "flush", "pages=64"),
    WARM(TABLES, "flush", "pages=512"),
    WARM(TABLES, "churn", ""),
    WARM(TABLES, "churn", "pages=16"),
    WARM(TABLES, "fork", ""),
    WARM(SWITCHES, "movcr3", "spaces=2"),
    WARM(SWITCHES, "movcr3", "spaces=2 touch=16"),
    WARM(SWITCHES, "movcr3", "spaces=2 touch=64"),
    WARM(SWITCHES, "movcr3", "spaces=4"),
    WARM(SWITCHES, "movcr3", "spaces=8"),
    WARM(SWITCHES, "movcr3", "spaces=8 touch=16"),
    WARM(SWITCHES, "movcr3", "spaces=8 touch=64"),
    WARM(SWITCHES, "movcr3", "spaces=16"),
    WARM(SWITCHES, "movcr3", "spaces=32"),
    WARM(SWITCHES, "movcr3", "spaces=32 touch=16"),
    WARM(SWITCHES, "movcr3", "spaces=32 touch=64"),
    WARM(MEMORY, "mmio", ""),
    WARM(MEMORY, "rom", ""),
    WARM(MEMORY, "alias", ""),
    WARM(MEMORY, "slots", ""),
    WARM(MEMORY, "balloon", ""),
    WARM(MEMORY, "dirtylog", ""),
    WARM(MEMORY, "dirtylog", "page=2M"),
};

static const struct suite_line quick[] = {
    CHASE("bytes=64K"),         CHASE("bytes=1M"),
    CHASE("bytes=16M"),         CHASE("bytes=256M"),
    WARM(EXITS, "out", ""),     WARM(EXITS, "syscall", ""),
    WARM(EXITS, "divzero", ""), WARM(FAULTS, "pgfault", ""),
    WARM(FAULTS, "hidden", ""), COLD(FAULTS, "hidden", ""),
    WARM(TABLES, "ptemod", ""), WARM(TABLES, "ptecold", ""),
    WARM(TABLES, "invlpg", ""), WARM(SWITCHES, "movcr3", "spaces=2"),
    WARM(LOADS, "walk", ""),    WARM(PROGRAMS, "gups", ""),
    WARM(PROGRAMS, "hash", ""), WARM(PROGRAMS, "btree", ""),
    WARM(PROGRAMS, "bfs", ""),  WARM(PROGRAMS, "mixed", ""),
    WARM(EXITS, "callret", ""), WARM(EXITS, "cpuid", ""),
    WARM(FAULTS, "appel", ""),  WARM(FAULTS, "protfault", ""),
    WARM(TABLES, "fork", ""),   WARM(TABLES, "churn", ""),
    WARM(TABLES, "flush", ""),  WARM(FAULTS, "adbits", ""),
};

#define LINES(table) .n = sizeof(table) / sizeof(table)[0], .line = (table)
#define ALL_FAMILIES (~0u)

/* The first two are the defaults, without and with --quick. */
static const struct suite suites[] = {
    {"full", "everything: loads from 16K to 256M with 4K, 2M and 1G guest pages, and every event",
     .families = ALL_FAMILIES, LINES(points)},
    {"quick", "fewer points, repetitions and samples: about a minute (the same as --quick)",
     .quick = true, .families = ALL_FAMILIES, LINES(quick)},
    {"walks", "loads and page walks by size and guest page, and programs that miss the TLB",
     .families = SUITE_LOADS | SUITE_PROGRAMS, LINES(points)},
    {"faults", "page faults: true, hidden, cold, protection, A and D bits, Appel and Li's loops",
     .families = SUITE_FAULTS, LINES(points)},
    {"tables", "edits of page tables, flushes, churn, fork", .families = SUITE_TABLES,
     LINES(points)},
    {"switches", "CR3 loads, by number of spaces and of pages touched", .families = SUITE_SWITCHES,
     LINES(points)},
    {"memory", "guest-physical memory: devices, ROM, windows, memslots, balloon, dirty log",
     .families = SUITE_MEMORY, LINES(points)},
    {"exits", "system calls, exceptions and exits: no page table in it", .families = SUITE_EXITS,
     LINES(points)},
};
#define COUNT (sizeof suites / sizeof suites[0])

size_t suite_count(void)
{
    return COUNT;
}

const struct suite *suite_at(size_t i)
{
    return i < COUNT ? &suites[i] : NULL;
}

const struct suite *suite_get(bool is_quick)
{
    return &suites[is_quick];
}

int suite_find(const char *name, const struct suite **s)
{
    const char *names[COUNT];
    char hint[64];
    char list[128];

    for (size_t i = 0; i < COUNT; i++) {
        names[i] = suites[i].name;
        if (!strcmp(name, names[i])) {
            *s = &suites[i];
            return 0;
        }
    }
    return err(EINVAL, "--suite=%s: no such suite%s (possible: %s)", name,
               names_hint(hint, sizeof hint, name, names, COUNT),
               names_join(list, sizeof list, names, COUNT));
}

const struct suite_line *suite_next(const struct suite *s, size_t *i)
{
    while (*i < s->n) {
        const struct suite_line *l = &s->line[(*i)++];

        if (l->family & s->families)
            return l;
    }
    return NULL;
}

bool suite_next_setting(const char **settings, char key[24], char value[24])
{
    const char *word = *settings + strspn(*settings, " ");
    size_t n = strcspn(word, " ");
    const char *eq = memchr(word, '=', n);

    if (n == 0)
        return false;
    *settings = word + n;
    snprintf(key, 24, "%.*s", eq ? (int)(eq - word) : 0, word);
    snprintf(value, 24, "%.*s", eq ? (int)(word + n - eq - 1) : 0, eq ? eq + 1 : "");
    return true;
}
