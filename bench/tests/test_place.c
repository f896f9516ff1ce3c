/* SPDX-License-Identifier: Apache-2.0 */
/* Places in hwloc's words, on machines that hwloc makes up. */
#include "bench/host/place.h"
#include "common/err.h"
#include "common/tests/test_main.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct topology *t;
static struct place p;

/* Two packages with a node each, two cores in each, two threads in each: 8 CPUs. */
static int two_packages(void **state)
{
    (void)state;
    setenv("HWLOC_SYNTHETIC", "package:2 [numa] l3:1 core:2 pu:2", 1);
    return topology_open(&t);
}

static int close_all(void **state)
{
    (void)state;
    topology_close(t);
    return 0;
}

static void check(const char *list, int cpu, const char *nodes)
{
    if (place_choose(&p, t, -1, list))
        fail_msg("%s: %s", list, err_text());
    assert_int_equal(p.cpu, cpu);
    assert_string_equal(p.nodes, nodes);
}

static void cores_threads_and_packages_are_found(void **state)
{
    (void)state;
    check("core:1", 2, "0");
    check("pu:7", 7, "1");
    check("package:1.core:1", 6, "1");
    check("package:1.core:1.pu:1", 7, "1");
    check("l3:1", 4, "1");
    check("core:2-3", 4, "1");
    check("pu:all", 0, "0");
    check("0x20", 5, "1");
    check("Core:3", 6, "1");
    assert_false(p.nodes_asked);
}

static void a_node_names_memory_and_the_cpu_only_where_nothing_else_does(void **state)
{
    (void)state;
    check("numa:1", 4, "1");
    assert_true(p.nodes_asked);
    check("core:0,numa:1", 0, "1");
    check("numa:0 core:3", 6, "0");
    check("numa:all,core:1", 2, "0-1");
    check("package:1.numa:0", 4, "1");
}

static void without_a_list_the_last_core_and_its_own_node_are_taken(void **state)
{
    (void)state;
    check(NULL, 6, "1");
    assert_int_equal(place_choose(&p, t, 3, NULL), 0);
    assert_int_equal(p.cpu, 3);
    assert_string_equal(p.nodes, "0");
}

static void what_is_not_there_is_refused_with_what_is(void **state)
{
    static const struct {
        const char *list, *said;
    } cases[] = {
        {"core:4", "there are 4"},
        {"package:1.core:2", "there are 2"},
        {"core:2-9", "there are 4"},
        {"core:3-1", "there are 4"},
        {"gpu:0", "there are 0"},
        {"core", "TYPE:NUMBER"},
        {"core:", "bad number"},
        {"core:1x", "bad number"},
        {"core:-1", "bad number"},
        {"", "a list of places"},
        {" , ", "a list of places"},
        {"0xzz", "not a bitmap"},
        {"0x", "not a bitmap"},
        {"0x100", "may be used (possible: 0-7)"},
        {"core:0,nonsense:0", "has no \"nonsense\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int rc = place_choose(&p, t, -1, cases[i].list);

        if (rc != -EINVAL || !strstr(err_text(), cases[i].said))
            fail_msg("\"%s\": %d, %s", cases[i].list, rc, rc ? err_text() : "accepted");
    }
    assert_int_equal(place_choose(&p, t, 9, NULL), -EINVAL);
}

/* A made-up machine has no memory of its own to bind. */
static void memory_that_cannot_be_bound_is_an_error_only_where_it_was_asked_for(void **state)
{
    char page[64];

    (void)state;
    check("core:1", 2, "0");
    strcpy(p.nodes, "");
    assert_int_equal(place_memory(&p, t, page, sizeof page), 0);
    assert_false(p.bound);
    p.nodes_asked = true;
    assert_true(place_memory(&p, t, page, sizeof page) < 0);
    assert_non_null(strstr(err_text(), "--bind"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(cores_threads_and_packages_are_found, two_packages, close_all),
    cmocka_unit_test_setup_teardown(a_node_names_memory_and_the_cpu_only_where_nothing_else_does,
                                    two_packages, close_all),
    cmocka_unit_test_setup_teardown(without_a_list_the_last_core_and_its_own_node_are_taken,
                                    two_packages, close_all),
    cmocka_unit_test_setup_teardown(what_is_not_there_is_refused_with_what_is, two_packages,
                                    close_all),
    cmocka_unit_test_setup_teardown(
        memory_that_cannot_be_bound_is_an_error_only_where_it_was_asked_for, two_packages,
        close_all),
};

TEST_MAIN(tests)
