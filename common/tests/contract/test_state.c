/* SPDX-License-Identifier: Apache-2.0 */
/* The whole vCPU state goes in and comes out again. */
#include "tests.h"

#include "common/err.h"

#include <errno.h>
#include <string.h>

PROGRAM(g_nop);
PROGRAM(g_fs_gs);
PROGRAM(g_swapgs);
PROGRAM(g_read_crs);

#define FP_ST0  32u /* offsets in the XSAVE image, SDM Vol. 1 table 10-2 and 13.4 */
#define FP_XMM0 160u
#define FP_BV   512u
#define FP_YMM  576u

static void fill_state(struct vm *vm, unsigned cpl)
{
    struct vcpu_state *s = &vm->st;
    vm_enter(vm, g_nop, cpl);
    for (unsigned i = 0; i < GPR_COUNT; i++)
        if (i != RSP)
            s->gpr[i] = UINT64_C(0x0123456789abcdef) * (i + 1);
    s->rflags = RFLAGS_FIXED | RFLAGS_CF | RFLAGS_ZF | RFLAGS_OF | RFLAGS_AF | RFLAGS_IF;
    s->fs = s->gs = segment_data(VM_UDATA, 3);
    s->fs.base = 0x123456000;
    s->gs.base = 0x234567000;
    s->cr2 = 0x7654321000;
    s->lstar = 0x111111;
    s->cstar = 0x222222;
    s->sfmask = 0x47700;
    s->kernel_gs_base = 0x345678000;
    s->sysenter_cs = 0x30;
    s->sysenter_esp = 0x444444;
    s->sysenter_eip = 0x555555;
    s->tsc_aux = 7;
    for (unsigned i = 0; i < 8; i++)
        s->fp[FP_ST0 + 16 * i] = (uint8_t)(i + 1);
    for (unsigned i = 0; i < 256; i++)
        s->fp[FP_XMM0 + i] = (uint8_t)(3 * i + 1);
    s->fp[FP_BV] = 3;
    if (s->xcr0 & 4) {
        s->fp[FP_BV] = 7;
        for (unsigned i = 0; i < 256; i++)
            s->fp[FP_YMM + i] = (uint8_t)(5 * i + 2);
    }
}

static void same_segment(const struct segment *a, const struct segment *b)
{
    assert_int_equal(a->selector, b->selector);
    assert_int_equal(a->base, b->base);
    assert_int_equal(a->limit, b->limit);
    assert_int_equal(a->dpl, b->dpl);
    assert_int_equal(a->type, b->type);
    assert_int_equal(a->l, b->l);
    assert_int_equal(a->present, b->present);
    assert_int_equal(a->unusable, b->unusable);
}

static void same_segments(const struct vcpu_state *a, const struct vcpu_state *b)
{
    same_segment(&a->cs, &b->cs);
    same_segment(&a->ss, &b->ss);
    same_segment(&a->ds, &b->ds);
    same_segment(&a->es, &b->es);
    same_segment(&a->fs, &b->fs);
    same_segment(&a->gs, &b->gs);
    same_segment(&a->tr, &b->tr);
    assert_int_equal(a->ldt.unusable, b->ldt.unusable);
    assert_int_equal(a->gdt.base, b->gdt.base);
    assert_int_equal(a->gdt.limit, b->gdt.limit);
    assert_int_equal(a->idt.base, b->idt.base);
    assert_int_equal(a->idt.limit, b->idt.limit);
}

static void same_system(const struct vcpu_state *a, const struct vcpu_state *b)
{
#define SAME(f) assert_int_equal(a->f, b->f)
    SAME(cr0), SAME(cr2), SAME(cr3), SAME(cr4), SAME(cr8), SAME(efer), SAME(xcr0);
    SAME(star), SAME(lstar), SAME(cstar), SAME(sfmask), SAME(kernel_gs_base), SAME(pat);
    SAME(tsc_aux), SAME(sysenter_cs), SAME(sysenter_esp), SAME(sysenter_eip);
    SAME(event.valid);
#undef SAME
}

static void same_fp(const struct vcpu_state *a, const struct vcpu_state *b)
{
    assert_memory_equal(a->fp, b->fp, 2);           /* FCW */
    assert_memory_equal(a->fp + 24, b->fp + 24, 4); /* MXCSR */
    for (unsigned i = 0; i < 8; i++)                /* ten bytes of each x87 slot */
        assert_memory_equal(a->fp + FP_ST0 + 16 * i, b->fp + FP_ST0 + 16 * i, 10);
    assert_memory_equal(a->fp + FP_XMM0, b->fp + FP_XMM0, 256);
    if (a->xcr0 & 4)
        assert_memory_equal(a->fp + FP_YMM, b->fp + FP_YMM, 256);
}

static void state_comes_back_as_it_was_set(void **state)
{
    struct vm *vm = *state;
    struct vcpu_state out;
    fill_state(vm, 0);
    vm->st.cr8 = 5;
    assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), 0);
    assert_int_equal(vm->ops->get_state(vm->mmu, &out), 0);
    assert_memory_equal(out.gpr, vm->st.gpr, sizeof(out.gpr));
    assert_int_equal(out.rip, vm->st.rip);
    assert_int_equal(out.rflags, vm->st.rflags);
    same_segments(&out, &vm->st);
    same_system(&out, &vm->st);
    same_fp(&out, &vm->st);
}

static void state_survives_a_run_at_cpl0(void **state)
{
    struct vm *vm = *state;
    fill_state(vm, 0);
    struct vcpu_state in = vm->st;
    assert_int_equal(vm_run(vm), VCPU_EXIT_HALT);
    assert_int_equal(vm->st.rip, in.rip + 2); /* nop, hlt */
    assert_memory_equal(vm->st.gpr, in.gpr, sizeof(in.gpr));
    assert_int_equal(vm->st.rflags, in.rflags);
    same_segments(&vm->st, &in);
    same_system(&vm->st, &in);
    same_fp(&vm->st, &in);
}

/* The end at CPL 3 is a #GP: general registers but RSP, data segments, MSRs and FP stay. */
static void state_survives_a_run_at_cpl3(void **state)
{
    struct vm *vm = *state;
    fill_state(vm, 3);
    struct vcpu_state in = vm->st;
    assert_int_equal(vm_run(vm), VCPU_EXIT_HALT);
    struct vm_fault f = vm_fault(vm);
    assert_int_equal(f.vector, -1);
    assert_int_equal(f.rip, in.rip + 1);
    in.gpr[RSP] = vm->st.gpr[RSP];
    assert_memory_equal(vm->st.gpr, in.gpr, sizeof(in.gpr));
    same_segment(&vm->st.ds, &in.ds);
    same_segment(&vm->st.fs, &in.fs);
    same_segment(&vm->st.gs, &in.gs);
    same_system(&vm->st, &in);
    same_fp(&vm->st, &in);
}

AT_BOTH_LEVELS(fs_and_gs_bases_are_seen_by_the_guest)
{
    uint64_t frame = vm_new_frame(vm, 1);
    vm_map(vm, vm->root, TEST_GVA, frame, 1, VM_URW);
    vm_write(vm, frame + 0x108, 0xaaaa);
    vm_write(vm, frame + 0x208, 0xbbbb);
    vm->st.fs.base = TEST_GVA + 0x100;
    vm->st.gs.base = TEST_GVA + 0x200;
    vm->st.gpr[RBX] = 8;
    vm_go_ok(vm, g_fs_gs, cpl);
    assert_int_equal(vm->st.gpr[R8], 0xaaaa);
    assert_int_equal(vm->st.gpr[R9], 0xbbbb);
}

static void swapgs_exchanges_the_bases(void **state)
{
    struct vm *vm = *state;
    uint64_t frame = vm_new_frame(vm, 1);
    vm_map(vm, vm->root, TEST_GVA, frame, 1, VM_KRW);
    vm_write(vm, frame + 8, 0xcccc);
    vm->st.gs.base = 0x1000000;
    vm->st.kernel_gs_base = TEST_GVA;
    vm->st.gpr[RBX] = 8;
    vm_go_ok(vm, g_swapgs, 0);
    assert_int_equal(vm->st.gpr[R9], 0xcccc);
    assert_int_equal(vm->st.gs.base, TEST_GVA);
    assert_int_equal(vm->st.kernel_gs_base, 0x1000000);
}

static void control_registers_are_seen_by_the_guest(void **state)
{
    struct vm *vm = *state;
    vm->st.cr2 = 0x12345678;
    struct vcpu_state in = vm->st;
    vm_go_ok(vm, g_read_crs, 0);
    assert_int_equal(vm->st.gpr[R8], in.cr0);
    assert_int_equal(vm->st.gpr[R9], in.cr2);
    assert_int_equal(vm->st.gpr[R10], in.cr3);
    assert_int_equal(vm->st.gpr[R12], in.cr4);
}

static void an_event_in_the_state_is_delivered_first(void **state)
{
    struct vm *vm = *state;
    vm->st.event =
        (struct vcpu_event){.valid = true, .has_error = true, .vector = VEC_GP, .error_code = 0x18};
    struct vm_fault f = vm_go(vm, g_nop, 0);
    assert_int_equal(f.vector, VEC_GP);
    assert_int_equal(f.error, 0x18);
    assert_int_equal(f.rip, vm_code(g_nop));
    assert_false(vm->st.event.valid);
}

static void refuse(struct vm *vm, const char *word)
{
    assert_int_equal(vm->ops->set_state(vm->mmu, &vm->st), -EINVAL);
    if (!strstr(err_text(), word))
        fail_msg("the text \"%s\" does not name %s", err_text(), word);
}

static void unsupported_features_are_refused_by_name(void **state)
{
    static const struct {
        uint64_t bit;
        const char *word;
    } cr4[] = {{CR4_LA57, "LA57"},
               {CR4_SMEP, "SMEP"},
               {CR4_SMAP, "SMAP"},
               {CR4_PKE, "PKE"},
               {CR4_PCIDE, "PCID"}};
    struct vm *vm = *state;
    const uint64_t good = vm->st.cr4;
    for (size_t i = 0; i < sizeof(cr4) / sizeof(cr4[0]); i++) {
        vm->st.cr4 = good | cr4[i].bit;
        refuse(vm, cr4[i].word);
    }
    vm->st.cr4 = good;
    vm->st.efer |= UINT64_C(1) << 14;
    refuse(vm, "EFER");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_vm(state_comes_back_as_it_was_set),
    cmocka_unit_test_vm(state_survives_a_run_at_cpl0),
    cmocka_unit_test_vm(state_survives_a_run_at_cpl3),
    cmocka_unit_test_both(fs_and_gs_bases_are_seen_by_the_guest),
    cmocka_unit_test_vm(swapgs_exchanges_the_bases),
    cmocka_unit_test_vm(control_registers_are_seen_by_the_guest),
    cmocka_unit_test_vm(an_event_in_the_state_is_delivered_first),
    cmocka_unit_test_vm(unsupported_features_are_refused_by_name),
};
TEST_GROUP(state, tests);
