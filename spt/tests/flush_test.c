/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What drops translations, global ones included, and what is refused. The guest's kernel runs
 * natively, where leaf tables may be out of step, and in the interpreter, which keeps translations
 * of its own.
 */
#include "space.h"

#include <string.h>

extern space_program s_edit_reload, s_edit_pge, s_cpuid;
extern const char g_write_cr4[];

enum { PAGES = 2 }; /* in different places of the interpreter's translations */

/* Pages whose entries the guest turns from the frame that holds 1 to that with 2 and back. */
struct turned {
    uint64_t entry[2];
    unsigned now[PAGES];
};

static struct turned turned_of(struct vm *vm, uint64_t flags)
{
    struct turned t = {.now = {0}};
    for (unsigned i = 0; i < 2; i++)
        t.entry[i] = space_frame(vm, 1 + i) | flags | SPACE_AD;
    for (unsigned page = 0; page < PAGES; page++)
        vm_write(vm, space_pte(vm, vm->root, SPACE_GVA + page * PAGE_SIZE, 1), t.entry[0]);
    return t;
}

/* The entry is turned, then comes a flush: `times` loads of CR3, or what the program does. */
static void turn(struct vm *vm, struct turned *t, unsigned page, const char *program,
                 unsigned times)
{
    vm->st.gpr[RBX] = SPACE_GVA + page * PAGE_SIZE;
    vm->st.gpr[RDI] = SPACE_PHYS + space_pte(vm, vm->root, SPACE_GVA + page * PAGE_SIZE, 1);
    vm->st.gpr[RSI] = t->entry[!t->now[page]];
    vm->st.gpr[R12] = times;
    space_go(vm, program, 0);
    assert_int_equal(vm->st.gpr[R8], 1 + t->now[page]);
    t->now[page] = !t->now[page];
    assert_int_equal(vm->st.gpr[RAX], 1 + t->now[page]);
}

/* SDM Vol. 3A 4.10.4.1: a change of CR4.PGE drops all translations, global ones too. */
static void change_of_pge_drops_global_pages(void **state)
{
    struct vm *vm = *state;
    struct turned t = turned_of(vm, VM_KRW | PTE_G);
    for (unsigned i = 0; i < 4; i++) { /* on and off */
        uint64_t before = vm->st.cr4;
        turn(vm, &t, i % PAGES, s_edit_pge, 1);
        assert_int_equal(vm->st.cr4, before ^ CR4_PGE);
    }
}

static void change_of_pge_drops_global_pages_in_the_interpreter(void **state)
{
    change_of_pge_drops_global_pages(state);
}

/* 4.10.2.4: with CR4.PGE a processor may keep global pages over it, and need not; this one does
 * not. */
static void cr3_load_drops_global_pages_too(void **state)
{
    struct vm *vm = *state;
    struct turned t = turned_of(vm, VM_KRW | PTE_G);
    vm->st.cr4 |= CR4_PGE;
    for (unsigned i = 0; i < 4; i++)
        turn(vm, &t, i % PAGES, s_edit_reload, 1);
}

static void cr3_load_drops_global_pages_in_the_interpreter_too(void **state)
{
    cr3_load_drops_global_pages_too(state);
}

/* The interpreter counts its flushes, and begins anew after some number: no translation that was
 * made that many flushes ago may be found. */
static void no_number_of_flushes_brings_a_translation_back(void **state)
{
    struct vm *vm = *state;
    struct turned t = turned_of(vm, VM_KRW);
    for (unsigned bits = 1; bits <= 14; bits++)
        for (unsigned times = (1u << bits) - 1; times <= (1u << bits) + 1; times++)
            for (unsigned page = 0; page < PAGES; page++)
                turn(vm, &t, page, s_edit_reload, times);
}

static void pcid_is_refused_with_the_remedy(void **state)
{
    struct vm *vm = *state;
    vm_enter(vm, g_write_cr4, 0);
    vm->st.gpr[RAX] = vm->st.cr4 | CR4_PCIDE;
    assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), 0);
    assert_int_equal(vm->ops->run(vm->mmu, &vm->exit), 0);
    assert_int_equal(vm->exit.kind, VCPU_EXIT_ERROR);
    assert_non_null(strstr(vm->exit.text, "PCIDE"));
    assert_non_null(strstr(vm->exit.text, "clear CR4 bit 17"));
}

static void pcid_is_refused_with_the_remedy_in_the_interpreter(void **state)
{
    pcid_is_refused_with_the_remedy(state);
}

static void cpuid_offers_no_pcid(void **state)
{
    struct vm *vm = *state;
    vm->st.gpr[RAX] = 1;
    space_go(vm, s_cpuid, 0);
    assert_int_equal(vm->st.gpr[RCX] & 1u << 17, 0);
    vm->st.gpr[RAX] = 7;
    vm->st.gpr[RCX] = 0;
    space_go(vm, s_cpuid, 0);
    assert_int_equal(vm->st.gpr[RBX] & 1u << 10, 0); /* INVPCID */
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_unsync_native(change_of_pge_drops_global_pages),
        cmocka_unit_test_unsync(change_of_pge_drops_global_pages_in_the_interpreter),
        cmocka_unit_test_unsync_native(cr3_load_drops_global_pages_too),
        cmocka_unit_test_unsync(cr3_load_drops_global_pages_in_the_interpreter_too),
        cmocka_unit_test_unsync(no_number_of_flushes_brings_a_translation_back),
        cmocka_unit_test_unsync_native(pcid_is_refused_with_the_remedy),
        cmocka_unit_test_unsync(pcid_is_refused_with_the_remedy_in_the_interpreter),
        cmocka_unit_test_unsync(cpuid_offers_no_pcid),
    };
    return space_main("flush", tests, sizeof tests / sizeof tests[0], argc, argv);
}
