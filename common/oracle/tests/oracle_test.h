/* SPDX-License-Identifier: Apache-2.0 */
/* The oracle as tests of one backend: every test of backend.c by name. */
#ifndef MMUBENCH_ORACLE_TEST_H
#define MMUBENCH_ORACLE_TEST_H

#include "common/oracle/oracle.h"

/* Runs all tests, or the one that the last argument names, on the target; before it, in this order,
 * --brief fuzzes less, and --policy=... chooses the backend's policies. The exit code of the
 * program: 77 when that test was skipped, since the target is known to deviate in it. */
int oracle_test_main(const struct oracle_target *t, int argc, char **argv);

#endif
