/* SPDX-License-Identifier: Apache-2.0 */
/* Integer arithmetic with its flags, by formula; private to spt/cpu. */
#ifndef MMUBENCH_SPT_CPU_ALU_H
#define MMUBENCH_SPT_CPU_ALU_H

#include "insn.h"

/* The result of `a op b` in `size` bytes (zero-extended), for OP_ADD to OP_NOT; unary operations
 * ignore b. CF, PF, AF, ZF, SF and OF of *rflags become what the instruction leaves (AF of logical
 * operations, which the SDM calls undefined, is 0 as on the hardware). */
uint64_t alu(enum op op, uint64_t a, uint64_t b, unsigned size, uint64_t *rflags);

/* True for those that write no result: cmp, test. */
static inline bool alu_compares(enum op op)
{
    return op == OP_CMP || op == OP_TEST;
}

#endif
