/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The contract that every backend keeps, as tests: one source, run against any struct mmu_ops.
 * A test puts a small guest program (guest.S) into a machine whose tables, GDT, IDT and TSS the
 * host has built, runs it to its first exit and looks at state and memory. What is asserted is what
 * the SDM says; where a host's KVM is known to differ, deviation.c names it.
 */
#ifndef MMUBENCH_CONTRACT_H
#define MMUBENCH_CONTRACT_H

#include "common/mmu.h"

/* argv[1], if given, is the one test to run. Returns 0, the number of failures, or 77 for a named
 * skip. */
int contract_main(const struct mmu_ops *ops, int argc, char **argv);

#endif
