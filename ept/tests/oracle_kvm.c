/* SPDX-License-Identifier: Apache-2.0 */
/* The oracle on whichever MMU this host's KVM has. */
#include "common/oracle/tests/oracle_test.h"
#include "ept/ept.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    const struct mmu_ops *const modes[] = {&ept_mmu, &kvm_spt_mmu};
    struct mmu_probe p;
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        modes[i]->probe(&p);
        const struct oracle_target t = {.ops = modes[i],
                                        .config = {.cpu = -1},
                                        .foreign = FOREIGN_ALL,
                                        .early_accessed = modes[i] == &ept_mmu};
        if (p.available)
            return oracle_test_main(&t, argc, argv);
    }
    printf("SKIP: %s; %s\n", p.reason, p.remedy);
    return 77;
}
