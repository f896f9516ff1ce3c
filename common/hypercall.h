/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The runner's side of the hypercalls and of the sample ring (guest_abi.h), without a vCPU: the
 * runner calls it for an `out` to GUEST_PORT, the native runner for a number that arrives over a
 * socket. The guest is not trusted: everything that it wrote is copied once and then checked.
 */
#ifndef MMUBENCH_HYPERCALL_H
#define MMUBENCH_HYPERCALL_H

#include "runner.h"

/* Fill the first part, zero the rest; boot_page() must have been called on `ram` before. */
struct board;
struct hypercall_ctx {
    const struct ram *ram;          /* holds boot page and ring at their fixed places; borrowed */
    const struct guest_desc *desc;  /* bounds the metric numbers; NULL: up to GUEST_MAX_METRICS */
    const struct run_observer *obs; /* may be NULL */
    struct board *board;    /* what HC_REGION_ and HC_DISCARD change; NULL: they end the run */
    struct run_result *res; /* borrowed; see hypercall_handle() */
    /* Totals since the start, or NULL: sections then carry no counters. Returns 0 or -errno. */
    int (*counters)(void *ctx, struct counters *c);
    /* HC_DIRTY_LOG, as dirty_ask() says; NULL: it ends the run. */
    int (*dirty)(void *ctx, struct guest_dirty *ask);
    void *run;             /* ctx of both */
    const struct pmu *pmu; /* its counters go into sections as well; may be NULL */

    /* Private. */
    uint64_t taken;   /* samples taken since the start: the guest's own `tail` is never read */
    uint64_t dropped; /* as last seen in the ring */
    bool in_section;
    struct counters before;
};

/* Answers hypercall `number`. Returns
 *   0   the guest goes on;
 *   1   the run is over: res->outcome, res->status and res->text say how (text without rip);
 *   <0  a callback or the host failed with this errno: res->outcome is RUN_ERROR, res->text is set.
 * Samples go to obs->sample, sections to obs->section, texts to obs->print; res->lost_samples
 * counts what was overwritten or dropped. */
int hypercall_handle(struct hypercall_ctx *h, uint32_t number);

/* Takes what is left in the ring when a run ends without HC_EXIT (time-out, cancel, shutdown), so
 * that an interrupted run keeps its samples. 0, or 1 / -errno as above, but *res keeps an outcome
 * other than RUN_DONE that it already has. */
int hypercall_drain(struct hypercall_ctx *h);

/* "exit", "print", ...; "unknown" for a number without a meaning. */
const char *hypercall_name(uint32_t number);

/* Sets outcome and text of *res; returns 1 (see hypercall_handle()). */
int hypercall_end(struct run_result *res, enum run_outcome outcome, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
