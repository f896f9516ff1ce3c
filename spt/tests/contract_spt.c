/* SPDX-License-Identifier: Apache-2.0 */
/* The contract on the software shadow page table. */
#include "common/tests/contract/contract.h"
#include "spt/spt.h"

int main(int argc, char **argv)
{
    return contract_main(&spt_mmu, argc, argv);
}
