/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many address spaces, and work on the shadow of one that is not running: it is queued, merged, and
 * given up for a full drop when it is too much. Whatever is done, each space must read its own
 * memory.
 */
#include "space.h"

extern space_program s_read_all, s_write_all, s_tour, s_tour_kernel;
extern const char r_cr3[], g_read[];

enum { SPACES = 100, ROUNDS = 3, PAGES = 300 };

/* --- many roots --- */

struct tour {
    uint64_t list, out; /* GPAs: CR3 values, what was read in each */
};

static struct tour tour_of(struct vm *vm)
{
    struct tour t = {vm_new_frame(vm, 1), vm_new_frame(vm, 1)};
    uint64_t space[SPACES];
    for (unsigned i = 0; i < SPACES; i++) {
        space[i] = space_new(vm);
        space_map(vm, space[i], SPACE_GVA, space_frame(vm, 1000 + i), VM_URW);
    }
    for (unsigned i = 0; i < SPACES * ROUNDS; i++)
        vm_write(vm, t.list + 8 * i, space[i % SPACES]);
    vm->st.gpr[RDI] = SPACE_PHYS + t.list;
    vm->st.gpr[R13] = SPACE_PHYS + t.out;
    vm->st.gpr[R12] = SPACES * ROUNDS;
    vm->st.gpr[RBX] = SPACE_GVA;
    return t;
}

static void assert_tour(struct vm *vm, const struct tour *t)
{
    for (unsigned i = 0; i < SPACES * ROUNDS; i++)
        assert_int_equal(vm_read(vm, t->out + 8 * i), 1000 + i % SPACES);
}

static void assert_bounded(struct vm *vm, unsigned roots)
{
    pid_t pid[1];
    unsigned n = space_children(vm->mmu->template, pid, 1);
    assert_true(n > 1);
    assert_true(n <= roots);
    assert_true(space_counter(vm, CTR_root_evict) >= SPACES - roots);
}

static void a_hundred_spaces_at_cpl3_each_see_their_own_memory(void **state)
{
    struct vm *vm = *state;
    struct tour t = tour_of(vm);
    vm_routine(vm, r_cr3);
    space_go(vm, s_tour, 3);
    assert_tour(vm, &t);
    assert_bounded(vm, SPT_MAX_ROOTS);
}

static void a_hundred_spaces_at_cpl3_with_a_native_kernel_each_see_their_own_memory(void **state)
{
    a_hundred_spaces_at_cpl3_each_see_their_own_memory(state);
}

static void a_hundred_spaces_at_cpl0_each_see_their_own_memory(void **state)
{
    struct vm *vm = *state;
    struct tour t = tour_of(vm);
    space_go(vm, s_tour_kernel, 0);
    assert_tour(vm, &t);
    assert_bounded(vm, SPT_MAX_ROOTS);
}

static int setup_three_roots(void **state)
{
    return space_setup_policy(state, "interpret=0,unsync=0,roots=3");
}

static void a_hundred_spaces_in_three_roots_each_see_their_own_memory(void **state)
{
    struct vm *vm = *state;
    struct tour t = tour_of(vm);
    vm_routine(vm, r_cr3);
    space_go(vm, s_tour, 3);
    assert_tour(vm, &t);
    assert_bounded(vm, 3);
}

/* --- the queue of a root that is not running --- */

/* Two spaces that share the tables at SPACE_GVA: PAGES pages of their own frames each `stride`
 * apart, all marked accessed and dirty. */
struct pair {
    uint64_t a, b, first, other, out;
};

static struct pair pair_of(struct vm *vm)
{
    struct pair p = {.a = space_new(vm), .b = space_new(vm), .out = vm_new_frame(vm, 1)};
    space_pte(vm, p.a, SPACE_GVA, 1);
    p.first = vm->next_frame;
    for (unsigned i = 0; i < PAGES; i++)
        space_map(vm, p.a, SPACE_GVA + i * PAGE_SIZE, space_frame(vm, 1000 + i), VM_URW | SPACE_AD);
    p.other = vm->next_frame;
    for (unsigned i = 0; i < PAGES; i++)
        space_frame(vm, 5000 + i);
    unsigned top = 8 * pt_index(gva(SPACE_GVA), PT_MAX_LEVELS);
    vm_write(vm, p.b + top, vm_read(vm, p.a + top));
    return p;
}

/* Reads all pages in this space into p->out. */
static void read_pages(struct vm *vm, const struct pair *p, uint64_t space, unsigned n,
                       uint64_t stride)
{
    vm->st.cr3 = space;
    vm->st.gpr[RBX] = SPACE_GVA;
    vm->st.gpr[R8] = stride;
    vm->st.gpr[RDI] = SPACE_PHYS + p->out;
    vm->st.gpr[R12] = n;
    space_go(vm, s_read_all, 3);
}

/* In space b, CPL 3: writes n table entries from GPA `at`, `stride` bytes apart: `to`, to + step,
 * ... */
static void edit(struct vm *vm, const struct pair *p, uint64_t at, uint64_t stride, unsigned n,
                 uint64_t to, uint64_t step)
{
    vm->st.cr3 = p->b;
    vm->st.gpr[RDI] = SPACE_PHYS + at;
    vm->st.gpr[R8] = stride;
    vm->st.gpr[R12] = n;
    vm->st.gpr[RSI] = to;
    vm->st.gpr[R9] = step;
    space_go(vm, s_write_all, 3);
}

static void edits_beyond_the_queue_of_another_space_are_all_seen_there(void **state)
{
    struct vm *vm = *state;
    struct pair p = pair_of(vm);
    uint64_t pte = space_pte(vm, p.a, SPACE_GVA, 1);
    read_pages(vm, &p, p.a, PAGES, PAGE_SIZE);
    uint64_t flushes = space_counter(vm, CTR_flush_all);
    edit(vm, &p, pte, 8, PAGES, p.other | VM_URW | SPACE_AD, PAGE_SIZE);
    assert_true(space_counter(vm, CTR_flush_all) > flushes);
    read_pages(vm, &p, p.a, PAGES, PAGE_SIZE);
    for (unsigned i = 0; i < PAGES; i++)
        assert_int_equal(vm_read(vm, p.out + 8 * i), 5000 + i);
}

static void edits_within_the_queue_are_seen_without_a_full_drop(void **state)
{
    struct vm *vm = *state;
    struct pair p = pair_of(vm);
    uint64_t pte = space_pte(vm, p.a, SPACE_GVA, 1);
    read_pages(vm, &p, p.a, PAGES, PAGE_SIZE);
    uint64_t flushes = space_counter(vm, CTR_flush_all);
    edit(vm, &p, pte, 8, SPT_PENDING / 2, p.other | VM_URW | SPACE_AD, PAGE_SIZE);
    read_pages(vm, &p, p.a, PAGES, PAGE_SIZE);
    assert_int_equal(space_counter(vm, CTR_flush_all), flushes);
    for (unsigned i = 0; i < PAGES; i++)
        assert_int_equal(vm_read(vm, p.out + 8 * i), (i < SPT_PENDING / 2 ? 5000 : 1000) + i);
}

static void assert_gone(struct vm *vm, uint64_t space, uint64_t at)
{
    vm->st.cr3 = space;
    vm->st.gpr[RBX] = at;
    vm_go_pf(vm, g_read, 3, PF_U, at);
}

static void unmappings_beyond_the_queue_leave_the_others_mapped(void **state)
{
    struct vm *vm = *state;
    struct pair p = pair_of(vm);
    uint64_t pte = space_pte(vm, p.a, SPACE_GVA, 1);
    read_pages(vm, &p, p.a, PAGES, PAGE_SIZE);
    edit(vm, &p, pte, 16, PAGES / 2, 0, 0);
    for (unsigned i = 0; i < PAGES; i += 50)
        assert_gone(vm, p.a, SPACE_GVA + i * PAGE_SIZE);
    vm->st.cr3 = p.a;
    vm->st.gpr[RBX] = SPACE_GVA + PAGE_SIZE;
    vm->st.gpr[R8] = 2 * PAGE_SIZE;
    vm->st.gpr[RDI] = SPACE_PHYS + p.out;
    vm->st.gpr[R12] = PAGES / 2;
    space_go(vm, s_read_all, 3);
    for (unsigned i = 0; i < PAGES / 2; i++)
        assert_int_equal(vm_read(vm, p.out + 8 * i), 1001 + 2 * i);
}

/* A PML4 entry with so much below it that the queue overflows in the midst of taking it out: every
 * second of 200 PDPT entries, all of them the same tables below. */
static void clearing_a_pml4_entry_beyond_the_queue_is_survived(void **state)
{
    enum { GIB = 200, ROUND = 4 };
    struct vm *vm = *state;
    struct pair p = pair_of(vm);
    uint64_t pdpt = space_pte(vm, p.a, SPACE_GVA, 3), pml4 = space_pte(vm, p.a, SPACE_GVA, 4);
    uint64_t entry = vm_read(vm, pml4), stride = 2 * pt_size(3);
    for (unsigned i = 2; i < GIB; i += 2)
        vm_write(vm, pdpt + 8 * i, vm_read(vm, pdpt));
    for (unsigned round = 0; round < ROUND; round++) {
        read_pages(vm, &p, p.a, GIB / 2, stride);
        for (unsigned i = 0; i < GIB / 2; i++)
            assert_int_equal(vm_read(vm, p.out + 8 * i), 1000);
        edit(vm, &p, pml4, 8, 1, 0, 0);
        assert_gone(vm, p.a, SPACE_GVA);
        assert_gone(vm, p.a, SPACE_GVA + 10 * stride);
        edit(vm, &p, pml4, 8, 1, entry, 0);
    }
    read_pages(vm, &p, p.a, PAGES, PAGE_SIZE);
    for (unsigned i = 0; i < PAGES; i++)
        assert_int_equal(vm_read(vm, p.out + 8 * i), 1000 + i);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_space(a_hundred_spaces_at_cpl3_each_see_their_own_memory),
        cmocka_unit_test_native(
            a_hundred_spaces_at_cpl3_with_a_native_kernel_each_see_their_own_memory),
        cmocka_unit_test_native(a_hundred_spaces_at_cpl0_each_see_their_own_memory),
        cmocka_unit_test_setup_teardown(a_hundred_spaces_in_three_roots_each_see_their_own_memory,
                                        setup_three_roots, vm_teardown),
        cmocka_unit_test_space(edits_beyond_the_queue_of_another_space_are_all_seen_there),
        cmocka_unit_test_space(edits_within_the_queue_are_seen_without_a_full_drop),
        cmocka_unit_test_space(unmappings_beyond_the_queue_leave_the_others_mapped),
        cmocka_unit_test_space(clearing_a_pml4_entry_beyond_the_queue_is_survived),
    };
    return space_main("root", tests, sizeof tests / sizeof tests[0], argc, argv);
}
