/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guest-kernel code after a trap is often short: a few instructions, most of them privileged, then
 * IRETQ. To run it natively costs a hand-off to another process and back, and a signal for each
 * privileged instruction. So it is interpreted, until it returns to user mode or has run for as
 * long as the native way would have cost anyway (the ski-rental rule: never worse than twice the
 * better choice). Xen's shadow code follows a table write in the same spirit.
 */
#include "interpret.h"

#include "emulate.h"
#include "root.h"

/* Instructions in a row that native execution would have run for nothing, before we give up: about
 * as long as a hand-off there and back (in another root), or one signal (in the right root). */
enum { PATIENCE_ELSEWHERE = 256, PATIENCE_HERE = 48 };

/* Native execution would have trapped here. */
static bool worth_it(const struct cpu_insn *insn, uint64_t traced)
{
    return cpu_insn_kind(insn) != CPU_KIND_MEMORY || arena->counter[CTR_traced_write] != traced;
}

static bool kernel_runs(void)
{
    const struct vcpu_state *s = &arena->vcpu;
    return vcpu_cpl(s) == 0 && !s->event.valid && !(s->rflags & RFLAGS_TF) && !arena->step.active &&
           !atomic_load_explicit(&arena->kick, memory_order_relaxed);
}

void interpret(void)
{
    unsigned budget = root_is_mine() ? PATIENCE_HERE : PATIENCE_ELSEWHERE, left = budget;
    while (left && kernel_runs()) {
        const struct cpu_insn *insn = emulate_decode();
        if (!insn || !cpu_can_interpret(insn)) {
            arena->native_next = true;
            break;
        }
        uint64_t traced = arena->counter[CTR_traced_write];
        count(CTR_interpreted);
        if (emulate_insn(insn, gva(0)) != CPU_OK)
            break; /* an event or an exit: enter_guest() looks at it */
        left = worth_it(insn, traced) ? budget : left - 1;
    }
    if (!left)
        arena->native_next = true;
    emulate_forget_code();
}
