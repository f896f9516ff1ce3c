/* SPDX-License-Identifier: Apache-2.0 */
/* A backend that runs the interpreter's programs on the reference itself, with a bug if wanted: so
 * that the fuzzer and the shrinking can be tested on any machine. */
#ifndef MMUBENCH_ORACLE_FAKE_H
#define MMUBENCH_ORACLE_FAKE_H

#include "common/oracle/oracle.h"

enum fake_bug {
    FAKE_RIGHT,
    FAKE_WP_STUCK, /* CR0.WP is never cleared */
    FAKE_NO_DIRTY, /* writes set no D when A was set already */
    FAKE_NO_1G,    /* a processor without pages of 1 GiB */
    FAKE_HALTS,    /* stops at the first fetch that faults */
    FAKE_SLOW,     /* ends one operation between two kicks */
    FAKE_HANGS,    /* ends no operation */
};
extern enum fake_bug fake_bug;
extern const struct mmu_ops oracle_fake;

#endif
