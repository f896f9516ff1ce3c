/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Write tracking under aliases, and what happens at the limits: the host's number of mappings per
 * process, the pool of shadow pages. At a limit shadow is given up and filled again; what the guest
 * reads must not depend on it.
 */
#include "space.h"

#include <stdio.h>
#include <stdlib.h>

extern space_program s_sum, s_write_three;
extern const char g_read[], g_write[];

#define ALIAS(i) (SPACE_GVA + pt_size(2) + (i)*16 * PAGE_SIZE)

enum { ALIASES = 3 };

/* A frame at three addresses, and its place in the PD that maps SPACE_GVA on. */
struct aliased {
    uint64_t frame, pde;
    uint64_t page[2 * ALIASES]; /* frames that hold 1000 and on */
};

static struct aliased aliased_of(struct vm *vm)
{
    struct aliased a = {.frame = vm_new_frame(vm, 1)};
    for (unsigned i = 0; i < ALIASES; i++)
        space_map(vm, vm->root, ALIAS(i), a.frame, VM_URW);
    for (unsigned i = 0; i < 2 * ALIASES; i++)
        a.page[i] = space_frame(vm, 1000 + i);
    a.pde = space_pte(vm, vm->root, SPACE_GVA, 2);
    return a;
}

static void write_at(struct vm *vm, uint64_t at, uint64_t value)
{
    vm->st.gpr[RBX] = at;
    vm->st.gpr[RAX] = value;
    vm_go_ok(vm, g_write, 3);
}

static uint64_t read_at(struct vm *vm, uint64_t at)
{
    vm->st.gpr[RBX] = at;
    vm_go_ok(vm, g_read, 3);
    return vm->st.gpr[RAX];
}

/* Entry i of the frame through alias i: a plain write, or a table write once it is linked. */
static void set_entry(struct vm *vm, const struct aliased *a, unsigned i, unsigned page)
{
    write_at(vm, ALIAS(i) + 8 * i, a->page[page] | VM_URW | SPACE_AD);
}

static void link_table(struct vm *vm, const struct aliased *a)
{
    write_at(vm, SPACE_PHYS + a->pde, a->frame | VM_URW);
}

static void table_is_seen_through_every_alias_mapped_writable_before(void **state)
{
    struct vm *vm = *state;
    struct aliased a = aliased_of(vm);
    for (unsigned i = 0; i < ALIASES; i++)
        set_entry(vm, &a, i, i);
    link_table(vm, &a);
    for (unsigned i = 0; i < ALIASES; i++)
        assert_int_equal(read_at(vm, SPACE_GVA + i * PAGE_SIZE), 1000 + i);
    uint64_t traced = space_counter(vm, CTR_traced_write);
    for (unsigned i = 0; i < ALIASES; i++)
        set_entry(vm, &a, i, ALIASES + i);
    assert_int_equal(space_counter(vm, CTR_traced_write) - traced, ALIASES);
    for (unsigned i = 0; i < ALIASES; i++)
        assert_int_equal(read_at(vm, SPACE_GVA + i * PAGE_SIZE), 1000 + ALIASES + i);
}

/* All in one run: entries, link, use, and an alias written next. */
static void table_linked_by_the_run_that_wrote_it_is_tracked_at_once(void **state)
{
    struct vm *vm = *state;
    struct aliased a = aliased_of(vm);
    uint64_t *r = vm->st.gpr;
    set_entry(vm, &a, 0, 0);
    for (unsigned i = 0; i < 4; i++) {
        r[RBX] = ALIAS(1) + 8;
        r[R8] = a.page[i] | VM_URW | SPACE_AD;
        r[RCX] = SPACE_PHYS + a.pde;
        r[R9] = i & 1 ? 0 : a.frame | VM_URW; /* linked and not, in turn */
        r[RDX] = ALIAS(2) + 8;
        r[R10] = a.page[i + 1] | VM_URW | SPACE_AD;
        r[RBP] = i & 1 ? ALIAS(0) + 8 : SPACE_GVA + PAGE_SIZE;
        space_go(vm, s_write_three, 3);
        assert_int_equal(r[RAX], i & 1 ? r[R10] : 1000 + i + 1);
    }
}

static void table_that_is_unlinked_becomes_a_plain_page_again(void **state)
{
    struct vm *vm = *state;
    struct aliased a = aliased_of(vm);
    set_entry(vm, &a, 0, 0);
    link_table(vm, &a);
    assert_int_equal(read_at(vm, SPACE_GVA), 1000);
    write_at(vm, SPACE_PHYS + a.pde, 0);
    uint64_t traced = space_counter(vm, CTR_traced_write);
    for (unsigned i = 0; i < ALIASES; i++)
        write_at(vm, ALIAS(i) + 512, 7000 + i);
    uint64_t hidden = space_counter(vm, CTR_hidden_fault);
    for (unsigned i = 0; i < ALIASES; i++)
        write_at(vm, ALIAS(i) + 512, 8000 + i);
    assert_int_equal(vm_read(vm, a.frame + 512), 8000 + ALIASES - 1);
    assert_int_equal(space_counter(vm, CTR_traced_write), traced);
    assert_int_equal(space_counter(vm, CTR_hidden_fault), hidden); /* mapped writable by now */
}

/* --- limits --- */

static unsigned max_map_count(void)
{
    unsigned n = 0;
    FILE *f = fopen("/proc/sys/vm/max_map_count", "re");
    assert_non_null(f);
    assert_int_equal(fscanf(f, "%u", &n), 1);
    fclose(f);
    return n;
}

/* One page table of 512 frames in falling order, so that no two pages make one host mapping, for
 * all of `tables` pieces of 2 MiB. Frame i of the table holds i. */
static void scatter(struct vm *vm, unsigned tables)
{
    uint64_t pt = vm_new_frame(vm, 1), first = vm->next_frame;
    for (unsigned i = 0; i < PT_ENTRIES; i++)
        space_frame(vm, i);
    for (unsigned i = 0; i < PT_ENTRIES; i++)
        vm_write(vm, pt + 8 * (PT_ENTRIES - 1 - i), (first + i * PAGE_SIZE) | VM_URW | SPACE_AD);
    for (unsigned i = 0; i < tables; i++)
        vm_write(vm, space_pte(vm, vm->root, SPACE_GVA + i * pt_size(2), 2), pt | VM_URW);
}

static uint64_t sum(struct vm *vm, uint64_t from, uint64_t stride, uint64_t n)
{
    vm->st.gpr[RAX] = 0;
    vm->st.gpr[RBX] = from;
    vm->st.gpr[R8] = stride;
    vm->st.gpr[R12] = n;
    space_go(vm, s_sum, 3);
    return vm->st.gpr[RAX];
}

enum { SUM_OF_TABLE = PT_ENTRIES * (PT_ENTRIES - 1) / 2 };

static void more_mappings_than_the_host_allows_are_made_by_eviction(void **state)
{
    struct vm *vm = *state;
    unsigned tables = max_map_count() / PT_ENTRIES + 20;
    if (tables > 4096) {
        print_message("SKIP: vm.max_map_count is too high to be reached here\n");
        skip();
    }
    scatter(vm, tables);
    uint64_t flushes = space_counter(vm, CTR_flush_all);
    assert_int_equal(sum(vm, SPACE_GVA, PAGE_SIZE, (uint64_t)tables * PT_ENTRIES),
                     (uint64_t)tables * SUM_OF_TABLE);
    assert_true(space_counter(vm, CTR_evict) > 0);
    if (vm->mmu->arena->policy.evict)
        assert_int_equal(space_counter(vm, CTR_flush_all), flushes);
    else
        assert_true(space_counter(vm, CTR_flush_all) > flushes);
    /* The first table is out by now, and where room is dear nothing is mapped ahead. */
    uint64_t ahead = space_counter(vm, CTR_prefetch);
    assert_int_equal(sum(vm, SPACE_GVA, PAGE_SIZE, PT_ENTRIES), SUM_OF_TABLE);
    assert_int_equal(space_counter(vm, CTR_prefetch), ahead);
}

static void eviction_of_whole_roots_makes_room_as_well(void **state)
{
    more_mappings_than_the_host_allows_are_made_by_eviction(state);
}

static int setup_whole_roots(void **state)
{
    return space_setup_policy(state, "unsync=0,evict=0");
}

/* How many host mappings the process has that ran last, as the limit counts them: not the vsyscall
 * page. */
static unsigned host_mappings(struct vm *vm)
{
    char path[64];
    unsigned n = 0;
    const struct arena *a = vm->mmu->arena;
    snprintf(path, sizeof path, "/proc/%d/maps", (int)a->root[a->active].pid);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    for (int c; (c = fgetc(f)) != EOF;)
        n += c == '\n';
    fclose(f);
    return n - 1;
}

/* At the limit the host refuses to punch a hole into a mapping: the page must be gone all the same.
 */
static void unmapping_at_the_hosts_limit_leaves_no_stale_page(void **state)
{
    struct vm *vm = *state;
    unsigned limit = max_map_count(), tables = limit / PT_ENTRIES + 20;
    uint64_t run = SPACE_GVA + pt_size(3) * 8, pte = space_pte(vm, vm->root, run, 1);
    if (tables > 4096) {
        print_message("SKIP: vm.max_map_count is too high to be reached here\n");
        skip();
    }
    for (unsigned i = 0; i < 8; i++) /* one mapping of 8 pages */
        space_map(vm, vm->root, run + i * PAGE_SIZE, space_frame(vm, i), VM_URW | SPACE_AD);
    scatter(vm, tables);
    assert_int_equal(sum(vm, run, PAGE_SIZE, 8), 28);
    write_at(vm, SPACE_PHYS + pte + 8 * 7, 0); /* maps what the writer below needs */
    unsigned done = PT_ENTRIES, have;
    sum(vm, SPACE_GVA, PAGE_SIZE, done);
    while ((have = host_mappings(vm)) < limit) {
        sum(vm, SPACE_GVA + done * PAGE_SIZE, PAGE_SIZE, limit - have);
        done += limit - have;
        if (done / PT_ENTRIES >= tables)
            break;
    }
    assert_true(host_mappings(vm) >= limit);
    write_at(vm, SPACE_PHYS + pte + 8 * 3, 0);
    vm->st.gpr[RBX] = run + 3 * PAGE_SIZE;
    vm_go_pf(vm, g_read, 3, PF_U, run + 3 * PAGE_SIZE);
    assert_int_equal(sum(vm, run + 4 * PAGE_SIZE, PAGE_SIZE, 3), 4 + 5 + 6);
}

/* One page each in more pieces of 2 MiB than there are shadow pages: one PD for all GiB. */
static void more_tables_than_the_pool_holds_are_shadowed_by_eviction(void **state)
{
    struct vm *vm = *state;
    const unsigned gib = SPT_SHADOW_PAGES / PT_ENTRIES + 2;
    scatter(vm, PT_ENTRIES);
    uint64_t pd = vm_read(vm, space_pte(vm, vm->root, SPACE_GVA, 3));
    for (unsigned i = 1; i < gib; i++)
        vm_write(vm, space_pte(vm, vm->root, SPACE_GVA + i * pt_size(3), 3), pd);
    uint64_t n = (uint64_t)gib * PT_ENTRIES, flushes = space_counter(vm, CTR_flush_all);
    for (unsigned page = 0; page < 2; page++)
        assert_int_equal(sum(vm, SPACE_GVA + page * PAGE_SIZE, pt_size(2), n),
                         n * (PT_ENTRIES - 1 - page));
    assert_true(space_counter(vm, CTR_flush_all) > flushes);
    assert_true(vm->mmu->arena->sp_fresh <= SPT_SHADOW_PAGES);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_space(table_is_seen_through_every_alias_mapped_writable_before),
        cmocka_unit_test_space(table_linked_by_the_run_that_wrote_it_is_tracked_at_once),
        cmocka_unit_test_space(table_that_is_unlinked_becomes_a_plain_page_again),
        cmocka_unit_test_space(more_mappings_than_the_host_allows_are_made_by_eviction),
        cmocka_unit_test_setup_teardown(eviction_of_whole_roots_makes_room_as_well,
                                        setup_whole_roots, vm_teardown),
        cmocka_unit_test_space(unmapping_at_the_hosts_limit_leaves_no_stale_page),
        cmocka_unit_test_space(more_tables_than_the_pool_holds_are_shadowed_by_eviction),
    };
    return space_main("memory", tests, sizeof tests / sizeof tests[0], argc, argv);
}
