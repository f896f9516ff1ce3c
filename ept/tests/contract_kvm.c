/* SPDX-License-Identifier: Apache-2.0 */
/* The contract on whichever MMU this host's KVM has. */
#include "common/tests/contract/contract.h"
#include "ept/ept.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    const struct mmu_ops *const modes[] = {&ept_mmu, &kvm_spt_mmu};
    struct mmu_probe p;
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        modes[i]->probe(&p);
        if (p.available)
            return contract_main(modes[i], argc, argv);
    }
    printf("SKIP: %s; %s\n", p.reason, p.remedy);
    return 77;
}
