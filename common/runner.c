/* SPDX-License-Identifier: Apache-2.0 */
#include "runner.h"

#include "board.h"
#include "boot.h"
#include "dirty.h"
#include "err.h"
#include "hypercall.h"
#include "run_stop.h"
#include "trace.h"
#include "units.h"
#include "watchdog.h"

#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

/* One run in progress. */
struct run {
    const struct run_request *req;
    struct run_result *res;
    struct mmu *mmu;
    struct board board;
    struct hypercall_ctx hypercalls;
    struct watchdog watchdog;
    cpu_set_t old_cpus;
    bool pinned;
    uint64_t strays;       /* accesses to holes */
    bool ran;              /* the guest was entered: it has a place to tell */
    int error;             /* negative errno behind RUN_ERROR */
    struct vcpu_exit exit; /* the last one: get_state() may still read its answer */
};

/* The errno that runner_run() returns; RUN_ERROR has its own. */
static const struct {
    const char *name;
    int error;
} outcome[RUN_OUTCOMES] = {
    [RUN_DONE] = {"done", 0},
    [RUN_PANIC] = {"panic", EPROTO},
    [RUN_HALTED] = {"halted", EPROTO},
    [RUN_SHUTDOWN] = {"shutdown", EFAULT},
    [RUN_TIMEOUT] = {"timeout", ETIMEDOUT},
    [RUN_CANCELLED] = {"cancelled", ECANCELED},
    [RUN_BAD_EXIT] = {"bad exit", EPROTO},
    [RUN_ERROR] = {"error", EIO},
    [RUN_STOPPED] = {"stopped", 0},
};

const char *run_outcome_name(enum run_outcome o)
{
    return (unsigned)o < RUN_OUTCOMES ? outcome[o].name : "unknown";
}

/* Ends the run for a failure whose text is in err_text(). */
static int host_failed(struct run *r, int rc)
{
    const char *why = err_text();

    r->error = rc;
    return hypercall_end(r->res, RUN_ERROR, "%s", *why ? why : strerror(-rc));
}

/* Exits are counted here, so that every backend has these counters. */
static int read_counters(void *ctx, struct counters *c)
{
    static const struct {
        enum counter counter;
        enum vcpu_exit_kind kind;
    } of_runner[] = {{CTR_exit_io, VCPU_EXIT_IO},
                     {CTR_exit_mmio, VCPU_EXIT_MMIO},
                     {CTR_exit_halt, VCPU_EXIT_HALT}};
    struct run *r = ctx;

    *c = (struct counters){0};
    int rc = r->req->ops->counters(r->mmu, c);
    for (size_t i = 0; i < sizeof of_runner / sizeof of_runner[0]; i++) {
        if (!counters_has(c, of_runner[i].counter))
            counters_set(c, of_runner[i].counter, r->res->exits[of_runner[i].kind]);
    }
    return rc;
}

static int dirty(void *ctx, struct guest_dirty *ask)
{
    struct run *r = ctx;

    return dirty_ask(r->req->ops, r->mmu, r->req->ram, ask);
}

static int on_io(struct run *r, struct vcpu_exit *e)
{
    if (e->io.port != GUEST_PORT || e->io.in || e->io.size != 4)
        return hypercall_end(r->res, RUN_BAD_EXIT,
                             "%s of %u bytes at port 0x%x: guests only write 4 bytes to port 0x%x",
                             e->io.in ? "in" : "out", e->io.size, e->io.port, GUEST_PORT);
    TRACE(run, "hypercall %s", hypercall_name(e->io.value));
    int rc = hypercall_handle(&r->hypercalls, e->io.value);
    if (rc < 0)
        r->error = rc;
    return rc != 0;
}

/* A hole gives what hardware gives; the first time is said, since few guests mean it. */
static int on_mmio(struct run *r, struct vcpu_exit *e)
{
    const struct run_observer *obs = r->hypercalls.obs;
    char text[128];

    if (memory_access(&r->board.memory, e->mmio.at, e->mmio.size, e->mmio.write, &e->mmio.value) ||
        r->strays++ || !obs || !obs->print)
        return 0;
    snprintf(text, sizeof text,
             "%s of %u bytes at guest-physical address 0x%" PRIx64 ", where there is no memory: %s",
             e->mmio.write ? "write" : "read", e->mmio.size, e->mmio.at.v,
             e->mmio.write ? "dropped, as hardware does" : "all ones, as from hardware");
    obs->print(obs->ctx, text);
    return 0;
}

static int on_halt(struct run *r, struct vcpu_exit *e)
{
    (void)e;
    return hypercall_end(r->res, RUN_HALTED, "the guest halted without ending its run (HC_EXIT)");
}

static int on_shutdown(struct run *r, struct vcpu_exit *e)
{
    (void)e;
    return hypercall_end(r->res, RUN_SHUTDOWN, "triple fault");
}

/* Whether it is over is for run_loop() to see: a kick may also come from somebody else. */
static int on_timeout(struct run *r, struct vcpu_exit *e)
{
    (void)r;
    (void)e;
    return 0;
}

static int on_error(struct run *r, struct vcpu_exit *e)
{
    int len = (int)strnlen(e->text, sizeof e->text);

    r->error = -EIO;
    return hypercall_end(r->res, RUN_ERROR, "%s: %.*s", r->req->ops->name, len, e->text);
}

static int (*const on_exit_kind[VCPU_EXIT_KINDS])(struct run *r, struct vcpu_exit *e) = {
    [VCPU_EXIT_IO] = on_io,           [VCPU_EXIT_MMIO] = on_mmio,
    [VCPU_EXIT_HALT] = on_halt,       [VCPU_EXIT_SHUTDOWN] = on_shutdown,
    [VCPU_EXIT_TIMEOUT] = on_timeout, [VCPU_EXIT_ERROR] = on_error,
};

/* 1 when the watchdog has ended the run. */
static int check_watchdog(struct run *r)
{
    switch (watchdog_cause(&r->watchdog)) {
    case WATCHDOG_DEADLINE:
        return hypercall_end(r->res, RUN_TIMEOUT,
                             "the guest did not end within %" PRIu64 " ms: raise the time limit if "
                             "it only needs longer",
                             r->req->deadline_ns / NS_PER_MS);
    case WATCHDOG_CANCEL:
        return hypercall_end(r->res, RUN_CANCELLED, "cancelled");
    default:
        return 0;
    }
}

static int on_stop(struct run *r)
{
    const struct run_observer *obs = r->hypercalls.obs;
    struct vcpu_state s;
    struct run_stopped at = {r->req->ops, r->mmu, &s, run_stop_exits(r->res), &r->board.memory};
    int rc = r->req->ops->get_state(r->mmu, &s);

    r->res->outcome = RUN_STOPPED;
    if (!rc && obs && obs->stopped)
        rc = obs->stopped(obs->ctx, &at);
    return rc < 0 ? host_failed(r, rc) : 1;
}

static void run_loop(struct run *r)
{
    struct vcpu_exit *e = &r->exit;
    int over = 0;

    r->ran = true;
    while (!over) {
        int rc = r->req->ops->run(r->mmu, e);
        if (rc < 0) {
            host_failed(r, rc);
            return;
        }
        if ((unsigned)e->kind >= VCPU_EXIT_KINDS) {
            r->error = -EIO;
            hypercall_end(r->res, RUN_ERROR, "%s: exit of unknown kind %u", r->req->ops->name,
                          (unsigned)e->kind);
            return;
        }
        r->res->exits[e->kind]++;
        if (trace_mask && e->kind != VCPU_EXIT_IO)
            TRACE(run, "exit %s", vcpu_exit_name(e->kind));
        over = run_stop_reached(r->req->stop, e, r->res) ? on_stop(r) : on_exit_kind[e->kind](r, e);
        if (!over)
            over = check_watchdog(r);
    }
}

/* Adds where the guest stood: "... at rip 0x200010 (main+0x10)". */
static void add_where(struct run *r)
{
    struct vcpu_state s;
    uint64_t offset = 0;
    size_t len = strlen(r->res->text);
    char *at = r->res->text + len;
    size_t room = sizeof r->res->text - len;

    if (r->req->ops->get_state(r->mmu, &s) < 0)
        return;
    int n = snprintf(at, room, " at rip 0x%" PRIx64, s.rip);
    const char *name = image_symbol(r->req->image, gva(s.rip), &offset);
    if (name && n > 0 && (size_t)n < room)
        n += snprintf(at + n, room - (size_t)n, " (%.64s+0x%" PRIx64 ")", name, offset);
    if (r->res->outcome == RUN_SHUTDOWN && n > 0 && (size_t)n < room)
        snprintf(at + n, room - (size_t)n, ", cr2 0x%" PRIx64, s.cr2);
}

static void kick(void *ctx)
{
    struct run *r = ctx;

    r->req->ops->kick(r->mmu);
}

static int check_params(const struct run_request *req)
{
    const struct image *img = req->image;

    for (uint32_t i = 0; img->has_desc && i < img->desc.nparams; i++) {
        const struct guest_param *p = &img->desc.param[i];
        if (req->param[i] < p->min || req->param[i] > p->max)
            return err(ERANGE,
                       "%s: parameter %s is %" PRIu64 ": choose a value from %" PRIu64
                       " to %" PRIu64,
                       img->desc.name, p->name, req->param[i], p->min, p->max);
    }
    return 0;
}

static int pin(struct run *r)
{
    cpu_set_t one;

    CPU_ZERO(&r->old_cpus);
    if (sched_getaffinity(0, sizeof r->old_cpus, &r->old_cpus) < 0)
        return err_sys("sched_getaffinity");
    if (r->req->cpu < 0)
        return 0;
    if (r->req->cpu >= CPU_SETSIZE)
        return err(EINVAL, "no CPU %d: at most %d", r->req->cpu, CPU_SETSIZE - 1);
    CPU_ZERO(&one);
    CPU_SET(r->req->cpu, &one);
    if (sched_setaffinity(0, sizeof one, &one) < 0)
        return err_sys("pinning to CPU %d (choose one that this process may use)", r->req->cpu);
    r->pinned = true;
    return 0;
}

static int prepare_ram(const struct run_request *req, struct vcpu_state *s)
{
    struct boot_config cfg = {
        .image_end = req->image->end,
        .param = req->param,
        /* A workload without metrics has none to take; the null backend must know that too. */
        .samples = req->image->has_desc && !req->image->desc.nmetrics ? 0 : req->samples,
        .target_cycles = req->target_cycles,
        .tsc_khz = req->tsc_khz,
        .hole_gpa = board_hole(req->ram->bytes),
    };
    int rc = req->cold ? ram_clear_cold(req->ram) : ram_clear_warm(req->ram);

    if (!rc)
        rc = image_load(req->image, req->ram);
    return rc ? rc : boot_prepare(req->ram, &cfg, req->image->entry, s);
}

/* Beside the vCPU, where there is another CPU: its wake-ups are not the guest's. */
static int start_watchdog(struct run *r)
{
    cpu_set_t cpus = r->old_cpus;

    if (r->pinned && CPU_COUNT(&cpus) > 1)
        CPU_CLR(r->req->cpu, &cpus);
    return watchdog_start(&r->watchdog, &cpus);
}

/* Pinned before create(), so that processes of the backend inherit it; RAM is written before it, so
 * that no backend has to notice writes behind its back. */
static int start(struct run *r)
{
    const struct run_request *req = r->req;
    struct vcpu_state s;
    struct mmu_config cfg = {.ram = req->ram,
                             .cpu = req->cpu,
                             .timing = req->timing,
                             .trace = trace_mask != 0,
                             .policy = req->ops->policies ? req->policy : NULL};
    int rc = check_params(req);

    if (!rc)
        rc = pin(r);
    if (!rc)
        rc = board_init(&r->board, req->ram);
    if (!rc)
        rc = prepare_ram(req, &s);
    if (!rc)
        rc = req->ops->create(&r->mmu, &cfg);
    if (!rc)
        rc = req->ops->set_state(r->mmu, &s);
    if (!rc)
        rc = start_watchdog(r);
    return rc;
}

static void finish(struct run *r)
{
    struct run_result *res = r->res;

    watchdog_stop(&r->watchdog);
    if (r->mmu) {
        if (res->outcome != RUN_DONE && res->outcome != RUN_STOPPED && r->ran) {
            add_where(r);
            hypercall_drain(&r->hypercalls);
        }
        int rc = read_counters(r, &res->counters);
        if (rc < 0 && res->outcome == RUN_DONE)
            host_failed(r, rc);
        r->req->ops->destroy(r->mmu);
    }
    board_fini(&r->board);
    if (r->pinned)
        (void)sched_setaffinity(0, sizeof r->old_cpus, &r->old_cpus); /* was valid before */
}

/* The text stays in *res; err_text() gets it too. */
static int result_code(const struct run *r)
{
    const struct run_result *res = r->res;

    if (res->outcome == RUN_DONE && res->status)
        return err(EPROTO, "the guest ended with status %" PRIu64, res->status);
    if (res->outcome == RUN_DONE || res->outcome == RUN_STOPPED)
        return 0;
    return err(res->outcome == RUN_ERROR && r->error ? -r->error : outcome[res->outcome].error,
               "%s", res->text);
}

int runner_run(const struct run_request *req, const struct run_observer *obs,
               struct run_result *res)
{
    uint64_t begin = units_now_ns();
    struct run r = {
        .req = req,
        .res = res,
        .hypercalls = {.ram = req->ram,
                       .desc = req->image->has_desc ? &req->image->desc : NULL,
                       .obs = obs,
                       .res = res,
                       .counters = read_counters,
                       .dirty = dirty,
                       .pmu = req->pmu},
        .watchdog = {.cancel = req->cancel, .bark = kick},
    };

    *res = (struct run_result){.outcome = RUN_ERROR};
    r.hypercalls.run = &r;
    r.hypercalls.board = &r.board;
    r.watchdog.ctx = &r;
    r.watchdog.deadline_ns = req->deadline_ns ? begin + req->deadline_ns : 0;
    err_clear();
    int rc = start(&r);
    if (rc < 0)
        host_failed(&r, rc);
    else
        run_loop(&r);
    finish(&r);
    res->wall_ns = units_now_ns() - begin;
    return result_code(&r);
}
