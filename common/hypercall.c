/* SPDX-License-Identifier: Apache-2.0 */
#include "hypercall.h"

#include "board.h"
#include "err.h"
#include "pmu.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define RING_CAPACITY ((GUEST_RING_BYTES - sizeof(struct guest_ring)) / sizeof(struct guest_sample))

int hypercall_end(struct run_result *res, enum run_outcome outcome, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(res->text, sizeof res->text, fmt, ap);
    va_end(ap);
    res->outcome = outcome;
    return 1;
}

/* A callback or the host failed: its text if it left one. */
static int failed(struct hypercall_ctx *h, int rc, const char *what)
{
    const char *why = err_text();

    hypercall_end(h->res, RUN_ERROR, "%s: %s", what, *why ? why : strerror(rc < 0 ? -rc : rc));
    return rc < 0 ? rc : -rc;
}

static struct guest_boot *boot_of(const struct hypercall_ctx *h)
{
    struct guest_boot *b = ram_ptr(h->ram, gpa(GUEST_BOOT_GPA), sizeof *b);

    CHECK(b); /* boot_page() wrote it */
    return b;
}

static struct guest_ring *ring_of(const struct hypercall_ctx *h)
{
    struct guest_ring *r = ram_ptr(h->ram, gpa(GUEST_RING_GPA), GUEST_RING_BYTES);

    CHECK(r);
    return r;
}

static uint32_t nmetrics(const struct hypercall_ctx *h)
{
    return h->desc ? h->desc->nmetrics : GUEST_MAX_METRICS;
}

/* Passes one sample on; `s` is a copy that the guest cannot change any more. */
static int take_sample(struct hypercall_ctx *h, const struct guest_sample *s)
{
    if (s->metric >= nmetrics(h) || s->flags || !s->ops)
        return hypercall_end(h->res, RUN_BAD_EXIT,
                             "sample %" PRIu64 " of the guest is not valid: metric %u of %u, flags "
                             "0x%x, %" PRIu64 " operations",
                             h->taken, s->metric, nmetrics(h), s->flags, s->ops);
    if (!h->obs || !h->obs->sample)
        return 0;
    err_clear();
    int rc = h->obs->sample(h->obs->ctx, s);
    return rc ? failed(h, rc, "storing a sample") : 0;
}

/* Counts what the guest says it dropped and what it overwrote, and skips to the oldest that is
 * left.
 */
static int account_loss(struct hypercall_ctx *h, const struct guest_ring *seen)
{
    if (seen->capacity != RING_CAPACITY)
        return hypercall_end(h->res, RUN_BAD_EXIT,
                             "the guest overwrote the sample ring: capacity %" PRIu64
                             " instead of %zu",
                             seen->capacity, RING_CAPACITY);
    if (seen->head < h->taken || seen->dropped < h->dropped)
        return hypercall_end(h->res, RUN_BAD_EXIT,
                             "the guest overwrote the sample ring: head %" PRIu64 " after %" PRIu64
                             " samples, %" PRIu64 " dropped after %" PRIu64,
                             seen->head, h->taken, seen->dropped, h->dropped);
    h->res->lost_samples += seen->dropped - h->dropped;
    h->dropped = seen->dropped;
    if (seen->head - h->taken > RING_CAPACITY) {
        h->res->lost_samples += seen->head - h->taken - RING_CAPACITY;
        h->taken = seen->head - RING_CAPACITY;
    }
    return 0;
}

static int drain(struct hypercall_ctx *h)
{
    struct guest_ring *ring = ring_of(h);
    struct guest_ring seen = {
        .head = __atomic_load_n(&ring->head, __ATOMIC_ACQUIRE),
        .capacity = __atomic_load_n(&ring->capacity, __ATOMIC_RELAXED),
        .dropped = __atomic_load_n(&ring->dropped, __ATOMIC_RELAXED),
    };
    int rc = account_loss(h, &seen);

    while (!rc && h->taken < seen.head) {
        struct guest_sample s;
        /* Slot by our own capacity: the guest's copy was only compared with it. */
        memcpy(&s, &ring->sample[h->taken % RING_CAPACITY], sizeof s);
        rc = take_sample(h, &s);
        h->taken++;
    }
    __atomic_store_n(&ring->tail, h->taken, __ATOMIC_RELEASE);
    return rc;
}

/* Text of the guest as one line for a terminal: no control characters, always terminated. */
static int take_text(struct hypercall_ctx *h, char out[GUEST_TEXT_BYTES + 1])
{
    const struct guest_boot *b = boot_of(h);
    uint32_t len = __atomic_load_n(&b->text_len, __ATOMIC_RELAXED);

    if (len > GUEST_TEXT_BYTES)
        return hypercall_end(h->res, RUN_BAD_EXIT,
                             "the guest printed %u bytes; the boot page has room for %u", len,
                             GUEST_TEXT_BYTES);
    memcpy(out, b->text, len);
    out[len] = '\0';
    len = (uint32_t)strlen(out);
    while (len && out[len - 1] == '\n')
        out[--len] = '\0';
    for (uint32_t i = 0; i < len; i++) {
        if (out[i] == '\n' || out[i] == '\t')
            out[i] = ' ';
        else if (out[i] < ' ' || out[i] > '~')
            out[i] = '?';
    }
    return 0;
}

static int read_counters(struct hypercall_ctx *h, struct counters *c)
{
    *c = (struct counters){0};
    err_clear();
    int rc = h->counters ? h->counters(h->run, c) : 0;
    if (h->pmu)
        pmu_read(h->pmu, c);
    return rc ? failed(h, rc, "reading counters") : 0;
}

static int hc_nop(struct hypercall_ctx *h)
{
    (void)h;
    return 0;
}

static int hc_exit(struct hypercall_ctx *h)
{
    int rc = drain(h);

    if (rc)
        return rc;
    h->res->status = __atomic_load_n(&boot_of(h)->status, __ATOMIC_RELAXED);
    if (h->in_section)
        return hypercall_end(h->res, RUN_BAD_EXIT, "the guest ended inside a measured section");
    h->res->outcome = RUN_DONE;
    h->res->text[0] = '\0';
    return 1;
}

static int hc_print(struct hypercall_ctx *h)
{
    char text[GUEST_TEXT_BYTES + 1];
    int rc = take_text(h, text);

    if (!rc && h->obs && h->obs->print)
        h->obs->print(h->obs->ctx, text);
    return rc;
}

static int hc_panic(struct hypercall_ctx *h)
{
    char text[GUEST_TEXT_BYTES + 1];
    int rc = take_text(h, text);

    return rc ? rc : hypercall_end(h->res, RUN_PANIC, "the guest gave up: %s", text);
}

static int hc_section_begin(struct hypercall_ctx *h)
{
    if (h->in_section)
        return hypercall_end(h->res, RUN_BAD_EXIT,
                             "the guest began a measured section inside another");
    h->in_section = true;
    return read_counters(h, &h->before);
}

/* The counters first: nothing that the runner does here belongs to the section. */
static int hc_section_end(struct hypercall_ctx *h)
{
    struct counters after;
    int rc = read_counters(h, &after);
    const struct guest_boot *b = boot_of(h);
    struct run_section s = {
        .metric = __atomic_load_n(&b->section_metric, __ATOMIC_RELAXED),
        .ops = __atomic_load_n(&b->section_ops, __ATOMIC_RELAXED),
    };

    if (rc)
        return rc;
    if (!h->in_section)
        return hypercall_end(h->res, RUN_BAD_EXIT,
                             "the guest ended a measured section that it had not begun");
    if (s.metric >= nmetrics(h) || !s.ops)
        return hypercall_end(h->res, RUN_BAD_EXIT,
                             "the guest ended a section of metric %u of %u with %" PRIu64
                             " operations",
                             s.metric, nmetrics(h), s.ops);
    h->in_section = false;
    counters_delta(&s.counters, &h->before, &after);
    rc = drain(h);
    if (rc || !h->obs || !h->obs->section)
        return rc;
    err_clear();
    rc = h->obs->section(h->obs->ctx, &s);
    return rc ? failed(h, rc, "storing a section") : 0;
}

/* What the guest asks of its guest-physical memory: a request that makes no sense is the guest's
 * failure, one that a backend cannot follow the host's. */
static int change_memory(struct hypercall_ctx *h,
                         int (*change)(struct board *b, const struct guest_region *ask))
{
    struct guest_region ask;

    if (!h->board)
        return hypercall_end(h->res, RUN_BAD_EXIT,
                             "there is no guest-physical memory to change here: the workload must "
                             "ask guest_has(GUEST_HAS_REGIONS) first");
    memcpy(&ask, &boot_of(h)->region, sizeof ask);
    err_clear();
    int rc = change(h->board, &ask);
    if (rc == -EINVAL)
        return hypercall_end(h->res, RUN_BAD_EXIT, "the guest asked for %s", err_text());
    return rc ? failed(h, rc, "changing guest-physical memory") : 0;
}

static int hc_region_add(struct hypercall_ctx *h)
{
    return change_memory(h, board_add);
}

static int hc_region_remove(struct hypercall_ctx *h)
{
    return change_memory(h, board_remove);
}

static int hc_discard(struct hypercall_ctx *h)
{
    return change_memory(h, board_discard);
}

static int hc_dirty_log(struct hypercall_ctx *h)
{
    struct guest_dirty ask;

    if (!h->dirty)
        return hypercall_end(h->res, RUN_BAD_EXIT, "there is no dirty log here");
    memcpy(&ask, &boot_of(h)->dirty, sizeof ask);
    err_clear();
    int rc = h->dirty(h->run, &ask);
    if (rc == -EINVAL)
        return hypercall_end(h->res, RUN_BAD_EXIT, "the guest asked for a dirty log: %s",
                             err_text());
    if (rc)
        return failed(h, rc, "the dirty log");
    memcpy(&boot_of(h)->dirty, &ask, sizeof ask);
    return 0;
}

static const struct {
    const char *name;
    int (*handle)(struct hypercall_ctx *h);
} table[HC_COUNT] = {
    [HC_NOP] = {"nop", hc_nop},
    [HC_EXIT] = {"exit", hc_exit},
    [HC_PRINT] = {"print", hc_print},
    [HC_PANIC] = {"panic", hc_panic},
    [HC_SECTION_BEGIN] = {"section_begin", hc_section_begin},
    [HC_SECTION_END] = {"section_end", hc_section_end},
    [HC_FLUSH] = {"flush", drain},
    [HC_STOP] = {"stop", hc_nop},
    [HC_REGION_ADD] = {"region_add", hc_region_add},
    [HC_REGION_REMOVE] = {"region_remove", hc_region_remove},
    [HC_DISCARD] = {"discard", hc_discard},
    [HC_DIRTY_LOG] = {"dirty_log", hc_dirty_log},
};

const char *hypercall_name(uint32_t number)
{
    return number < HC_COUNT ? table[number].name : "unknown";
}

int hypercall_handle(struct hypercall_ctx *h, uint32_t number)
{
    if (number >= HC_COUNT)
        return hypercall_end(h->res, RUN_BAD_EXIT, "unknown hypercall %u", number);
    return table[number].handle(h);
}

int hypercall_drain(struct hypercall_ctx *h)
{
    struct run_result kept = *h->res;
    int rc = drain(h);

    if (rc && kept.outcome != RUN_DONE) {
        h->res->outcome = kept.outcome;
        memcpy(h->res->text, kept.text, sizeof kept.text);
    }
    return rc;
}
