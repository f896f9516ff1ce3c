/* SPDX-License-Identifier: Apache-2.0 */
/* The oracle on the software shadow page table: oracle_spt [--emulated] [--policy=...] [TEST].
 * --emulated: the processor is one, so what it does by itself at CPL 3 may differ from the SDM. */
#include "common/oracle/tests/oracle_test.h"
#include "spt/spt.h"

#include <string.h>

int main(int argc, char **argv)
{
    struct oracle_target t = {.ops = &spt_mmu, .config = {.cpu = -1}};
    if (argc > 1 && !strcmp(argv[1], "--emulated")) {
        t.foreign = FOREIGN_USER_CODE;
        argc--;
        argv++;
    }
    return oracle_test_main(&t, argc, argv);
}
