/* SPDX-License-Identifier: Apache-2.0 */
/* The main() of a cmocka program: all tests, or the one that the last argument names. */
#ifndef MMUBENCH_TEST_MAIN_H
#define MMUBENCH_TEST_MAIN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above */
#include <cmocka.h>

#define TEST_MAIN(tests)                                  \
    int main(int argc, char **argv)                       \
    {                                                     \
        if (argc > 1)                                     \
            cmocka_set_test_filter(argv[argc - 1]);       \
        return cmocka_run_group_tests(tests, NULL, NULL); \
    }

#endif
