/* SPDX-License-Identifier: Apache-2.0 */
/* The display of a tree with all kinds of regions. */
#include "bench/inspect/mtree.h"
#include "common/board.h"
#include "common/tests/test_main.h"

#include <stdlib.h>
#include <string.h>

#define MIB UINT64_C(0x100000)

struct machine {
    struct ram ram;
    struct board board;
};

static int setup(void **state)
{
    struct machine *m = calloc(1, sizeof *m);
    uint64_t hole = board_hole(64 * MIB).v;
    const struct guest_region ask[] = {
        {.kind = GUEST_REGION_WINDOW, .at = hole, .bytes = MIB, .target = MIB},
        {.kind = GUEST_REGION_ROM, .at = hole + MIB, .bytes = MIB, .target = 2 * MIB},
        {.kind = GUEST_REGION_DEVICE, .at = hole + 2 * MIB, .bytes = GUEST_DEVICE_BYTES},
    };

    assert_non_null(m);
    assert_int_equal(ram_create(&m->ram, 64 * MIB, RAM_4K), 0);
    assert_int_equal(board_init(&m->board, &m->ram), 0);
    for (size_t i = 0; i < sizeof ask / sizeof ask[0]; i++)
        assert_int_equal(board_add(&m->board, &ask[i]), 0);
    *state = m;
    return 0;
}

static int teardown(void **state)
{
    struct machine *m = *state;

    board_fini(&m->board);
    ram_destroy(&m->ram);
    free(m);
    return 0;
}

static const char *text_at(const json_t *list, size_t i, const char *key)
{
    const char *text = json_string_value(json_object_get(json_array_get(list, i), key));

    return text ? text : "";
}

static void view_has_what_the_tree_shows(void **state)
{
    struct machine *m = *state;
    json_t *o = mtree_json(&m->board.memory);
    const json_t *view = json_object_get(o, "flat_view"), *slots = json_object_get(o, "slots");
    const json_t *tree = json_object_get(o, "tree");

    assert_int_equal(json_array_size(json_object_get(tree, "children")), 4);
    assert_int_equal(json_array_size(view), 4);
    assert_string_equal(text_at(view, 0, "last"), "0x3ffffff");
    assert_string_equal(text_at(view, 1, "first"), "0x40000000");
    assert_string_equal(text_at(view, 1, "region"), "ram"); /* the window shows it */
    assert_string_equal(text_at(view, 1, "offset"), "0x100000");
    assert_string_equal(text_at(view, 2, "kind"), "rom");
    assert_string_equal(text_at(view, 3, "kind"), "mmio");
    assert_int_equal(json_array_size(slots), 3); /* none for the device */
    json_decref(o);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(view_has_what_the_tree_shows, setup, teardown),
};
TEST_MAIN(tests)
