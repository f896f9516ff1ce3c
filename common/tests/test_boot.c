/* SPDX-License-Identifier: Apache-2.0 */
#include "test_main.h"

#include "common/boot.h"
#include "common/err.h"
#include "common/null.h"
#include "common/walk.h"
#include "runner_case.h"

#include <errno.h>
#include <string.h>

#define MIB (UINT64_C(1) << 20)

static void boot_tables_map_all_ram_and_nothing_else(void **state)
{
    struct ram ram;
    struct gpa cr3;
    const uint64_t bytes = 1030 * MIB; /* two page directories */

    (void)state;
    assert_int_equal(ram_create(&ram, bytes, RAM_4K), 0);
    assert_int_equal(ram_slot_add(&ram, gfn(0), bytes / PAGE_SIZE, 0, 0), 0);
    assert_int_equal(boot_tables(&ram, &cr3), 0);
    for (uint64_t at = 0; at < bytes + 4 * MIB; at += at < 4 * MIB ? PAGE_SIZE : MIB / 2) {
        struct walk_env env = {.format = &pt_x86_64,
                               .root = cr3,
                               .access = at & PAGE_SIZE ? ACCESS_WRITE : ACCESS_FETCH,
                               .wp = true,
                               .nxe = true,
                               .maxphyaddr = 40};
        struct walk w;
        walk_ram(&env, gva(at + 5), &ram, &w);
        bool mapped = at >= GUEST_MIN_GVA && at < bytes;
        assert_int_equal(w.status, mapped ? WALK_OK : WALK_NOT_PRESENT);
        if (!mapped)
            continue;
        assert_int_equal(w.gpa.v, at + 5);
        assert_int_equal(w.level, at < 2 * MIB ? 1 : 2);
        assert_true(w.writable && w.accessed && w.dirty && !w.user && !w.nx);
        assert_int_equal(walk_set_ad(&env, &ram, &w, true), 0);
    }
    ram_destroy(&ram);
}

static void ram_that_cannot_boot_is_refused(void **state)
{
    static const uint64_t param[GUEST_MAX_PARAMS];
    struct boot_config cfg = {.image_end = 0x201001, .param = param};
    struct ram ram;

    (void)state;
    assert_int_equal(ram_create(&ram, 8 * MIB, RAM_4K), 0);
    assert_int_equal(boot_page(&ram, &cfg), -EINVAL); /* no slot */
    assert_int_equal(ram_slot_add(&ram, gfn(0), 0x401, 0, 0), 0);
    assert_int_equal(boot_page(&ram, &cfg), -EINVAL); /* not a multiple of 2 MiB */
    assert_int_equal(ram_slot_remove(&ram, gfn(0)), 0);
    assert_int_equal(ram_slot_add(&ram, gfn(0), 0x400, 0, 0), 0);
    assert_int_equal(boot_page(&ram, &cfg), 0);
    const struct guest_boot *b = ram_ptr(&ram, gpa(GUEST_BOOT_GPA), sizeof *b);
    assert_int_equal(b->pool_gpa, 0x202000);
    assert_int_equal(b->pool_end, 4 * MIB);
    cfg.image_end = 4 * MIB;
    assert_int_equal(boot_page(&ram, &cfg), -EFBIG);
    assert_non_null(strstr(err_text(), "6 MiB or more"));
    ram_destroy(&ram);
}

static void huge_ram_has_no_room_for_its_tables(void **state)
{
    struct ram ram;
    struct gpa cr3;

    (void)state;
    assert_int_equal(ram_create(&ram, UINT64_C(158) << 30, RAM_4K), 0);
    assert_int_equal(ram_slot_add(&ram, gfn(0), ram.bytes / PAGE_SIZE, 0, 0), 0);
    assert_int_equal(boot_tables(&ram, &cr3), -EFBIG);
    ram_destroy(&ram);
}

static void the_null_backend_measures_the_harness(void **state)
{
    struct runner_case *c = *state;

    c->req.ops = &null_mmu;
    c->req.samples = 12000; /* more than the ring holds */
    assert_int_equal(runner_run(&c->req, &c->obs, &c->res), 0);
    assert_int_equal(c->nsamples, 12000);
    assert_int_equal(c->res.lost_samples, 0);
    assert_int_equal(c->nsections, 1);
    assert_int_equal(c->section[0].ops, 12000);
    assert_in_range(c->section[0].counters.v[CTR_exit_io], 12000, 12010);
    for (unsigned i = 0; i < c->nsamples; i++)
        assert_in_range(c->sample[i].cycles, 1, UINT64_C(10000000000));
    assert_non_null(strstr(c->printed, "12000 exits to the runner"));
    print_message("%s, a measured pair %lu cycles\n", c->printed, c->sample[6000].cycles);
}

static void the_null_backend_ends_at_once_without_metrics(void **state)
{
    struct runner_case *c = *state;

    c->req.ops = &null_mmu;
    c->image.desc.nmetrics = 0;
    assert_int_equal(runner_run(&c->req, &c->obs, &c->res), 0);
    assert_int_equal(c->nsamples + c->nsections, 0);
    assert_int_equal(c->res.exits[VCPU_EXIT_IO], 1);
}

static void the_null_backend_stops_when_kicked(void **state)
{
    struct runner_case *c = *state;

    c->req.ops = &null_mmu;
    c->req.samples = UINT64_MAX;
    c->req.deadline_ns = 50000000;
    c->obs.sample = NULL;
    assert_int_equal(runner_run(&c->req, &c->obs, &c->res), -ETIMEDOUT);
    assert_int_equal(c->res.outcome, RUN_TIMEOUT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(boot_tables_map_all_ram_and_nothing_else),
    cmocka_unit_test(ram_that_cannot_boot_is_refused),
    cmocka_unit_test(huge_ram_has_no_room_for_its_tables),
    cmocka_unit_test_setup_teardown(the_null_backend_measures_the_harness, runner_case_setup,
                                    runner_case_teardown),
    cmocka_unit_test_setup_teardown(the_null_backend_ends_at_once_without_metrics,
                                    runner_case_setup, runner_case_teardown),
    cmocka_unit_test_setup_teardown(the_null_backend_stops_when_kicked, runner_case_setup,
                                    runner_case_teardown),
};

TEST_MAIN(tests)
