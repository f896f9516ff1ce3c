/* SPDX-License-Identifier: Apache-2.0 */
#include "launch.h"

#include "bench/commands.h"
#include "bench/exit_code.h"
#include "bench/host/costs.h"
#include "bench/host/guest_tsc.h"
#include "bench/host/host.h"
#include "bench/plot/plot.h"
#include "cancel.h"
#include "common/err.h"
#include "guard.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int make_plan(struct launch *l)
{
    int rc = catalog_open(&l->catalog, l->args.guests);

    /* Images named by path need no folder of workloads. */
    if (rc && (l->args.guests || !plan_only_paths(&l->args)))
        return EXIT_CODE_IMAGE;
    rc = l->kind->plan(l);
    if (!rc)
        return EXIT_CODE_OK;
    catalog_close(&l->catalog);
    return l->plan.bad_image ? EXIT_CODE_IMAGE : rc == -ENOMEM ? EXIT_CODE_HOST : EXIT_CODE_USAGE;
}

static bool resumed(const struct launch *l)
{
    return resume_is_open(&l->resume);
}

static int choose(struct launch *l)
{
    struct machine *m = &l->machine;
    struct args_run asked = l->args;

    if (machine_open(m))
        return EXIT_CODE_HOST;
    if (resumed(l) && resume_modes(&l->resume, &asked))
        return EXIT_CODE_USAGE;
    if (select_modes(&m->modes, &asked))
        return EXIT_CODE_MODE;
    if (place_choose(&l->place, m->topology, l->args.cpu, l->args.bind))
        return EXIT_CODE_USAGE;
    if (!l->args.no_check && guard_images(&l->plan, &m->modes))
        return EXIT_CODE_IMAGE;
    return EXIT_CODE_OK;
}

static json_t *command_line(const struct launch *l)
{
    json_t *a = json_array();

    for (int i = 0; i < l->argc; i++)
        json_array_append_new(a, json_string(l->argv[i]));
    return a;
}

static json_t *modes_json(const struct selection *modes)
{
    json_t *a = json_array();

    for (size_t i = 0; i < modes->n; i++)
        json_array_append_new(a, json_string(modes_name(modes->mode[i])));
    return a;
}

static json_t *run_json(const struct launch *l, const struct session *session)
{
    json_t *images = json_object();
    struct ram_real real = {0};
    char when[24];

    for (size_t i = 0; i < l->plan.n; i++)
        json_object_set_new(images, catalog_name(l->plan.point[i].image),
                            json_string(l->plan.point[i].image->sha256));
    ram_backing_real(&session->ram, &real);
    return json_pack(
        "{s:o, s:s, s:o, s:s, s:I, s:I, s:I, s:I, s:i, s:o, s:I, s:{s:s, s:I, s:I}, s:o}",
        "command_line", command_line(l), "started", resume_time(when), "modes",
        modes_json(session->modes), "suite", l->plan.suite, "seed", (json_int_t)l->args.seed,
        "repeat", (json_int_t)l->args.repeat, "samples", (json_int_t)l->args.samples, "sample_us",
        (json_int_t)l->args.sample_us, "cpu", session->place.cpu, "place",
        place_json(&session->place, session->topology), "ram_bytes", (json_int_t)session->ram.bytes,
        "backing", "asked", ram_backing_name(l->args.backing), "page_bytes",
        (json_int_t)real.page_bytes, "large_bytes", (json_int_t)real.large_bytes, "image_sha256",
        images);
}

static int write_machine(const struct launch *l, const struct session *session)
{
    json_t *o = machine_json(&l->machine);
    int rc;

    json_object_set_new(o, "run", run_json(l, session));
    json_object_set_new(o, "vcpu_cpu", host_cpu_json(session->place.cpu));
    if (!l->args.counts) { /* then nothing is timed */
        json_object_set_new(o, "host_costs_ns", costs_json(session->place.cpu));
        json_object_set_new(json_object_get(o, "tsc"), "guest_read_cycles",
                            guest_tsc_json(session, catalog_find(&l->catalog, "timer")));
    }
    rc = store_json(session->store, "machine.json", o);
    json_decref(o);
    return rc;
}

/* Whatever ended the run, what was measured is summarised. */
static int finish(struct launch *l, bool interrupted)
{
    struct summary sum;
    int code = EXIT_CODE_OK;

    if (store_sync(&l->store) || summary_build(&sum, &l->store, l->machine.tsc.khz))
        return cmd_fail(EXIT_CODE_HOST);
    if (!sum.n)
        puts("nothing was measured");
    else if (summary_write(&sum, &l->store, interrupted) || l->kind->report(l, &sum, interrupted))
        code = cmd_fail(EXIT_CODE_HOST);
    summary_free(&sum);
    if (code == EXIT_CODE_OK)
        printf("results: %s\n", l->store.dir);
    return code;
}

/* How an interrupted run can be taken up again. */
static void say_interrupted(const struct launch *l)
{
    fprintf(stderr,
            "mmubench: interrupted: what was measured until then is in %s; `mmubench %s --resume "
            "%s` goes on\n",
            l->store.dir, l->kind->command, l->store.dir);
}

static int exit_code_of(const struct launch *l, const struct session *session, int rc, int finished)
{
    if (session->nfailed > 0)
        fprintf(stderr,
                "mmubench: %zu failed, and were left out of further repetitions; first: %s\n",
                session->nfailed, session->first_failure);
    if (rc == -EINTR) {
        say_interrupted(l);
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
static int go_on(struct launch *l, struct session *session)
{
    json_t *now = machine_json(&l->machine);
    struct ledger *ledger = &session->ledger;
    int rc = resume_check(&l->resume, now, &l->plan, &session->tsc);

    json_decref(now);
    if (!rc)
        rc = ledger_read(ledger, session->store);
    if (rc)
        return rc;
    l->machine.tsc = session->tsc;
    if (ledger->ndone == ledger_total(ledger) && !l->kind->grows) {
        fprintf(stderr, "mmubench: %s: all %zu runs are there: nothing is left to measure\n",
                session->store->dir, ledger->ndone);
        return 0;
    }
    fprintf(stderr,
            "mmubench: %s: %zu of %zu runs are there, %zu of the others were cut or failed\n",
            session->store->dir, ledger->ndone, ledger_total(ledger), ledger->ncut);
    return resume_note(&l->resume, session->store, ledger);
}

static int measure(struct launch *l, struct session *session)
{
    int rc = resumed(l) ? go_on(l, session) : write_machine(l, session);
    int finished;

    if (rc) {
        cmd_fail(0);
        store_close(session->store, !resumed(l));
        return resumed(l) ? exit_code_refused(rc) : EXIT_CODE_HOST;
    }
    rc = l->kind->measure(l, session);
    if (rc && rc != -EINTR)
        cmd_fail(0);
    finished = finish(l, rc != 0);
    rc = exit_code_of(l, session, rc, finished);
    store_close(session->store, false);
    return rc;
}

/* Guest RAM is in place: says if the host had less of the kind than was asked for. */
static void check_backing(const struct ram *ram)
{
    struct ram_real real;

    if (ram->backing == RAM_THP && !ram_backing_real(ram, &real) && real.large_bytes < ram->bytes)
        fprintf(stderr,
                "mmubench: warning: only %" PRIu64 " of %" PRIu64 " MiB of guest RAM came in large "
                "pages; memory may be fragmented: as root, echo 1 > /proc/sys/vm/compact_memory\n",
                real.large_bytes >> 20, ram->bytes >> 20);
}

static int run_setup(struct launch *l)
{
    struct session session = {
        .args = &l->args,
        .plan = &l->plan,
        .modes = &l->machine.modes,
        .topology = l->machine.topology,
        .place = l->place,
        .tsc = l->machine.tsc,
        .pmu = &l->machine.pmu,
        .store = &l->store,
        .cancel = &cancel_flag,
    };
    int code;

    cancel_catch(); /* before there is a folder that would have to be tidied */
    if (session_open(&session))
        return cmd_fail(EXIT_CODE_HOST);
    if (!resumed(l) && store_create(&l->store, l->dir)) {
        session_close(&session);
        return cmd_fail(EXIT_CODE_HOST);
    }
    check_backing(&session.ram);
    code = measure(l, &session);
    session_close(&session);
    return code;
}

static void name_dir(struct launch *l)
{
    time_t now = time(NULL);
    struct tm t;

    if (l->args.out)
        snprintf(l->dir, sizeof l->dir, "%s", l->args.out);
    else
        strftime(l->dir, sizeof l->dir, "results/local-%Y%m%d-%H%M%S", localtime_r(&now, &t));
}

/* A folder is gone on with by the command that made it. */
static int check_command(const struct launch *l)
{
    const char *made_by = l->resume.argv[0];

    return strcmp(made_by, l->kind->command)
               ? err(EINVAL, "%s was made by `mmubench %s`, not by `mmubench %s`", l->args.resume,
                     made_by, l->kind->command)
               : 0;
}

/* --resume: the folder, and with it all that is to be done. */
static int open_earlier(struct launch *l)
{
    const struct resume *r = &l->resume;
    int rc = store_resume(&l->store, l->args.resume);

    if (!rc)
        rc = resume_open(&l->resume, &l->store);
    if (!rc)
        rc = check_command(l);
    if (!rc)
        rc = l->kind->parse ? l->kind->parse(l, r->argc, r->argv)
                            : args_run(&l->args, r->argc, r->argv);
    if (!rc)
        rc = resume_chosen(&l->resume, &l->args);
    if (!rc)
        return EXIT_CODE_OK;
    resume_close(&l->resume);
    store_close(&l->store, false);
    return exit_code_refused(rc);
}

int launch_draw(const struct launch *l, const struct summary *sum)
{
    struct plot_result result[PLOT_KINDS];
    int rc = plot_draw(&l->store, sum, NULL, result);

    plot_print(&l->store, NULL, result);
    return rc;
}

int launch(struct launch *l)
{
    int code;

    l->store = (struct store){.dirfd = -1, .samples = -1};
    if (l->args.out && strlen(l->args.out) >= sizeof l->dir) {
        fprintf(stderr, "mmubench: -o: the name is longer than %zu bytes\n", sizeof l->dir - 1);
        return EXIT_CODE_USAGE;
    }
    code = l->args.resume ? open_earlier(l) : EXIT_CODE_OK;
    if (code)
        return cmd_fail(code);
    name_dir(l);
    code = make_plan(l);
    if (!code)
        code = choose(l);
    code = code ? cmd_fail(code) : run_setup(l);
    if (select_close(&l->machine.modes))
        code = cmd_fail(EXIT_CODE_HOST);
    machine_close(&l->machine);
    plan_free(&l->plan);
    catalog_close(&l->catalog);
    store_close(&l->store, false);
    resume_close(&l->resume);
    return code;
}
