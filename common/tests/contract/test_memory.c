/* SPDX-License-Identifier: Apache-2.0 */
/* Guest-physical memory that is more than one piece of RAM, and that changes under a guest: ROM,
 * windows, devices, frames that the host takes. */
#include "tests.h"

#include <string.h>

PROGRAM(g_read);
PROGRAM(g_read_write);
PROGRAM(g_write);
PROGRAM(g_write32);
PROGRAM(g_k_read_read);
PROGRAM(g_u_read_read);
PROGRAM(g_k_write_read);
PROGRAM(g_u_write_read);
PROGRAM(g_k_write_write);
PROGRAM(g_u_write_write);
PROGRAM(r_mov_invlpg);
PROGRAM(r_out);

#define AT(cpl, name) ((cpl) ? g_u_##name : g_k_##name)

/* The tests' regions are static: they are in the view until vm_teardown().
 * Where they lie, and a second address to see memory at. */
#define AWAY      (VM_HOLE + 0x5000)
#define OTHER_GVA (TEST_GVA + PAGE_SIZE)

#define ONE 0x1111
#define TWO 0x2222

/* A frame that holds `value`, mapped at `va`. */
static uint64_t mapped(struct vm *vm, uint64_t va, uint64_t value)
{
    uint64_t frame = vm_new_frame(vm, 1);
    vm_write(vm, frame, value);
    vm_map(vm, vm->root, va, frame, 1, VM_URW);
    return frame;
}

static void show(struct vm *vm, struct region *r, uint64_t at)
{
    memory_begin(&vm->board.memory);
    assert_int_equal(region_add(&vm->board.root, r, at, 1), 0);
    assert_int_equal(memory_commit(&vm->board.memory), 0);
}

static void hide(struct vm *vm, struct region *r)
{
    memory_begin(&vm->board.memory);
    region_remove(r);
    assert_int_equal(memory_commit(&vm->board.memory), 0);
}

static enum vcpu_exit_kind again(struct vm *vm)
{
    assert_int_equal(vm->ops->run(vm->mmu, &vm->exit), 0);
    return vm->exit.kind;
}

/* From an exit to the program's end. */
static void to_the_end(struct vm *vm)
{
    assert_int_equal(again(vm), VCPU_EXIT_HALT);
    assert_int_equal(vm->ops->get_state(vm->mmu, &vm->st), 0);
    assert_int_equal(vm_fault(vm).vector, -1);
}

static enum vcpu_exit_kind start(struct vm *vm, const char *program, unsigned cpl)
{
    vm_enter(vm, program, cpl);
    assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), 0);
    return again(vm);
}

/* The program touches TEST_GVA, exits in its middle, and will touch it again. */
static void to_the_middle(struct vm *vm, const char *program, unsigned cpl)
{
    vm_routine(vm, r_out);
    vm->st.gpr[RBX] = TEST_GVA;
    vm->st.gpr[RDX] = 0x4d4d;
    vm->st.gpr[RBP] = ONE;
    assert_int_equal(start(vm, program, cpl), VCPU_EXIT_IO);
}

static void check_mmio(struct vm *vm, uint64_t at, bool write, uint64_t value)
{
    assert_int_equal(vm->exit.kind, VCPU_EXIT_MMIO);
    assert_int_equal(vm->exit.mmio.at.v, at);
    assert_int_equal(vm->exit.mmio.size, 8);
    assert_int_equal(vm->exit.mmio.write, write);
    if (write)
        assert_int_equal(vm->exit.mmio.value, value);
}

/* --- ROM --- */

static void make_rom(struct vm *vm, struct region *rom, uint64_t value)
{
    uint64_t frame = vm_new_frame(vm, 1);
    vm_write(vm, frame, value);
    region_rom(rom, "rom", PAGE_SIZE, frame);
    show(vm, rom, AWAY);
    vm_map(vm, vm->root, TEST_GVA, AWAY, 1, VM_URW);
    vm->st.gpr[RBX] = TEST_GVA;
}

AT_BOTH_LEVELS(rom_is_read_and_a_write_to_it_exits)
{
    static struct region rom;
    make_rom(vm, &rom, ONE);
    for (unsigned i = 0; i < 3; i++) {
        vm_go_ok(vm, g_read, cpl);
        assert_int_equal(vm->st.gpr[RAX], ONE);
        vm->st.gpr[RAX] = TWO;
        start(vm, g_write, cpl);
        check_mmio(vm, AWAY, true, TWO);
        to_the_end(vm);
        assert_int_equal(vm_read(vm, rom.fd_offset), ONE);
    }
}

AT_BOTH_LEVELS(first_access_to_rom_may_be_the_write)
{
    static struct region rom;
    make_rom(vm, &rom, ONE);
    vm->st.gpr[RAX] = TWO;
    start(vm, g_read_write, cpl);
    check_mmio(vm, AWAY, true, TWO);
    to_the_end(vm);
    assert_int_equal(vm->st.gpr[RCX], ONE);
    start(vm, g_write32, cpl);
    assert_int_equal(vm->exit.mmio.size, 4);
    to_the_end(vm);
    assert_int_equal(vm_read(vm, rom.fd_offset), ONE);
}

AT_BOTH_LEVELS(rom_page_in_a_large_mapping_is_rom_and_its_neighbours_are_ram)
{
    uint64_t large = vm_new_frame(vm, 2), at = large + 5 * PAGE_SIZE;
    static struct region rom;
    vm_write(vm, large + 7 * PAGE_SIZE, ONE);
    region_rom(&rom, "rom", PAGE_SIZE, large + 7 * PAGE_SIZE);
    vm_map(vm, vm->root, TEST_GVA, large, 2, VM_URW);
    vm->st.gpr[RBX] = TEST_GVA + 5 * PAGE_SIZE;
    vm->st.gpr[RAX] = TWO;
    vm_go_ok(vm, g_write, cpl);
    show(vm, &rom, at);
    start(vm, g_write, cpl);
    check_mmio(vm, at, true, TWO);
    to_the_end(vm);
    vm_go_ok(vm, g_read, cpl);
    assert_int_equal(vm->st.gpr[RAX], ONE);
    vm->st.gpr[RBX] += PAGE_SIZE;
    vm_go_ok(vm, g_write, cpl);
    assert_int_equal(vm_read(vm, at + PAGE_SIZE), ONE);
    hide(vm, &rom);
    vm->st.gpr[RBX] -= PAGE_SIZE;
    vm_go_ok(vm, g_read, cpl);
    assert_int_equal(vm->st.gpr[RAX], TWO);
}

/* --- windows --- */

AT_BOTH_LEVELS(window_shows_the_same_memory)
{
    static struct region window;
    uint64_t frame = mapped(vm, TEST_GVA, ONE);
    region_alias(&window, "window", PAGE_SIZE, &vm->board.low, frame, false);
    show(vm, &window, AWAY);
    vm_map(vm, vm->root, OTHER_GVA, AWAY, 1, VM_URW);
    vm->st.gpr[RBX] = TEST_GVA;
    vm->st.gpr[RAX] = TWO;
    vm_go_ok(vm, g_write, cpl);
    vm->st.gpr[RBX] = OTHER_GVA;
    vm_go_ok(vm, g_read, cpl);
    assert_int_equal(vm->st.gpr[RAX], TWO);
    vm->st.gpr[RAX] = 3;
    vm_go_ok(vm, g_write, cpl);
    vm->st.gpr[RBX] = TEST_GVA;
    vm_go_ok(vm, g_read, cpl);
    assert_int_equal(vm->st.gpr[RAX], 3);
}

/* The guest edits its leaf table by another guest-physical address than the walk goes by. */
AT_BOTH_LEVELS(table_written_through_a_window_is_followed)
{
    static struct region window;
    uint64_t two = mapped(vm, OTHER_GVA, TWO), one = mapped(vm, TEST_GVA, ONE);
    uint64_t entry = vm_pte_gpa(vm, vm->root, TEST_GVA, 1);
    region_alias(&window, "window", PAGE_SIZE, &vm->board.low, entry & PAGE_MASK, false);
    show(vm, &window, AWAY);
    uint64_t at = OTHER_GVA + PAGE_SIZE;
    vm_map(vm, vm->root, at, AWAY, 1, VM_KRW);
    vm_routine(vm, r_mov_invlpg);
    vm->st.gpr[RBX] = TEST_GVA;
    vm->st.gpr[RDI] = at + page_offset(entry);
    for (unsigned i = 0; i < 4; i++) {
        vm->st.gpr[RSI] = (i % 2 ? one : two) | VM_URW;
        vm_go_ok(vm, AT(cpl, read_read), cpl);
        assert_int_equal(vm->st.gpr[R8], i % 2 ? TWO : ONE);
        assert_int_equal(vm->st.gpr[RAX], i % 2 ? ONE : TWO);
    }
}

/* --- changes under a guest that stands at an exit --- */

AT_BOTH_LEVELS(memory_removed_under_a_guest_is_a_hole)
{
    static struct region window;
    uint64_t frame = vm_new_frame(vm, 1);
    vm_write(vm, frame, TWO);
    region_alias(&window, "window", PAGE_SIZE, &vm->board.low, frame, false);
    show(vm, &window, AWAY);
    vm_map(vm, vm->root, TEST_GVA, AWAY, 1, VM_URW);
    to_the_middle(vm, AT(cpl, read_read), cpl);
    hide(vm, &window);
    again(vm);
    check_mmio(vm, AWAY, false, 0);
    vm->exit.mmio.value = 3;
    to_the_end(vm);
    assert_int_equal(vm->st.gpr[R8], TWO);
    assert_int_equal(vm->st.gpr[RAX], 3);
}

AT_BOTH_LEVELS(memory_put_into_a_hole_under_a_guest_is_there)
{
    static struct region window;
    uint64_t frame = vm_new_frame(vm, 1);
    vm_write(vm, frame, TWO);
    region_alias(&window, "window", PAGE_SIZE, &vm->board.low, frame, false);
    vm_map(vm, vm->root, TEST_GVA, AWAY, 1, VM_URW);
    vm_routine(vm, r_out);
    vm->st.gpr[RBX] = TEST_GVA;
    start(vm, AT(cpl, read_read), cpl);
    check_mmio(vm, AWAY, false, 0);
    vm->exit.mmio.value = 3;
    assert_int_equal(again(vm), VCPU_EXIT_IO);
    show(vm, &window, AWAY);
    to_the_end(vm);
    assert_int_equal(vm->st.gpr[R8], 3);
    assert_int_equal(vm->st.gpr[RAX], TWO);
}

AT_BOTH_LEVELS(memory_that_becomes_rom_under_a_guest_is_not_written)
{
    uint64_t frame = mapped(vm, TEST_GVA, TWO);
    static struct region rom;
    region_rom(&rom, "rom", PAGE_SIZE, frame);
    to_the_middle(vm, AT(cpl, write_write), cpl);
    vm_write(vm, frame, TWO);
    show(vm, &rom, frame);
    again(vm);
    check_mmio(vm, frame, true, ONE);
    to_the_end(vm);
    assert_int_equal(vm_read(vm, frame), TWO);
}

AT_BOTH_LEVELS(other_memory_put_over_it_under_a_guest_is_seen)
{
    uint64_t frame = mapped(vm, TEST_GVA, ONE), other = vm_new_frame(vm, 1);
    static struct region window;
    vm_write(vm, other, TWO);
    region_ram(&window, "other", PAGE_SIZE, other);
    to_the_middle(vm, AT(cpl, read_read), cpl);
    show(vm, &window, frame);
    to_the_end(vm);
    assert_int_equal(vm->st.gpr[R8], ONE);
    assert_int_equal(vm->st.gpr[RAX], TWO);
}

AT_BOTH_LEVELS(frame_discarded_under_a_guest_reads_as_zero_and_can_be_written)
{
    uint64_t frame = mapped(vm, TEST_GVA, TWO);
    to_the_middle(vm, AT(cpl, write_read), cpl);
    assert_int_equal(vm_read(vm, frame), ONE);
    assert_int_equal(memory_discard(&vm->board.memory, gpa(frame), PAGE_SIZE), 0);
    to_the_end(vm);
    assert_int_equal(vm->st.gpr[RAX], 0);
    vm->st.gpr[RAX] = 3;
    vm_go_ok(vm, g_write, cpl);
    assert_int_equal(vm_read(vm, frame), 3);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_both(rom_is_read_and_a_write_to_it_exits),
    cmocka_unit_test_both(first_access_to_rom_may_be_the_write),
    cmocka_unit_test_both(rom_page_in_a_large_mapping_is_rom_and_its_neighbours_are_ram),
    cmocka_unit_test_both(window_shows_the_same_memory),
    cmocka_unit_test_both(table_written_through_a_window_is_followed),
    cmocka_unit_test_both(memory_removed_under_a_guest_is_a_hole),
    cmocka_unit_test_both(memory_put_into_a_hole_under_a_guest_is_there),
    cmocka_unit_test_both(memory_that_becomes_rom_under_a_guest_is_not_written),
    cmocka_unit_test_both(other_memory_put_over_it_under_a_guest_is_seen),
    cmocka_unit_test_both(frame_discarded_under_a_guest_reads_as_zero_and_can_be_written),
};
TEST_GROUP(memory, tests);
