/* SPDX-License-Identifier: Apache-2.0 */
/* Ctrl-C and its like, for the commands that run guests. */
#ifndef MMUBENCH_CANCEL_H
#define MMUBENCH_CANCEL_H

#include <stdatomic.h>

/* Set by SIGINT, SIGTERM or SIGHUP once cancel_catch() was called; goes into struct run_request. */
extern atomic_bool cancel_flag;

/* The first signal asks for an orderly end; a second one of the same kind ends the process. Errors
 * of a closed pipe or a full quota come as errno from then on. */
void cancel_catch(void);

#endif
