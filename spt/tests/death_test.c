/* SPDX-License-Identifier: Apache-2.0 */
/* The monitor's processes die when they should not, and do not outlive what started them. */
#include "space.h"

#include "common/err.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern const char g_spin[], g_nop[];

enum { MAX_CHILDREN = 64, GONE_MS = 10000 };

static void sleep_ms(unsigned ms)
{
    const struct timespec t = {0, (long)ms * 1000 * 1000};
    nanosleep(&t, NULL);
}

/* The template and all roots' processes. */
static unsigned monitor_processes(struct vm *vm, pid_t pid[MAX_CHILDREN])
{
    pid[0] = vm->mmu->template;
    unsigned n = 1 + space_children(pid[0], pid + 1, MAX_CHILDREN - 1);
    assert_true(n > 1 && n <= MAX_CHILDREN);
    return n;
}

static void *kill_later(void *pid)
{
    sleep_ms(20);
    kill(*(pid_t *)pid, SIGKILL);
    return NULL;
}

static void assert_no_child(void)
{
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

/* Kills `victim` while the guest spins; run() must say so, and again; destroy() leaves nothing. */
static void die_in_the_middle(struct vm *vm, pid_t victim)
{
    pid_t pid[MAX_CHILDREN];
    pthread_t killer;
    unsigned n = monitor_processes(vm, pid);
    vm_enter(vm, g_spin, 3);
    assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), 0);
    assert_int_equal(pthread_create(&killer, NULL, kill_later, &victim), 0);
    assert_true(vm->ops->run(vm->mmu, &vm->exit) < 0);
    assert_non_null(strstr(err_text(), "signal 9"));
    pthread_join(killer, NULL);
    assert_true(vm->ops->run(vm->mmu, &vm->exit) < 0);
    assert_non_null(strstr(err_text(), "signal 9"));
    vm->ops->destroy(vm->mmu);
    vm->mmu = NULL;
    assert_true(space_gone(pid, n, GONE_MS));
    assert_no_child();
}

static void killed_root_process_ends_the_run_with_its_signal(void **state)
{
    struct vm *vm = *state;
    vm_go_ok(vm, g_nop, 3);
    die_in_the_middle(vm, vm->mmu->arena->root[vm->mmu->arena->active].pid);
}

static void killed_template_ends_the_run_with_its_signal(void **state)
{
    struct vm *vm = *state;
    vm_go_ok(vm, g_nop, 3);
    die_in_the_middle(vm, vm->mmu->template);
}

/* A root that is not the one that runs: seen at the latest when it is to run. */
static void killed_idle_root_is_noticed(void **state)
{
    struct vm *vm = *state;
    vm_go_ok(vm, g_nop, 0);
    vm_go_ok(vm, g_nop, 3);
    unsigned other = 1 - vm->mmu->arena->active;
    assert_true(other <= 1);
    die_in_the_middle(vm, vm->mmu->arena->root[other].pid);
}

/* In a process of its own: a guest that spins; tells the pids of the monitor first. */
static void be_a_runner(int pipe_in)
{
    void *state = NULL;
    pid_t pid[MAX_CHILDREN];
    space_setup_native(&state);
    struct vm *vm = state;
    vm_go_ok(vm, g_nop, 0);
    vm_go_ok(vm, g_nop, 3);
    unsigned n = monitor_processes(vm, pid);
    vm_enter(vm, g_spin, 3);
    vm->ops->set_state(vm->mmu, &vm->st);
    if (write(pipe_in, pid, n * sizeof *pid) > 0)
        vm->ops->run(vm->mmu, &vm->exit);
    _exit(1);
}

static void killed_runner_leaves_no_monitor(void **state)
{
    (void)state;
    int ends[2], status;
    pid_t pid[MAX_CHILDREN];
    assert_int_equal(pipe(ends), 0);
    pid_t runner = fork();
    if (runner == 0)
        be_a_runner(ends[1]);
    close(ends[1]);
    ssize_t got = read(ends[0], pid, sizeof pid);
    close(ends[0]);
    assert_true(got >= (ssize_t)(3 * sizeof *pid));
    unsigned n = (unsigned)got / sizeof *pid;
    sleep_ms(20);
    for (unsigned i = 0; i < n; i++)
        assert_true(space_alive(pid[i]));
    kill(runner, SIGKILL);
    assert_int_equal(waitpid(runner, &status, 0), runner);
    assert_true(WIFSIGNALED(status));
    assert_true(space_gone(pid, n, GONE_MS));
}

static unsigned open_files(void)
{
    unsigned n = 0;
    DIR *d = opendir("/proc/self/fd");
    assert_non_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

static unsigned mappings(void)
{
    unsigned n = 0;
    FILE *f = fopen("/proc/self/maps", "re");
    assert_non_null(f);
    for (int c; (c = fgetc(f)) != EOF;)
        n += c == '\n';
    fclose(f);
    return n;
}

static void fifty_machines_leave_nothing_behind(void **state)
{
    void *vm = NULL;
    unsigned files = 0, maps = 0;
    (void)state;
    for (unsigned i = 0; i < 51; i++) {
        pid_t pid[MAX_CHILDREN];
        space_setup_native(&vm);
        vm_go_ok(vm, g_nop, 3);
        unsigned n = monitor_processes(vm, pid);
        vm_teardown(&vm);
        assert_true(space_gone(pid, n, 1)); /* at once */
        assert_no_child();
        if (i == 0) {
            files = open_files();
            maps = mappings();
        }
    }
    assert_int_equal(open_files(), files);
    assert_true(mappings() <= maps + 2); /* the heap may have grown by an arena of its own */
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_native(killed_root_process_ends_the_run_with_its_signal),
        cmocka_unit_test_native(killed_template_ends_the_run_with_its_signal),
        cmocka_unit_test_native(killed_idle_root_is_noticed),
        cmocka_unit_test(killed_runner_leaves_no_monitor),
        cmocka_unit_test(fifty_machines_leave_nothing_behind),
    };
    return space_main("death", tests, sizeof tests / sizeof tests[0], argc, argv);
}
