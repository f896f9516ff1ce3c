/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a memslot that goes takes with it, counted: the mappings that were made through it, in every
 * root, neighbours by one host call; and nothing else.
 */
#include "space.h"

extern space_program s_sum;

#define HALF   (VM_BYTES / 2)
#define WINDOW VM_HOLE /* a slot of its own over the upper half of the memfd */
#define BESIDE (WINDOW + HALF)
#define PAGES  (HALF >> PAGE_SHIFT)
#define OTHERS UINT64_C(0x800000) /* in the lower half */
#define HERE   SPACE_GVA
#define THERE  (SPACE_GVA + pt_size(3))

enum { RUN = 64, RUN_SUM = RUN * (RUN - 1) / 2 };

static void assert_work(struct vm *vm, struct counters before, struct counters more)
{
    static const enum counter work[] = {CTR_hidden_fault, CTR_zap, CTR_zap_call, CTR_root_new,
                                        CTR_flush_all};
    space_assert_moved(vm, &before, &more, work, sizeof work / sizeof work[0]);
}

static void slot_comes(struct vm *vm, uint64_t at)
{
    assert_int_equal(ram_slot_add(&vm->ram, gpa_gfn(gpa(at)), PAGES, HALF, 0), 0);
}

static void slot_goes(struct vm *vm, uint64_t at)
{
    assert_int_equal(ram_slot_remove(&vm->ram, gpa_gfn(gpa(at))), 0);
}

/* `n` pages of a slot at every `step`th page from `va` on. */
static void map(struct vm *vm, uint64_t va, uint64_t pa, unsigned n, unsigned step)
{
    for (uint64_t i = 0; i < n; i++)
        space_map(vm, vm->st.cr3, va + i * step * PAGE_SIZE, pa + i * PAGE_SIZE, VM_URW | SPACE_AD);
}

/* Each page of the halves of the memfd holds its number there. */
static void fill(struct vm *vm)
{
    for (uint64_t i = 0; i < PAGES / 2; i++) {
        vm_write(vm, OTHERS + i * PAGE_SIZE, i);
        vm_write(vm, HALF + i * PAGE_SIZE, i);
    }
}

static uint64_t sum(struct vm *vm, uint64_t va, unsigned n, unsigned step, unsigned cpl)
{
    vm->st.gpr[RAX] = 0;
    vm->st.gpr[RBX] = va;
    vm->st.gpr[R8] = step * PAGE_SIZE;
    vm->st.gpr[R12] = n;
    space_go(vm, s_sum, cpl);
    return vm->st.gpr[RAX];
}

static void read_run(struct vm *vm, uint64_t va, unsigned cpl)
{
    assert_int_equal(sum(vm, va, RUN, 1, cpl), RUN_SUM);
}

static void goes_with_one_call_and_leaves_others_mapped(struct vm *vm, unsigned cpl)
{
    fill(vm);
    slot_comes(vm, WINDOW);
    map(vm, HERE, OTHERS, RUN, 1);
    map(vm, THERE, WINDOW, RUN, 1);
    read_run(vm, HERE, cpl);
    read_run(vm, THERE, cpl);
    slot_goes(vm, WINDOW);
    struct counters before = space_counters(vm);
    read_run(vm, HERE, cpl);
    assert_work(vm, before, (struct counters){.v[CTR_zap] = RUN, .v[CTR_zap_call] = 1});
    space_reads_mmio(vm, THERE, WINDOW, cpl);
    space_reads_mmio(vm, THERE + (RUN - 1) * PAGE_SIZE, WINDOW + (RUN - 1) * PAGE_SIZE, cpl);
}

static void slot_goes_in_the_running_root(void **state)
{
    goes_with_one_call_and_leaves_others_mapped(*state, 0);
}

static void slot_goes_in_a_root_that_waits(void **state)
{
    goes_with_one_call_and_leaves_others_mapped(*state, 3);
}

static void slot_goes_in_every_space(void **state)
{
    enum { SPACES = 3 };
    struct vm *vm = *state;
    uint64_t space[SPACES];
    fill(vm);
    slot_comes(vm, WINDOW);
    for (unsigned i = 0; i < SPACES; i++) {
        space[i] = vm->st.cr3 = space_new(vm);
        map(vm, HERE, OTHERS, RUN, 1);
        map(vm, HERE + pt_size(2), WINDOW, RUN, 1);
        read_run(vm, HERE, 3);
        read_run(vm, HERE + pt_size(2), 3);
    }
    slot_goes(vm, WINDOW);
    struct counters before = space_counters(vm);
    for (unsigned i = 0; i < SPACES; i++) {
        vm->st.cr3 = space[i];
        read_run(vm, HERE, 3);
    }
    assert_work(vm, before,
                (struct counters){.v[CTR_zap] = SPACES * RUN, .v[CTR_zap_call] = SPACES});
    for (unsigned i = 0; i < SPACES; i++) {
        vm->st.cr3 = space[i];
        space_reads_mmio(vm, HERE + pt_size(2), WINDOW, 3);
    }
}

static void other_window_onto_the_same_frames_stays(void **state)
{
    struct vm *vm = *state;
    fill(vm);
    slot_comes(vm, WINDOW);
    slot_comes(vm, BESIDE);
    map(vm, HERE, WINDOW, RUN, 1);
    map(vm, THERE, BESIDE, RUN, 1);
    read_run(vm, HERE, 3);
    read_run(vm, THERE, 3);
    slot_goes(vm, WINDOW);
    struct counters before = space_counters(vm);
    read_run(vm, THERE, 3);
    assert_work(vm, before, (struct counters){.v[CTR_zap] = RUN, .v[CTR_zap_call] = 1});
    space_reads_mmio(vm, HERE, WINDOW, 3);
    slot_comes(vm, WINDOW);
    read_run(vm, HERE, 3);
    slot_goes(vm, BESIDE);
    before = space_counters(vm);
    read_run(vm, HERE, 3);
    assert_work(vm, before, (struct counters){.v[CTR_zap] = RUN, .v[CTR_zap_call] = 1});
    space_reads_mmio(vm, THERE, BESIDE, 3);
}

/* Nothing has run in between that could have noticed. */
static void slot_that_is_back_before_the_guest_runs_costs_nothing(void **state)
{
    struct vm *vm = *state;
    fill(vm);
    slot_comes(vm, WINDOW);
    map(vm, HERE, WINDOW, RUN, 1);
    read_run(vm, HERE, 3);
    struct counters before = space_counters(vm);
    slot_goes(vm, WINDOW);
    slot_comes(vm, WINDOW);
    read_run(vm, HERE, 3);
    assert_work(vm, before, (struct counters){0});
}

static void large_mapping_goes_with_its_slot(void **state)
{
    struct vm *vm = *state;
    fill(vm);
    slot_comes(vm, WINDOW);
    map(vm, HERE, OTHERS, RUN, 1);
    vm_map(vm, vm->root, TEST_GVA, WINDOW, 2, VM_URW);
    read_run(vm, HERE, 3);
    read_run(vm, TEST_GVA, 3);
    assert_true(space_counter(vm, CTR_fill_2m) > 0);
    slot_goes(vm, WINDOW);
    struct counters before = space_counters(vm);
    read_run(vm, HERE, 3);
    assert_work(vm, before, (struct counters){.v[CTR_zap] = 1, .v[CTR_zap_call] = 1});
    space_reads_mmio(vm, TEST_GVA + PAGE_SIZE, WINDOW + PAGE_SIZE, 3);
}

/* Every second page: a host call for each of them. */
static void scattered(struct vm *vm, unsigned n, unsigned cpl, struct counters want)
{
    fill(vm);
    slot_comes(vm, WINDOW);
    map(vm, HERE, OTHERS, RUN, 1);
    map(vm, THERE, WINDOW, n, 2);
    read_run(vm, HERE, cpl);
    assert_int_equal(sum(vm, THERE, n, 2, cpl), (uint64_t)n * (n - 1) / 2);
    slot_goes(vm, WINDOW);
    struct counters before = space_counters(vm);
    read_run(vm, HERE, cpl);
    struct counters now = space_counters(vm);
    assert_int_equal(now.v[CTR_flush_all] - before.v[CTR_flush_all], want.v[CTR_flush_all]);
    if (!want.v[CTR_flush_all])
        assert_int_equal(now.v[CTR_zap_call] - before.v[CTR_zap_call], want.v[CTR_zap_call]);
    for (unsigned i = 0; i < n; i += n - 1)
        space_reads_mmio(vm, THERE + i * 2 * PAGE_SIZE, WINDOW + i * PAGE_SIZE, cpl);
}

static void scattered_pages_go_one_by_one(void **state)
{
    scattered(*state, 4 * SPT_PENDING, 0, (struct counters){.v[CTR_zap_call] = 4 * SPT_PENDING});
}

static void root_that_waits_is_dropped_when_too_much_is_queued(void **state)
{
    scattered(*state, 4 * SPT_PENDING, 3, (struct counters){.v[CTR_flush_all] = 1});
}

static void running_root_is_dropped_when_too_much_is_scattered(void **state)
{
    scattered(*state, 1000, 0, (struct counters){.v[CTR_flush_all] = 1});
}

static void more_frames_than_are_looked_through_drop_all_roots(void **state)
{
    struct vm *vm = *state;
    fill(vm);
    map(vm, HERE, OTHERS, RUN, 1);
    read_run(vm, HERE, 3);
    struct counters before = space_counters(vm);
    vm->mmu->arena->stale = (struct frame_range){0, UINT64_MAX};
    read_run(vm, HERE, 3);
    struct counters now = space_counters(vm);
    assert_int_equal(now.v[CTR_flush_all] - before.v[CTR_flush_all],
                     now.v[CTR_root_new] - before.v[CTR_root_new]);
    assert_true(now.v[CTR_root_new] > before.v[CTR_root_new]);
}

static void slot_that_comes_is_seen_where_a_hole_was(void **state)
{
    struct vm *vm = *state;
    fill(vm);
    map(vm, HERE, WINDOW, RUN, 1);
    vm_map(vm, vm->root, TEST_GVA, WINDOW, 2, VM_URW);
    for (unsigned cpl = 0; cpl <= 3; cpl += 3) {
        space_reads_mmio(vm, HERE, WINDOW, cpl);
        space_reads_mmio(vm, TEST_GVA, WINDOW, cpl);
    }
    slot_comes(vm, WINDOW);
    for (unsigned cpl = 0; cpl <= 3; cpl += 3) {
        read_run(vm, HERE, cpl);
        read_run(vm, TEST_GVA, cpl);
    }
}

/* The slot shows other frames: both the page and the table that maps another are elsewhere. */
static void table_goes_with_its_slot(void **state)
{
    struct vm *vm = *state;
    uint64_t table = WINDOW + 0x100000, one = space_frame(vm, 1), two = space_frame(vm, 2);
    fill(vm);
    slot_comes(vm, WINDOW);
    vm_write(vm, space_pte(vm, vm->root, HERE, 2), table | VM_URW | PTE_A);
    vm_write(vm, table, one | VM_URW | SPACE_AD);
    vm_write(vm, HALF + 0x900000, two | VM_URW | SPACE_AD);
    map(vm, THERE, OTHERS, RUN, 1);
    read_run(vm, THERE, 3);
    assert_int_equal(sum(vm, HERE, 1, 1, 3), 1);
    slot_goes(vm, WINDOW);
    assert_int_equal(ram_slot_add(&vm->ram, gpa_gfn(gpa(table)), PAGES / 4, HALF + 0x900000, 0), 0);
    struct counters before = space_counters(vm);
    read_run(vm, THERE, 3);
    assert_work(vm, before, (struct counters){.v[CTR_zap] = 1, .v[CTR_zap_call] = 1});
    assert_int_equal(sum(vm, HERE, 1, 1, 3), 2);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_native(slot_goes_in_the_running_root),
        cmocka_unit_test_native(slot_goes_in_a_root_that_waits),
        cmocka_unit_test_space(slot_goes_in_every_space),
        cmocka_unit_test_space(other_window_onto_the_same_frames_stays),
        cmocka_unit_test_native(slot_that_is_back_before_the_guest_runs_costs_nothing),
        cmocka_unit_test_native(large_mapping_goes_with_its_slot),
        cmocka_unit_test_native(scattered_pages_go_one_by_one),
        cmocka_unit_test_native(root_that_waits_is_dropped_when_too_much_is_queued),
        cmocka_unit_test_native(running_root_is_dropped_when_too_much_is_scattered),
        cmocka_unit_test_native(more_frames_than_are_looked_through_drop_all_roots),
        cmocka_unit_test_native(slot_that_comes_is_seen_where_a_hole_was),
        cmocka_unit_test_native(table_goes_with_its_slot),
    };
    return space_main("zap", tests, sizeof tests / sizeof tests[0], argc, argv);
}
