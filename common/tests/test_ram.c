/* SPDX-License-Identifier: Apache-2.0 */
#include "test_main.h"

#include "common/err.h"
#include "common/ram.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define MIB UINT64_C(0x100000)

static int setup(void **state)
{
    static struct ram ram;

    *state = &ram;
    return ram_create(&ram, 8 * MIB, RAM_4K);
}

static int teardown(void **state)
{
    ram_destroy(*state);
    return 0;
}

/* A listener that logs "+id" and "-id" and fails the add of `fail_at`. */
struct log {
    char text[128];
    uint64_t fail_at;
};

static int log_add(void *ctx, const struct memslot *s)
{
    struct log *l = ctx;
    size_t n = strlen(l->text);

    if (s->base.v == l->fail_at)
        return -EPERM;
    snprintf(l->text + n, sizeof l->text - n, "+%u", s->id);
    return 0;
}

static int log_remove(void *ctx, const struct memslot *s)
{
    struct log *l = ctx;
    size_t n = strlen(l->text);

    snprintf(l->text + n, sizeof l->text - n, "-%u", s->id);
    return 0;
}

static struct ram_listener listener(struct log *l)
{
    return (struct ram_listener){.ctx = l, .add = log_add, .remove = log_remove};
}

static void creation_allocates_no_frame(void **state)
{
    struct ram *ram = *state;

    assert_int_equal(ram_allocated(ram), 0);
    assert_int_equal((uintptr_t)ram->base % PAGE_SIZE, 0);
}

static void odd_sizes_are_refused(void **state)
{
    struct ram ram;

    (void)state;
    assert_int_equal(ram_create(&ram, 0, RAM_4K), -EINVAL);
    assert_int_equal(ram_create(&ram, 4097, RAM_4K), -EINVAL);
    assert_int_equal(ram_create(&ram, MIB, RAM_2M), -EINVAL);
    assert_int_equal(ram_create(&ram, UINT64_MAX & PAGE_MASK, RAM_4K), -EINVAL);
    assert_int_equal(ram_create(&ram, MIB, (enum ram_backing)9), -EINVAL);
    assert_int_equal(ram.memfd, -1);
}

static void slots_do_not_overlap(void **state)
{
    struct ram *ram = *state;

    assert_int_equal(ram_slot_add(ram, gfn(0x100), 0x10, 0, 0), 0);
    assert_int_equal(ram_slot_add(ram, gfn(0x10f), 1, 0, 0), -EEXIST);
    assert_int_equal(ram_slot_add(ram, gfn(0xff), 2, 0, 0), -EEXIST);
    assert_int_equal(ram_slot_add(ram, gfn(0x90), 0x100, 0, 0), -EEXIST);
    assert_int_equal(ram_slot_add(ram, gfn(0x110), 1, 0, 0), 0);
    assert_int_equal(ram_slot_add(ram, gfn(0xff), 1, 0, 0), 0);
    assert_int_equal(ram->nslots, 3);
}

static void slots_lie_inside_the_memfd(void **state)
{
    struct ram *ram = *state;
    uint64_t all = ram->bytes / PAGE_SIZE;

    assert_int_equal(ram_slot_add(ram, gfn(0), all + 1, 0, 0), -EINVAL);
    assert_int_equal(ram_slot_add(ram, gfn(0), all, PAGE_SIZE, 0), -EINVAL);
    assert_int_equal(ram_slot_add(ram, gfn(0), UINT64_MAX, 0, 0), -EINVAL);
    assert_int_equal(ram_slot_add(ram, gfn(0), UINT64_C(1) << 52, 0, 0), -EINVAL);
    assert_int_equal(ram_slot_add(ram, gfn(0), 0, 0, 0), -EINVAL);
    assert_int_equal(ram_slot_add(ram, gfn(0), 1, 12, 0), -EINVAL);
    assert_int_equal(ram_slot_add(ram, gfn(UINT64_MAX - 1), 4, 0, 0), -EINVAL);
    assert_int_equal(ram_slot_add(ram, gfn(0), all, 0, 0), 0);
}

static void slot_table_has_an_end(void **state)
{
    struct ram *ram = *state;

    for (unsigned i = 0; i < RAM_MAX_SLOTS; i++)
        assert_int_equal(ram_slot_add(ram, gfn(i * 2), 1, 0, 0), 0);
    assert_int_equal(ram_slot_add(ram, gfn(1000), 1, 0, 0), -ENOSPC);
    assert_int_equal(ram_slot_remove(ram, gfn(8)), 0);
    assert_int_equal(ram_slot_add(ram, gfn(1000), 1, 0, 0), 0);
    assert_int_equal(ram_slot(ram, gfn(1000))->id, 4);
}

static void pointers_end_at_the_slot(void **state)
{
    struct ram *ram = *state;
    uint8_t *base = ram->base;

    assert_int_equal(ram_slot_add(ram, gfn(0x10), 2, 0x3000, 0), 0);
    assert_int_equal(ram_slot_add(ram, gfn(0x12), 1, 0, 0), 0);
    assert_ptr_equal(ram_ptr(ram, gpa(0x10000), 0x2000), base + 0x3000);
    assert_ptr_equal(ram_ptr(ram, gpa(0x11fff), 1), base + 0x4fff);
    assert_ptr_equal(ram_ptr(ram, gpa(0x12008), 8), base + 8);
    assert_null(ram_ptr(ram, gpa(0x11fff), 2)); /* neighbours in GPA, not in the memfd */
    assert_null(ram_ptr(ram, gpa(0xffff), 1));
    assert_null(ram_ptr(ram, gpa(0x13000), 1));
    assert_null(ram_ptr(ram, gpa(0x10000), SIZE_MAX));
    assert_null(ram_ptr(ram, gpa(UINT64_MAX), 2));
}

static void a_copy_with_another_base_points_there(void **state)
{
    struct ram *ram = *state, copy;
    static uint8_t elsewhere[0x4000];

    assert_int_equal(ram_slot_add(ram, gfn(0), 4, 0x1000, 0), 0);
    copy = *ram;
    copy.base = elsewhere;
    assert_ptr_equal(ram_ptr(&copy, gpa(0x2345), 1), elsewhere + 0x3345);
}

static void listeners_hear_present_slots_and_changes(void **state)
{
    struct ram *ram = *state;
    struct log log = {.fail_at = UINT64_MAX};

    assert_int_equal(ram_slot_add(ram, gfn(0), 1, 0, 0), 0);
    assert_int_equal(ram_slot_add(ram, gfn(1), 1, 0, 0), 0);
    assert_int_equal(ram_listen(ram, listener(&log)), 0);
    assert_int_equal(ram_slot_add(ram, gfn(2), 1, 0, 0), 0);
    assert_int_equal(ram_slot_remove(ram, gfn(1)), 0);
    assert_int_equal(ram_slot_remove(ram, gfn(1)), -ENOENT);
    assert_string_equal(log.text, "+0+1+2-1");
    ram_unlisten(ram, &log);
    assert_int_equal(ram_slot_remove(ram, gfn(0)), 0);
    assert_string_equal(log.text, "+0+1+2-1");
}

static void a_refused_slot_is_undone_everywhere(void **state)
{
    struct ram *ram = *state;
    struct log first = {.fail_at = UINT64_MAX}, second = {.fail_at = 7};

    assert_int_equal(ram_listen(ram, listener(&first)), 0);
    assert_int_equal(ram_listen(ram, listener(&second)), 0);
    assert_int_equal(ram_slot_add(ram, gfn(7), 1, 0, 0), -EPERM);
    assert_int_equal(ram->nslots, 0);
    assert_string_equal(first.text, "+0-0");
    assert_string_equal(second.text, "");
}

static void a_listener_that_fails_midway_is_unrolled(void **state)
{
    struct ram *ram = *state;
    struct log log = {.fail_at = 5};

    assert_int_equal(ram_slot_add(ram, gfn(4), 1, 0, 0), 0);
    assert_int_equal(ram_slot_add(ram, gfn(5), 1, 0, 0), 0);
    assert_int_equal(ram_listen(ram, listener(&log)), -EPERM);
    assert_string_equal(log.text, "+0-0");
    assert_int_equal(ram->nlisteners, 0);
}

static void warm_clear_zeroes_and_keeps_frames(void **state)
{
    struct ram *ram = *state;

    memset(ram->base + MIB, 0xaa, PAGE_SIZE);
    memset(ram->base + 5 * MIB, 0xaa, 2 * PAGE_SIZE);
    ram->base[ram->bytes - 1] = 1;
    uint64_t before = ram_allocated(ram);
    assert_int_equal(before, 4 * PAGE_SIZE);
    assert_int_equal(ram_clear_warm(ram), 0);
    assert_int_equal(ram_allocated(ram), before);
    assert_int_equal(ram->base[MIB], 0);
    assert_int_equal(ram->base[5 * MIB + 2 * PAGE_SIZE - 1], 0);
    assert_int_equal(ram->base[ram->bytes - 1], 0);
}

static void cold_clear_gives_the_frames_back(void **state)
{
    struct ram *ram = *state;

    memset(ram->base, 0xaa, MIB);
    assert_int_equal(ram_clear_cold(ram), 0);
    assert_int_equal(ram_allocated(ram), 0);
    assert_int_equal(ram->base[0x123], 0);
}

static void small_backing_has_no_large_pages(void **state)
{
    struct ram *ram = *state;
    struct ram_real real;

    memset(ram->base, 1, 4 * MIB);
    assert_int_equal(ram_backing_real(ram, &real), 0);
    assert_int_equal(real.page_bytes, PAGE_SIZE);
    assert_int_equal(real.large_bytes, 0);
    assert_int_equal(real.allocated_bytes, 4 * MIB);
}

/* What is asked for is either given and seen, or refused with a remedy; never given silently less.
 */
static void large_backing_is_given_or_refused_with_a_remedy(void **state)
{
    static const enum ram_backing kinds[] = {RAM_THP, RAM_2M};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct ram ram;
        struct ram_real real;
        int rc = ram_create(&ram, 8 * MIB, kinds[i]);
        if (rc < 0) {
            assert_non_null(
                strstr(err_text(), kinds[i] == RAM_THP ? "shmem_enabled" : "nr_hugepages"));
            print_message("%s: %s\n", ram_backing_name(kinds[i]), err_text());
            continue;
        }
        memset(ram.base, 1, 3 * PAGE_SIZE); /* a frame that is there does not make it small */
        assert_int_equal(ram_populate(&ram), 0);
        assert_int_equal(ram_backing_real(&ram, &real), 0);
        print_message("%s: %lu of %lu bytes large, pages of %lu\n", ram_backing_name(kinds[i]),
                      real.large_bytes, real.allocated_bytes, real.page_bytes);
        assert_int_equal(real.allocated_bytes, ram.bytes);
        assert_int_equal(real.large_bytes, ram.bytes);
        assert_int_equal(ram_clear_warm(&ram), 0);
        assert_int_equal(ram.base[ram.bytes - 1], 0);
        assert_int_equal(ram_clear_cold(&ram), 0);
        assert_int_equal(ram_allocated(&ram), 0);
        ram_destroy(&ram);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(creation_allocates_no_frame, setup, teardown),
    cmocka_unit_test(odd_sizes_are_refused),
    cmocka_unit_test_setup_teardown(slots_do_not_overlap, setup, teardown),
    cmocka_unit_test_setup_teardown(slots_lie_inside_the_memfd, setup, teardown),
    cmocka_unit_test_setup_teardown(slot_table_has_an_end, setup, teardown),
    cmocka_unit_test_setup_teardown(pointers_end_at_the_slot, setup, teardown),
    cmocka_unit_test_setup_teardown(a_copy_with_another_base_points_there, setup, teardown),
    cmocka_unit_test_setup_teardown(listeners_hear_present_slots_and_changes, setup, teardown),
    cmocka_unit_test_setup_teardown(a_refused_slot_is_undone_everywhere, setup, teardown),
    cmocka_unit_test_setup_teardown(a_listener_that_fails_midway_is_unrolled, setup, teardown),
    cmocka_unit_test_setup_teardown(warm_clear_zeroes_and_keeps_frames, setup, teardown),
    cmocka_unit_test_setup_teardown(cold_clear_gives_the_frames_back, setup, teardown),
    cmocka_unit_test_setup_teardown(small_backing_has_no_large_pages, setup, teardown),
    cmocka_unit_test(large_backing_is_given_or_refused_with_a_remedy),
};

TEST_MAIN(tests)
