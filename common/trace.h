/* SPDX-License-Identifier: Apache-2.0 */
/* Runtime trace categories (--trace=fault,cr3,...): a look inside without a debugger. Lines go to
 * stderr. */
#ifndef MMUBENCH_TRACE_H
#define MMUBENCH_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(id, meaning) */
#define TRACE_CATEGORIES(X)                            \
    X(run, "runner: exits and hypercalls")             \
    X(fault, "page faults with their class")           \
    X(map, "host mappings made and removed")           \
    X(emul, "instructions emulated")                   \
    X(cr3, "CR3 loads, CPL changes and root switches") \
    X(inject, "exceptions injected into the guest")    \
    X(slot, "memslots added and removed")              \
    X(kvm, "KVM ioctls")

enum trace_category {
#define X(id, text) TRACE_##id,
    TRACE_CATEGORIES(X)
#undef X
        TRACE_COUNT
};

/* Bit per category. Written once at start-up from the command line; copied into the monitor's
 * shared state. */
extern uint32_t trace_mask;

/* Where lines go, each with its newline; NULL: write(2) to stderr. For processes that may not make
 * that call. Must be usable in a signal handler. */
extern void (*trace_sink)(const char *line, size_t len);

/* Sets trace_mask from "a,b,c" or "all". -EINVAL with a text that lists the categories. */
int trace_parse(const char *list);
const char *trace_name(enum trace_category c);
const char *trace_help(enum trace_category c);

void trace_line(enum trace_category c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define TRACE(cat, ...)                                            \
    do {                                                           \
        if (__builtin_expect(trace_mask & (1u << TRACE_##cat), 0)) \
            trace_line(TRACE_##cat, __VA_ARGS__);                  \
    } while (0)

#endif
