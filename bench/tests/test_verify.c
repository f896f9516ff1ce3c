/* SPDX-License-Identifier: Apache-2.0 */
/* `mmubench verify` from the command line. */
#include "bench/exit_code.h"
#include "common/tests/test_main.h"
#include "tool.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct tool t;

static void mistakes_are_usage_errors(void **state)
{
    (void)state;
    TOOL(&t, "verify", "--seconds=soon");
    tool_check(&t, EXIT_CODE_USAGE, "a whole number is needed");
    TOOL(&t, "verify", "--minutes=1");
    tool_check(&t, EXIT_CODE_USAGE, "possible: --seconds=N, --seed=S, --mmu=LIST, --soak");
    TOOL(&t, "verify", "--mmu=stp");
    tool_check(&t, EXIT_CODE_USAGE, "did you mean \"spt\"");
    TOOL(&t, "verify", "--mmu=native");
    tool_check(&t, EXIT_CODE_USAGE, "no MMU of its own");
    TOOL(&t, "verify", "--mmu=spt:nonsense=1");
    tool_check(&t, EXIT_CODE_USAGE, "nonsense");
}

static void mode_that_is_not_there_is_refused(void **state)
{
    (void)state;
    setenv("MMUBENCH_KVM", "/nonexistent/kvm", 1);
    TOOL(&t, "verify", "--mmu=ept");
    unsetenv("MMUBENCH_KVM");
    tool_check(&t, EXIT_CODE_MODE, "/nonexistent/kvm");
}

/* Whatever the time, each of the three parts runs. */
static void spt_does_what_the_sdm_says(void **state)
{
    (void)state;
    TOOL(&t, "verify", "--mmu=spt", "--seconds=1", "--seed=5", "--soak");
    tool_check(&t, EXIT_CODE_OK, "seed 5, 1 s");
    tool_check(&t, EXIT_CODE_OK, "access product: 202752 cases, all as the SDM says");
    tool_check(&t, EXIT_CODE_OK, "regressions: ");
    tool_check(&t, EXIT_CODE_OK, "operations without a difference over mixtures of all policies");
    tool_check(&t, EXIT_CODE_OK, "soak: after 0 s ");
    tool_check(&t, EXIT_CODE_OK, " descriptors, 0 processes\n");
    tool_check(&t, EXIT_CODE_OK, "verdict: all 1 modes do what the SDM says\n");
}

static void policy_of_the_user_is_the_one_that_is_tried(void **state)
{
    (void)state;
    TOOL(&t, "verify", "--mmu=spt:unsync=1:interpret=0", "--seconds=1", "--seed=6");
    tool_check(&t, EXIT_CODE_OK, "spt:unsync=1:interpret=0 access product");
    tool_check(&t, EXIT_CODE_OK, "operations without a difference, seeds 6 to 9");
}

static void interrupt_leaves_no_process(void **state)
{
    (void)state;
    tool_start(&t, (const char *const[]){"verify", "--mmu=spt", "--seconds=60", NULL});
    tool_expect(&t, "60 s\n");
    kill(t.pid, SIGINT);
    tool_wait(&t);
    tool_check(&t, EXIT_CODE_INTERRUPTED, "interrupted");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(mistakes_are_usage_errors),
    cmocka_unit_test(mode_that_is_not_there_is_refused),
    cmocka_unit_test(spt_does_what_the_sdm_says),
    cmocka_unit_test(policy_of_the_user_is_the_one_that_is_tried),
    cmocka_unit_test(interrupt_leaves_no_process),
};
TEST_MAIN(tests)
