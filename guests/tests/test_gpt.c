/* SPDX-License-Identifier: Apache-2.0 */
/* The guest's page tables, built in a buffer and read back by common's walker. */
#include "common/tests/test_main.h"
#include "common/walk.h"
#include "guests/lib/gpt.h"

#include <stdlib.h>
#include <string.h>

#define BYTES   (UINT64_C(1) << 20)
#define ROOT    gpa(0x1000)
#define AT      gva(0x100000000000)
#define FRAME   UINT64_C(0x40000000)
#define BITS    (PTE_P | PTE_W | PTE_U)
#define LARGE   (UINT64_C(2) << 20)
#define MAXPHYS 40

static uint8_t *memory;
static unsigned stores; /* through the hook */

static void store(struct gpa entry, uint64_t value)
{
    stores++;
    memcpy(memory + entry.v, &value, sizeof value);
}

static int read_entry(void *ctx, struct gpa at, uint64_t *entry)
{
    (void)ctx;
    if (!range_fits(at.v, sizeof *entry, BYTES))
        return -1;
    memcpy(entry, memory + at.v, sizeof *entry);
    return 0;
}

static struct walk look(uint64_t at)
{
    struct walk_env env = {.format = &pt_x86_64,
                           .root = ROOT,
                           .access = ACCESS_WRITE,
                           .user = true,
                           .wp = true,
                           .nxe = true,
                           .maxphyaddr = MAXPHYS};
    struct walk w;

    walk(&env, gva(at), read_entry, NULL, &w);
    return w;
}

static struct gpt tables(uint64_t ntables)
{
    free(memory);
    memory = calloc(1, BYTES);
    assert_non_null(memory);
    stores = 0;
    return (struct gpt){.window = memory,
                        .root = ROOT,
                        .next = gpa(0x2000),
                        .end = gpa(0x2000 + ntables * PAGE_SIZE),
                        .store = store};
}

static uint64_t small(void *ctx, uint64_t i)
{
    (void)ctx;
    return (FRAME + i * PAGE_SIZE) | BITS;
}

static uint64_t large(void *ctx, uint64_t i)
{
    (void)ctx;
    return (FRAME + i * LARGE) | BITS | PTE_PS;
}

static void fill_maps_each_page_to_its_frame(void **state)
{
    struct gpt g = tables(32);
    uint64_t first = AT.v + 300 * PAGE_SIZE, n = 1500; /* over four page tables */

    (void)state;
    assert_int_equal(gpt_fill(&g, gva(first), n, 1, small, NULL), 0);
    for (uint64_t i = 0; i < n; i++) {
        struct walk w = look(first + i * PAGE_SIZE + 8);
        assert_int_equal(w.status, WALK_OK);
        assert_int_equal(w.level, 1);
        assert_int_equal(w.gpa.v, FRAME + i * PAGE_SIZE + 8);
    }
    assert_int_equal(look(first - 1).status, WALK_NOT_PRESENT);
    assert_int_equal(look(first + n * PAGE_SIZE).status, WALK_NOT_PRESENT);
}

static void fill_makes_large_pages(void **state)
{
    struct gpt g = tables(32);
    struct walk w;

    (void)state;
    assert_int_equal(gpt_fill(&g, AT, 600, 2, large, NULL), 0); /* over two directories */
    w = look(AT.v + 599 * LARGE + 0x12345);
    assert_int_equal(w.status, WALK_OK);
    assert_int_equal(w.level, 2);
    assert_int_equal(w.gpa.v, FRAME + 599 * LARGE + 0x12345);
}

static uint64_t huge(void *ctx, uint64_t i)
{
    (void)ctx;
    return (i << 30) | BITS | PTE_PS;
}

static void fill_makes_huge_pages(void **state)
{
    struct gpt g = tables(32);
    struct walk w;

    (void)state;
    assert_int_equal(gpt_fill(&g, AT, 3, 3, huge, NULL), 0);
    w = look(AT.v + (UINT64_C(2) << 30) + 0x12345678);
    assert_int_equal(w.status, WALK_OK);
    assert_int_equal(w.level, 3);
    assert_int_equal(w.gpa.v, (UINT64_C(2) << 30) + 0x12345678);
}

static void new_subtree_is_linked_by_one_store(void **state)
{
    struct gpt g = tables(32);

    (void)state;
    assert_int_equal(gpt_fill(&g, AT, 2000, 1, small, NULL), 0);
    assert_int_equal(stores, 1);
    assert_int_equal(gpt_fill(&g, AT, 3, 1, small, NULL), 0); /* linked now: each one */
    assert_int_equal(stores, 4);
}

static void fill_refuses_a_page_of_another_size(void **state)
{
    struct gpt g = tables(32);

    (void)state;
    assert_int_equal(gpt_fill(&g, AT, 1, 2, large, NULL), 0);
    assert_int_equal(gpt_fill(&g, AT, 1, 1, small, NULL), -2);
    assert_int_equal(look(AT.v).level, 2);
}

static void fill_says_when_tables_run_out(void **state)
{
    struct gpt g = tables(2); /* a page table is missing */

    (void)state;
    assert_int_equal(gpt_fill(&g, AT, 1, 1, small, NULL), -1);
    assert_int_equal(look(AT.v).status, WALK_NOT_PRESENT);
}

static void entry_is_where_the_walker_reads_it(void **state)
{
    struct gpt g = tables(32);
    struct gpa entry;

    (void)state;
    assert_false(gpt_entry(&g, AT, 1, &entry));
    assert_int_equal(gpt_fill(&g, AT, 7, 1, small, NULL), 0);
    for (unsigned level = 1; level <= PT_MAX_LEVELS; level++) {
        struct walk w = look(AT.v + 6 * PAGE_SIZE);
        assert_true(gpt_entry(&g, gva(AT.v + 6 * PAGE_SIZE), level, &entry));
        assert_int_equal(entry.v, w.step[PT_MAX_LEVELS - level].entry_gpa.v);
    }
}

static void reserve_puts_entries_side_by_side(void **state)
{
    struct gpt g = tables(32);
    struct gva at = gva(AT.v + 500 * PAGE_SIZE);
    struct gpa first, entry;

    (void)state;
    assert_int_equal(gpt_reserve(&g, at, 2000), 0);
    assert_true(gpt_run(&g, at, 2000, &first));
    for (uint64_t i = 0; i < 2000; i += 37) {
        assert_true(gpt_entry(&g, gva(at.v + i * PAGE_SIZE), 1, &entry));
        assert_int_equal(entry.v, first.v + 8 * i);
        assert_int_equal(look(at.v + i * PAGE_SIZE).status, WALK_NOT_PRESENT);
    }
    assert_int_equal(gpt_reserve(&g, at, 1), -2);
}

static void run_tells_scattered_tables(void **state)
{
    struct gpt g = tables(32);
    struct gpa first;

    (void)state;
    assert_int_equal(gpt_fill(&g, AT, 1, 1, small, NULL), 0);
    gpt_table(&g); /* someone else's, in between */
    assert_int_equal(gpt_fill(&g, gva(AT.v + LARGE), 1, 1, small, NULL), 0);
    assert_true(gpt_run(&g, AT, 512, &first));
    assert_false(gpt_run(&g, AT, 513, &first));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fill_maps_each_page_to_its_frame),
        cmocka_unit_test(fill_makes_large_pages),
        cmocka_unit_test(fill_makes_huge_pages),
        cmocka_unit_test(new_subtree_is_linked_by_one_store),
        cmocka_unit_test(fill_refuses_a_page_of_another_size),
        cmocka_unit_test(fill_says_when_tables_run_out),
        cmocka_unit_test(entry_is_where_the_walker_reads_it),
        cmocka_unit_test(reserve_puts_entries_side_by_side),
        cmocka_unit_test(run_tells_scattered_tables),
    };
    int rc;

    if (argc > 1)
        cmocka_set_test_filter(argv[argc - 1]);
    rc = cmocka_run_group_tests(tests, NULL, NULL);
    free(memory);
    return rc;
}
