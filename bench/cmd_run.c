/* SPDX-License-Identifier: Apache-2.0 */
#include "cancel.h"
#include "commands.h"
#include "common/err.h"
#include "exit_code.h"
#include "guard.h"
#include "machine.h"
#include "plot/plot.h"
#include "resume.h"
#include "session.h"
#include "summary.h"
#include "table.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* What cmd_run() gathers before the first guest runs. */
struct setup {
    struct args_run args;
    struct catalog catalog;
    struct plan plan;
    struct machine machine;
    struct place place;
    struct store store;
    struct resume resume; /* of --resume; else without argv */
    char dir[512];
    int argc;
    char **argv;
};

static int make_plan(struct setup *s)
{
    int rc = catalog_open(&s->catalog, s->args.guests);

    /* Images named by path need no folder of workloads. */
    if (rc && (s->args.guests || !plan_only_paths(&s->args)))
        return EXIT_CODE_IMAGE;
    rc = plan_make(&s->plan, &s->catalog, &s->args);
    if (!rc)
        return EXIT_CODE_OK;
    catalog_close(&s->catalog);
    return s->plan.bad_image ? EXIT_CODE_IMAGE : rc == -ENOMEM ? EXIT_CODE_HOST : EXIT_CODE_USAGE;
}

static bool resumed(const struct setup *s)
{
    return s->resume.argc > 0;
}

static int choose(struct setup *s)
{
    struct machine *m = &s->machine;
    struct args_run asked = s->args;

    if (machine_open(m))
        return EXIT_CODE_HOST;
    if (resumed(s) && resume_modes(&s->resume, &asked))
        return EXIT_CODE_USAGE;
    if (select_modes(&m->modes, &asked))
        return EXIT_CODE_MODE;
    if (place_choose(&s->place, m->topology, s->args.cpu, s->args.bind))
        return EXIT_CODE_USAGE;
    if (!s->args.no_check && guard_images(&s->plan, &m->modes))
        return EXIT_CODE_IMAGE;
    return EXIT_CODE_OK;
}

static json_t *command_line(const struct setup *s)
{
    json_t *a = json_array();

    for (int i = 0; i < s->argc; i++)
        json_array_append_new(a, json_string(s->argv[i]));
    return a;
}

static json_t *modes_json(const struct selection *modes)
{
    json_t *a = json_array();

    for (size_t i = 0; i < modes->n; i++)
        json_array_append_new(a, json_string(modes_name(modes->mode[i])));
    return a;
}

static json_t *run_json(const struct setup *s, const struct session *session)
{
    json_t *images = json_object();
    struct ram_real real = {0};
    char when[24];

    for (size_t i = 0; i < s->plan.n; i++)
        json_object_set_new(images, catalog_name(s->plan.point[i].image),
                            json_string(s->plan.point[i].image->sha256));
    ram_backing_real(&session->ram, &real);
    return json_pack(
        "{s:o, s:s, s:o, s:s, s:I, s:I, s:I, s:I, s:i, s:o, s:I, s:{s:s, s:I, s:I}, s:o}",
        "command_line", command_line(s), "started", resume_time(when), "modes",
        modes_json(session->modes), "suite", s->plan.suite, "seed", (json_int_t)s->args.seed,
        "repeat", (json_int_t)s->args.repeat, "samples", (json_int_t)s->args.samples, "sample_us",
        (json_int_t)s->args.sample_us, "cpu", session->place.cpu, "place",
        place_json(&session->place, session->topology), "ram_bytes", (json_int_t)session->ram.bytes,
        "backing", "asked", ram_backing_name(s->args.backing), "page_bytes",
        (json_int_t)real.page_bytes, "large_bytes", (json_int_t)real.large_bytes, "image_sha256",
        images);
}

static int write_machine(const struct setup *s, const struct session *session)
{
    json_t *o = machine_json(&s->machine);
    int rc;

    json_object_set_new(o, "run", run_json(s, session));
    rc = store_json(session->store, "machine.json", o);
    json_decref(o);
    return rc;
}

static int draw(const struct store *s, const struct summary *sum)
{
    struct plot_result result[PLOT_KINDS];
    int rc = plot_draw(s, sum, NULL, result);

    plot_print(s, NULL, result);
    return rc;
}

/* Whatever ended the run, what was measured is summarised. */
static int finish(const struct setup *s, struct session *session, bool interrupted)
{
    struct summary sum;
    int code = EXIT_CODE_OK;

    if (store_sync(session->store) || summary_build(&sum, session->store, s->machine.tsc.khz))
        return cmd_fail(EXIT_CODE_HOST);
    if (sum.n && s->args.counts) {
        table_print_counters(&sum);
        if (summary_write(&sum, session->store, interrupted))
            code = cmd_fail(EXIT_CODE_HOST);
    } else if (sum.n) {
        table_print(&sum, session->modes);
        if (summary_write(&sum, session->store, interrupted) ||
            (!interrupted && draw(session->store, &sum)))
            code = cmd_fail(EXIT_CODE_HOST);
    } else {
        puts("nothing was measured");
    }
    summary_free(&sum);
    if (code == EXIT_CODE_OK)
        printf("results: %s\n", session->store->dir);
    return code;
}

static int exit_code_of(const struct session *session, int rc, int finished)
{
    if (session->nfailed > 0)
        fprintf(stderr,
                "mmubench: %zu failed, and were left out of further repetitions; first: %s\n",
                session->nfailed, session->first_failure);
    if (rc == -EINTR) {
        fprintf(stderr,
                "mmubench: interrupted: what was measured until then is in %s; `mmubench run "
                "--resume %s` goes on\n",
                session->store->dir, session->store->dir);
        return EXIT_CODE_INTERRUPTED;
    }
    if (rc || finished || session->host_failed)
        return EXIT_CODE_HOST;
    if (session->mode_failed)
        return EXIT_CODE_MODE;
    return session->guest_failed ? EXIT_CODE_GUEST : EXIT_CODE_OK;
}

/* A folder that cannot be resumed was the wrong one to give; else it is the host. */
static int exit_code_refused(int rc)
{
    return rc == -EINVAL || rc == -ENOENT ? EXIT_CODE_USAGE : EXIT_CODE_HOST;
}

/* What stands there already, said; the folder's machine.json stays but for a note. */
static int go_on(struct setup *s, struct session *session)
{
    json_t *now = machine_json(&s->machine);
    struct ledger *l = &session->ledger;
    int rc = resume_check(&s->resume, now, &s->plan, &session->tsc);

    json_decref(now);
    if (!rc)
        rc = ledger_read(l, session->store);
    if (rc)
        return rc;
    s->machine.tsc = session->tsc;
    if (l->ndone == ledger_total(l)) {
        fprintf(stderr, "mmubench: %s: all %zu runs are there: nothing is left to measure\n",
                session->store->dir, l->ndone);
        return 0;
    }
    fprintf(stderr,
            "mmubench: %s: %zu of %zu runs are there, %zu of the others were cut or failed\n",
            session->store->dir, l->ndone, ledger_total(l), l->ncut);
    return resume_note(&s->resume, session->store, l);
}

static int measure(struct setup *s, struct session *session)
{
    int rc = resumed(s) ? go_on(s, session) : write_machine(s, session);
    int finished;

    if (rc) {
        cmd_fail(0);
        store_close(session->store, !resumed(s));
        return resumed(s) ? exit_code_refused(rc) : EXIT_CODE_HOST;
    }
    rc = session_run(session);
    if (rc && rc != -EINTR)
        cmd_fail(0);
    finished = finish(s, session, rc != 0);
    rc = exit_code_of(session, rc, finished);
    store_close(session->store, false);
    return rc;
}

static int run_setup(struct setup *s)
{
    struct session session = {
        .args = &s->args,
        .plan = &s->plan,
        .modes = &s->machine.modes,
        .topology = s->machine.topology,
        .place = s->place,
        .tsc = s->machine.tsc,
        .store = &s->store,
        .cancel = &cancel_flag,
    };
    int code;

    cancel_catch(); /* before there is a folder that would have to be tidied */
    if (session_open(&session))
        return cmd_fail(EXIT_CODE_HOST);
    if (!resumed(s) && store_create(&s->store, s->dir)) {
        session_close(&session);
        return cmd_fail(EXIT_CODE_HOST);
    }
    code = measure(s, &session);
    session_close(&session);
    return code;
}

static void name_dir(struct setup *s)
{
    time_t now = time(NULL);
    struct tm t;

    if (s->args.out)
        snprintf(s->dir, sizeof s->dir, "%s", s->args.out);
    else
        strftime(s->dir, sizeof s->dir, "results/local-%Y%m%d-%H%M%S", localtime_r(&now, &t));
}

/* --resume: the folder, and with it all that is to be done. */
static int open_earlier(struct setup *s)
{
    int rc = store_resume(&s->store, s->args.resume);

    if (!rc)
        rc = resume_open(&s->resume, &s->store);
    if (!rc)
        rc = resume_args(&s->resume, &s->args);
    if (!rc)
        return EXIT_CODE_OK;
    resume_close(&s->resume);
    store_close(&s->store, false);
    return exit_code_refused(rc);
}

int cmd_run(int argc, char **argv)
{
    struct setup s = {.argc = argc, .argv = argv, .store = {.dirfd = -1, .samples = -1}};
    int code;

    if (args_run(&s.args, argc, argv))
        return cmd_fail(EXIT_CODE_USAGE);
    if (s.args.help) {
        args_run_help();
        return EXIT_CODE_OK;
    }
    if (s.args.out && strlen(s.args.out) >= sizeof s.dir) {
        fprintf(stderr, "mmubench: -o: the name is longer than %zu bytes\n", sizeof s.dir - 1);
        return EXIT_CODE_USAGE;
    }
    code = s.args.resume ? open_earlier(&s) : EXIT_CODE_OK;
    if (code)
        return cmd_fail(code);
    name_dir(&s);
    code = make_plan(&s);
    if (!code)
        code = choose(&s);
    code = code ? cmd_fail(code) : run_setup(&s);
    if (select_close(&s.machine.modes))
        code = cmd_fail(EXIT_CODE_HOST);
    machine_close(&s.machine);
    plan_free(&s.plan);
    catalog_close(&s.catalog);
    store_close(&s.store, false);
    resume_close(&s.resume);
    return code;
}
