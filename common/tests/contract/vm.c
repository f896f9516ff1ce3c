/* SPDX-License-Identifier: Apache-2.0 */
#include "vm.h"

#include "common/err.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define STUB_BYTES 16u

extern const char g_begin[], g_end[], g_stubs[], g_trap[];

const struct mmu_ops *contract_ops;
const char *contract_policy;

void *vm_host(struct vm *vm, uint64_t pa, size_t len)
{
    void *p = ram_ptr(&vm->ram, gpa(pa), len);
    assert_non_null(p);
    return p;
}

uint64_t vm_read(struct vm *vm, uint64_t pa)
{
    uint64_t v;
    memcpy(&v, vm_host(vm, pa, sizeof(v)), sizeof(v));
    return v;
}

void vm_write(struct vm *vm, uint64_t pa, uint64_t v)
{
    memcpy(vm_host(vm, pa, sizeof(v)), &v, sizeof(v));
}

uint64_t vm_new_table(struct vm *vm)
{
    uint64_t at = vm->next_table;
    vm->next_table += PAGE_SIZE;
    assert_true(vm->next_table <= VM_TABLES_E);
    return at;
}

uint64_t vm_new_frame(struct vm *vm, unsigned level)
{
    uint64_t size = pt_size(level), at = (vm->next_frame + size - 1) & ~(size - 1);
    vm->next_frame = at + size;
    assert_true(vm->next_frame <= VM_BYTES);
    return at;
}

uint64_t vm_pte_gpa(struct vm *vm, uint64_t root, uint64_t va, unsigned level)
{
    uint64_t table = root;
    for (unsigned l = PT_MAX_LEVELS; l > level; l--) {
        uint64_t at = table + 8 * pt_index(gva(va), l), entry = vm_read(vm, at);
        if (!(entry & PTE_P)) {
            entry = vm_new_table(vm) | PTE_P | PTE_W | PTE_U;
            vm_write(vm, at, entry);
        }
        assert_false(entry & PTE_PS);
        table = entry & pt_x86_64.address;
    }
    return table + 8 * pt_index(gva(va), level);
}

uint64_t *vm_pte(struct vm *vm, uint64_t root, uint64_t va, unsigned level)
{
    return vm_host(vm, vm_pte_gpa(vm, root, va, level), 8);
}

void vm_map(struct vm *vm, uint64_t root, uint64_t va, uint64_t pa, unsigned level, uint64_t flags)
{
    *vm_pte(vm, root, va, level) = pa | flags | (level > 1 ? PTE_PS : 0);
}

static uint64_t flags_1to1(uint64_t at)
{
    uint64_t code_end = VM_CODE + (uint64_t)(g_end - g_begin);
    if (at + PAGE_SIZE > VM_CODE && at < code_end)
        return VM_URO;
    return at >= VM_USTACK - 4 * PAGE_SIZE && at < VM_USTACK ? VM_URW : VM_KRW;
}

uint64_t vm_new_root(struct vm *vm)
{
    uint64_t root = vm_new_table(vm);
    for (uint64_t at = 0x10000; at < VM_FRAMES; at += PAGE_SIZE)
        vm_map(vm, root, at, at, 1, flags_1to1(at));
    return root;
}

uint64_t vm_code(const char *program)
{
    return VM_CODE + (uint64_t)(program - g_begin);
}

uint64_t vm_stub(unsigned vector)
{
    return vm_code(g_stubs) + vector * STUB_BYTES;
}

/* 64-bit interrupt gate, SDM Vol. 3A figure 6-8. */
void vm_gate(struct vm *vm, unsigned vector, uint64_t handler, unsigned ist, unsigned dpl)
{
    uint64_t at = VM_IDT + 16 * vector;
    vm_write(vm, at,
             (handler & 0xffff) | (uint64_t)VM_KCODE << 16 | (uint64_t)ist << 32 |
                 UINT64_C(0x8e) << 40 | (uint64_t)dpl << 45 | (handler >> 16 & 0xffff) << 48);
    vm_write(vm, at + 8, handler >> 32);
}

void vm_routine(struct vm *vm, const char *routine)
{
    vm_gate(vm, VEC_BP, vm_code(g_trap), 0, 3);
    vm->st.gpr[R15] = vm_code(routine);
}

/* Flat descriptors with A set, SDM Vol. 3A 3.4.5; the TSS is marked busy as TR is loaded. */
static void build_tables(struct vm *vm)
{
    static const struct {
        unsigned selector;
        uint64_t descriptor;
    } gdt[] = {
        {VM_KCODE, UINT64_C(0x00af9b000000ffff)},   {VM_KDATA, UINT64_C(0x00cf93000000ffff)},
        {VM_UCODE32, UINT64_C(0x00cffb000000ffff)}, {VM_UDATA, UINT64_C(0x00cff3000000ffff)},
        {VM_UCODE, UINT64_C(0x00affb000000ffff)},   {VM_UDATA2, UINT64_C(0x00cff3000000ffff)},
        {VM_UCODE2, UINT64_C(0x00affb000000ffff)},
    };
    for (size_t i = 0; i < sizeof(gdt) / sizeof(gdt[0]); i++)
        vm_write(vm, VM_GDT + (gdt[i].selector & ~7u), gdt[i].descriptor);
    vm_write(vm, VM_GDT + VM_TSS_SEL, 0x67 | VM_TSS << 16 | UINT64_C(0x8b) << 40);
    vm_write(vm, VM_TSS + 4, VM_RSP0);
    vm_write(vm, VM_TSS + 36, VM_IST1);
    *(uint16_t *)vm_host(vm, VM_TSS + 102, 2) = 0x68; /* no I/O bitmap */
    for (unsigned v = 0; v < 32; v++)
        vm_gate(vm, v, vm_stub(v), 0, 0);
    memcpy(vm_host(vm, VM_CODE, (size_t)(g_end - g_begin)), g_begin, (size_t)(g_end - g_begin));
}

static void init_state(struct vm *vm)
{
    struct vcpu_state *s = &vm->st;
    vcpu_state_init(s, gpa(vm->root), gva(VM_CODE), gva(VM_KSTACK));
    s->gdt = (struct dtable){.base = VM_GDT, .limit = 0x4f};
    s->idt = (struct dtable){.base = VM_IDT, .limit = 32 * 16 - 1};
    s->tr.selector = VM_TSS_SEL;
    s->tr.base = VM_TSS;
    s->star = (uint64_t)VM_KCODE << 32 | (uint64_t)VM_UCODE32 << 48;
}

int vm_setup(void **state)
{
    struct vm *vm = calloc(1, sizeof(*vm));
    assert_non_null(vm);
    vm->ops = contract_ops;
    vm->next_table = VM_TABLES;
    vm->next_frame = VM_FRAMES;
    assert_int_equal(ram_create(&vm->ram, VM_BYTES, RAM_4K), 0);
    assert_int_equal(board_init(&vm->board, &vm->ram), 0);
    vm->root = vm_new_root(vm);
    build_tables(vm);
    init_state(vm);
    struct mmu_config cfg = {
        .ram = &vm->ram, .cpu = -1, .maxphyaddr = 40, .policy = contract_policy};
    if (vm->ops->create(&vm->mmu, &cfg))
        fail_msg("%s: create: %s", vm->ops->name, err_text());
    *state = vm;
    return 0;
}

int vm_teardown(void **state)
{
    struct vm *vm = *state;
    if (!vm)
        return 0;
    vm->ops->destroy(vm->mmu);
    board_fini(&vm->board);
    ram_destroy(&vm->ram);
    free(vm);
    return 0;
}

void vm_enter(struct vm *vm, const char *program, unsigned cpl)
{
    struct vcpu_state *s = &vm->st;
    uint16_t data = cpl ? VM_UDATA : VM_KDATA;
    s->cs = segment_code64(cpl ? VM_UCODE : VM_KCODE, cpl);
    s->ss = s->ds = s->es = segment_data(data, cpl);
    s->rip = vm_code(program);
    s->rflags = RFLAGS_FIXED;
    s->gpr[RSP] = cpl ? VM_USTACK : VM_KSTACK;
}

enum vcpu_exit_kind vm_run(struct vm *vm)
{
    if (vm->ops->set_state(vm->mmu, &vm->st))
        fail_msg("set_state: %s", err_text());
    if (vm->ops->run(vm->mmu, &vm->exit))
        fail_msg("run: %s", err_text());
    if (vm->exit.kind == VCPU_EXIT_ERROR)
        fail_msg("the backend gave up: %s", vm->exit.text);
    if (vm->exit.kind != VCPU_EXIT_SHUTDOWN && vm->ops->get_state(vm->mmu, &vm->st))
        fail_msg("get_state: %s", err_text());
    return vm->exit.kind;
}

static bool pushes_error(unsigned vector)
{
    return vector == VEC_DF || vector == VEC_AC || (vector >= VEC_TS && vector <= VEC_PF);
}

static bool is_user_end(struct vm *vm, const struct vm_fault *f)
{
    return f->vector == VEC_GP && f->error == 0 && (f->cs & 3) == 3 && f->rip >= VM_CODE &&
           f->rip < VM_FRAMES && *(uint8_t *)vm_host(vm, f->rip, 1) == 0xf4;
}

struct vm_fault vm_fault(struct vm *vm)
{
    struct vm_fault f = {.vector = -1};
    uint64_t first = vm_stub(0), sp = vm->st.gpr[RSP];
    if (vm->st.rip < first || vm->st.rip >= first + 32 * STUB_BYTES)
        return f;
    f.vector = (int)((vm->st.rip - first) / STUB_BYTES);
    f.at = sp;
    if (pushes_error((unsigned)f.vector)) {
        f.error = (uint32_t)vm_read(vm, sp);
        sp += 8;
    }
    f.rip = vm_read(vm, sp);
    f.cs = vm_read(vm, sp + 8);
    f.rflags = vm_read(vm, sp + 16);
    f.rsp = vm_read(vm, sp + 24);
    f.ss = vm_read(vm, sp + 32);
    if (is_user_end(vm, &f))
        f.vector = -1;
    return f;
}

struct vm_fault vm_go(struct vm *vm, const char *program, unsigned cpl)
{
    vm_enter(vm, program, cpl);
    enum vcpu_exit_kind kind = vm_run(vm);
    if (kind != VCPU_EXIT_HALT)
        fail_msg("exit %s at rip %#lx instead of a halt", vcpu_exit_name(kind), vm->st.rip);
    return vm_fault(vm);
}

void vm_go_ok(struct vm *vm, const char *program, unsigned cpl)
{
    struct vm_fault f = vm_go(vm, program, cpl);
    if (f.vector >= 0)
        fail_msg("exception %d, error %#x, at rip %#lx, cr2 %#lx", f.vector, f.error, f.rip,
                 vm->st.cr2);
}

void vm_go_pf(struct vm *vm, const char *program, unsigned cpl, uint32_t error, uint64_t cr2)
{
    struct vm_fault f = vm_go(vm, program, cpl);
    if (f.vector != VEC_PF)
        fail_msg("exception %d instead of #PF with error %#x", f.vector, error);
    if (f.error != error)
        fail_msg("#PF error code %#x instead of %#x (cr2 %#lx)", f.error, error, vm->st.cr2);
    assert_int_equal(vm->st.cr2, cr2);
}
