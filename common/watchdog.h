/* SPDX-License-Identifier: Apache-2.0 */
/* A thread that calls a function when a deadline passes or a flag is set. */
#ifndef MMUBENCH_WATCHDOG_H
#define MMUBENCH_WATCHDOG_H

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum watchdog_cause { WATCHDOG_QUIET, WATCHDOG_DEADLINE, WATCHDOG_CANCEL };

struct watchdog {
    uint64_t deadline_ns;      /* CLOCK_MONOTONIC; 0: none */
    const atomic_bool *cancel; /* looked at every 50 ms; may be NULL */
    void (*bark)(void *ctx);   /* called from the thread, again every 50 ms until stopped */
    void *ctx;

    /* Private. */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool running, stop;
    atomic_int cause;
};

/* Starts the thread, on the CPUs of `cpus` (NULL: those of the caller). Without deadline and cancel
 * there is no thread. Fill the first part, zero the rest; stays in place until stopped. */
int watchdog_start(struct watchdog *w, const cpu_set_t *cpus);

/* Ends the thread: bark() is not called after this returns. */
void watchdog_stop(struct watchdog *w);

static inline enum watchdog_cause watchdog_cause(struct watchdog *w)
{
    return (enum watchdog_cause)atomic_load_explicit(&w->cause, memory_order_acquire);
}

#endif
