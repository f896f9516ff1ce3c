/* SPDX-License-Identifier: Apache-2.0 */
/* Out to the runner. */
#ifndef MMUBENCH_SPT_MONITOR_EXIT_H
#define MMUBENCH_SPT_MONITOR_EXIT_H

#include "monitor.h"

/* Hands arena->exit to the runner and waits for its answer; then look at everything again. */
void exit_to_runner(void);

/* The same with VCPU_EXIT_ERROR and this text: one line, what happened and the remedy. */
void exit_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
