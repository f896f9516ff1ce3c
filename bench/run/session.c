/* SPDX-License-Identifier: Apache-2.0 */
#include "session.h"

#include "bench/data/rng.h"
#include "common/err.h"
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int session_grow(struct session *s)
{
    size_t n = s->plan->n * s->modes->n;
    bool *more = realloc(s->broken, n * sizeof *more);

    if (!more)
        return err(ENOMEM, "no memory for %zu points", s->plan->n);
    memset(more + s->nbroken, 0, (n - s->nbroken) * sizeof *more);
    s->broken = more;
    s->nbroken = n;
    return ledger_grow(&s->ledger);
}

int session_open(struct session *s)
{
    uint64_t bytes = s->plan->ram_mib << 20;
    int rc = ram_create(&s->ram, bytes, s->args->backing);

    if (rc)
        return rc;
    rc = ledger_open(&s->ledger, s->plan, s->modes, s->args->repeat);
    if (!rc)
        rc = session_grow(s);
    if (!rc)
        rc = place_memory(&s->place, s->topology, s->ram.base, s->ram.bytes);
    if (!rc)
        rc = ram_populate(&s->ram); /* so that one can see what was given */
    if (rc)
        session_close(s);
    return rc;
}

void session_close(struct session *s)
{
    free(s->broken);
    s->broken = NULL;
    ledger_close(&s->ledger);
    ram_destroy(&s->ram);
}

static void describe(const struct session *s, const struct point *p, const struct mode *m,
                     size_t rep, char *out, size_t bytes)
{
    char params[128];

    plan_params_text(params, sizeof params, p);
    snprintf(out, bytes, "%s%s%s, %s, repetition %zu/%llu", catalog_name(p->image),
             params[0] ? " " : "", params, modes_name(m), rep + 1,
             (unsigned long long)s->args->repeat);
}

static void fill_request(const struct session *s, const struct point *p, struct run_request *req)
{
    *req = (struct run_request){
        .image = p->image,
        .ram = (struct ram *)&s->ram,
        .samples = s->args->samples,
        .target_cycles =
            s->args->counts ? 0 : units_ns_to_cycles(s->args->sample_us * 1000, s->tsc.khz),
        .tsc_khz = s->tsc.khz,
        .deadline_ns = s->args->timeout_s * NS_PER_SEC,
        .cpu = s->place.cpu,
        .cold = p->cold,
        .timing = s->args->timing,
        .pmu = s->pmu,
        .cancel = s->cancel,
    };
    for (size_t i = 0; i < GUEST_MAX_PARAMS; i++)
        req->param[i] = p->param[i];
}

/* The backend gave up on the guest: the guest's fault. Else RUN_ERROR is the host's. */
static bool is_host_failure(const struct run_result *res)
{
    return res->outcome == RUN_ERROR && res->exits[VCPU_EXIT_ERROR] == 0;
}

/* What a user can do about a guest that failed, where the runner's text does not say it. */
static const char *remedy_of(enum run_outcome o)
{
    static const char *const remedy[RUN_OUTCOMES] = {
        [RUN_DONE] = "; what a status means is the guest's to tell",
        [RUN_PANIC] = "; the guest ended itself: its text says why",
        [RUN_HALTED] = "; end a guest by guest_exit() or by returning from guest_main()",
        [RUN_SHUTDOWN] = "; an exception found no handler: see which with --trace=inject,fault",
        [RUN_TIMEOUT] = " (--timeout=S)",
        [RUN_BAD_EXIT] = "; a guest may only use its RAM and the hypercall port: see guest_abi.h",
    };

    return (unsigned)o < RUN_OUTCOMES && remedy[o] ? remedy[o] : "";
}

static void note_failure(struct session *s, const char *what, const struct run_result *res)
{
    char status[64] = "";

    if (res->outcome == RUN_DONE)
        snprintf(status, sizeof status, "the guest ended with status %llu",
                 (unsigned long long)res->status);
    progress_note(&s->progress, "mmubench: %s failed (%s): %s%s%s", what,
                  run_outcome_name(res->outcome), res->text, status, remedy_of(res->outcome));
    if (!s->nfailed++)
        snprintf(s->first_failure, sizeof s->first_failure, "%s: %s%s", what, res->text, status);
    if (is_host_failure(res))
        s->host_failed = true;
    else
        s->guest_failed = true;
}

/* An image that this mode has no form of (`native` of a user's own image): said once, and left out.
 * A failure only when the mode was asked for. */
static void note_missing(struct session *s, const char *what, const struct run_result *res)
{
    progress_note(&s->progress, "mmubench: %s left out: %s", what, res->text);
    if (s->args->nmodes)
        s->mode_failed = true;
}

static int run_one(struct session *s, size_t point, const struct mode *m, size_t rep, bool *failed)
{
    const struct point *p = &s->plan->point[point];
    struct run_request req;
    struct run_result res = {0};
    struct record rec;
    char what[320];
    /* Warm runs find every frame in place, whoever ran before. */
    int rc = p->cold ? 0 : ram_populate(&s->ram);

    if (rc)
        return rc;
    describe(s, p, m, rep, what, sizeof what);
    rc = select_prepare(s->modes, m);
    if (rc)
        return rc;
    progress_begin(&s->progress, what);
    fill_request(s, p, &req);
    /* A KVM backend pins the thread that runs the vCPU, which is this one: undo the last run. */
    topology_run_beside(s->topology, s->place.cpu);
    rc = record_begin(&rec, s->store, &s->progress, p, m, rep, s->nruns++);
    if (rc)
        return rc;

    struct run_observer obs = record_observer(&rec);

    if (s->args->counts)
        obs.sample = NULL;

    int ran = modes_run(m, &req, &obs, &res);

    *failed = ran != 0 && res.outcome != RUN_CANCELLED;
    rc = rec.error ? rec.error : record_end(&rec, &res);
    if (*failed && !rc)
        (ran == -ENOENT ? note_missing : note_failure)(s, what, &res);
    progress_end(&s->progress, what, run_outcome_name(res.outcome), res.wall_ns);
    return rc;
}

/* The order is drawn also where nothing is left to run: what follows is then as it would have been
 * without the interruption. */
static int run_point(struct session *s, struct rng *rng, size_t point, size_t rep)
{
    size_t order[MODES_MAX];
    size_t n = s->modes->n;

    for (size_t i = 0; i < n; i++)
        order[i] = i;
    rng_shuffle(rng, order, n);
    for (size_t i = 0; i < n; i++) {
        bool *broken = &s->broken[point * n + order[i]];

        if (*broken || ledger_done(&s->ledger, rep, point, order[i])) {
            progress_skip(&s->progress);
            continue;
        }

        int rc = run_one(s, point, s->modes->mode[order[i]], rep, broken);

        if (rc)
            return rc;
        if (atomic_load(s->cancel))
            return -EINTR;
    }
    return 0;
}

int session_run_points(struct session *s, size_t from, size_t to)
{
    struct rng rng = {s->args->seed};
    int rc = 0;

    if (s->nruns < s->ledger.next_run)
        s->nruns = s->ledger.next_run;
    progress_start(&s->progress, s->args->repeat * (to - from) * s->modes->n);
    for (size_t rep = 0; rep < s->args->repeat && !rc; rep++)
        for (size_t point = from; point < to && !rc; point++)
            rc = run_point(s, &rng, point, rep);
    progress_stop(&s->progress);
    return rc;
}

int session_run(struct session *s)
{
    return session_run_points(s, 0, s->plan->n);
}
