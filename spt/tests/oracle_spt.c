/* SPDX-License-Identifier: Apache-2.0 */
/* The oracle on the software shadow page table: oracle_spt [--policy=...] [TEST] */
#include "common/oracle/tests/oracle_test.h"
#include "spt/spt.h"

int main(int argc, char **argv)
{
    const struct oracle_target t = {.ops = &spt_mmu, .config = {.cpu = -1}};
    return oracle_test_main(&t, argc, argv);
}
