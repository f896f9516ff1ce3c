/* SPDX-License-Identifier: Apache-2.0 */
/* The software shadow page table: the guest runs deprivileged in host processes whose own page
 * tables are the shadow. */
#ifndef MMUBENCH_SPT_H
#define MMUBENCH_SPT_H

#include "common/mmu.h"

extern const struct mmu_ops spt_mmu;

#endif
