/* SPDX-License-Identifier: Apache-2.0 */
/* What is read of the KVM module before it is reloaded; the reload itself is tested on emulated
 * hardware (emulated/). */
#include "common/err.h"
#include "common/tests/test_main.h"
#include "ept/module.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct sys {
    char dir[64];
};

static void put(const struct sys *s, const char *path, const char *text)
{
    char full[256];
    snprintf(full, sizeof(full), "%s/%s", s->dir, path);
    FILE *f = fopen(full, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static void make_dir(const struct sys *s, const char *path)
{
    char full[256];
    snprintf(full, sizeof(full), "%s/%s", s->dir, path);
    assert_int_equal(mkdir(full, 0700), 0);
}

static int setup(void **state)
{
    static struct sys s;
    strcpy(s.dir, "/tmp/mmubench-sys-XXXXXX");
    *state = &s;
    return mkdtemp(s.dir) ? 0 : -1;
}

static int teardown(void **state)
{
    const struct sys *s = *state;
    char command[128];
    snprintf(command, sizeof(command), "rm -rf '%s'", s->dir);
    return system(command);
}

static void intel(const struct sys *s)
{
    make_dir(s, "kvm_intel");
    make_dir(s, "kvm_intel/parameters");
    put(s, "kvm_intel/parameters/ept", "Y\n");
    put(s, "kvm_intel/parameters/ple_gap", "128\n");
    put(s, "kvm_intel/parameters/vmentry_l1d_flush", "not required\n");
}

static void no_module_cannot_be_reloaded(void **state)
{
    const struct sys *s = *state;
    struct module m;
    assert_int_equal(module_find(&m, s->dir), -ENODEV);
}

static void parameters_that_can_be_given_back_are_noted(void **state)
{
    const struct sys *s = *state;
    struct module m;
    intel(s);
    assert_int_equal(module_find(&m, s->dir), 0);
    assert_string_equal(m.name, "kvm_intel");
    assert_string_equal(m.parameter, "ept");
    assert_true(m.original);
    assert_string_equal(m.args, "ple_gap=128");
}

static void amd_with_npt_0_is_found(void **state)
{
    const struct sys *s = *state;
    struct module m;
    make_dir(s, "kvm_amd");
    make_dir(s, "kvm_amd/parameters");
    put(s, "kvm_amd/parameters/npt", "0\n");
    assert_int_equal(module_find(&m, s->dir), 0);
    assert_string_equal(m.name, "kvm_amd");
    assert_false(m.original);
    assert_string_equal(m.args, "");
}

static void users_are_counted(void **state)
{
    const struct sys *s = *state;
    struct module m;
    intel(s);
    put(s, "kvm_intel/refcnt", "3\n");
    assert_int_equal(module_find(&m, s->dir), 0);
    assert_int_equal(module_users(&m, s->dir), 3);
}

static void a_built_in_kvm_is_refused_with_the_remedy(void **state)
{
    const struct sys *s = *state;
    struct module m;
    intel(s);
    assert_int_equal(module_find(&m, s->dir), 0);
    assert_int_equal(module_users(&m, s->dir), -ENODEV);
    assert_non_null(strstr(err_text(), "boot with kvm_intel.ept=0 or =1"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(no_module_cannot_be_reloaded, setup, teardown),
    cmocka_unit_test_setup_teardown(parameters_that_can_be_given_back_are_noted, setup, teardown),
    cmocka_unit_test_setup_teardown(amd_with_npt_0_is_found, setup, teardown),
    cmocka_unit_test_setup_teardown(users_are_counted, setup, teardown),
    cmocka_unit_test_setup_teardown(a_built_in_kvm_is_refused_with_the_remedy, setup, teardown),
};
TEST_MAIN(tests)
