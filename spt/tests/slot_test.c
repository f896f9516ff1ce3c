/* SPDX-License-Identifier: Apache-2.0 */
/* Memslots that come and go between two runs: nothing that was mapped by the old ones stays. */
#include "space.h"

#include "common/err.h"

#include <errno.h>
#include <string.h>

extern const char g_read[], g_write[];

/* The upper half of RAM is a slot of its own, as is a copy of its contents' place in the memfd. */
#define HALF  (VM_BYTES / 2)
#define PAGES (HALF >> PAGE_SHIFT)

static void split(struct vm *vm)
{
    board_fini(&vm->board);
    assert_int_equal(ram_slot_add(&vm->ram, gfn(0), PAGES, 0, 0), 0);
    assert_int_equal(ram_slot_add(&vm->ram, gfn(PAGES), PAGES, HALF, 0), 0);
}

/* The upper half of guest-physical memory shows the memfd from this byte on. */
static void move_upper(struct vm *vm, uint64_t fd_offset)
{
    assert_int_equal(ram_slot_remove(&vm->ram, gfn(PAGES)), 0);
    assert_int_equal(ram_slot_add(&vm->ram, gfn(PAGES), PAGES / 2, fd_offset, 0), 0);
}

static uint64_t read_at(struct vm *vm, uint64_t at)
{
    vm->st.gpr[RBX] = at;
    vm_go_ok(vm, g_read, 0);
    return vm->st.gpr[RAX];
}

static void write_at(struct vm *vm, uint64_t at, uint64_t value)
{
    vm->st.gpr[RBX] = at;
    vm->st.gpr[RAX] = value;
    vm_go_ok(vm, g_write, 0);
}

static void removed_memory_becomes_mmio(void **state)
{
    struct vm *vm = *state;
    split(vm);
    space_map(vm, vm->root, SPACE_GVA, HALF + 0x5000, VM_KRW);
    vm_write(vm, HALF + 0x5000, 0x600d);
    assert_int_equal(read_at(vm, SPACE_GVA), 0x600d);
    assert_int_equal(ram_slot_remove(&vm->ram, gfn(PAGES)), 0);
    space_reads_mmio(vm, SPACE_GVA, HALF + 0x5000, 0);
}

static void memory_shown_from_another_place_is_read_there(void **state)
{
    struct vm *vm = *state;
    split(vm);
    space_map(vm, vm->root, SPACE_GVA, HALF + 0x5000, VM_KRW);
    vm_write(vm, HALF + 0x5000, 1);
    vm_write(vm, HALF + HALF / 2 + 0x5000, 2);
    for (unsigned i = 0; i < 6; i++) {
        assert_int_equal(read_at(vm, SPACE_GVA), 1 + i % 2);
        move_upper(vm, HALF + (i % 2 ? 0 : HALF / 2));
    }
}

static void memory_that_comes_back_is_as_it_was(void **state)
{
    struct vm *vm = *state;
    split(vm);
    space_map(vm, vm->root, SPACE_GVA, HALF + 0x5000, VM_KRW);
    write_at(vm, SPACE_GVA, 0x600d);
    assert_int_equal(ram_slot_remove(&vm->ram, gfn(PAGES)), 0);
    assert_int_equal(ram_slot_add(&vm->ram, gfn(PAGES), PAGES, HALF, 0), 0);
    assert_int_equal(read_at(vm, SPACE_GVA), 0x600d);
}

/* The slot that holds the page tables themselves shows a copy of them: writes to it must be seen.
 */
static void tables_shown_from_another_place_are_tracked_there(void **state)
{
    struct vm *vm = *state;
    uint64_t root = HALF + 0x9000, one = space_frame(vm, 1), two = space_frame(vm, 2);
    space_map(vm, vm->root, SPACE_GVA, one, VM_KRW | SPACE_AD);
    space_map(vm, vm->root, 2 * SPACE_GVA + pt_size(3), two, VM_KRW | SPACE_AD);
    memcpy(vm_host(vm, root, PAGE_SIZE), vm_host(vm, vm->root, PAGE_SIZE), PAGE_SIZE);
    memcpy(vm_host(vm, root + HALF / 2, PAGE_SIZE), vm_host(vm, root, PAGE_SIZE), PAGE_SIZE);
    split(vm);
    vm->st.cr3 = root;
    unsigned at = 8 * pt_index(gva(SPACE_GVA), PT_MAX_LEVELS);
    uint64_t table_of_two = vm_new_frame(vm, 1);
    vm_write(vm, table_of_two, vm_read(vm, space_pte(vm, vm->root, 2 * SPACE_GVA + pt_size(3), 3)));
    assert_int_equal(read_at(vm, SPACE_GVA), 1);
    move_upper(vm, HALF + HALF / 2);
    assert_int_equal(read_at(vm, SPACE_GVA), 1);
    write_at(vm, SPACE_PHYS + root + at, table_of_two | PTE_P | PTE_W);
    assert_int_equal(read_at(vm, SPACE_GVA), 2);
}

/* A guest that gives a live table to the host has no mappings there any more, in the shadow either.
 */
static void discarded_table_maps_nothing(void **state)
{
    struct vm *vm = *state;
    space_map(vm, vm->root, SPACE_GVA, space_frame(vm, 1), VM_KRW | SPACE_AD);
    assert_int_equal(read_at(vm, SPACE_GVA), 1);
    uint64_t table = space_pte(vm, vm->root, SPACE_GVA, 1) & PAGE_MASK;
    assert_int_equal(memory_discard(&vm->board.memory, gpa(table), PAGE_SIZE), 0);
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_pf(vm, g_read, 0, 0, SPACE_GVA);
}

static void slot_with_unknown_flags_is_refused_by_name(void **state)
{
    struct vm *vm = *state;
    assert_int_equal(ram_slot_add(&vm->ram, gfn(VM_HOLE >> PAGE_SHIFT), 16, 0, 1u << 7), -ENOTSUP);
    assert_non_null(strstr(err_text(), "not supported"));
    assert_null(ram_slot(&vm->ram, gfn(VM_HOLE >> PAGE_SHIFT)));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_native(removed_memory_becomes_mmio),
        cmocka_unit_test_native(memory_shown_from_another_place_is_read_there),
        cmocka_unit_test_native(memory_that_comes_back_is_as_it_was),
        cmocka_unit_test_native(tables_shown_from_another_place_are_tracked_there),
        cmocka_unit_test_native(discarded_table_maps_nothing),
        cmocka_unit_test_native(slot_with_unknown_flags_is_refused_by_name),
    };
    return space_main("slot", tests, sizeof tests / sizeof tests[0], argc, argv);
}
