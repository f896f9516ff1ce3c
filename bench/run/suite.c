/* SPDX-License-Identifier: Apache-2.0 */
#include "suite.h"

#include "bench/data/family.h"
#include "bench/names.h"
#include "common/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define WARM(workload, settings)                 \
    {                                            \
        workload, settings, false, SUITE_RAM_MIB \
    }
#define COLD(workload, settings)                \
    {                                           \
        workload, settings, true, SUITE_RAM_MIB \
    }
/* With 1 GiB guest pages: a whole one behind what lies in the first. */
#define HUGE(workload, settings)        \
    {                                   \
        workload, settings, false, 2048 \
    }
/* The same lines of the same frames by 4 KiB and by 2 MiB guest pages: the difference is the walk.
 */
#define PAGES(workload, settings) \
    WARM(workload, settings " page=4K"), WARM(workload, settings " page=2M")
#define CHASE(settings) PAGES("chase", settings)

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
    HUGE("chase", "bytes=64M page=1G"),
    HUGE("chase", "bytes=256M page=1G"),
    CHASE("bytes=64M order=1"),
    CHASE("bytes=64M order=1 stride=64"),
    HUGE("chase", "bytes=64M order=1 page=1G"),
    WARM("walk", "bytes=16M"),
    WARM("walk", "bytes=64M"),
    HUGE("walk", "bytes=128M huge=1"),
    PAGES("gups", "bytes=64M"),
    PAGES("hash", "bytes=64M"),
    PAGES("btree", "keys=4M"),
    PAGES("bfs", "scale=17"),
    WARM("mixed", "edits=0"),
    WARM("mixed", "edits=1"),
    WARM("mixed", "edits=10"),
    WARM("mixed", "edits=100"),
    WARM("mixed", "edits=1000"),
    WARM("callret", ""),
    WARM("cpuid", ""),
    WARM("out", ""),
    WARM("syscall", ""),
    WARM("divzero", ""),
    WARM("pgfault", ""),
    WARM("pgfault", "order=1"),
    COLD("pgfault", ""),
    COLD("hidden", ""),
    COLD("hidden", "order=1 frames=1"),
    WARM("hidden", ""),
    WARM("hidden", "order=1"),
    WARM("hidden", "order=1 frames=1"),
    WARM("protfault", ""),
    WARM("protfault", "order=1"),
    WARM("appel", ""),
    WARM("adbits", ""),
    WARM("ptemod", ""),
    WARM("ptecold", ""),
    WARM("invlpg", ""),
    WARM("flush", "pages=1"),
    WARM("flush", "pages=64"),
    WARM("flush", "pages=512"),
    WARM("churn", ""),
    WARM("churn", "pages=16"),
    WARM("fork", ""),
    WARM("movcr3", "spaces=2"),
    WARM("movcr3", "spaces=2 touch=16"),
    WARM("movcr3", "spaces=2 touch=64"),
    WARM("movcr3", "spaces=4"),
    WARM("movcr3", "spaces=8"),
    WARM("movcr3", "spaces=8 touch=16"),
    WARM("movcr3", "spaces=8 touch=64"),
    WARM("movcr3", "spaces=16"),
    WARM("movcr3", "spaces=32"),
    WARM("movcr3", "spaces=32 touch=16"),
    WARM("movcr3", "spaces=32 touch=64"),
    WARM("mmio", ""),
    WARM("rom", ""),
    WARM("alias", ""),
    WARM("slots", ""),
    WARM("balloon", ""),
    WARM("dirtylog", ""),
    WARM("dirtylog", "page=2M"),
};

static const struct suite_line quick[] = {
    CHASE("bytes=64K"),  CHASE("bytes=1M"),          CHASE("bytes=16M"),  CHASE("bytes=256M"),
    WARM("out", ""),     WARM("syscall", ""),        WARM("divzero", ""), WARM("pgfault", ""),
    WARM("hidden", ""),  COLD("hidden", ""),         WARM("ptemod", ""),  WARM("ptecold", ""),
    WARM("invlpg", ""),  WARM("movcr3", "spaces=2"), WARM("walk", ""),    WARM("gups", ""),
    WARM("hash", ""),    WARM("btree", ""),          WARM("bfs", ""),     WARM("mixed", ""),
    WARM("callret", ""), WARM("cpuid", ""),          WARM("appel", ""),   WARM("protfault", ""),
    WARM("fork", ""),    WARM("churn", ""),          WARM("flush", ""),   WARM("adbits", ""),
};

#define LINES(table) .n = sizeof(table) / sizeof(table)[0], .line = (table)
#define ONLY(family) (1u << FAMILY_##family)
#define ALL          (~0u)

/* The first two are the defaults, without and with --quick. */
static const struct suite suites[] = {
    {"full", "everything: loads from 16K to 256M with 4K, 2M and 1G guest pages, and every event",
     .families = ALL, LINES(points)},
    {"quick", "fewer points, repetitions and samples: about a minute (the same as --quick)",
     .quick = true, .families = ALL, LINES(quick)},
    {"walks", "loads and page walks by size and guest page, and programs that miss the TLB",
     .families = ONLY(LOADS), LINES(points)},
    {"faults", "page faults: true, hidden, cold, protection, A and D bits, Appel and Li's loops",
     .families = ONLY(FAULTS), LINES(points)},
    {"tables", "edits of page tables, invlpg, churn, fork", .families = ONLY(TABLES),
     LINES(points)},
    {"switches", "CR3 loads, by number of spaces and of pages touched, and flushes",
     .families = ONLY(SPACES), LINES(points)},
    {"memory", "guest-physical memory: devices, ROM, windows, memslots, balloon, dirty log",
     .families = ONLY(MEMORY), LINES(points)},
    {"exits", "system calls, exceptions and exits: no page table in it", .families = ONLY(EXITS),
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

        if (s->families >> family_of(l->workload) & 1)
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
