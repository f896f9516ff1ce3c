/* SPDX-License-Identifier: Apache-2.0 */
#include "look.h"

#include "bench/commands.h"
#include "bench/exit_code.h"
#include "bench/run/cancel.h"
#include "bench/run/guard.h"
#include "common/err.h"
#include "common/hypercall.h"
#include "common/units.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* All that a command needs until it is over. */
struct lookout {
    const struct inspect_options *options;
    struct catalog catalog;
    struct plan plan;
    struct selection modes;
    struct ram ram;
    const struct mode *mode; /* that runs now */
    look_fn show;
    void *ctx;
    int shown;      /* what show() returned */
    char said[160]; /* the guest's last words */
};

static int on_stopped(void *ctx, const struct run_stopped *at)
{
    struct lookout *o = ctx;
    struct look l = {.options = o->options, .mode = o->mode, .point = &o->plan.point[0], .at = at};
    struct gpa cr3 = o->options->has_cr3 ? o->options->cr3 : gpa(at->state->cr3);
    struct walk_env env = inspect_env(at->state, cr3, vcpu_host_maxphyaddr());

    inspect_open(&l.in, at->ops, at->mmu, &o->ram, &env);
    o->shown = o->show(o->ctx, &l);
    return o->shown;
}

static void on_print(void *ctx, const char *text)
{
    struct lookout *o = ctx;

    snprintf(o->said, sizeof o->said, "%.*s", (int)strcspn(text, "\n"), text);
}

static int open_plan(struct lookout *o)
{
    const struct args_run *a = &o->options->run;
    int rc = catalog_open(&o->catalog, a->guests);

    if (rc && (a->guests || !strchr(o->options->what, '/')))
        return EXIT_CODE_IMAGE;
    rc = plan_one(&o->plan, &o->catalog, a, o->options->what);
    if (!rc)
        return EXIT_CODE_OK;
    return o->plan.bad_image ? EXIT_CODE_IMAGE : EXIT_CODE_USAGE;
}

/* Whoever runs the image itself has nothing between two address spaces to show. */
static int check_asked(const struct args_run *a)
{
    for (size_t i = 0; i < a->nmodes; i++)
        if (!modes_target(a->mode[i], NULL))
            return err(EINVAL, "--mmu=%s: this mode has no MMU of its own to look at",
                       modes_name(a->mode[i]));
    return 0;
}

static int open_modes(struct lookout *o)
{
    struct args_run a = o->options->run;

    if (check_asked(&a))
        return EXIT_CODE_USAGE;
    select_probe(&o->modes);
    for (size_t i = 0; i < modes_count() && !a.nmodes; i++)
        if (modes_target(modes_at(i), NULL) && o->modes.probe[i].available)
            a.mode[a.nmodes++] = modes_at(i);
    if (!a.nmodes) {
        err(ENODEV, "no mode with an MMU is available here (see `mmubench info`)");
        return EXIT_CODE_MODE;
    }
    if (select_modes(&o->modes, &a))
        return EXIT_CODE_MODE;
    return !a.no_check && guard_images(&o->plan, &o->modes) ? EXIT_CODE_IMAGE : EXIT_CODE_OK;
}

/* How far the guest came, by the names that --stop-at takes. */
static int too_early(const struct lookout *o, const struct run_result *res)
{
    char stop[64], seen[256] = "";
    size_t n = 0;

    for (uint32_t h = 0; h < HC_COUNT && n < sizeof seen; h++)
        if (res->hypercalls[h])
            n += (size_t)snprintf(seen + n, sizeof seen - n, "%s%s: %" PRIu64, n ? ", " : "",
                                  hypercall_name(h), res->hypercalls[h]);
    err(ENOENT,
        "%s ended in %s before its stop point, %s: it made %" PRIu64
        " exits, of them hypercalls %s; choose another with --stop-at=%s%s",
        o->options->what, modes_name(o->mode), run_stop_text(&o->options->stop, stop, sizeof stop),
        run_stop_exits(res), n ? seen : "none", o->said[0] ? "; it said: " : "", o->said);
    return EXIT_CODE_GUEST;
}

static int exit_code_of(const struct lookout *o, const struct run_result *res, int rc)
{
    if (o->shown)
        return o->shown == -EINVAL  ? EXIT_CODE_USAGE
               : o->shown == -EINTR ? EXIT_CODE_INTERRUPTED
                                    : EXIT_CODE_HOST;
    switch (res->outcome) {
    case RUN_STOPPED:
        return EXIT_CODE_OK;
    case RUN_CANCELLED:
        err(EINTR, "interrupted");
        return EXIT_CODE_INTERRUPTED;
    case RUN_DONE:
    case RUN_HALTED:
        return too_early(o, res);
    case RUN_ERROR:
        return res->exits[VCPU_EXIT_ERROR] ? EXIT_CODE_GUEST : EXIT_CODE_HOST;
    default:
        return rc ? EXIT_CODE_GUEST : EXIT_CODE_OK;
    }
}

/* Fixed iterations, since times do not matter: no target and no TSC frequency. */
static int run_mode(struct lookout *o)
{
    const struct args_run *a = &o->options->run;
    const struct point *p = &o->plan.point[0];
    struct run_request req = {
        .image = p->image,
        .ram = &o->ram,
        .samples = a->samples,
        .deadline_ns = a->timeout_s * NS_PER_SEC,
        .cpu = -1,
        .cancel = &cancel_flag,
        .stop = &o->options->stop,
    };
    struct run_observer obs = {.ctx = o, .print = on_print, .stopped = on_stopped};
    struct run_result res = {0};

    o->said[0] = '\0';
    memcpy(req.param, p->param, sizeof req.param);

    int rc = modes_run(o->mode, &req, &obs, &res);

    return exit_code_of(o, &res, rc);
}

static int run_modes(struct lookout *o)
{
    int code = EXIT_CODE_OK;

    for (size_t i = 0; i < o->modes.n && !code; i++) {
        o->mode = o->modes.mode[i];
        code = run_mode(o);
    }
    return code;
}

int look_run(const struct inspect_options *options, look_fn show, void *ctx)
{
    struct lookout o = {.options = options, .show = show, .ctx = ctx, .ram = {.memfd = -1}};
    int code;

    cancel_catch();
    code = open_plan(&o);
    if (!code)
        code = open_modes(&o);
    if (!code && ram_create(&o.ram, o.plan.ram_mib << 20, options->run.backing))
        code = EXIT_CODE_HOST;
    if (!code)
        code = run_modes(&o);
    if (code)
        cmd_fail(code);
    ram_destroy(&o.ram);
    plan_free(&o.plan);
    catalog_close(&o.catalog);
    return code;
}

static const char *where(const struct look *l, char *out, size_t bytes)
{
    uint64_t offset = 0;
    const char *name = image_symbol(l->point->image, gva(l->at->state->rip), &offset);

    out[0] = '\0';
    if (name)
        snprintf(out, bytes, "%.64s+0x%" PRIx64, name, offset);
    return out;
}

void look_print(const struct look *l)
{
    const struct vcpu_state *s = l->at->state;
    char params[128], stop[64], at[96];

    plan_params_text(params, sizeof params, l->point);
    where(l, at, sizeof at);
    printf("%s%s%s in %s, stopped at %s (exit %" PRIu64 "): CPL %u, rip 0x%" PRIx64 "%s%s%s\n",
           catalog_name(l->point->image), params[0] ? " " : "", params, modes_name(l->mode),
           run_stop_text(&l->options->stop, stop, sizeof stop), l->at->exits, vcpu_cpl(s), s->rip,
           at[0] ? " (" : "", at, at[0] ? ")" : "");
}

json_t *look_json(const struct look *l)
{
    const struct vcpu_state *s = l->at->state;
    char params[128], stop[64], at[96];

    return json_pack("{s:s, s:s, s:s, s:s, s:I, s:i, s:o, s:s, s:o}", "workload",
                     catalog_name(l->point->image), "params",
                     plan_params_text(params, sizeof params, l->point), "mmu", modes_name(l->mode),
                     "stop", run_stop_text(&l->options->stop, stop, sizeof stop), "exits",
                     (json_int_t)l->at->exits, "cpl", (int)vcpu_cpl(s), "rip", text_hex(s->rip),
                     "symbol", where(l, at, sizeof at), "cr3", text_hex(l->in.env.root.v));
}
