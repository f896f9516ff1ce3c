/* SPDX-License-Identifier: Apache-2.0 */
/* What it costs the shadow that pages become clean in the dirty log: host calls, by how the pages
 * lie. */
#include "space.h"

extern space_program s_write_all;
extern const char g_read[], g_write[];

#define HALF  (VM_BYTES / 2)
#define PAGES (HALF >> PAGE_SHIFT)
#define WORDS (PAGES / 64)

enum { RUN = 256 };

static const struct gfn base = {VM_HOLE >> PAGE_SHIFT};

/* Which page of the slot the guest sees at page i of SPACE_GVA. */
typedef unsigned order(unsigned i);
static unsigned rising(unsigned i)
{
    return i;
}
static unsigned falling(unsigned i)
{
    return RUN - 1 - i;
}

/* The guest writes all pages of the run, from this CPL. */
static void write_run(struct vm *vm, unsigned cpl)
{
    vm->st.gpr[RDI] = SPACE_GVA;
    vm->st.gpr[R8] = PAGE_SIZE;
    vm->st.gpr[R9] = 1;
    vm->st.gpr[RSI] = 1;
    vm->st.gpr[R12] = RUN;
    space_go(vm, s_write_all, cpl);
}

/* The upper half of the memfd as a slot of its own, written and so mapped writable, then logged. */
static void log_run(struct vm *vm, order *of, unsigned cpl)
{
    assert_int_equal(ram_slot_add(&vm->ram, base, PAGES, HALF, 0), 0);
    for (unsigned i = 0; i < RUN; i++)
        space_map(vm, vm->root, SPACE_GVA + i * PAGE_SIZE, VM_HOLE + of(i) * PAGE_SIZE,
                  VM_URW | SPACE_AD);
    write_run(vm, cpl);
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_ok(vm, g_read, cpl);
    assert_int_equal(ram_slot_log(&vm->ram, base, true), 0);
}

/* Host calls that a read of the first page makes: what is due before the guest runs, no more. */
static uint64_t calls_of_a_read(struct vm *vm, unsigned cpl)
{
    uint64_t before = space_counter(vm, CTR_map_call);
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_ok(vm, g_read, cpl);
    return space_counter(vm, CTR_map_call) - before;
}

static uint64_t dirty_faults_of_a_run(struct vm *vm, unsigned cpl)
{
    uint64_t before = space_counter(vm, CTR_dirty_fault);
    write_run(vm, cpl);
    return space_counter(vm, CTR_dirty_fault) - before;
}

/* Pages of the run become clean: every one, or every second. */
static void clear_run(struct vm *vm, unsigned step)
{
    uint64_t which[WORDS] = {0};
    for (unsigned i = 0; i < RUN; i += step)
        which[i / 64] |= UINT64_C(1) << i % 64;
    assert_int_equal(vm->ops->dirty_clear(vm->mmu, ram_slot(&vm->ram, base), which), 0);
}

static void one_call_protects_a_run(struct vm *vm, order *of, unsigned cpl)
{
    log_run(vm, of, cpl);
    uint64_t flushes = space_counter(vm, CTR_flush_all);
    assert_int_equal(calls_of_a_read(vm, cpl), 1);
    assert_int_equal(dirty_faults_of_a_run(vm, cpl), RUN);
    clear_run(vm, 1);
    assert_int_equal(calls_of_a_read(vm, cpl), 1);
    assert_int_equal(dirty_faults_of_a_run(vm, cpl), RUN);
    assert_int_equal(dirty_faults_of_a_run(vm, cpl), 0);
    assert_int_equal(space_counter(vm, CTR_flush_all), flushes);
}

static void run_becomes_clean_by_one_call(void **state)
{
    one_call_protects_a_run(*state, rising, 0);
}

static void run_of_falling_frames_becomes_clean_by_one_call(void **state)
{
    one_call_protects_a_run(*state, falling, 0);
}

static void run_in_a_root_that_waits_becomes_clean_by_one_call(void **state)
{
    one_call_protects_a_run(*state, rising, 3);
}

static void scattered_pages_become_clean_one_by_one(void **state)
{
    struct vm *vm = *state;
    log_run(vm, rising, 0);
    calls_of_a_read(vm, 0);
    write_run(vm, 0);
    uint64_t flushes = space_counter(vm, CTR_flush_all);
    clear_run(vm, 2);
    assert_int_equal(calls_of_a_read(vm, 0), RUN / 2);
    assert_int_equal(dirty_faults_of_a_run(vm, 0), RUN / 2);
    assert_int_equal(space_counter(vm, CTR_flush_all), flushes);
}

/* The queue of the root that waits: pages protected, then one of them unmapped and mapped anew. */
static void edit_after_the_log_was_cleared_holds(void **state)
{
    struct vm *vm = *state;
    uint64_t pte = space_pte(vm, vm->root, SPACE_GVA + 7 * PAGE_SIZE, 1), bitmap[WORDS];
    log_run(vm, rising, 3);
    uint64_t entry = vm_read(vm, pte);
    for (unsigned i = 0; i < 2; i++) {
        vm->st.gpr[RBX] = SPACE_PHYS + pte;
        vm->st.gpr[RAX] = i ? entry : 0;
        vm_go_ok(vm, g_write, 0);
    }
    assert_int_equal(dirty_faults_of_a_run(vm, 3), RUN - 1); /* and a hidden one */
    assert_int_equal(vm->ops->dirty_get(vm->mmu, ram_slot(&vm->ram, base), bitmap), 0);
    for (unsigned i = 0; i < RUN / 64; i++)
        assert_true(bitmap[i] == UINT64_MAX);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_native(run_becomes_clean_by_one_call),
        cmocka_unit_test_native(run_of_falling_frames_becomes_clean_by_one_call),
        cmocka_unit_test_native(run_in_a_root_that_waits_becomes_clean_by_one_call),
        cmocka_unit_test_native(scattered_pages_become_clean_one_by_one),
        cmocka_unit_test_native(edit_after_the_log_was_cleared_holds),
    };
    return space_main("dirty", tests, sizeof tests / sizeof tests[0], argc, argv);
}
