/* SPDX-License-Identifier: Apache-2.0 */
/* Mode native: results come back, and nothing is left of a program, however it ends. */
#include "common/err.h"
#include "common/tests/test_main.h"
#include "guests/native/native.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MS   UINT64_C(1000000)
#define RAM  (UINT64_C(64) << 20)
#define WAYS 3

static const char *dir;

struct run {
    struct image image;
    struct ram ram;
    struct run_request req;
    struct run_result res;
    unsigned samples, sections;
    uint64_t worst; /* cycles per operation */
    char text[256];
};

static int on_sample(void *ctx, const struct guest_sample *s)
{
    struct run *r = ctx;

    r->samples++;
    if (s->ops && s->cycles / s->ops > r->worst)
        r->worst = s->cycles / s->ops;
    return 0;
}

static int on_section(void *ctx, const struct run_section *s)
{
    struct run *r = ctx;

    (void)s;
    r->sections++;
    return 0;
}

static void on_print(void *ctx, const char *text)
{
    struct run *r = ctx;

    snprintf(r->text, sizeof r->text, "%s", text);
}

static void open_run(struct run *r, const char *name)
{
    char path[512];

    memset(r, 0, sizeof *r);
    snprintf(path, sizeof path, "%s/%s.elf", dir, name);
    if (image_open(&r->image, path) || ram_create(&r->ram, RAM, RAM_4K))
        fail_msg("%s", err_text());
    r->req = (struct run_request){.image = &r->image,
                                  .ram = &r->ram,
                                  .samples = 5,
                                  .target_cycles = 200000,
                                  .deadline_ns = 20000 * MS,
                                  .cpu = -1};
    for (uint32_t i = 0; i < r->image.desc.nparams; i++)
        r->req.param[i] = r->image.desc.param[i].quick;
}

static int go(struct run *r)
{
    struct run_observer obs = {
        .ctx = r, .sample = on_sample, .section = on_section, .print = on_print};

    return native_run(&r->req, &obs, &r->res);
}

static void close_run(struct run *r)
{
    image_close(&r->image);
    ram_destroy(&r->ram);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child, not even a dead one */
    assert_int_equal(errno, ECHILD);
}

static void hello_prints_and_hands_its_status_over(void **state)
{
    struct run r;

    (void)state;
    open_run(&r, "hello");
    assert_int_equal(go(&r), 0);
    assert_non_null(strstr(r.text, "hello from hello"));
    r.req.param[0] = 7;
    assert_true(go(&r) < 0);
    assert_int_equal(r.res.outcome, RUN_DONE);
    assert_int_equal(r.res.status, 7);
    close_run(&r);
}

/* Samples of each metric, or of none where the host has nothing like it. */
static void measures(const char *name, unsigned metrics)
{
    struct run r;

    open_run(&r, name);
    if (go(&r))
        fail_msg("%s: %s", name, r.res.text);
    assert_int_equal(r.samples, 5 * metrics);
    assert_int_equal(r.res.lost_samples, 0);
    assert_true(!metrics || (r.sections >= metrics && r.worst > 0));
    close_run(&r);
}

static void workloads_measure_what_the_host_can_do(void **state)
{
    (void)state;
    measures("syscall", 1);
    measures("divzero", 1);
    measures("pgfault", 1);
    measures("hidden", 2);
    measures("ptemod", 3);
    measures("ptecold", 2);
    measures("movcr3", 1);
    measures("chase", 1);
    measures("callret", 1);
    measures("cpuid", 1);
    measures("appel", 2);
    measures("fork", 4);
    measures("churn", 2);
    measures("walk", 1);
    measures("gups", 1);
    measures("btree", 1);
    measures("hash", 2);
    measures("bfs", 1);
    measures("mixed", 1);
    measures("out", 0);
    measures("invlpg", 0);
    measures("flush", 0);
    measures("adbits", 0);
    measures("alias", 3);
    measures("balloon", 3);
    measures("mmio", 0);
    measures("dirtylog", 0);
    measures("rom", 0);
    measures("slots", 0);
}

/* By userfaultfd, where the kernel has what it takes (Linux 6.7); said where it has not. */
static void write_protection_is_measured_or_named_as_missing(void **state)
{
    struct run r;

    (void)state;
    open_run(&r, "protfault");
    if (go(&r))
        fail_msg("%s", r.res.text);
    if (r.samples == 0)
        assert_non_null(strstr(r.text, "not applicable"));
    else
        assert_int_equal(r.samples, 5);
    close_run(&r);
}

static void too_little_ram_is_told_with_what_is_needed(void **state)
{
    struct run r;

    (void)state;
    open_run(&r, "chase");
    r.req.param[0] = UINT64_C(256) << 20;
    assert_true(go(&r) < 0);
    assert_int_equal(r.res.outcome, RUN_PANIC);
    assert_non_null(strstr(r.res.text, "MiB of guest RAM"));
    close_run(&r);
}

static void parameter_out_of_bounds_is_refused(void **state)
{
    struct run r;

    (void)state;
    open_run(&r, "movcr3");
    r.req.param[0] = 1000;
    assert_int_equal(go(&r), -ERANGE);
    assert_non_null(strstr(r.res.text, "spaces"));
    close_run(&r);
}

static void missing_program_is_named(void **state)
{
    struct run r;

    (void)state;
    open_run(&r, "hello");
    strcpy(r.image.path, "/nonexistent/x.elf");
    assert_int_equal(go(&r), -ENOENT);
    assert_non_null(strstr(r.res.text, "/nonexistent/x.native"));
    close_run(&r);
}

static void deadline_ends_a_program_that_never_does(void **state)
{
    struct run r;

    (void)state;
    open_run(&r, "tests/misbehave");
    /* On a busy host it may take longer until the program has its sample. */
    for (uint64_t ms = 200; !r.samples && ms < 20000; ms *= 2) {
        r.req.deadline_ns = ms * MS;
        assert_int_equal(go(&r), -ETIMEDOUT);
        assert_int_equal(r.res.outcome, RUN_TIMEOUT);
        assert_in_range(r.res.wall_ns, ms * MS, (ms + 10000) * MS);
    }
    assert_int_equal(r.samples, 1);
    close_run(&r);
}

static atomic_bool cancel;

static void on_alarm(int sig)
{
    (void)sig;
    atomic_store(&cancel, true);
}

static void cancel_ends_a_program_that_never_does(void **state)
{
    struct run r;

    (void)state;
    open_run(&r, "tests/misbehave");
    atomic_store(&cancel, false);
    r.req.cancel = &cancel;
    signal(SIGALRM, on_alarm);
    ualarm(100000, 0);
    assert_int_equal(go(&r), -ECANCELED);
    assert_int_equal(r.res.outcome, RUN_CANCELLED);
    close_run(&r);
}

static void crash_is_told_by_its_signal(void **state)
{
    struct run r;

    (void)state;
    open_run(&r, "tests/misbehave");
    for (uint64_t how = 1; how <= WAYS; how++) {
        static const char *const text[] = {[1] = "signal 11", [2] = "as told", [3] = "signal 8"};
        r.req.param[0] = how;
        assert_true(go(&r) < 0);
        assert_int_equal(r.res.outcome, how == 2 ? RUN_PANIC : RUN_SHUTDOWN);
        assert_non_null(strstr(r.res.text, text[how]));
    }
    close_run(&r);
}

/* How many processes run the program of this name now. */
static unsigned running(const char *name)
{
    DIR *proc = opendir("/proc");
    unsigned n = 0;

    assert_non_null(proc);
    for (struct dirent *e; (e = readdir(proc));) {
        char path[300], exe[512];
        snprintf(path, sizeof path, "/proc/%s/exe", e->d_name);
        ssize_t len =
            isdigit((unsigned char)e->d_name[0]) ? readlink(path, exe, sizeof exe - 1) : -1;
        if (len < 0)
            continue;
        exe[len] = 0;
        n += strstr(exe, name) != NULL;
    }
    closedir(proc);
    return n;
}

static bool settles(const char *name, unsigned wanted)
{
    for (unsigned i = 0; i < 500 && running(name) != wanted; i++)
        usleep(10000);
    return running(name) == wanted;
}

static void copy_program(const char *from, const char *to)
{
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_EXCL, 0700);
    char block[65536];
    ssize_t n;

    assert_true(in >= 0 && out >= 0);
    while ((n = read(in, block, sizeof block)) > 0)
        assert_int_equal(write(out, block, (size_t)n), n);
    assert_int_equal(n, 0);
    close(in);
    close(out);
}

static void program_dies_with_its_parent(void **state)
{
    struct run r;
    char temp[] = "/tmp/mmubench-test-XXXXXX", from[512], name[64];
    pid_t runner;

    (void)state;
    open_run(&r, "tests/misbehave");
    /* Under a name of its own, since other tests may run the same program now. */
    assert_non_null(mkdtemp(temp));
    snprintf(from, sizeof from, "%s/tests/misbehave.native", dir);
    snprintf(name, sizeof name, "%s/m.native", temp);
    snprintf(r.image.path, sizeof r.image.path, "%s/m.elf", temp);
    copy_program(from, name);
    runner = fork();
    if (runner == 0) {
        go(&r);
        _exit(0);
    }
    assert_true(runner > 0);
    assert_true(settles(name, 1));
    kill(runner, SIGKILL);
    waitpid(runner, NULL, 0);
    assert_true(settles(name, 0));
    assert_int_equal(unlink(name), 0);
    assert_int_equal(rmdir(temp), 0);
    close_run(&r);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hello_prints_and_hands_its_status_over),
        cmocka_unit_test(workloads_measure_what_the_host_can_do),
        cmocka_unit_test(write_protection_is_measured_or_named_as_missing),
        cmocka_unit_test(too_little_ram_is_told_with_what_is_needed),
        cmocka_unit_test(parameter_out_of_bounds_is_refused),
        cmocka_unit_test(missing_program_is_named),
        cmocka_unit_test(deadline_ends_a_program_that_never_does),
        cmocka_unit_test(cancel_ends_a_program_that_never_does),
        cmocka_unit_test(crash_is_told_by_its_signal),
        cmocka_unit_test(program_dies_with_its_parent),
    };

    if (argc < 2) {
        fprintf(stderr, "usage: %s GUESTS_DIRECTORY [TEST]\n", argv[0]);
        return 2;
    }
    dir = argv[1];
    if (argc > 2)
        cmocka_set_test_filter(argv[2]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
