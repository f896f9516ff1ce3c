/* SPDX-License-Identifier: Apache-2.0 */
/* Address spaces and counters for the shadow MMU's own tests, on the machine of the contract tests.
 */
#ifndef MMUBENCH_SPT_TEST_SPACE_H
#define MMUBENCH_SPT_TEST_SPACE_H

#include "common/tests/contract/vm.h"
#include "spt/spt.h"
#include "spt/spt_internal.h"

/* Where guest.S lies, readable from CPL 3; the contract tests' programs end before. */
#define SPACE_CODE UINT64_C(0x140000)
/* All of guest RAM, writable from CPL 3, in every space. */
#define SPACE_PHYS UINT64_C(0x10000000000)
/* For the tests' mappings: a PML4 entry that each space has for itself. */
#define SPACE_GVA UINT64_C(0x8000000000)
#define SPACE_AD  (PTE_A | PTE_D)

typedef const char space_program[];

/* cmocka set-up over vm_setup(): guest.S in place, SPACE_PHYS in vm->root. Each write to a table is
 * traced, with all guest-kernel code native in the second; the last two let leaf tables go. */
int space_setup(void **state);
int space_setup_native(void **state);
int space_setup_unsync(void **state);
int space_setup_unsync_native(void **state);
/* The same with this policy. */
int space_setup_policy(void **state, const char *policy);
#define cmocka_unit_test_space(name) cmocka_unit_test_setup_teardown(name, space_setup, vm_teardown)
#define cmocka_unit_test_native(name) \
    cmocka_unit_test_setup_teardown(name, space_setup_native, vm_teardown)
#define cmocka_unit_test_unsync(name) \
    cmocka_unit_test_setup_teardown(name, space_setup_unsync, vm_teardown)
#define cmocka_unit_test_unsync_native(name) \
    cmocka_unit_test_setup_teardown(name, space_setup_unsync_native, vm_teardown)

/* A new PML4 (GPA) that shares all of vm->root but its part at SPACE_GVA. */
uint64_t space_new(struct vm *vm);
/* GPA of the entry for `va` at this level; the tables above are made where there are none. */
uint64_t space_pte(struct vm *vm, uint64_t root, uint64_t va, unsigned level);
void space_map(struct vm *vm, uint64_t root, uint64_t va, uint64_t pa, uint64_t flags);
/* A frame that holds `value` in its first 8 bytes. */
uint64_t space_frame(struct vm *vm, uint64_t value);

/* Guest address of a program or label of guest.S. */
uint64_t space_code(const char *program);
/* vm_routine() for a routine of guest.S. */
void space_routine(struct vm *vm, const char *routine);

/* Registers for a start of a program of guest.S. */
void space_enter(struct vm *vm, const char *program, unsigned cpl);
/* To its end, which must be its hlt. */
void space_go(struct vm *vm, const char *program, unsigned cpl);

/* A read of `va` is an exit for 8 bytes at this GPA, and its answer arrives. */
void space_reads_mmio(struct vm *vm, uint64_t va, uint64_t at, unsigned cpl);

uint64_t space_counter(struct vm *vm, enum counter c);
struct counters space_counters(struct vm *vm);

/* Each of these `n` counters has moved, since `before`, by what `more` has of it. */
void space_assert_moved(struct vm *vm, const struct counters *before, const struct counters *more,
                        const enum counter *which, size_t n);

/* Children of a process, as many as the array holds; returns how many there are. */
unsigned space_children(pid_t of, pid_t *pid, unsigned max);
/* Whether the process exists and is no zombie. */
bool space_alive(pid_t pid);
/* Waits until none of them is alive; false: after `ms` milliseconds one still is. */
bool space_gone(const pid_t *pid, unsigned n, unsigned ms);

int space_main(const char *name, const struct CMUnitTest *tests, size_t n, int argc, char **argv);

#endif
