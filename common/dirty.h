/* SPDX-License-Identifier: Apache-2.0 */
/* The dirty log as a guest may ask for it (guest_abi.h), on whatever backend it runs. */
#ifndef MMUBENCH_DIRTY_H
#define MMUBENCH_DIRTY_H

#include "guest_abi.h"
#include "mmu.h"

/* Does what `ask` says and fills its answer. 0; -EINVAL (text) for what makes no sense: an unknown
 * operation, no slot there, no log that is on; -ENOTSUP where the backend has none; or -errno of
 * the backend. */
int dirty_ask(const struct mmu_ops *ops, struct mmu *m, struct ram *ram, struct guest_dirty *ask);

#endif
