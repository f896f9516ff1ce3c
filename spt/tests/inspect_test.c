/* SPDX-License-Identifier: Apache-2.0 */
/* What is seen of the shadow from outside: it agrees with the guest's tables and with the mappings
 * of the processes, and where it does not, that is found and named. */
#include "space.h"

#include "common/host_page.h"
#include "common/inspect.h"

#include <string.h>

extern const char g_read[], g_write[], s_write_all[];

#define PAGES 200u

static void look(struct vm *vm, struct inspect *in)
{
    struct walk_env env = inspect_env(&vm->st, gpa(vm->st.cr3), 40);

    inspect_open(in, vm->ops, vm->mmu, &vm->ram, &env);
    assert_in_range(in->nroots, 1, INSPECT_MAX_ROOTS);
}

static unsigned root_of(const struct inspect *in, bool user)
{
    unsigned i = 0;

    while (i < in->nroots && in->root[i].user != user)
        i++;
    assert_true(i < in->nroots);
    return i;
}

static enum inspect_match match_at(struct vm *vm, uint64_t at, bool user)
{
    struct inspect in;
    struct walk guest;
    struct mmu_own own;

    look(vm, &in);
    return inspect_root(&in, root_of(&in, user), gva(at), &guest, &own);
}

/* Bytes by match over the whole address space and all roots. */
struct sums {
    const struct inspect *in;
    uint64_t bytes[INSPECT_MATCH_KINDS];
    unsigned mappings;
};

/* The host's mapping of a process is the shadow entry made real: same byte of the memfd, same
 * rights, at its first and its last page. */
static void check_host(const struct mmu_root *root, const struct mmu_own *own, uint64_t at,
                       uint64_t bytes)
{
    for (unsigned i = 0; i < 2; i++) {
        uint64_t inside = i ? bytes - PAGE_SIZE : 0;
        struct host_mapping map;

        if (!host_mapping(root->pid, at + inside, &map))
            fail_msg("root %u: 0x%lx is in the shadow, but not mapped", root->number, at + inside);
        assert_int_equal(map.offset + (at + inside - map.start), own->walk.gpa.v + inside);
        assert_int_equal(map.rights[1] == 'w', own->writable);
        assert_int_equal(map.rights[2] == 'x', own->executable);
    }
}

static int on_piece(void *ctx, const struct inspect_piece *p)
{
    struct sums *s = ctx;

    for (unsigned i = 0; i < s->in->nroots; i++) {
        s->bytes[p->match[i]] += p->bytes;
        if (p->own[i].walk.status != WALK_OK || s->in->root[i].queued)
            continue;
        check_host(&s->in->root[i], &p->own[i], p->at.v, p->bytes);
        s->mappings++;
    }
    return 0;
}

static struct sums sum(struct vm *vm)
{
    struct inspect in;
    struct sums s = {.in = &in};

    look(vm, &in);
    assert_int_equal(inspect_each(&in, on_piece, &s), 0);
    return s;
}

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

/* Pages of both sizes with random rights, in a mixed order of frames. */
static void map_some(struct vm *vm, uint64_t *seed)
{
    static const uint64_t rights[] = {VM_KRW, VM_KRO, VM_URW, VM_URO};

    for (unsigned i = 0; i < PAGES; i++) {
        uint64_t extra = (next(seed) % 2 ? SPACE_AD : 0) | (next(seed) % 4 ? 0 : PTE_NX);
        space_map(vm, vm->root, SPACE_GVA + i * PAGE_SIZE,
                  VM_FRAMES + 0x400000 + next(seed) % 512 * PAGE_SIZE,
                  rights[next(seed) % 4] | extra);
    }
    vm_write(vm, space_pte(vm, vm->root, SPACE_GVA + pt_size(2), 2),
             0xc00000 | PTE_PS | VM_URW | SPACE_AD);
}

static void touch_some(struct vm *vm, uint64_t *seed)
{
    for (unsigned i = 0; i < 3 * PAGES; i++) {
        uint64_t page = next(seed) % (PAGES + 16);
        vm->st.gpr[RBX] = SPACE_GVA + (page < PAGES ? page * PAGE_SIZE : pt_size(2));
        vm_go(vm, next(seed) % 2 ? g_write : g_read, next(seed) % 2 ? 3 : 0);
    }
}

static void every_mapping_agrees_with_the_guests_tables(void **state)
{
    struct vm *vm = *state;

    uint64_t seed = 1;

    map_some(vm, &seed);
    for (unsigned round = 0; round < 3; round++) {
        touch_some(vm, &seed);
        struct sums s = sum(vm);
        assert_int_equal(s.bytes[INSPECT_STALE], 0);
        assert_int_equal(s.bytes[INSPECT_LAGGING], 0);
        assert_true(s.bytes[INSPECT_SAME] > PAGES * PAGE_SIZE);
        assert_true(s.bytes[INSPECT_OTHER_ROLE] > 0);
        assert_true(s.mappings > PAGES / 4);
    }
}

static void reasons_are_told_apart(void **state)
{
    struct vm *vm = *state;
    uint64_t frame = space_frame(vm, 1);

    space_map(vm, vm->root, SPACE_GVA, frame, VM_KRW);
    space_map(vm, vm->root, SPACE_GVA + PAGE_SIZE, VM_HOLE, VM_KRW);
    space_map(vm, vm->root, SPACE_GVA + 3 * PAGE_SIZE, frame, VM_KRO);
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_ok(vm, g_read, 0);
    assert_int_equal(match_at(vm, SPACE_GVA, false), INSPECT_CLEAN);
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_ok(vm, g_write, 0);
    assert_int_equal(match_at(vm, SPACE_GVA, false), INSPECT_SAME);
    assert_int_equal(match_at(vm, SPACE_GVA + PAGE_SIZE, false), INSPECT_MMIO);
    assert_int_equal(match_at(vm, SPACE_GVA + 2 * PAGE_SIZE, false), INSPECT_NOTHING);
    assert_int_equal(match_at(vm, SPACE_GVA + 3 * PAGE_SIZE, false), INSPECT_UNFILLED);
    vm->st.gpr[RBX] = SPACE_PHYS + vm->root;
    vm_go_ok(vm, g_read, 0);
    assert_int_equal(match_at(vm, SPACE_PHYS + vm->root, false), INSPECT_TRACKED);
    vm_go(vm, g_read, 3);
    assert_int_equal(match_at(vm, SPACE_GVA, true), INSPECT_OTHER_ROLE);
}

/* The guest takes a page away in a leaf table that was let go: until it flushes, as in a TLB. */
static void table_that_was_let_go_may_lag(void **state)
{
    struct vm *vm = *state;
    uint64_t pte = space_pte(vm, vm->root, SPACE_GVA, 1);

    space_map(vm, vm->root, SPACE_GVA, space_frame(vm, 1), VM_KRW | SPACE_AD);
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_ok(vm, g_read, 0);
    assert_int_equal(match_at(vm, SPACE_GVA, false), INSPECT_SAME);
    vm->st.gpr[RDI] = SPACE_PHYS + pte;
    vm->st.gpr[RSI] = 0;
    vm->st.gpr[R8] = 0;
    vm->st.gpr[R9] = 0;
    vm->st.gpr[R12] = 4;
    space_go(vm, s_write_all, 0);
    assert_int_equal(match_at(vm, SPACE_GVA, false), INSPECT_LAGGING);
    vm->st.gpr[RBX] = VM_USTACK - 8;
    vm_go_ok(vm, g_read, 0); /* set_state() loads CR3 */
    assert_int_equal(match_at(vm, SPACE_GVA, false), INSPECT_NOTHING);
}

static uint64_t *shadow_entry(struct vm *vm, uint64_t at, unsigned root)
{
    struct inspect in;
    struct mmu_own own;
    struct walk guest;

    look(vm, &in);
    inspect_root(&in, root, gva(at), &guest, &own);
    uint64_t where = own.walk.step[own.walk.nsteps - 1].entry_gpa.v;
    return &vm->mmu->arena->sp[where >> PAGE_SHIFT].e[page_offset(where) / 8];
}

static void entry_that_allows_too_much_is_a_bug(void **state)
{
    static const uint64_t wrong[] = {SPTE_W, SPTE_X, UINT64_C(1) << PAGE_SHIFT};
    struct vm *vm = *state;
    struct inspect in;

    space_map(vm, vm->root, SPACE_GVA, space_frame(vm, 1), VM_KRO | SPACE_AD | PTE_NX);
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_ok(vm, g_read, 0);
    look(vm, &in);
    uint64_t *e = shadow_entry(vm, SPACE_GVA, root_of(&in, false)), right = *e;
    assert_int_equal(match_at(vm, SPACE_GVA, false), INSPECT_SAME);
    for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        *e = right ^ wrong[i];
        assert_int_equal(match_at(vm, SPACE_GVA, false), INSPECT_STALE);
        *e = right;
    }
    vm_write(vm, space_pte(vm, vm->root, SPACE_GVA, 1), 0); /* behind the shadow's back */
    assert_int_equal(match_at(vm, SPACE_GVA, false), INSPECT_STALE);
}

/* A guest that runs wild may write there: what is read is checked. */
static void damaged_arena_is_read_without_harm(void **state)
{
    struct vm *vm = *state;
    struct arena *a = vm->mmu->arena;
    struct inspect in;

    space_map(vm, vm->root, SPACE_GVA, space_frame(vm, 1), VM_KRW);
    vm->st.gpr[RBX] = SPACE_GVA;
    vm_go_ok(vm, g_read, 0);
    look(vm, &in);
    uint64_t *e = shadow_entry(vm, SPACE_GVA, root_of(&in, false));
    *e = SPTE_LEAF | SPTE_W | UINT64_C(0x000ffffffffff000);
    assert_int_equal(match_at(vm, SPACE_GVA, false), INSPECT_STALE);
    for (unsigned i = 0; i < SPT_MAX_ROOTS; i++)
        a->root[i].top = UINT32_MAX - i;
    assert_int_equal(match_at(vm, SPACE_GVA, false), INSPECT_UNFILLED);
    for (unsigned i = 0; i < SPT_MAX_ROOTS; i++)
        a->root[i].top = 1;
    a->sp[1].e[1] = SPTE_CHILD | PAGE_SIZE; /* its own child */
    match_at(vm, SPACE_GVA, false);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_space(every_mapping_agrees_with_the_guests_tables),
        cmocka_unit_test_native(reasons_are_told_apart),
        cmocka_unit_test_unsync_native(table_that_was_let_go_may_lag),
        cmocka_unit_test_native(entry_that_allows_too_much_is_a_bug),
        cmocka_unit_test_native(damaged_arena_is_read_without_harm),
    };
    return space_main("inspect", tests, sizeof tests / sizeof tests[0], argc, argv);
}
