/* SPDX-License-Identifier: Apache-2.0 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

/* The same lines of the same frames by 4 KiB and by 2 MiB guest pages: the difference is the walk.
 */
#define CHASE(size)                              \
    {"chase", "bytes=" size " page=4K", false},  \
    {                                            \
        "chase", "bytes=" size " page=2M", false \
    }

#define PAGES(workload, settings)            \
    {workload, settings " page=4K", false},  \
    {                                        \
        workload, settings " page=2M", false \
    }

static const struct suite_line full[] = {
    CHASE("16K"),
    CHASE("64K"),
    CHASE("256K"),
    CHASE("1M"),
    CHASE("4M"),
    CHASE("16M"),
    CHASE("64M"),
    CHASE("256M"),
    {"chase", "bytes=64M order=1", false},
    {"chase", "bytes=64M order=1 stride=64", false},
    {"walk", "bytes=16M", false},
    {"walk", "bytes=64M", false},
    {"walk", "bytes=128M", false},
    PAGES("gups", "bytes=64M"),
    PAGES("hash", "bytes=64M"),
    PAGES("btree", "keys=4M"),
    PAGES("bfs", "scale=17"),
    {"mixed", "edits=0", false},
    {"mixed", "edits=1", false},
    {"mixed", "edits=10", false},
    {"mixed", "edits=100", false},
    {"callret", "", false},
    {"cpuid", "", false},
    {"out", "", false},
    {"syscall", "", false},
    {"divzero", "", false},
    {"pgfault", "", false},
    {"pgfault", "", true},
    {"protfault", "", false},
    {"appel", "", false},
    {"fork", "", false},
    {"churn", "", false},
    {"flush", "", false},
    {"adbits", "", false},
    {"hidden", "", false},
    {"hidden", "", true},
    {"hidden", "order=1 frames=1", false},
    {"ptemod", "", false},
    {"invlpg", "", false},
    {"movcr3", "spaces=2", false},
    {"movcr3", "spaces=2 touch=16", false},
    {"movcr3", "spaces=8", false},
    {"movcr3", "spaces=32 touch=16", false},
};

static const struct suite_line quick[] = {
    CHASE("64K"),
    CHASE("1M"),
    CHASE("16M"),
    CHASE("256M"),
    {"out", "", false},
    {"syscall", "", false},
    {"divzero", "", false},
    {"pgfault", "", false},
    {"hidden", "", false},
    {"hidden", "", true},
    {"ptemod", "", false},
    {"invlpg", "", false},
    {"movcr3", "spaces=2", false},
    {"walk", "", false},
    {"gups", "", false},
    {"hash", "", false},
    {"btree", "", false},
    {"bfs", "", false},
    {"mixed", "", false},
    {"callret", "", false},
    {"cpuid", "", false},
    {"appel", "", false},
    {"protfault", "", false},
    {"fork", "", false},
    {"churn", "", false},
    {"flush", "", false},
    {"adbits", "", false},
};

#define LINES(table) .n = sizeof(table) / sizeof(table)[0], .line = (table)

static const struct suite suites[] = {
    {"full", "loads of data from 16K to 256M with 4K and 2M guest pages, and every event", 512,
     LINES(full)},
    {"quick", "fewer sizes, repetitions and samples: under a minute (--quick)", 384, LINES(quick)},
};

size_t suite_count(void)
{
    return sizeof suites / sizeof suites[0];
}

const struct suite *suite_at(size_t i)
{
    return i < suite_count() ? &suites[i] : NULL;
}

const struct suite *suite_get(bool is_quick)
{
    return &suites[is_quick];
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
