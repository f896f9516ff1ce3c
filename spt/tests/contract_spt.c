/* SPDX-License-Identifier: Apache-2.0 */
/* The contract on the software shadow page table: contract_spt [--policy=...] [TEST] */
#include "common/tests/contract/contract.h"
#include "common/tests/contract/vm.h"
#include "spt/spt.h"

#include <string.h>

int main(int argc, char **argv)
{
    static const char policy[] = "--policy=";
    if (argc > 1 && !strncmp(argv[1], policy, sizeof policy - 1)) {
        contract_policy = argv[1] + sizeof policy - 1;
        argc--;
        argv++;
    }
    return contract_main(&spt_mmu, argc, argv);
}
