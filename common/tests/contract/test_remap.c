/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random programs of remaps, discards and guest accesses, against a model: no translation that was
 * made before a change is used after it. A large region (RAM of one of two areas, a read-only view
 * of it, or a device) and single pages over it come and go in 2 MiB of guest-physical memory, which
 * the guest sees by 4 KiB and by 2 MiB pages, as it sees both areas themselves.
 */
#include "tests.h"

#include <stdlib.h>

PROGRAM(g_read);
PROGRAM(g_write);

#define STEPS  600u
#define AREAS  2u
#define PLACES 4u /* pages that are looked at, of the 512 */

#define SHOWN_4K (TEST_GVA)
#define SHOWN_2M (TEST_GVA + 0x200000)
#define AREA_4K  (TEST_GVA + 0x400000) /* and one for each area */
#define AREA_2M  (TEST_GVA + 0x800000)

static const uint64_t place[PLACES] = {0, 1, 254, 511};

enum kind { HOLE, RAM, ROM, DEVICE, KINDS };

struct shown {
    enum kind kind;
    unsigned area, page;     /* page: which place of the area; for single pages */
    struct region region[2]; /* in turn: the one that goes is in the view until the commit */
    unsigned turn;
};

struct program {
    struct vm *vm;
    uint64_t seed;
    uint64_t area[AREAS]; /* GPA */
    uint64_t value[AREAS][PLACES];
    struct shown large, small[PLACES];
};

static unsigned rnd(struct program *p, unsigned below)
{
    p->seed = p->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(p->seed >> 33) % below;
}

static void prepare(struct program *p)
{
    struct vm *vm = p->vm;
    for (unsigned a = 0; a < AREAS; a++) {
        p->area[a] = vm_new_frame(vm, 2);
        vm_map(vm, vm->root, AREA_2M + a * pt_size(2), p->area[a], 2, VM_URW);
        for (unsigned i = 0; i < PLACES; i++)
            vm_map(vm, vm->root, AREA_4K + a * pt_size(2) + (place[i] << PAGE_SHIFT),
                   p->area[a] + (place[i] << PAGE_SHIFT), 1, VM_URW);
    }
    vm_map(vm, vm->root, SHOWN_2M, VM_HOLE, 2, VM_URW);
    for (unsigned i = 0; i < PLACES; i++)
        vm_map(vm, vm->root, SHOWN_4K + (place[i] << PAGE_SHIFT),
               VM_HOLE + (place[i] << PAGE_SHIFT), 1, VM_URW);
}

/* --- changes by the host --- */

static void make(struct program *p, struct shown *s, uint64_t bytes, uint64_t from)
{
    struct region *r = &s->region[s->turn];
    if (s->kind == DEVICE)
        region_mmio(r, "device", bytes, NULL, NULL);
    else if (s->kind == ROM && rnd(p, 2))
        region_rom(r, "rom", bytes, from);
    else
        region_alias(r, "window", bytes, &p->vm->board.low, from, s->kind == ROM);
}

static void change(struct program *p, struct shown *s, uint64_t at, uint64_t bytes, int priority)
{
    struct memory *m = &p->vm->board.memory;
    memory_begin(m);
    region_remove(&s->region[s->turn]);
    s->turn ^= 1;
    s->kind = (enum kind)rnd(p, KINDS);
    s->area = rnd(p, AREAS);
    s->page = rnd(p, PLACES);
    if (s->kind != HOLE) {
        make(p, s, bytes, p->area[s->area] + (priority > 1 ? place[s->page] << PAGE_SHIFT : 0));
        assert_int_equal(region_add(&p->vm->board.root, &s->region[s->turn], at, priority), 0);
    }
    assert_int_equal(memory_commit(m), 0);
}

static void remap(struct program *p)
{
    unsigned i = rnd(p, PLACES + 1);
    if (i == PLACES)
        change(p, &p->large, VM_HOLE, pt_size(2), 1);
    else
        change(p, &p->small[i], VM_HOLE + (place[i] << PAGE_SHIFT), PAGE_SIZE, 2);
}

static void discard(struct program *p)
{
    unsigned a = rnd(p, AREAS), i = rnd(p, PLACES + 1);
    uint64_t at = p->area[a] + (i < PLACES ? place[i] << PAGE_SHIFT : 0);
    assert_int_equal(
        memory_discard(&p->vm->board.memory, gpa(at), i < PLACES ? PAGE_SIZE : pt_size(2)), 0);
    for (unsigned j = 0; j < PLACES; j++)
        if (i == PLACES || i == j)
            p->value[a][j] = 0;
}

/* --- accesses by the guest --- */

static void access(struct program *p, uint64_t va, bool write, uint64_t value)
{
    struct vm *vm = p->vm;
    unsigned cpl = rnd(p, 2) ? 3 : 0;
    vm->st.gpr[RBX] = va;
    vm->st.gpr[RAX] = value;
    vm_enter(vm, write ? g_write : g_read, cpl);
    assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), 0);
    assert_int_equal(vm->ops->run(vm->mmu, &vm->exit), 0);
}

static void to_the_end(struct program *p)
{
    struct vm *vm = p->vm;
    if (vm->exit.kind != VCPU_EXIT_HALT)
        fail_msg("seed ended in exit %s %s at %#lx", vcpu_exit_name(vm->exit.kind), vm->exit.text,
                 vm->st.gpr[RBX]);
    assert_int_equal(vm->ops->get_state(vm->mmu, &vm->st), 0);
    assert_int_equal(vm_fault(vm).vector, -1);
}

static void expect_exit(struct program *p, uint64_t at, bool write, uint64_t value)
{
    struct vm *vm = p->vm;
    assert_int_equal(vm->exit.kind, VCPU_EXIT_MMIO);
    assert_int_equal(vm->exit.mmio.at.v, at);
    assert_int_equal(vm->exit.mmio.write, write);
    if (write)
        assert_int_equal(vm->exit.mmio.value, value);
    else
        vm->exit.mmio.value = value;
    assert_int_equal(vm->ops->run(vm->mmu, &vm->exit), 0);
}

/* What lies at a place of the 2 MiB. */
static struct shown shown_at(const struct program *p, unsigned i)
{
    struct shown s = p->small[i];
    if (s.kind == HOLE) {
        s = p->large;
        s.page = i;
    }
    return s;
}

static void touch_shown(struct program *p)
{
    unsigned i = rnd(p, PLACES);
    struct shown s = shown_at(p, i);
    bool write = rnd(p, 2), exits = s.kind == HOLE || s.kind == DEVICE || (s.kind == ROM && write);
    uint64_t value = rnd(p, 1u << 30), offset = place[i] << PAGE_SHIFT;
    access(p, (rnd(p, 2) ? SHOWN_4K : SHOWN_2M) + offset, write, value);
    if (exits)
        expect_exit(p, VM_HOLE + offset, write, value);
    to_the_end(p);
    if (!write)
        assert_int_equal(p->vm->st.gpr[RAX], exits ? value : p->value[s.area][s.page]);
    else if (!exits)
        p->value[s.area][s.page] = value;
}

static void touch_area(struct program *p)
{
    unsigned a = rnd(p, AREAS), i = rnd(p, PLACES);
    bool write = rnd(p, 2);
    uint64_t value = rnd(p, 1u << 30);
    access(p, (rnd(p, 2) ? AREA_4K : AREA_2M) + a * pt_size(2) + (place[i] << PAGE_SHIFT), write,
           value);
    to_the_end(p);
    if (write)
        p->value[a][i] = value;
    else
        assert_int_equal(p->vm->st.gpr[RAX], p->value[a][i]);
}

static void run_program(struct vm *vm, uint64_t seed)
{
    static void (*const steps[])(struct program * p) = {remap,       discard,     touch_shown,
                                                        touch_shown, touch_shown, touch_area};
    struct program p = {.vm = vm, .seed = seed};
    prepare(&p);
    for (unsigned i = 0; i < STEPS; i++)
        steps[rnd(&p, sizeof steps / sizeof steps[0])](&p);
    board_fini(&vm->board); /* its regions are ours */
}

static void no_translation_outlives_a_change_of_memory_one(void **state)
{
    run_program(*state, 1);
}

static void no_translation_outlives_a_change_of_memory_two(void **state)
{
    run_program(*state, 0x9e3779b97f4a7c15);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_vm(no_translation_outlives_a_change_of_memory_one),
    cmocka_unit_test_vm(no_translation_outlives_a_change_of_memory_two),
};
TEST_GROUP(remap, tests);
