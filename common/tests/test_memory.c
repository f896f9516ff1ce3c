/* SPDX-License-Identifier: Apache-2.0 */
/* The tree of regions: where it can be placed, what answers an access, what can be given back. */
#include "test_main.h"

#include "common/err.h"
#include "common/memory.h"

#include <errno.h>
#include <string.h>

static void places_that_make_no_sense_are_refused(void **state)
{
    struct region root, inner, alias, ram;

    (void)state;
    region_container(&root, "root", 0x10000);
    region_container(&inner, "inner", 0x8000);
    region_alias(&alias, "alias", 0x8000, &root, 0, false);
    region_ram(&ram, "ram", 0x1000, 0);
    assert_int_equal(region_add(&root, &inner, 0, 0), 0);
    assert_int_equal(region_add(&root, &inner, 0, 0), -EBUSY);
    assert_int_equal(region_add(&inner, &alias, 0, 0), -ELOOP);
    assert_non_null(strstr(err_text(), "alias shows inner"));
    assert_int_equal(region_add(&inner, &root, 0, 0), -ELOOP);
    assert_int_equal(region_add(&root, &ram, 0x10, 0), -EINVAL);
    assert_int_equal(region_add(&root, &ram, UINT64_MAX & PAGE_MASK, 0), -EINVAL);
    assert_int_equal(region_add(&ram, &alias, 0, 0), -EINVAL);
    ram.bytes = 0;
    assert_int_equal(region_add(&root, &ram, 0, 0), -EINVAL);
    region_remove(&ram); /* has no place: nothing happens */
    assert_ptr_equal(root.child, &inner);
}

static uint64_t answer(void *ctx, uint64_t offset, unsigned size)
{
    (void)ctx;
    return offset * 16 + size;
}

static void accesses_are_answered_by_what_is_there(void **state)
{
    static const struct region_ops ops = {.read = answer};
    struct region root, rom, device;
    struct memory m;
    struct ram ram;
    uint64_t v = 0;

    (void)state;
    assert_int_equal(ram_create(&ram, 0x1000, RAM_4K), 0);
    region_container(&root, "root", 0x10000);
    region_rom(&rom, "rom", 0x1000, 0);
    region_mmio(&device, "device", 0x1000, &ops, NULL);
    assert_int_equal(region_add(&root, &rom, 0x1000, 0), 0);
    assert_int_equal(region_add(&root, &device, 0x2000, 0), 0);
    assert_int_equal(memory_init(&m, &root, &ram), 0);
    assert_ptr_equal(memory_access(&m, gpa(0x2008), 4, false, &v)->region, &device);
    assert_int_equal(v, 0x84);
    assert_non_null(memory_access(&m, gpa(0x2008), 4, true, &v));
    assert_null(memory_access(&m, gpa(0x2ffc), 8, false, &v)); /* reaches into a hole */
    assert_true(v == UINT64_MAX);
    assert_ptr_equal(memory_access(&m, gpa(0x1000), 8, true, &v)->region, &rom);
    assert_int_equal(ram.base[0], 0);
    v = 0;
    assert_null(memory_access(&m, gpa(0x5000), 8, false, &v));
    assert_true(v == UINT64_MAX);
    memory_fini(&m);
    ram_destroy(&ram);
}

static void only_writable_ram_is_discarded(void **state)
{
    struct region root, low, rom;
    struct memory m;
    struct ram ram;

    (void)state;
    assert_int_equal(ram_create(&ram, 0x4000, RAM_4K), 0);
    region_container(&root, "root", 0x10000);
    region_ram(&low, "ram", 0x4000, 0);
    region_rom(&rom, "rom", 0x1000, 0x3000);
    assert_int_equal(region_add(&root, &low, 0, 0), 0);
    assert_int_equal(region_add(&root, &rom, 0x2000, 1), 0);
    assert_int_equal(memory_init(&m, &root, &ram), 0);
    memset(ram.base, 0x55, 0x4000);
    assert_int_equal(memory_discard(&m, gpa(0), 0x3000), -EINVAL);
    assert_int_equal(ram.base[0], 0x55); /* all or nothing */
    assert_int_equal(memory_discard(&m, gpa(0x800), 0x1000), -EINVAL);
    assert_int_equal(memory_discard(&m, gpa(0), 0), -EINVAL);
    assert_int_equal(memory_discard(&m, gpa(0x1000), 0x1000), 0);
    assert_int_equal(ram_allocated(&ram), 0x3000);
    assert_int_equal(ram.base[0x1fff], 0);
    assert_int_equal(ram.base[0x2000], 0x55);
    memory_fini(&m);
    ram_destroy(&ram);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(places_that_make_no_sense_are_refused),
    cmocka_unit_test(accesses_are_answered_by_what_is_there),
    cmocka_unit_test(only_writable_ram_is_discarded),
};
TEST_MAIN(tests)
