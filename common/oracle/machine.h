/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MMUBENCH_ORACLE_MACHINE_H
#define MMUBENCH_ORACLE_MACHINE_H

#include "oracle.h"

#include <stdio.h>

/* Makes guest memory with everything that does not change from run to run. 0 or -errno. */
int machine_build(struct oracle *o);

/* Puts the program and an empty pool in place. 0 or -errno. */
int machine_load(struct oracle *o, const struct program *p);

/* Registers at the start of the program. */
void machine_state(const struct program *p, struct vcpu_state *s);

/* Whether the halt at this state is the program's end; if not, `text` says what it is. */
bool machine_ended(const struct oracle *o, const struct vcpu_state *s, char *text, size_t bytes);

/* Takes the loose region's slot away, or puts it back. 0 or -errno. */
int machine_slot(struct oracle *o, bool away);

#endif
