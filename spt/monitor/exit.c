/* SPDX-License-Identifier: Apache-2.0 */
/* Out of the monitor: the vCPU goes to the runner with the reason, and comes back with its answer.
 */
#include "exit.h"

#include "base.h"
#include "emulate.h"
#include "party.h"
#include "step.h"
#include "tlb.h"

#include <stdarg.h>
#include <stdio.h>

static void count_exit(enum vcpu_exit_kind k)
{
    static const enum counter by_kind[VCPU_EXIT_KINDS] = {[VCPU_EXIT_IO] = CTR_exit_io,
                                                          [VCPU_EXIT_MMIO] = CTR_exit_mmio,
                                                          [VCPU_EXIT_HALT] = CTR_exit_halt};
    if (by_kind[k])
        count(by_kind[k]);
}

void exit_to_runner(void)
{
    count_exit(arena->exit.kind);
    if (arena->step.active)
        step_end(); /* the runner may change everything that it hangs on */
    do {
        if (arena->timing)
            arena->counter[CTR_cycles_monitor] += now_tsc() - arena->trap_start;
        party_give(SPT_RUNNER);
        party_wait_runner();
        tlb_flush(); /* the runner may have changed whatever it hangs on */
        emulate_forget_code();
        arena->trap_start = timing_start();
        if (arena->exit_pending)
            emulate_complete();
    } while (arena->command == SPT_COMPLETE);
}

void exit_error(const char *fmt, ...)
{
    va_list ap;
    base_own();
    va_start(ap, fmt);
    vsnprintf(arena->exit.text, sizeof arena->exit.text, fmt, ap);
    va_end(ap);
    arena->exit.kind = VCPU_EXIT_ERROR;
    exit_to_runner();
}
