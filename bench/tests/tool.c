/* SPDX-License-Identifier: Apache-2.0 */
#include "tool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char dir[64];

long tool_now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

void tool_remove(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void remove_dir(void)
{
    tool_remove(dir);
}

const char *tool_dir(void)
{
    if (!dir[0]) {
        strcpy(dir, "/tmp/mmubench-test-XXXXXX");
        assert_non_null(mkdtemp(dir));
        atexit(remove_dir);
    }
    return dir;
}

const char *tool_path(const char *name)
{
    static char ring[8][256];
    static unsigned next;
    char *path = ring[next++ % 8];

    snprintf(path, sizeof ring[0], "%s/%s", tool_dir(), name);
    return path;
}

bool tool_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

static void child(const char *const *argv, int out)
{
    const char *args[64] = {MMUBENCH_PROGRAM};

    for (int i = 0; argv[i] && i < 62; i++)
        args[i + 1] = argv[i];
    setpgid(0, 0); /* a group of its own, as a shell gives it */
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    execv(args[0], (char *const *)args);
    _exit(127);
}

static void start(struct tool *t, const char *const *argv, const int ends[2])
{
    memset(t, 0, sizeof *t);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    t->pid = fork();
    assert_true(t->pid >= 0);
    if (t->pid == 0)
        child(argv, ends[1]);
    close(ends[1]);
    t->out = ends[0];
}

void tool_start(struct tool *t, const char *const *argv)
{
    int ends[2];

    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    start(t, argv, ends);
}

/* pipe(7): with O_DIRECT each write is a packet that takes a page of the pipe, and it has one. */
void tool_start_in_step(struct tool *t, const char *const *argv)
{
    int ends[2];

    assert_int_equal(pipe2(ends, O_CLOEXEC | O_DIRECT), 0);
    assert_int_equal(fcntl(ends[1], F_SETPIPE_SZ, getpagesize()), getpagesize());
    start(t, argv, ends);
}

/* Adds what can be read within `ms`; false at the end of the output. */
static bool read_more(struct tool *t, int ms)
{
    struct pollfd p = {.fd = t->out, .events = POLLIN};
    size_t n = strlen(t->text);
    char chunk[4096];
    ssize_t k;

    if (poll(&p, 1, ms) <= 0)
        return true;
    k = read(t->out, chunk, sizeof chunk);
    if (k <= 0)
        return false;
    if ((size_t)k > sizeof t->text - 1 - n)
        k = (ssize_t)(sizeof t->text - 1 - n);
    memcpy(t->text + n, chunk, (size_t)k);
    return true;
}

void tool_expect(struct tool *t, const char *what)
{
    long end = tool_now_ms() + 60000;

    while (!strstr(t->text, what)) {
        if (!read_more(t, 100) || tool_now_ms() > end)
            fail_msg("\"%s\" did not appear in:\n%s", what, t->text);
    }
}

static void check_no_process_left(void)
{
    long end = tool_now_ms() + 10000;
    pid_t pid;

    while ((pid = waitpid(-1, NULL, WNOHANG)) >= 0) {
        if (pid == 0 && tool_now_ms() > end)
            fail_msg("a process was left behind");
        if (pid == 0)
            usleep(10000);
    }
    assert_int_equal(errno, ECHILD);
}

int tool_code_of(pid_t pid)
{
    int status = 0;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void tool_wait(struct tool *t)
{
    while (read_more(t, 1000))
        ;
    close(t->out);
    t->code = tool_code_of(t->pid);
    check_no_process_left();
}

void tool_cut(struct tool *t, const char *const *argv, const char *what, int sig)
{
    tool_start_in_step(t, argv);
    tool_expect(t, what);
    kill(t->pid, sig);
    tool_wait(t);
}

void tool_run(struct tool *t, const char *const *argv)
{
    tool_start(t, argv);
    tool_wait(t);
}

void tool_check(const struct tool *t, int code, const char *text)
{
    if (t->code != code)
        fail_msg("exit code %d instead of %d; it printed:\n%s", t->code, code, t->text);
    if (!strstr(t->text, text))
        fail_msg("\"%s\" is not in:\n%s", text, t->text);
}

size_t tool_check_lines(const char *path)
{
    FILE *f = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    size_t count = 0;
    ssize_t n;

    if (!f)
        fail_msg("%s is missing", path);
    while ((n = getline(&line, &room, f)) > 0) {
        json_t *o = json_loadb(line, (size_t)n, 0, NULL);

        if (line[n - 1] != '\n' || !json_is_object(o))
            fail_msg("%s: line %zu is not whole: %s", path, count + 1, line);
        json_decref(o);
        count++;
    }
    free(line);
    fclose(f);
    return count;
}

static int check_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    size_t n = strlen(path);

    (void)st;
    (void)ftw;
    if (type != FTW_F)
        return 0;
    if (n > 5 && !strcmp(path + n - 5, ".part"))
        fail_msg("%s was left behind", path);
    if (n > 5 && !strcmp(path + n - 5, ".json")) {
        json_t *o = json_load_file(path, 0, NULL);

        if (!json_is_object(o))
            fail_msg("%s is not whole", path);
        json_decref(o);
    }
    if (n > 6 && !strcmp(path + n - 6, ".jsonl"))
        tool_check_lines(path);
    return 0;
}

void tool_check_dir(const char *path)
{
    nftw(path, check_one, 16, FTW_PHYS);
}

void tool_skip(const char *why)
{
    printf("SKIP: %s\n", why);
    fflush(stdout);
    exit(77);
}

size_t tool_guest_modes(char names[4][16])
{
    static const char *const candidates[] = {"spt", "ept", "kvm-spt"};
    struct tool t;
    json_t *info, *modes;
    size_t n = 0;

    TOOL(&t, "info", "--json");
    assert_int_equal(t.code, 0);
    info = json_loads(t.text, 0, NULL);
    modes = json_object_get(info, "modes");
    assert_true(json_is_object(modes));
    for (size_t i = 0; i < sizeof candidates / sizeof candidates[0]; i++)
        if (json_is_true(json_object_get(json_object_get(modes, candidates[i]), "available")))
            snprintf(names[n++], sizeof names[0], "%s", candidates[i]);
    json_decref(info);
    return n;
}
