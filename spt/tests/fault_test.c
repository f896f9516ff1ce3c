/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Faults by class, one by one, as the counters tell them. At CPL 0 with all code native, so that
 * nothing but the access under test traps, and after a first run that has mapped the code and the
 * stack.
 */
#include "space.h"

extern const char g_read[], g_write[], g_read_write[];

static void assert_classes(struct vm *vm, struct counters before, struct counters more)
{
    static const enum counter classes[] = {CTR_true_fault, CTR_hidden_fault, CTR_traced_write,
                                           CTR_ad_upgrade, CTR_exception};
    space_assert_moved(vm, &before, &more, classes, sizeof classes / sizeof classes[0]);
}

/* Runs a program of the contract tests once on a page of its own: its code is mapped from then on.
 */
static void warm(struct vm *vm, const char *program)
{
    space_map(vm, vm->root, SPACE_GVA + 0x100000, vm_new_frame(vm, 1), VM_KRW);
    vm->st.gpr[RBX] = SPACE_GVA + 0x100000;
    vm_go_ok(vm, program, 0);
}

static void first_touch_counts_one_hidden_fault_and_no_exception(void **state)
{
    struct vm *vm = *state;
    space_map(vm, vm->root, SPACE_GVA, space_frame(vm, 0x600d), VM_KRW);
    warm(vm, g_read);
    struct counters before = space_counters(vm);
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_ok(vm, g_read, 0);
    assert_int_equal(vm->st.gpr[RAX], 0x600d);
    assert_classes(vm, before, (struct counters){.v[CTR_hidden_fault] = 1});
}

static void second_touch_counts_nothing(void **state)
{
    struct vm *vm = *state;
    space_map(vm, vm->root, SPACE_GVA, space_frame(vm, 0x600d), VM_KRW);
    warm(vm, g_read);
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_ok(vm, g_read, 0);
    struct counters before = space_counters(vm);
    vm_go_ok(vm, g_read, 0);
    assert_classes(vm, before, (struct counters){0});
}

static void touch_without_a_pte_counts_one_true_fault(void **state)
{
    struct vm *vm = *state;
    warm(vm, g_read);
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_pf(vm, g_read, 0, 0, SPACE_GVA); /* maps the handler */
    struct counters before = space_counters(vm);
    vm_go_pf(vm, g_read, 0, 0, SPACE_GVA);
    assert_classes(vm, before, (struct counters){.v[CTR_true_fault] = 1});
}

static void write_to_a_table_counts_one_traced_write(void **state)
{
    struct vm *vm = *state;
    uint64_t to = space_frame(vm, 0xbeef) | VM_KRW | SPACE_AD;
    space_map(vm, vm->root, SPACE_GVA, space_frame(vm, 0x600d), VM_KRW);
    warm(vm, g_read);
    warm(vm, g_write);
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_ok(vm, g_read, 0);
    struct counters before = space_counters(vm);
    vm->st.gpr[RBX] = SPACE_PHYS + space_pte(vm, vm->root, SPACE_GVA, 1);
    vm->st.gpr[RAX] = to;
    vm_go_ok(vm, g_write, 0);
    assert_classes(vm, before, (struct counters){.v[CTR_traced_write] = 1});
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_ok(vm, g_read, 0); /* replaced by the write: no fault */
    assert_int_equal(vm->st.gpr[RAX], 0xbeef);
    assert_classes(vm, before, (struct counters){.v[CTR_traced_write] = 1});
}

/* A state from outside is like a CR3 load: tables that were let go are brought in step before the
 * guest runs on. */
static void write_to_a_leaf_table_lets_it_go_until_it_is_brought_in_step(void **state)
{
    struct vm *vm = *state;
    uint64_t to = space_frame(vm, 0xbeef) | VM_KRW | SPACE_AD;
    space_map(vm, vm->root, SPACE_GVA, space_frame(vm, 0x600d), VM_KRW);
    warm(vm, g_write);
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_ok(vm, g_read, 0);
    uint64_t traced = space_counter(vm, CTR_traced_write), gone = space_counter(vm, CTR_unsync);
    vm->st.gpr[RBX] = SPACE_PHYS + space_pte(vm, vm->root, SPACE_GVA, 1);
    vm->st.gpr[RAX] = to;
    vm_go_ok(vm, g_write, 0);
    assert_int_equal(space_counter(vm, CTR_traced_write), traced);
    assert_int_equal(space_counter(vm, CTR_unsync), gone + 1);
    uint64_t resynced = space_counter(vm, CTR_resync);
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_ok(vm, g_read, 0);
    assert_int_equal(vm->st.gpr[RAX], 0xbeef);
    assert_int_equal(space_counter(vm, CTR_resync), resynced + 1);
}

static void read_then_write_counts_one_fill_and_one_ad_upgrade(void **state)
{
    struct vm *vm = *state;
    uint64_t pte = space_pte(vm, vm->root, SPACE_GVA, 1);
    space_map(vm, vm->root, SPACE_GVA, space_frame(vm, 0), VM_KRW);
    warm(vm, g_read_write);
    struct counters before = space_counters(vm);
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_ok(vm, g_read_write, 0);
    assert_classes(vm, before, (struct counters){.v[CTR_hidden_fault] = 1, .v[CTR_ad_upgrade] = 1});
    assert_int_equal(vm_read(vm, pte) & SPACE_AD, SPACE_AD);
}

static void write_first_counts_one_hidden_fault_only(void **state)
{
    struct vm *vm = *state;
    space_map(vm, vm->root, SPACE_GVA, space_frame(vm, 0), VM_KRW);
    warm(vm, g_read_write);
    warm(vm, g_write);
    struct counters before = space_counters(vm);
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_ok(vm, g_write, 0);
    vm_go_ok(vm, g_read_write, 0);
    assert_classes(vm, before, (struct counters){.v[CTR_hidden_fault] = 1});
}

/* Eight pages in a row of frames; `fresh` has its A bit clear. */
static void eight_pages(struct vm *vm, unsigned fresh)
{
    space_pte(vm, vm->root, SPACE_GVA, 1); /* tables first, so that the frames are in a row */
    for (unsigned i = 0; i < 8; i++)
        space_map(vm, vm->root, SPACE_GVA + i * PAGE_SIZE, space_frame(vm, i),
                  i == fresh ? VM_KRW : VM_KRW | SPACE_AD);
}

static void prefetch_maps_accessed_neighbours_with_one_fault(void **state)
{
    struct vm *vm = *state;
    eight_pages(vm, 8);
    warm(vm, g_read);
    uint64_t ahead = space_counter(vm, CTR_prefetch);
    struct counters before = space_counters(vm);
    for (unsigned i = 0; i < 8; i++) {
        vm->st.gpr[RBX] = SPACE_GVA + i * PAGE_SIZE;
        vm_go_ok(vm, g_read, 0);
        assert_int_equal(vm->st.gpr[RAX], i);
    }
    assert_int_equal(space_counter(vm, CTR_prefetch) - ahead, 7);
    assert_classes(vm, before, (struct counters){.v[CTR_hidden_fault] = 1});
}

static void prefetch_leaves_the_accessed_bit_of_others_clear(void **state)
{
    struct vm *vm = *state;
    uint64_t pte = space_pte(vm, vm->root, SPACE_GVA + 3 * PAGE_SIZE, 1);
    eight_pages(vm, 3);
    warm(vm, g_read);
    uint64_t ahead = space_counter(vm, CTR_prefetch);
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_ok(vm, g_read, 0);
    assert_int_equal(space_counter(vm, CTR_prefetch) - ahead, 6); /* all but itself and that one */
    assert_int_equal(vm_read(vm, pte) & SPACE_AD, 0);
    struct counters before = space_counters(vm);
    vm->st.gpr[RBX] = SPACE_GVA + 3 * PAGE_SIZE;
    vm_go_ok(vm, g_read, 0);
    assert_classes(vm, before, (struct counters){.v[CTR_hidden_fault] = 1});
    assert_int_equal(vm_read(vm, pte) & SPACE_AD, PTE_A);
}

/* A clean neighbour of a dirty page stays read-only, else its D bit would be missed. */
static void prefetch_does_not_make_a_clean_page_writable(void **state)
{
    struct vm *vm = *state;
    uint64_t clean = SPACE_GVA + PAGE_SIZE, pte = space_pte(vm, vm->root, clean, 1);
    space_map(vm, vm->root, SPACE_GVA, space_frame(vm, 0), VM_KRW | SPACE_AD);
    space_map(vm, vm->root, clean, space_frame(vm, 0), VM_KRW | PTE_A);
    warm(vm, g_write);
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_ok(vm, g_write, 0);
    assert_int_equal(vm_read(vm, pte) & PTE_D, 0);
    vm->st.gpr[RBX] = clean;
    vm_go_ok(vm, g_write, 0);
    assert_int_equal(vm_read(vm, pte) & PTE_D, PTE_D);
}

/* Eight pages whose frames do not follow one another; page `other` is not dirty, the others are.
 * warm() is the first fill of their table. */
static void eight_scattered_pages(struct vm *vm, unsigned other)
{
    uint64_t frame[8];
    space_pte(vm, vm->root, SPACE_GVA, 1);
    for (unsigned i = 0; i < 8; i++)
        frame[i] = space_frame(vm, i * 3 % 8);
    for (unsigned i = 0; i < 8; i++)
        space_map(vm, vm->root, SPACE_GVA + i * PAGE_SIZE, frame[i * 3 % 8],
                  VM_KRW | (i == other ? PTE_A : SPACE_AD));
}

/* Reads them all, and returns how many hidden faults that took; there are no others. */
static uint64_t read_scattered(struct vm *vm)
{
    struct counters before = space_counters(vm);
    for (unsigned i = 0; i < 8; i++) {
        vm->st.gpr[RBX] = SPACE_GVA + i * PAGE_SIZE;
        vm_go_ok(vm, g_read, 0);
        assert_int_equal(vm->st.gpr[RAX], i);
    }
    uint64_t faults = space_counter(vm, CTR_hidden_fault) - before.v[CTR_hidden_fault];
    assert_classes(vm, before, (struct counters){.v[CTR_hidden_fault] = faults});
    return faults;
}

static void scattered_neighbours_are_mapped_ahead_in_growing_number(void **state)
{
    struct vm *vm = *state;
    eight_scattered_pages(vm, 8);
    warm(vm, g_read);
    uint64_t ahead = space_counter(vm, CTR_prefetch);
    /* 0 and with it 1; 2 and with it 3, 4, 5; 6 and with it 7 */
    assert_int_equal(read_scattered(vm), 3);
    assert_int_equal(space_counter(vm, CTR_prefetch) - ahead, 5);
}

static void scattered_neighbours_that_are_held_otherwise_wait(void **state)
{
    struct vm *vm = *state;
    eight_scattered_pages(vm, 2);
    warm(vm, g_read);
    /* 0 and with it 1; 2, like which there is none; 3; 4 and with it 5; 6 and with it 7 */
    assert_int_equal(read_scattered(vm), 5);
}

static void scattered_neighbours_wait_where_the_policy_says_so(void **state)
{
    struct vm *vm = *state;
    eight_scattered_pages(vm, 8);
    warm(vm, g_read);
    assert_int_equal(read_scattered(vm), 8);
}

static int setup_no_scatter(void **state)
{
    return space_setup_policy(state, "interpret=0,unsync=0,scatter=0");
}

/* What was mapped ahead follows its entry like all else. */
static void page_mapped_ahead_follows_its_entry(void **state)
{
    struct vm *vm = *state;
    uint64_t ahead = SPACE_GVA + PAGE_SIZE, pte = space_pte(vm, vm->root, ahead, 1);
    eight_scattered_pages(vm, 8);
    warm(vm, g_read);
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_ok(vm, g_read, 0);
    assert_int_equal(space_counter(vm, CTR_prefetch), 1);
    vm->st.gpr[RBX] = SPACE_PHYS + pte;
    vm->st.gpr[RAX] = space_frame(vm, 0xbeef) | VM_KRW | SPACE_AD;
    vm_go_ok(vm, g_write, 0);
    vm->st.gpr[RBX] = ahead;
    vm_go_ok(vm, g_read, 0);
    assert_int_equal(vm->st.gpr[RAX], 0xbeef);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_native(first_touch_counts_one_hidden_fault_and_no_exception),
        cmocka_unit_test_native(second_touch_counts_nothing),
        cmocka_unit_test_native(touch_without_a_pte_counts_one_true_fault),
        cmocka_unit_test_native(write_to_a_table_counts_one_traced_write),
        cmocka_unit_test_unsync_native(
            write_to_a_leaf_table_lets_it_go_until_it_is_brought_in_step),
        cmocka_unit_test_native(read_then_write_counts_one_fill_and_one_ad_upgrade),
        cmocka_unit_test_native(write_first_counts_one_hidden_fault_only),
        cmocka_unit_test_native(prefetch_maps_accessed_neighbours_with_one_fault),
        cmocka_unit_test_native(prefetch_leaves_the_accessed_bit_of_others_clear),
        cmocka_unit_test_native(prefetch_does_not_make_a_clean_page_writable),
        cmocka_unit_test_native(scattered_neighbours_are_mapped_ahead_in_growing_number),
        cmocka_unit_test_native(scattered_neighbours_that_are_held_otherwise_wait),
        cmocka_unit_test_setup_teardown(scattered_neighbours_wait_where_the_policy_says_so,
                                        setup_no_scatter, vm_teardown),
        cmocka_unit_test_native(page_mapped_ahead_follows_its_entry),
    };
    return space_main("fault", tests, sizeof tests / sizeof tests[0], argc, argv);
}
