/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of a native program: what its files share. */
#ifndef MMUBENCH_NATIVE_HOST_H
#define MMUBENCH_NATIVE_HOST_H

#include <stdint.h>

/* Guest RAM, mapped as a guest image has it in its window. */
#define HOST_WINDOW UINT64_C(0x300000000000)

/* Ends the run with "what: strerror". */
void host_fail(const char *what) __attribute__((noreturn));

#endif
