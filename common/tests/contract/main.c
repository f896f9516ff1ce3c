/* SPDX-License-Identifier: Apache-2.0 */
#include "contract.h"
#include "deviation.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXIT_SKIP 77

static const struct test_group *const groups[] = {
    &state_group, &exit_group, &exception_group, &fault_group,  &ad_group,    &edit_group,
    &large_group, &root_group, &mode_group,      &memory_group, &remap_group, &dirty_group,
};

static int run_one(const struct CMUnitTest *t)
{
    return _cmocka_run_group_tests(t->name, t, 1, NULL, NULL) ? 1 : 0;
}

static int say_skip(const struct CMUnitTest *t, const char *reason)
{
    printf("SKIP: %s deviates from the SDM as known on %s: %s\n", t->name, contract_ops->name,
           reason);
    return EXIT_SKIP;
}

/* Runs the test as a process of its own and wants it to fail: a deviation that has gone must be
 * taken off the list. */
static int run_deviating(const struct CMUnitTest *t, const char *reason)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(run_one(t));
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) {
        fprintf(stderr, "cannot run %s apart\n", t->name);
        return 1;
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        printf("FAIL: %s passes now; take it off the list of deviations (%s)\n", t->name, reason);
        return 1;
    }
    return say_skip(t, reason);
}

static int run_or_deviate(const struct CMUnitTest *t)
{
    bool hangs = false;
    const char *reason = deviation(t->name, contract_ops->name, &hangs);
    if (!reason)
        return run_one(t);
    return hangs ? say_skip(t, reason) : run_deviating(t, reason);
}

int contract_main(const struct mmu_ops *ops, int argc, char **argv)
{
    const char *only = argc > 1 ? argv[1] : NULL;
    unsigned ran = 0, failed = 0, skipped = 0;
    contract_ops = ops;
    for (size_t g = 0; g < sizeof(groups) / sizeof(groups[0]); g++) {
        for (size_t i = 0; i < groups[g]->count; i++) {
            const struct CMUnitTest *t = &groups[g]->tests[i];
            if (only && strcmp(only, t->name))
                continue;
            int rc = run_or_deviate(t);
            ran++;
            failed += rc == 1;
            skipped += rc == EXIT_SKIP;
        }
    }
    printf("%s: %u tests, %u failed, %u known deviations\n", ops->name, ran, failed, skipped);
    if (!ran)
        fprintf(stderr, "no test is called %s\n", only ? only : "");
    return !ran || failed ? 1 : ran == skipped ? EXIT_SKIP : 0;
}
