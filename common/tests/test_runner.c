/* SPDX-License-Identifier: Apache-2.0 */
#include "test_main.h"

#include "common/err.h"
#include "runner_case.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

#define STEPS(s) s, sizeof s / sizeof s[0]

static void expect(const struct runner_case *c, enum run_outcome outcome, const char *part)
{
    if (c->res.outcome != outcome || !strstr(c->res.text, part))
        fail_msg("%s: \"%s\" instead of %s with \"%s\"", run_outcome_name(c->res.outcome),
                 c->res.text, run_outcome_name(outcome), part);
}

static void put_three(struct guest_boot *boot, struct guest_ring *ring)
{
    for (uint64_t i = 0; i < 3; i++)
        ring->sample[ring->head++ % ring->capacity] =
            (struct guest_sample){.metric = (uint32_t)i % 2, .ops = i + 1, .cycles = 100 * i};
    boot->section_metric = 1;
    boot->section_ops = 77;
}

static void status_3(struct guest_boot *boot, struct guest_ring *ring)
{
    (void)ring;
    boot->status = 3;
}

static void say_hello(struct guest_boot *boot, struct guest_ring *ring)
{
    static const char text[] = "hello\x1b[31m\nworld\n";

    (void)ring;
    memcpy(boot->text, text, sizeof text - 1);
    boot->text_len = sizeof text - 1;
}

static void samples_arrive_in_order(void **state)
{
    static const struct fake_step script[] = {
        {.act = put_three, .exit = FAKE_OUT(HC_FLUSH)},
        {.act = put_three, .exit = FAKE_OUT(HC_EXIT)},
    };
    struct runner_case *c = *state;

    assert_int_equal(runner_case_run(c, STEPS(script)), 0);
    expect(c, RUN_DONE, "");
    assert_string_equal(c->res.text, "");
    assert_int_equal(c->nsamples, 6);
    for (unsigned i = 0; i < 6; i++) {
        assert_int_equal(c->sample[i].ops, i % 3 + 1);
        assert_int_equal(c->sample[i].cycles, 100 * (i % 3));
    }
    assert_int_equal(c->res.lost_samples, 0);
    assert_int_equal(c->res.exits[VCPU_EXIT_IO], 2);
    assert_true(c->res.wall_ns > 0);
}

static void sections_carry_what_the_counters_moved(void **state)
{
    static const struct fake_step script[] = {
        {.exit = FAKE_OUT(HC_NOP)},  {.exit = FAKE_OUT(HC_SECTION_BEGIN)},
        {.exit = FAKE_OUT(HC_NOP)},  {.act = put_three, .exit = FAKE_OUT(HC_SECTION_END)},
        {.exit = FAKE_OUT(HC_EXIT)},
    };
    struct runner_case *c = *state;

    assert_int_equal(runner_case_run(c, STEPS(script)), 0);
    assert_int_equal(c->nsamples, 3);
    assert_int_equal(c->nsections, 1);
    assert_int_equal(c->section[0].metric, 1);
    assert_int_equal(c->section[0].ops, 77);
    assert_int_equal(c->section[0].counters.v[CTR_trap], 20);
    assert_int_equal(c->section[0].counters.v[CTR_exit_io], 2);
    assert_false(counters_has(&c->section[0].counters, CTR_zap));
    assert_int_equal(c->res.counters.v[CTR_trap], 50);
    assert_int_equal(c->res.counters.v[CTR_exit_io], 5);
}

static void the_guest_starts_as_the_abi_says(void **state)
{
    static const struct fake_step script[] = {{.exit = FAKE_OUT(HC_EXIT)}};
    struct runner_case *c = *state;

    assert_int_equal(runner_case_run(c, STEPS(script)), 0);
    assert_int_equal(fake.entry.rip, GUEST_IMAGE_GPA);
    assert_int_equal(fake.entry.gpr[RDI], GUEST_BOOT_GPA);
    assert_int_equal(fake.entry.gpr[RSP], GUEST_STACK_TOP);
    assert_int_equal(fake.entry.cr3, GUEST_BOOT_PT_GPA);
    const struct guest_boot *b = (const struct guest_boot *)(c->ram.base + GUEST_BOOT_GPA);
    assert_int_equal(b->param[0], 4);
    assert_int_equal(b->samples, 10);
    assert_int_equal(b->target_cycles, 1000);
}

static void a_status_is_handed_on(void **state)
{
    static const struct fake_step script[] = {{.act = status_3, .exit = FAKE_OUT(HC_EXIT)}};
    struct runner_case *c = *state;

    assert_true(runner_case_run(c, STEPS(script)) < 0);
    assert_int_equal(c->res.outcome, RUN_DONE);
    assert_int_equal(c->res.status, 3);
}

static void printed_text_cannot_drive_a_terminal(void **state)
{
    static const struct fake_step script[] = {{.act = say_hello, .exit = FAKE_OUT(HC_PRINT)},
                                              {.exit = FAKE_OUT(HC_EXIT)}};
    struct runner_case *c = *state;

    assert_int_equal(runner_case_run(c, STEPS(script)), 0);
    assert_string_equal(c->printed, "[hello?[31m world]");
}

static void a_panic_tells_text_and_place(void **state)
{
    static const struct fake_step script[] = {{.act = say_hello, .exit = FAKE_OUT(HC_PANIC)}};
    struct runner_case *c = *state;

    assert_int_equal(runner_case_run(c, STEPS(script)), -EPROTO);
    expect(c, RUN_PANIC, "hello?[31m world at rip 0x200003 (start+0x3)");
    assert_string_equal(err_text(), c->res.text);
}

static void halts_and_triple_faults_are_told_apart(void **state)
{
    static const struct fake_step halt[] = {{.exit = {.kind = VCPU_EXIT_HALT}}};
    static const struct fake_step shutdown[] = {{.exit = {.kind = VCPU_EXIT_SHUTDOWN}}};
    struct runner_case *c = *state;

    assert_int_equal(runner_case_run(c, STEPS(halt)), -EPROTO);
    expect(c, RUN_HALTED, "start+0x3");
    assert_int_equal(c->res.counters.v[CTR_exit_halt], 1);
    assert_int_equal(runner_case_run(c, STEPS(shutdown)), -EFAULT);
    expect(c, RUN_SHUTDOWN, "triple fault at rip 0x200003 (start+0x3), cr2 0x0");
}

static void exits_that_no_guest_makes_end_the_run(void **state)
{
    static const struct {
        struct fake_step step;
        const char *says;
    } bad[] = {
        {{.exit = {.kind = VCPU_EXIT_IO, .io = {.port = 0x80, .size = 1}}}, "port 0x80"},
        {{.exit = {.kind = VCPU_EXIT_IO, .io = {.port = GUEST_PORT, .size = 2}}}, "2 bytes"},
        {{.exit = {.kind = VCPU_EXIT_IO, .io = {.port = GUEST_PORT, .size = 4, .in = true}}},
         "in of"},
        {{.exit = FAKE_OUT(HC_COUNT)}, "unknown hypercall 12"},
        {{.exit = FAKE_OUT(UINT32_MAX)}, "unknown hypercall 4294967295"},
    };
    struct runner_case *c = *state;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(runner_case_run(c, &bad[i].step, 1), -EPROTO);
        expect(c, RUN_BAD_EXIT, bad[i].says);
        expect(c, RUN_BAD_EXIT, "at rip 0x200003");
    }
}

/* As on hardware, and the first one is said. */
static void holes_read_as_ones_and_drop_writes(void **state)
{
    static const struct fake_step script[] = {
        {.exit = {.kind = VCPU_EXIT_MMIO, .mmio = {.at = {0xfee00000}, .size = 4, .write = true}}},
        {.exit = {.kind = VCPU_EXIT_MMIO, .mmio = {.at = {0xfee00010}, .size = 4}}},
        {.exit = FAKE_OUT(HC_EXIT)}};
    struct runner_case *c = *state;

    assert_int_equal(runner_case_run(c, STEPS(script)), 0);
    assert_non_null(strstr(c->printed, "write of 4 bytes at guest-physical address 0xfee00000"));
    assert_null(strstr(c->printed, "0xfee00010"));
    assert_int_equal(c->res.exits[VCPU_EXIT_MMIO], 2);
}

static void errors_of_the_backend_are_named(void **state)
{
    static const struct fake_step error[] = {
        {.exit = {.kind = VCPU_EXIT_ERROR, .text = "out of mappings: raise it"}}};
    static const struct fake_step host[] = {{.rc = -ENODEV}};
    static const struct fake_step odd[] = {{.exit = {.kind = VCPU_EXIT_KINDS}}};
    struct runner_case *c = *state;

    assert_int_equal(runner_case_run(c, STEPS(error)), -EIO);
    expect(c, RUN_ERROR, "fake: out of mappings: raise it at rip");
    assert_int_equal(runner_case_run(c, STEPS(host)), -ENODEV);
    expect(c, RUN_ERROR, "No such device");
    assert_int_equal(runner_case_run(c, STEPS(odd)), -EIO);
    expect(c, RUN_ERROR, "unknown kind");
}

static void a_failed_start_leaves_nothing(void **state)
{
    struct runner_case *c = *state;

    fake.create_rc = -EACCES;
    assert_int_equal(runner_case_run(c, NULL, 0), -EACCES);
    expect(c, RUN_ERROR, "create refused");
    assert_int_equal(fake.created, 0);
    fake.create_rc = 0;
    fake.set_state_rc = -EINVAL;
    assert_int_equal(runner_case_run(c, NULL, 0), -EINVAL);
    assert_string_equal(c->res.text, "fake: state refused"); /* it never ran: no rip */
    assert_int_equal(fake.destroyed, 1);
}

static void bad_parameters_never_start(void **state)
{
    struct runner_case *c = *state;

    c->req.param[0] = 101;
    assert_int_equal(runner_case_run(c, NULL, 0), -ERANGE);
    expect(c, RUN_ERROR, "pages is 101: choose a value from 1 to 100");
    assert_int_equal(fake.created, 0);
}

static void too_little_ram_is_told_with_the_need(void **state)
{
    struct runner_case *c = *state;

    ram_destroy(&c->ram);
    assert_int_equal(ram_create(&c->ram, 2 << 20, RAM_4K), 0);
    assert_int_equal(runner_case_run(c, NULL, 0), -EFBIG);
    expect(c, RUN_ERROR, "4 MiB or more");
}

static void a_guest_that_never_exits_is_stopped(void **state)
{
    static const struct fake_step script[] = {{.act = put_three, .exit = FAKE_OUT(HC_NOP)}};
    struct runner_case *c = *state;

    c->req.deadline_ns = 60000000;
    assert_int_equal(runner_case_run(c, STEPS(script)), -ETIMEDOUT);
    expect(c, RUN_TIMEOUT, "within 60 ms");
    expect(c, RUN_TIMEOUT, "start+0x3");
    assert_in_range(c->res.wall_ns, 60000000, 10000000000);
    assert_int_equal(c->nsamples, 3); /* what it had is kept */
}

static atomic_bool cancel;

/* While the guest runs, as a signal handler would. */
static void set_cancel(struct guest_boot *boot, struct guest_ring *ring)
{
    put_three(boot, ring);
    atomic_store(&cancel, true);
}

static void a_run_can_be_cancelled(void **state)
{
    static const struct fake_step script[] = {{.exit = FAKE_OUT(HC_NOP)},
                                              {.act = set_cancel, .exit = FAKE_OUT(HC_NOP)}};
    struct runner_case *c = *state;

    atomic_store(&cancel, false);
    c->req.cancel = &cancel;
    c->req.deadline_ns = 0;
    assert_int_equal(runner_case_run(c, STEPS(script)), -ECANCELED);
    expect(c, RUN_CANCELLED, "cancelled");
    assert_true(fake.kicks > 0);
    assert_int_equal(c->nsamples, 3);
}

static void pinning_holds_during_the_run_only(void **state)
{
    static const struct fake_step script[] = {{.exit = FAKE_OUT(HC_EXIT)}};
    struct runner_case *c = *state;
    cpu_set_t before, after;

    assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
    while (!CPU_ISSET(++c->req.cpu, &before))
        ;
    assert_int_equal(runner_case_run(c, STEPS(script)), 0);
    assert_int_equal(fake.pinned_to, c->req.cpu);
    assert_int_equal(sched_getaffinity(0, sizeof after, &after), 0);
    assert_true(CPU_EQUAL(&before, &after));
    c->req.cpu = CPU_SETSIZE - 1;
    assert_true(runner_case_run(c, STEPS(script)) < 0);
    expect(c, RUN_ERROR, "pinning to CPU 1023");
}

static void lost_counters_end_the_run(void **state)
{
    static const struct fake_step script[] = {{.exit = FAKE_OUT(HC_SECTION_BEGIN)}};
    struct runner_case *c = *state;

    fake.counters_rc = -EBADF;
    assert_int_equal(runner_case_run(c, STEPS(script)), -EBADF);
    expect(c, RUN_ERROR, "reading counters: fake: counters lost");
}

static void a_full_disk_ends_the_run(void **state)
{
    static const struct fake_step script[] = {{.act = put_three, .exit = FAKE_OUT(HC_FLUSH)}};
    struct runner_case *c = *state;

    c->sample_rc = -ENOSPC;
    assert_int_equal(runner_case_run(c, STEPS(script)), -ENOSPC);
    expect(c, RUN_ERROR, "storing a sample: No space left");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(samples_arrive_in_order, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(sections_carry_what_the_counters_moved, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(the_guest_starts_as_the_abi_says, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(a_status_is_handed_on, runner_case_setup, runner_case_teardown),
    cmocka_unit_test_setup_teardown(printed_text_cannot_drive_a_terminal, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(a_panic_tells_text_and_place, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(halts_and_triple_faults_are_told_apart, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(exits_that_no_guest_makes_end_the_run, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(holes_read_as_ones_and_drop_writes, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(errors_of_the_backend_are_named, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(a_failed_start_leaves_nothing, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(bad_parameters_never_start, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(too_little_ram_is_told_with_the_need, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(a_guest_that_never_exits_is_stopped, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(a_run_can_be_cancelled, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(pinning_holds_during_the_run_only, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(lost_counters_end_the_run, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(a_full_disk_ends_the_run, runner_case_setup,
                                    runner_case_teardown),
};

TEST_MAIN(tests)
