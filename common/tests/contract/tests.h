/* SPDX-License-Identifier: Apache-2.0 */
/* The groups of the contract, one per file. */
#ifndef MMUBENCH_CONTRACT_TESTS_H
#define MMUBENCH_CONTRACT_TESTS_H

#include "vm.h"

struct test_group {
    const char *name;
    const struct CMUnitTest *tests;
    size_t count;
};

extern const struct test_group state_group, exit_group, exception_group, fault_group, ad_group,
    edit_group, large_group, root_group, mode_group, memory_group, remap_group, dirty_group;

#define TEST_GROUP(id, list) \
    const struct test_group id##_group = {#id, list, sizeof(list) / sizeof((list)[0])}

/* Programs and labels of guest.S, declared where they are used. */
#define PROGRAM(name) extern const char name[]

/* The two tests of AT_BOTH_LEVELS(name); cmocka.cmake lists them as such. */
#define cmocka_unit_test_both(name) \
    cmocka_unit_test_vm(name##_kernel), cmocka_unit_test_vm(name##_user)

/* Defines <name>_kernel and <name>_user around a body with `struct vm *vm` and `unsigned cpl`. */
#define AT_BOTH_LEVELS(name)                       \
    static void name(struct vm *vm, unsigned cpl); \
    static void name##_kernel(void **state)        \
    {                                              \
        name(*state, 0);                           \
    }                                              \
    static void name##_user(void **state)          \
    {                                              \
        name(*state, 3);                           \
    }                                              \
    static void name(struct vm *vm, unsigned cpl)

#endif
