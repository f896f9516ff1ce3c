/* SPDX-License-Identifier: Apache-2.0 */
#include "verify.h"

#include "common/err.h"
#include "common/oracle/oracle.h"
#include "common/units.h"
#include "soak.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CLEAR_LINE  "\r\033[K"
#define SHRINK_RUNS 1500u
/* Programs run with one mixture of policies before the next is tried. */
#define PROGRAMS_PER_POLICY 4u
#define LIVE_NS             (UINT64_C(200) * 1000000)
#define POLICY_BYTES        256u
#define SOAK_SAMPLES        10u /* over the time of a mode */

/* One mode under the oracle. */
struct verifying {
    const struct verify *v;
    struct verify_result *res;
    const char *name;
    struct oracle o;
    struct program p;
    char policy[POLICY_BYTES];
    const char *own_policy; /* of a variant that the user named; NULL */
    bool different;
    uint64_t told; /* regression programs whose difference was shown, a bit each */
    uint64_t deadline_ns, live_ns;
    struct soak_sample first; /* with --soak: before the fuzz */
    uint64_t soak_start_ns, soak_next_ns, soak_step_ns;
};

static bool cancelled(const struct verifying *x)
{
    return atomic_load(x->v->cancel);
}

static void live(struct verifying *x, const char *what, uint64_t n)
{
    const uint64_t now = units_now_ns();
    if (!isatty(STDERR_FILENO) || now - x->live_ns < LIVE_NS)
        return;
    x->live_ns = now;
    const uint64_t left = x->deadline_ns > now ? (x->deadline_ns - now) / NS_PER_SEC : 0;
    fprintf(stderr, CLEAR_LINE "%s: %s %" PRIu64 ", %" PRIu64 " s left", x->name, what, n, left);
    fflush(stderr);
}

static void end_live(void)
{
    if (isatty(STDERR_FILENO))
        fputs(CLEAR_LINE, stderr);
}

static void print_line(void *ctx, const char *text)
{
    (void)ctx;
    puts(text);
}

static int differs(struct verifying *x, struct finding *f, const char *where)
{
    const struct oracle_sink sink = {.line = print_line};
    end_live();
    printf("%-8s DIFFERENT in %s: %s\n", x->name, where, f->text);
    x->different = true;
    int rc = oracle_shrink(&x->o, &x->p, f, SHRINK_RUNS);
    if (!rc)
        oracle_report(&x->o, &x->p, f, &sink);
    return rc;
}

/* Checks x->p; reports a difference. */
static int check(struct verifying *x, const char *where)
{
    struct finding f;
    int rc = oracle_check(&x->o, &x->p, &f);
    if (!rc && f.kind != SAME)
        rc = differs(x, &f, where);
    return rc;
}

static void set_policy(struct verifying *x)
{
    x->o.target.config.policy = x->policy[0] ? x->policy : x->own_policy;
}

static void deviation_seen(void *ctx, unsigned i, const struct finding *f)
{
    struct verifying *x = ctx;
    x->res->deviations++;
    end_live();
    printf("%-8s deviation of this machine's own: it is not so that %s (%s, operation %zu: %s)\n",
           x->name, regress_about(i), regress_name(i), f->op, f->text);
}

static int product(struct verifying *x)
{
    const uint64_t start = units_now_ns();
    uint64_t cases = 0;
    int rc = 0;
    for (unsigned part = 0; !rc && part < PRODUCT_PARTS && !cancelled(x); part++) {
        live(x, "access product, part", part + 1);
        product_program(&x->p, &x->o.traits, part);
        for (size_t i = 0; i < x->p.n; i++)
            cases += op_class(x->p.op[i].kind) == CLASS_CASE;
        rc = check(x, "the access product");
    }
    end_live();
    if (!rc && !x->different)
        printf("%-8s access product: %" PRIu64 " cases, all as the SDM says (%.1f s)\n", x->name,
               cases, (double)(units_now_ns() - start) / NS_PER_SEC);
    return rc;
}

static int check_regression(struct verifying *x, unsigned i)
{
    const bool before = x->different;
    x->different = false;
    int rc = check(x, regress_name(i));
    if (x->different)
        x->told |= UINT64_C(1) << i;
    x->different = x->different || before;
    return rc;
}

/* All regression programs with the policy that is set; *ran counts them. */
static int regress_once(struct verifying *x, unsigned *ran)
{
    int rc = 0;
    for (unsigned i = 0; !rc && regress_name(i) && !cancelled(x); i++) {
        if (!regress_program(&x->p, &x->o.traits, i))
            continue; /* named among the deviations */
        if (!(x->told >> i & 1))
            rc = check_regression(x, i);
        ++*ran;
    }
    return rc;
}

static int regressions(struct verifying *x)
{
    const struct mmu_ops *ops = x->o.target.ops;
    unsigned ran = 0, policies = 0;
    x->policy[0] = '\0';
    do {
        set_policy(x);
        live(x, "regressions, policy", policies);
        int rc = regress_once(x, &ran);
        if (rc)
            return rc;
    } while (!x->own_policy && !cancelled(x) &&
             oracle_policy_single(ops, policies++, x->policy, sizeof x->policy));
    x->policy[0] = '\0';
    set_policy(x);
    end_live();
    if (!x->different)
        printf("%-8s regressions: %u runs of programs for known classes of bugs, all right\n",
               x->name, ran);
    return 0;
}

static void fuzz_progress(void *ctx, uint64_t programs)
{
    struct verifying *x = ctx;
    (void)programs;
    live(x, "fuzz, operations", x->o.ops);
}

/* With --soak, between two programs, when no machine exists: prints a sample if one is due. */
static int soak(struct verifying *x, bool last)
{
    const uint64_t now = units_now_ns();
    const bool first = !x->soak_start_ns;
    struct soak_sample s;
    char text[128];
    if (!x->v->soak || (now < x->soak_next_ns && !last))
        return 0;
    int rc = soak_take(&s);
    if (rc)
        return rc;
    if (first) {
        x->first = s;
        x->soak_start_ns = now;
    }
    if (first && x->deadline_ns > now)
        x->soak_step_ns = (x->deadline_ns - now) / SOAK_SAMPLES;
    x->soak_next_ns = now + x->soak_step_ns;
    end_live();
    soak_text(&s, text, sizeof text);
    printf("%-8s soak: after %.0f s %s\n", x->name, (double)(now - x->soak_start_ns) / NS_PER_SEC,
           text);
    const char *grown = last ? soak_grown(&x->first, &s) : NULL;
    if (grown)
        printf("%-8s soak: %s GREW\n", x->name, grown);
    x->res->leaks += grown != NULL;
    return 0;
}

static int fuzz(struct verifying *x)
{
    const struct mmu_ops *ops = x->o.target.ops;
    const uint64_t ops_before = x->o.ops, ns_before = x->o.guest_ns;
    uint64_t seed = x->v->seed;
    struct finding f = {0};
    int rc = soak(x, false);
    if (rc)
        return rc;
    do {
        struct fuzz_plan plan = {.seed = seed,
                                 .programs = PROGRAMS_PER_POLICY,
                                 .ops = FUZZ_OPS,
                                 .ctx = x,
                                 .progress = fuzz_progress};
        uint64_t done;
        if (!x->own_policy)
            oracle_policy_mixed(ops, (seed - x->v->seed) * UINT64_C(2654435761) / 7, x->policy,
                                sizeof x->policy);
        set_policy(x);
        rc = oracle_fuzz(&x->o, &plan, &x->p, &f, &done);
        seed += done;
        if (!rc)
            rc = soak(x, false);
    } while (!rc && f.kind == SAME && units_now_ns() < x->deadline_ns && !cancelled(x));
    end_live();
    const uint64_t n = x->o.ops - ops_before;
    const double s = (double)(x->o.guest_ns - ns_before) / NS_PER_SEC;
    if (!rc && f.kind != SAME)
        rc = differs(x, &f, "the fuzz");
    else if (!rc)
        printf("%-8s fuzz: %" PRIu64 " operations without a difference%s, seeds %" PRIu64
               " to %" PRIu64 " (%.0f operations/s)\n",
               x->name, n, ops->policies && !x->own_policy ? " over mixtures of all policies" : "",
               x->v->seed, seed - 1, s > 0 ? (double)n / s : 0);
    return rc ? rc : soak(x, true);
}

static int verify_mode(struct verifying *x)
{
    int rc = oracle_deviations(&x->o, &x->p, deviation_seen, x);
    if (!rc && !cancelled(x))
        rc = product(x);
    if (!rc && !cancelled(x))
        rc = regressions(x);
    if (!rc && !cancelled(x))
        rc = fuzz(x);
    return rc;
}

/* The rest of the time is shared evenly by the modes that are left. */
static int verify_one(const struct verify *v, size_t i, uint64_t end_ns, struct verify_result *res)
{
    static struct verifying x; /* large */
    struct oracle_target t;
    const uint64_t now = units_now_ns();
    memset(&x, 0, sizeof x);
    x.v = v;
    x.res = res;
    x.name = modes_name(v->mode[i]);
    x.deadline_ns = now + (end_ns > now ? (end_ns - now) / (v->nmodes - i) : 0);
    modes_target(v->mode[i], &t);
    x.own_policy = t.config.policy;
    int rc = oracle_open(&x.o, &t, v->cancel);
    if (rc)
        return rc;
    rc = program_init(&x.p);
    if (!rc)
        rc = verify_mode(&x);
    program_free(&x.p);
    oracle_close(&x.o);
    end_live();
    fflush(stdout);
    res->different += x.different;
    return rc;
}

int verify_run(const struct verify *v, struct verify_result *res)
{
    const uint64_t end_ns = units_now_ns() + v->seconds * NS_PER_SEC;
    int rc = 0;
    *res = (struct verify_result){0};
    for (size_t i = 0; !rc && i < v->nmodes && !atomic_load(v->cancel); i++)
        rc = verify_one(v, i, end_ns, res);
    if (!rc && atomic_load(v->cancel))
        rc = -EINTR;
    return rc;
}
