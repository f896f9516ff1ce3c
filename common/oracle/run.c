/* SPDX-License-Identifier: Apache-2.0 */
/* One run of a program on a backend: exits answered, until its end or what stopped it. */
#include "machine.h"

#include "common/err.h"
#include "common/units.h"
#include "common/watchdog.h"

#include <cpuid.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define PATIENCE_NS (UINT64_C(60) * NS_PER_SEC)

static struct model_traits host_traits(const struct mmu_config *config)
{
    unsigned a, b, c, d;
    struct model_traits t = {.maxphyaddr =
                                 config->maxphyaddr ? config->maxphyaddr : vcpu_host_maxphyaddr()};
    if (__get_cpuid(0x80000001, &a, &b, &c, &d))
        t.no_gb_pages = !(d >> 26 & 1);
    return t;
}

int oracle_open(struct oracle *o, const struct oracle_target *t, const atomic_bool *cancel)
{
    memset(o, 0, sizeof *o);
    o->target = *t;
    o->traits = host_traits(&t->config);
    o->cancel = cancel;
    o->patience_ns = PATIENCE_NS;
    int rc = machine_build(o);
    o->target.config.ram = &o->ram;
    return rc;
}

void oracle_close(struct oracle *o)
{
    ram_destroy(&o->ram);
}

struct running {
    struct oracle *o;
    const struct program *p;
    struct mmu *mmu;
    struct vcpu_exit exit;
    size_t host_op; /* next operation of the program that may be the host's */
    struct watchdog dog;
    size_t logged; /* entries of the log when it was last set */
};

static void bark(void *ctx)
{
    struct running *r = ctx;
    r->o->target.ops->kick(r->mmu);
}

static int watch(struct running *r)
{
    watchdog_stop(&r->dog);
    r->dog = (struct watchdog){
        .deadline_ns = units_now_ns() + r->o->patience_ns, .bark = bark, .ctx = r};
    return watchdog_start(&r->dog, NULL);
}

static void answer_mmio(struct running *r)
{
    struct oracle *o = r->o;
    const uint64_t at = r->exit.mmio.at.v;
    if (!r->exit.mmio.write)
        r->exit.mmio.value = model_mmio_value(at, r->exit.mmio.size);
    if (o->nmmio < MODEL_MMIO)
        o->mmio[o->nmmio] = (struct model_mmio){.gpa = at,
                                                .value = r->exit.mmio.value,
                                                .size = r->exit.mmio.size,
                                                .write = r->exit.mmio.write};
    o->nmmio++;
}

/* The next of the program's host operations. False: there is none. */
static bool host_operation(struct running *r)
{
    const struct program *p = r->p;
    while (r->host_op < p->n && op_class(p->op[r->host_op].kind) != CLASS_HOST)
        r->host_op++;
    if (r->host_op == p->n)
        return false;
    return machine_slot(r->o, p->op[r->host_op++].kind == OP_SLOT_AWAY) == 0;
}

/* True: the guest goes on. */
static bool halted(struct running *r, const struct vcpu_state *s)
{
    extern const char k_halt[];
    if (s->rip == op_label(k_halt) + 1 && host_operation(r))
        return true;
    machine_ended(r->o, s, r->o->stop, sizeof r->o->stop);
    return false;
}

static size_t log_entries(const struct vcpu_state *s)
{
    return (s->gpr[RDI] - ORACLE_LOG) / ORACLE_LOG_BYTES;
}

/* A guest that hangs is told from one that is slow (a loaded host, an emulated one) by its log.
 * True: the guest goes on. */
static bool timed_out(struct running *r, const struct vcpu_state *s, int *rc)
{
    struct oracle *o = r->o;
    if (watchdog_cause(&r->dog) == WATCHDOG_QUIET)
        return true; /* a second bark of the watchdog before */
    o->nlog = log_entries(s);
    if (o->nlog > r->logged && o->nlog <= ORACLE_LOG_ENTRIES) {
        r->logged = o->nlog;
        *rc = watch(r);
        return !*rc;
    }
    snprintf(o->stop, sizeof o->stop, "it ended no operation in %.3g s",
             (double)o->patience_ns / NS_PER_SEC);
    return false;
}

static void stopped(struct running *r)
{
    struct oracle *o = r->o;
    struct vcpu_state s;
    const bool error = r->exit.kind == VCPU_EXIT_ERROR;
    snprintf(o->stop, sizeof o->stop, "exit %s%s%s", vcpu_exit_name(r->exit.kind),
             error ? ": " : "", error ? r->exit.text : "");
    if (r->exit.kind != VCPU_EXIT_SHUTDOWN && !o->target.ops->get_state(r->mmu, &s))
        o->nlog = log_entries(&s);
}

/* After an exit. True: the guest goes on. */
static bool answered(struct running *r, int *rc)
{
    struct oracle *o = r->o;
    struct vcpu_state s;
    if (r->exit.kind == VCPU_EXIT_MMIO) {
        answer_mmio(r);
        return true;
    }
    if (r->exit.kind != VCPU_EXIT_HALT && r->exit.kind != VCPU_EXIT_TIMEOUT) {
        stopped(r);
        return false;
    }
    *rc = o->target.ops->get_state(r->mmu, &s);
    if (*rc)
        return false;
    if (r->exit.kind == VCPU_EXIT_TIMEOUT)
        return timed_out(r, &s, rc);
    o->nlog = log_entries(&s);
    return halted(r, &s);
}

static int run_machine(struct running *r)
{
    const struct mmu_ops *ops = r->o->target.ops;
    struct vcpu_state s;
    machine_state(r->p, &s);
    int rc = ops->set_state(r->mmu, &s);
    if (!rc)
        rc = watch(r);
    if (rc)
        return rc;
    do
        rc = ops->run(r->mmu, &r->exit);
    while (!rc && answered(r, &rc));
    watchdog_stop(&r->dog);
    return rc;
}

int oracle_run(struct oracle *o, const struct program *p)
{
    struct running r = {.o = o, .p = p};
    const uint64_t start = units_now_ns();
    o->stop[0] = '\0';
    o->nlog = 0;
    o->nmmio = 0;
    int rc = machine_load(o, p);
    if (!rc)
        rc = o->target.ops->create(&r.mmu, &o->target.config);
    if (rc)
        return rc;
    rc = run_machine(&r);
    if (rc) { /* a backend that breaks down under a guest is a finding */
        snprintf(o->stop, sizeof o->stop, "the backend failed: %s", err_text());
        rc = 0;
    }
    struct counters c = {0};
    if (!o->target.ops->counters(r.mmu, &c))
        counters_add(&o->counters, &c);
    o->target.ops->destroy(r.mmu);
    o->runs++;
    o->ops += p->n;
    o->guest_ns += units_now_ns() - start;
    return rc;
}
