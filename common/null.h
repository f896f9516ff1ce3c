/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The backend that translates nothing and runs no guest: it makes the exits that a guest would make
 * which measures nothing, so that its figures are the cost of the harness itself. Each sample (of
 * metric 0, one operation) is two TSC reads with nothing between them, after one HC_NOP exit to the
 * runner; the mean cost of those exits is printed as text.
 */
#ifndef MMUBENCH_NULL_H
#define MMUBENCH_NULL_H

#include "mmu.h"

extern const struct mmu_ops null_mmu;

#endif
