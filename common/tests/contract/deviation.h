/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MMUBENCH_CONTRACT_DEVIATION_H
#define MMUBENCH_CONTRACT_DEVIATION_H

/* Why this test is expected to fail on this host's backend; NULL: it must pass. */
const char *deviation(const char *test, const char *backend);

#endif
