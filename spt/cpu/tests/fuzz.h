/* SPDX-License-Identifier: Apache-2.0 */
/* One instruction on the emulator and on the host's CPU, after the same random operands: registers,
 * flags and memory at RDI must be the same. */
#ifndef MMUBENCH_SPT_CPU_FUZZ_H
#define MMUBENCH_SPT_CPU_FUZZ_H

#include "machine.h"

#define ARITHMETIC (RFLAGS_CF | RFLAGS_PF | RFLAGS_AF | RFLAGS_ZF | RFLAGS_SF | RFLAGS_OF)

struct fuzz {
    struct machine *m;
    void *page;
    uint64_t random;
    uint64_t defined; /* flags that are compared */
};

/* native_free(f.page) ends it. */
struct fuzz fuzz_begin(void **state, uint64_t defined);
uint64_t fuzz_next(struct fuzz *f);
/* Corner values as often as random ones. */
uint64_t fuzz_operand(struct fuzz *f);
/* `near_index`: registers hold small numbers, bit offsets that stay in the memory compared. */
void fuzz_compare(struct fuzz *f, const uint8_t *insn, size_t len, bool near_index);

#endif
