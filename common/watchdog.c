/* SPDX-License-Identifier: Apache-2.0 */
#include "watchdog.h"

#include "err.h"
#include "units.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#define POLL_NS (UINT64_C(50) * NS_PER_MS)

static enum watchdog_cause look(const struct watchdog *w)
{
    if (w->cancel && atomic_load(w->cancel))
        return WATCHDOG_CANCEL;
    if (w->deadline_ns && units_now_ns() >= w->deadline_ns)
        return WATCHDOG_DEADLINE;
    return WATCHDOG_QUIET;
}

/* Sleeps to the deadline, in steps when there is a flag to look at or a bark to repeat. */
static uint64_t next_look(const struct watchdog *w, bool barked)
{
    uint64_t step = units_now_ns() + POLL_NS;

    if (barked || (w->cancel && (!w->deadline_ns || step < w->deadline_ns)))
        return step;
    return w->deadline_ns;
}

/* A bark that came between two runs is kept by the backend; repeating it costs nothing and covers a
 * backend whose signal was taken by a system call that was restarted. */
static void *watch(void *arg)
{
    struct watchdog *w = arg;

    pthread_mutex_lock(&w->lock);
    while (!w->stop) {
        if (!watchdog_cause(w))
            atomic_store_explicit(&w->cause, look(w), memory_order_release);
        bool bark = watchdog_cause(w) != WATCHDOG_QUIET;
        if (bark)
            w->bark(w->ctx);
        uint64_t until = next_look(w, bark);
        struct timespec t = {(time_t)(until / NS_PER_SEC), (long)(until % NS_PER_SEC)};
        pthread_cond_timedwait(&w->wake, &w->lock, &t);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

/* Signals belong to the other threads: all are blocked while the new one inherits the mask. */
static int spawn(struct watchdog *w, const cpu_set_t *cpus)
{
    pthread_attr_t attr;
    sigset_t all, old;

    pthread_attr_init(&attr);
    if (cpus)
        pthread_attr_setaffinity_np(&attr, sizeof *cpus, cpus);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int rc = pthread_create(&w->thread, &attr, watch, w);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    pthread_attr_destroy(&attr);
    return rc;
}

int watchdog_start(struct watchdog *w, const cpu_set_t *cpus)
{
    pthread_condattr_t clock;

    if (!w->deadline_ns && !w->cancel)
        return 0;
    pthread_mutex_init(&w->lock, NULL);
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&w->wake, &clock);
    pthread_condattr_destroy(&clock);
    int rc = spawn(w, cpus);
    if (rc) {
        pthread_cond_destroy(&w->wake);
        pthread_mutex_destroy(&w->lock);
        return err(rc, "starting the watchdog thread: %s", strerror(rc));
    }
    w->running = true;
    return 0;
}

void watchdog_stop(struct watchdog *w)
{
    if (!w->running)
        return;
    pthread_mutex_lock(&w->lock);
    w->stop = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
    w->running = false;
}
