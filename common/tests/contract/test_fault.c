/* SPDX-License-Identifier: Apache-2.0 */
/* Which accesses fault, and the exact #PF error code (SDM Vol. 3A 4.6 and 4.7), for 4K and 2M
 * pages. */
#include "tests.h"

#include <string.h>

PROGRAM(g_read);
PROGRAM(g_write);
PROGRAM(g_call);

#define RET 0xc3
#define OK  (-1)

#define R_ g_read
#define W_ g_write
#define X_ g_call

/* What each leaf (all levels above it P | W | U) gives at each CPL. */
static const struct rights {
    const char *name;
    uint64_t flags;
    int kernel_read, kernel_write, kernel_fetch;
    int user_read, user_write, user_fetch;
} rights[] = {
    {"not present", 0, 0x0, 0x2, 0x10, 0x4, 0x6, 0x14},
    {"supervisor read-only", PTE_P, OK, 0x3, OK, 0x5, 0x7, 0x15},
    {"supervisor writable", PTE_P | PTE_W, OK, OK, OK, 0x5, 0x7, 0x15},
    {"user read-only", PTE_P | PTE_U, OK, 0x3, OK, OK, 0x7, OK},
    {"user writable", PTE_P | PTE_W | PTE_U, OK, OK, OK, OK, OK, OK},
    {"user no-execute", PTE_P | PTE_W | PTE_U | PTE_NX, OK, OK, 0x11, OK, OK, 0x15},
    {"supervisor no-execute", PTE_P | PTE_W | PTE_NX, OK, OK, 0x11, 0x5, 0x7, 0x15},
};
#define NRIGHTS (sizeof(rights) / sizeof(rights[0]))

static void access_page(struct vm *vm, const char *name, uint64_t va, const char *program,
                        unsigned cpl, int want)
{
    vm->st.gpr[RBX] = va;
    struct vm_fault f = vm_go(vm, program, cpl);
    int got = f.vector < 0 ? OK : (int)f.error;
    if (f.vector >= 0 && f.vector != VEC_PF)
        fail_msg("%s, CPL %u: exception %d", name, cpl, f.vector);
    if (got != want)
        fail_msg("%s, CPL %u, %s: error code %#x instead of %#x (-1: none)", name, cpl,
                 program == R_   ? "read"
                 : program == W_ ? "write"
                                 : "fetch",
                 (unsigned)got, (unsigned)want);
    if (got != OK)
        assert_int_equal(vm->st.cr2, va);
}

static uint64_t code_frame(struct vm *vm, unsigned level)
{
    uint64_t frame = vm_new_frame(vm, level);
    *(uint8_t *)vm_host(vm, frame + 8, 1) = RET;
    return frame;
}

static void check_rights(struct vm *vm, unsigned level)
{
    for (size_t i = 0; i < NRIGHTS; i++)
        vm_map(vm, vm->root, TEST_GVA + i * pt_size(level), code_frame(vm, level), level,
               rights[i].flags);
    for (size_t i = 0; i < NRIGHTS; i++) {
        const struct rights *r = &rights[i];
        uint64_t va = TEST_GVA + i * pt_size(level);
        access_page(vm, r->name, va, R_, 0, r->kernel_read);
        access_page(vm, r->name, va, W_, 0, r->kernel_write);
        access_page(vm, r->name, va + 8, X_, 0, r->kernel_fetch);
        access_page(vm, r->name, va, R_, 3, r->user_read);
        access_page(vm, r->name, va, W_, 3, r->user_write);
        access_page(vm, r->name, va + 8, X_, 3, r->user_fetch);
    }
}

static void leaf_rights_give_the_exact_error_code_4k(void **state)
{
    check_rights(*state, 1);
}

static void leaf_rights_give_the_exact_error_code_2m(void **state)
{
    check_rights(*state, 2);
}

/* The rights are those of all levels together: the leaf allows all, one level above takes it away.
 */
static void upper_levels_take_rights_away(void **state)
{
    struct vm *vm = *state;
    for (unsigned level = 2; level <= 4; level++) {
        uint64_t va = TEST_GVA + level * pt_size(4);
        vm_map(vm, vm->root, va, code_frame(vm, 1), 1, VM_URW);
        uint64_t *entry = vm_pte(vm, vm->root, va, level);
        *entry &= ~(level == 2 ? PTE_W : PTE_U);
        if (level == 4)
            *entry |= PTE_NX;
    }
    for (unsigned level = 2; level <= 4; level++) {
        uint64_t va = TEST_GVA + level * pt_size(4);
        access_page(vm, "upper level", va, R_, 0, OK);
        access_page(vm, "upper level", va, W_, 0, level == 2 ? 0x3 : OK);
        access_page(vm, "upper level", va + 8, X_, 0, level == 4 ? 0x11 : OK);
        access_page(vm, "upper level", va, R_, 3, level == 2 ? OK : 0x5);
        access_page(vm, "upper level", va, W_, 3, 0x7);
        access_page(vm, "upper level", va + 8, X_, 3, level == 2 ? OK : 0x15);
    }
}

static void missing_upper_levels_are_not_present(void **state)
{
    struct vm *vm = *state;
    for (unsigned level = 2; level <= 4; level++) {
        uint64_t va = TEST_GVA + level * pt_size(4);
        vm_map(vm, vm->root, va, code_frame(vm, 1), 1, VM_URW);
        *vm_pte(vm, vm->root, va, level) &= ~PTE_P;
        access_page(vm, "missing level", va, R_, 0, 0);
        access_page(vm, "missing level", va, W_, 3, 6);
    }
}

static void check_wp(struct vm *vm, unsigned level)
{
    uint64_t user = TEST_GVA, kernel = TEST_GVA + pt_size(level);
    vm_map(vm, vm->root, user, code_frame(vm, level), level, VM_URO);
    vm_map(vm, vm->root, kernel, code_frame(vm, level), level, VM_KRO);
    for (unsigned wp = 0; wp < 2; wp++) {
        vm->st.cr0 = (vm->st.cr0 & ~CR0_WP) | (wp ? CR0_WP : 0);
        access_page(vm, "user read-only", user, W_, 0, wp ? 0x3 : OK);
        access_page(vm, "supervisor read-only", kernel, W_, 0, wp ? 0x3 : OK);
        access_page(vm, "user read-only", user, W_, 3, 0x7);
        access_page(vm, "user read-only", user, R_, 3, OK);
        access_page(vm, "supervisor read-only", kernel, R_, 3, 0x5);
    }
}

static void without_wp_the_kernel_writes_read_only_pages_4k(void **state)
{
    check_wp(*state, 1);
}

static void without_wp_the_kernel_writes_read_only_pages_2m(void **state)
{
    check_wp(*state, 2);
}

static void without_nxe_the_nx_bit_is_reserved(void **state)
{
    struct vm *vm = *state;
    vm_map(vm, vm->root, TEST_GVA, code_frame(vm, 1), 1, VM_URW | PTE_NX);
    vm_map(vm, vm->root, TEST_GVA + PAGE_SIZE, code_frame(vm, 1), 1, VM_URW);
    vm->st.efer &= ~EFER_NXE;
    access_page(vm, "NX without NXE", TEST_GVA, R_, 0, 0x9);
    access_page(vm, "NX without NXE", TEST_GVA, W_, 0, 0xb);
    access_page(vm, "NX without NXE", TEST_GVA, R_, 3, 0xd);
    access_page(vm, "NX without NXE", TEST_GVA, W_, 3, 0xf);
    /* I is reported only with NXE (or SMEP): SDM Vol. 3A 4.7. */
    access_page(vm, "NX without NXE", TEST_GVA + 8, X_, 3, 0xd);
    access_page(vm, "plain", TEST_GVA + PAGE_SIZE + 8, X_, 3, OK);
    access_page(vm, "not present", TEST_GVA + 2 * PAGE_SIZE, X_, 3, 0x4);
    vm->st.efer |= EFER_NXE;
    access_page(vm, "NX with NXE", TEST_GVA, W_, 3, OK);
}

/* Reserved whatever the address width: low frame bits of a 2M page, PS in a PML4 entry. */
static void reserved_bits_fault_with_rsvd(void **state)
{
    struct vm *vm = *state;
    uint64_t large = TEST_GVA, top = TEST_GVA + pt_size(4);
    vm_map(vm, vm->root, large, code_frame(vm, 2), 2, VM_URW | UINT64_C(1) << 13);
    vm_map(vm, vm->root, top, code_frame(vm, 1), 1, VM_URW);
    *vm_pte(vm, vm->root, top, 4) |= PTE_PS;
    for (unsigned i = 0; i < 2; i++) {
        uint64_t va = i ? top : large;
        access_page(vm, "reserved", va, R_, 0, 0x9);
        access_page(vm, "reserved", va, W_, 0, 0xb);
        access_page(vm, "reserved", va, R_, 3, 0xd);
        access_page(vm, "reserved", va, W_, 3, 0xf);
        access_page(vm, "reserved", va, X_, 3, 0x1d);
    }
}

/* The machine has 40 address bits (vm.c). */
static void frame_bits_above_maxphyaddr_are_reserved(void **state)
{
    struct vm *vm = *state;
    for (unsigned bit = 40; bit < 52; bit++)
        vm_map(vm, vm->root, TEST_GVA + bit * PAGE_SIZE, code_frame(vm, 1), 1,
               VM_URW | UINT64_C(1) << bit);
    for (unsigned bit = 40; bit < 52; bit++) {
        access_page(vm, "above maxphyaddr", TEST_GVA + bit * PAGE_SIZE, R_, 0, 0x9);
        access_page(vm, "above maxphyaddr", TEST_GVA + bit * PAGE_SIZE, W_, 3, 0xf);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_vm(leaf_rights_give_the_exact_error_code_4k),
    cmocka_unit_test_vm(leaf_rights_give_the_exact_error_code_2m),
    cmocka_unit_test_vm(upper_levels_take_rights_away),
    cmocka_unit_test_vm(missing_upper_levels_are_not_present),
    cmocka_unit_test_vm(without_wp_the_kernel_writes_read_only_pages_4k),
    cmocka_unit_test_vm(without_wp_the_kernel_writes_read_only_pages_2m),
    cmocka_unit_test_vm(without_nxe_the_nx_bit_is_reserved),
    cmocka_unit_test_vm(reserved_bits_fault_with_rsvd),
    cmocka_unit_test_vm(frame_bits_above_maxphyaddr_are_reserved),
};
TEST_GROUP(fault, tests);
