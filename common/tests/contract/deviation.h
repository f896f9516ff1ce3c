/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MMUBENCH_CONTRACT_DEVIATION_H
#define MMUBENCH_CONTRACT_DEVIATION_H

#include <stdbool.h>

/* Why this test is expected to fail on this host's backend; NULL: it must pass. *hangs tells then
 * that it would stop the whole machine and cannot be tried. */
const char *deviation(const char *test, const char *backend, bool *hangs);

#endif
