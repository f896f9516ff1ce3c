/* SPDX-License-Identifier: Apache-2.0 */
/* The dirty log: page for page what the guest wrote, by whatever mapping (mmu.h; KVM API 4.8). */
#include "tests.h"

#include "common/err.h"

#include <string.h>

PROGRAM(g_read);
PROGRAM(g_write);
PROGRAM(g_write_list);

/* A slot of its own in the hole, over the upper half of the memfd: the first half of it is mapped
 * from TEST_GVA on by 4 KiB pages, the second by one of 2 MiB. */
#define LOG_PAGES  1024u
#define LOG_WORDS  (LOG_PAGES / 64)
#define LOG_OFFSET (VM_BYTES / 2)
#define LIST_GVA   (TEST_GVA + UINT64_C(0x40000000))
#define WRITES     24u /* of a round, at most */
#define ROUNDS     1000u

struct log {
    struct vm *vm;
    uint64_t list; /* GPA of the list that the guest takes its addresses from */
    uint64_t dice;
    uint64_t want[LOG_WORDS];
};

static const struct gfn log_base = {VM_HOLE >> PAGE_SHIFT};

static void need_log(const struct vm *vm)
{
    if (vm->ops->dirty_get)
        return;
    fail_msg("%s has no dirty log", vm->ops->name);
}

static void set_up(struct log *l, struct vm *vm)
{
    need_log(vm);
    *l = (struct log){.vm = vm, .list = vm_new_frame(vm, 1), .dice = 0x5eed};
    assert_int_equal(ram_slot_add(&vm->ram, log_base, LOG_PAGES, LOG_OFFSET, 0), 0);
    vm_map(vm, vm->root, LIST_GVA, l->list, 1, VM_URW);
    for (uint64_t i = 0; i < LOG_PAGES / 2; i++)
        vm_map(vm, vm->root, TEST_GVA + i * PAGE_SIZE, VM_HOLE + i * PAGE_SIZE, 1, VM_URW);
    vm_map(vm, vm->root, TEST_GVA + pt_size(2), VM_HOLE + pt_size(2), 2, VM_URW);
}

static void log_on(struct log *l, bool on)
{
    if (ram_slot_log(&l->vm->ram, log_base, on))
        fail_msg("%s", err_text());
    memset(l->want, 0, sizeof l->want);
}

static void check_log(struct log *l)
{
    uint64_t got[LOG_WORDS];
    memset(got, 0xa5, sizeof got);
    assert_int_equal(l->vm->ops->dirty_get(l->vm->mmu, ram_slot(&l->vm->ram, log_base), got), 0);
    for (unsigned i = 0; i < LOG_PAGES; i++) {
        bool is = got[i / 64] >> i % 64 & 1, should = l->want[i / 64] >> i % 64 & 1;
        if (is != should)
            fail_msg("page %u is %s in the log, and was %s", i, is ? "dirty" : "clean",
                     should ? "written" : "not written");
    }
}

static void clear_log(struct log *l, const uint64_t *which)
{
    assert_int_equal(l->vm->ops->dirty_clear(l->vm->mmu, ram_slot(&l->vm->ram, log_base), which),
                     0);
    for (unsigned i = 0; i < LOG_WORDS; i++)
        l->want[i] &= ~which[i];
}

static uint64_t roll(struct log *l)
{
    l->dice = l->dice * UINT64_C(6364136223846793005) + 1442695040888963407;
    return l->dice >> 24;
}

/* The guest writes `n` pages of its choice. */
static void write_pages(struct log *l, const unsigned *page, unsigned n, unsigned cpl)
{
    struct vm *vm = l->vm;
    for (unsigned i = 0; i < n; i++) {
        vm_write(vm, l->list + 8 * i, TEST_GVA + page[i] * PAGE_SIZE + roll(l) % 512 * 8);
        l->want[page[i] / 64] |= UINT64_C(1) << page[i] % 64;
    }
    vm->st.gpr[RSI] = LIST_GVA;
    vm->st.gpr[RCX] = n;
    vm_go_ok(vm, g_write_list, cpl);
}

static void write_some(struct log *l)
{
    unsigned page[WRITES], n = 1 + (unsigned)(roll(l) % WRITES);
    for (unsigned i = 0; i < n; i++)
        page[i] = (unsigned)(roll(l) % LOG_PAGES);
    write_pages(l, page, n, roll(l) % 2 ? 3 : 0);
}

static void log_is_what_a_random_guest_wrote(void **state)
{
    struct log l;
    set_up(&l, *state);
    write_some(&l);
    log_on(&l, true);
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint64_t some[LOG_WORDS];
        write_some(&l);
        check_log(&l);
        for (unsigned i = 0; i < LOG_WORDS; i++)
            some[i] = l.want[i] & (roll(&l) << 40 | roll(&l));
        if (roll(&l) % 2)
            clear_log(&l, some);
        if (roll(&l) % 64 == 0) {
            log_on(&l, false);
            write_some(&l);
            log_on(&l, true);
        }
    }
}

/* Of pages that are mapped; see mmu.h. */
AT_BOTH_LEVELS(reads_leave_the_log_clean)
{
    struct log l;
    const unsigned pages[] = {0, LOG_PAGES / 2};
    set_up(&l, vm);
    write_pages(&l, pages, 2, cpl);
    log_on(&l, true);
    vm->st.gpr[RBX] = TEST_GVA;
    vm_go_ok(vm, g_read, cpl);
    vm->st.gpr[RBX] = TEST_GVA + pt_size(2);
    vm_go_ok(vm, g_read, cpl);
    check_log(&l);
}

AT_BOTH_LEVELS(write_through_a_mapping_made_before_is_logged)
{
    struct log l;
    const unsigned pages[] = {3, 4, 700};
    set_up(&l, vm);
    write_pages(&l, pages, 3, cpl);
    log_on(&l, true);
    check_log(&l);
    write_pages(&l, pages, 2, cpl);
    check_log(&l);
}

AT_BOTH_LEVELS(cleared_page_is_seen_again)
{
    struct log l;
    const unsigned pages[] = {5, 600};
    set_up(&l, vm);
    log_on(&l, true);
    write_pages(&l, pages, 2, cpl);
    const uint64_t all[LOG_WORDS] = {[5 / 64] = 1u << 5, [600 / 64] = UINT64_C(1) << 600 % 64};
    clear_log(&l, all);
    check_log(&l);
    write_pages(&l, pages, 1, cpl);
    check_log(&l);
}

/* Which frames of slot 0 the log has. */
static bool is_logged(struct vm *vm, uint64_t gpa)
{
    static uint64_t bitmap[(VM_BYTES >> PAGE_SHIFT) / 64];
    uint64_t page = gpa >> PAGE_SHIFT;
    assert_int_equal(vm->ops->dirty_get(vm->mmu, ram_slot(&vm->ram, gfn(0)), bitmap), 0);
    return bitmap[page / 64] >> page % 64 & 1;
}

AT_BOTH_LEVELS(accessed_bit_is_a_write_to_its_table)
{
    uint64_t frame = vm_new_frame(vm, 1);
    need_log(vm);
    vm_map(vm, vm->root, TEST_GVA, frame, 1, VM_URW);
    *vm_pte(vm, vm->root, TEST_GVA, 1) &= ~PTE_A;
    assert_int_equal(ram_slot_log(&vm->ram, gfn(0), true), 0);
    vm->st.gpr[RBX] = TEST_GVA;
    vm_go_ok(vm, g_read, cpl);
    assert_true(is_logged(vm, vm_pte_gpa(vm, vm->root, TEST_GVA, 1)));
    vm_go_ok(vm, g_write, cpl);
    assert_true(is_logged(vm, frame));
}

static void log_goes_with_its_slot(void **state)
{
    struct log l;
    const unsigned page = 9;
    set_up(&l, *state);
    log_on(&l, true);
    write_pages(&l, &page, 1, 3);
    assert_int_equal(ram_slot_remove(&l.vm->ram, log_base), 0);
    assert_int_equal(ram_slot_add(&l.vm->ram, log_base, LOG_PAGES, LOG_OFFSET, MEMSLOT_LOG_DIRTY),
                     0);
    memset(l.want, 0, sizeof l.want);
    check_log(&l);
    write_pages(&l, &page, 1, 3);
    check_log(&l);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_vm(log_is_what_a_random_guest_wrote),
    cmocka_unit_test_both(reads_leave_the_log_clean),
    cmocka_unit_test_both(write_through_a_mapping_made_before_is_logged),
    cmocka_unit_test_both(cleared_page_is_seen_again),
    cmocka_unit_test_both(accessed_bit_is_a_write_to_its_table),
    cmocka_unit_test_vm(log_goes_with_its_slot),
};
TEST_GROUP(dirty, tests);
