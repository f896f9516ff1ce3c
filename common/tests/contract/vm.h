/* SPDX-License-Identifier: Apache-2.0 */
/* The machine of a contract test: 32 MiB from GPA 0, tables built by the host, one vCPU. */
#ifndef MMUBENCH_CONTRACT_VM_H
#define MMUBENCH_CONTRACT_VM_H

#include "common/board.h"
#include "common/mmu.h"
#include "common/pt.h"

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on

/* Guest-physical layout; all of it up to 2 MiB is mapped 1:1 with 4K pages, supervisor only but for
 * the code (user, read-only) and the user stack. */
#define VM_BYTES    UINT64_C(0x2000000)
#define VM_GDT      UINT64_C(0x10000)
#define VM_TSS      UINT64_C(0x10800)
#define VM_IDT      UINT64_C(0x11000)
#define VM_TABLES   UINT64_C(0x20000) /* page tables, handed out in turn */
#define VM_TABLES_E UINT64_C(0xa0000)
#define VM_CODE     UINT64_C(0x100000)
#define VM_RSP0     UINT64_C(0x190000) /* tops of stacks */
#define VM_IST1     UINT64_C(0x1a0000)
#define VM_KSTACK   UINT64_C(0x1b0000)
#define VM_USTACK   UINT64_C(0x1c0000)
#define VM_FRAMES   UINT64_C(0x200000)  /* for the tests' own pages; mapped by no one */
#define VM_HOLE     UINT64_C(0x8000000) /* no slot here */

/* Where tests map things: nothing else is there. */
#define TEST_GVA UINT64_C(0x40000000)

/* Selectors: those of `syscall` with STAR = KCODE << 32 | UCODE32 << 48. */
#define VM_KCODE   0x08u
#define VM_KDATA   0x10u
#define VM_UCODE32 0x1bu
#define VM_UDATA   0x23u
#define VM_UCODE   0x2bu
#define VM_TSS_SEL 0x30u
#define VM_UDATA2  0x43u /* a second user pair, beside the first */
#define VM_UCODE2  0x4bu

/* Leaf flags. */
#define VM_KRW (PTE_P | PTE_W)
#define VM_KRO PTE_P
#define VM_URW (PTE_P | PTE_W | PTE_U)
#define VM_URO (PTE_P | PTE_U)

struct vm {
    const struct mmu_ops *ops;
    struct mmu *mmu;
    struct ram ram;
    struct board board; /* all of `ram` from 0 on; tests put regions of their own into it */
    uint64_t root, next_table, next_frame; /* GPAs */
    struct vcpu_state st;                  /* given to, and taken from, the backend by vm_go() */
    struct vcpu_exit exit;
};

/* What the guest's IDT stub was given (SDM Vol. 3A 6.14.2). */
struct vm_fault {
    int vector; /* -1: none, the program came to its end */
    uint32_t error;
    uint64_t rip, cs, rflags, rsp, ss;
    uint64_t at; /* address of the frame's lowest word: the handler's RSP */
};

/* Programs of guest.S; the value is only an address in this process. */
typedef const char vm_program[];

/* cmocka set-up and tear-down: *state is a struct vm. contract_ops is set by contract_main(). */
extern const struct mmu_ops *contract_ops;
extern const char *contract_policy; /* for mmu_config; NULL: the backend's defaults */
int vm_setup(void **state);
int vm_teardown(void **state);
#define cmocka_unit_test_vm(name) cmocka_unit_test_setup_teardown(name, vm_setup, vm_teardown)

/* Tables, before the guest first runs (a KVM that shadows does not see later edits by the host).
 * Middle entries are made P | W | U. */
uint64_t vm_new_root(struct vm *vm); /* with the 1:1 map; returns its GPA */
uint64_t vm_new_table(struct vm *vm);
uint64_t vm_new_frame(struct vm *vm, unsigned level); /* zero-filled, aligned to its size */
void vm_map(struct vm *vm, uint64_t root, uint64_t va, uint64_t pa, unsigned level, uint64_t flags);
uint64_t vm_pte_gpa(struct vm *vm, uint64_t root, uint64_t va, unsigned level);
uint64_t *vm_pte(struct vm *vm, uint64_t root, uint64_t va, unsigned level);

void *vm_host(struct vm *vm, uint64_t pa, size_t len);
uint64_t vm_read(struct vm *vm, uint64_t pa); /* 8 bytes */
void vm_write(struct vm *vm, uint64_t pa, uint64_t v);

/* Guest address of a program or of a label in one. */
uint64_t vm_code(const char *program);

/* IDT gate: `ist` 0 to 7; `dpl` is what `int n` needs. */
void vm_gate(struct vm *vm, unsigned vector, uint64_t handler, unsigned ist, unsigned dpl);
uint64_t vm_stub(unsigned vector);

/* Makes int3 at CPL 3 (and the call of the g_k_ programs) run this routine of guest.S. */
void vm_routine(struct vm *vm, const char *routine);

/* Registers for a start of `program` at this CPL; general registers stay as the test set them. */
void vm_enter(struct vm *vm, const char *program, unsigned cpl);

/* set_state, run, get_state. Fails the test on an error exit. */
enum vcpu_exit_kind vm_run(struct vm *vm);

/* vm_enter, vm_run, and what fault ended it. Fails the test unless it ended by hlt. */
struct vm_fault vm_go(struct vm *vm, const char *program, unsigned cpl);
struct vm_fault vm_fault(struct vm *vm);

/* vm_go() with the expected end. */
void vm_go_ok(struct vm *vm, const char *program, unsigned cpl);
void vm_go_pf(struct vm *vm, const char *program, unsigned cpl, uint32_t error, uint64_t cr2);

#endif
