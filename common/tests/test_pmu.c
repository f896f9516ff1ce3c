/* SPDX-License-Identifier: Apache-2.0 */
/* The events chosen for each processor, on processors and kernels that are made up here. */
#include "common/pmu.h"
#include "test_main.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <unistd.h>

/* What was asked of the kernel, and what it says. */
static struct perf_event_attr asked[PMU_MAX];
static size_t nasked;
static int answer;            /* -errno; 0: a descriptor from which the values can be read */
static uint64_t values[3][3]; /* count, time enabled, time running */

static int fake_open(struct perf_event_attr *attr)
{
    int ends[2];

    asked[nasked++] = *attr;
    if (answer)
        return answer;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], values, sizeof values), sizeof values);
    close(ends[1]);
    return ends[0];
}

static void open_on(struct pmu *p, const char *vendor, unsigned family, unsigned model)
{
    struct pmu_cpu cpu = {.family = family, .model = model};

    strcpy(cpu.vendor, vendor);
    nasked = 0;
    pmu_open(p, &cpu, fake_open);
}

static bool was_asked(uint32_t type, uint64_t config)
{
    for (size_t i = 0; i < nasked; i++)
        if (asked[i].type == type && asked[i].config == config)
            return true;
    return false;
}

static const char *reason_of(const struct pmu *p, enum counter c)
{
    for (size_t i = 0; i < PMU_MAX; i++)
        if (p->event[i].counter == c)
            return p->event[i].reason;
    return NULL;
}

static void each_processor_gets_the_codes_of_its_maker(void **state)
{
    static const struct {
        const char *vendor;
        unsigned family, model, count;
        uint64_t load, store, ept, data; /* 0: none */
    } cpus[] = {
        {"GenuineIntel", 6, 0x3f, 4, 0x1008, 0x1049, 0x104f, 0},
        {"GenuineIntel", 6, 0x55, 4, 0x1001008, 0x1001049, 0x104f, 0},
        {"GenuineIntel", 6, 0x6a, 3, 0x1001008, 0x1001049, 0, 0},
        {"GenuineIntel", 6, 0x8f, 3, 0x1001012, 0x1001013, 0, 0},
        {"AuthenticAMD", 0x19, 0x01, 2, 0, 0, 0, 0xf045},
        {"AuthenticAMD", 0x1a, 0x02, 2, 0, 0, 0, 0xf045},
        {"GenuineIntel", 6, 0x0f, 1, 0, 0, 0, 0},
        {"CentaurHauls", 6, 0x55, 1, 0, 0, 0, 0},
    };
    struct pmu p;

    (void)state;
    answer = 0;
    for (size_t i = 0; i < sizeof cpus / sizeof cpus[0]; i++) {
        open_on(&p, cpus[i].vendor, cpus[i].family, cpus[i].model);
        assert_int_equal(nasked, cpus[i].count);
        assert_int_equal(pmu_count(&p), cpus[i].count);
        assert_true(was_asked(PERF_TYPE_HW_CACHE, 0x10003));
        assert_true(!cpus[i].load || was_asked(PERF_TYPE_RAW, cpus[i].load));
        assert_true(!cpus[i].store || was_asked(PERF_TYPE_RAW, cpus[i].store));
        assert_true(!cpus[i].ept || was_asked(PERF_TYPE_RAW, cpus[i].ept));
        assert_true(!cpus[i].data || was_asked(PERF_TYPE_RAW, cpus[i].data));
        pmu_close(&p);
    }
}

/* Of the thread and what it starts, at CPL 3, with the time in which it counted. */
static void events_are_inherited_and_of_user_mode(void **state)
{
    struct pmu p;

    (void)state;
    answer = 0;
    open_on(&p, "GenuineIntel", 6, 0x55);
    for (size_t i = 0; i < nasked; i++)
        assert_true(asked[i].inherit && asked[i].read_format == 3 && asked[i].exclude_kernel &&
                    !asked[i].exclude_user && !asked[i].exclude_guest && !asked[i].disabled &&
                    asked[i].size == sizeof asked[i]);
    pmu_close(&p);
}

static void totals_are_read_and_one_that_did_not_count_all_the_time_is_absent(void **state)
{
    struct counters before = {0}, after = {0}, gone = {0}, moved;
    struct pmu p;

    (void)state;
    answer = 0;
    memcpy(values, (const uint64_t[3][3]){{1000, 50, 50}, {1700, 90, 90}, {1900, 120, 110}},
           sizeof values);
    open_on(&p, "AuthenticAMD", 0x17, 0x31);
    pmu_read(&p, &before);
    pmu_read(&p, &after);
    counters_delta(&moved, &before, &after);
    assert_true(counters_has(&moved, CTR_pmu_walk_data));
    assert_int_equal(moved.v[CTR_pmu_walk_data], 700);
    assert_int_equal(moved.v[CTR_pmu_dtlb_load_miss], 700);
    assert_false(counters_has(&moved, CTR_pmu_walk_load_cycles));
    for (int i = 0; i < 2;
         i++) { /* another had its place for 10 ns; then the kernel says nothing */
        pmu_read(&p, &gone);
        assert_false(counters_has(&gone, CTR_pmu_walk_data));
    }
    pmu_close(&p);
}

static void what_is_missing_has_its_reason(void **state)
{
    static const struct {
        int code;
        const char *said;
    } cases[] = {{-ENOENT, "no PMU"},
                 {-EOPNOTSUPP, "no PMU"},
                 {-EACCES, "perf_event_paranoid"},
                 {-EPERM, "perf_event_paranoid"},
                 {-ENOSYS, "no perf events"},
                 {-EMFILE, "Too many open files"}};
    struct counters c = {0};
    struct pmu p;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        answer = cases[i].code;
        open_on(&p, "GenuineIntel", 6, 0x55);
        assert_int_equal(pmu_count(&p), 0);
        assert_non_null(strstr(reason_of(&p, CTR_pmu_walk_load_cycles), cases[i].said));
        assert_non_null(strstr(reason_of(&p, CTR_pmu_walk_data), "no event for it is known"));
        pmu_read(&p, &c);
        assert_int_equal(c.have[0] | c.have[(CTR_COUNT - 1) / 64], 0);
        pmu_close(&p);
    }
}

/* Whatever this machine has: an event counts, or has a reason; the processor has a name. */
static void this_machine_counts_or_says_why_not(void **state)
{
    struct pmu_cpu cpu;
    struct pmu p;

    (void)state;
    pmu_this_cpu(&cpu);
    assert_int_equal(strlen(cpu.vendor), 12);
    assert_true(cpu.family >= 6);
    pmu_open(&p, &cpu, NULL);
    for (size_t i = 0; i < PMU_MAX; i++)
        assert_true((p.event[i].fd >= 0) == !p.event[i].reason[0]);
    pmu_close(&p);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_processor_gets_the_codes_of_its_maker),
    cmocka_unit_test(events_are_inherited_and_of_user_mode),
    cmocka_unit_test(totals_are_read_and_one_that_did_not_count_all_the_time_is_absent),
    cmocka_unit_test(what_is_missing_has_its_reason),
    cmocka_unit_test(this_machine_counts_or_says_why_not),
};

TEST_MAIN(tests)
