/* SPDX-License-Identifier: Apache-2.0 */
/* Into the guest: whatever is due first (kick, events, the right root), then its registers, then
 * its code. */
#include "enter.h"

#include "base.h"
#include "emulate.h"
#include "exit.h"
#include "fault.h"
#include "interpret.h"
#include "resume.h"
#include "root.h"
#include "step.h"
#include "trap.h"

#include <immintrin.h>

#define HOST_USER_CS 0x33u
#define HOST_USER_SS 0x2bu
/* Features restored from the guest's XSAVE image. Not PKRU (bit 9), which guards the monitor, nor
 * AMX. */
#define XFEATURES_GUEST UINT64_C(0xff)

bool enter_real_ac(const struct vcpu_state *s)
{
    return vcpu_cpl(s) == 3 && (s->cr0 & CR0_AM);
}

static uint64_t hardware_flags(const struct vcpu_state *s)
{
    const uint64_t arithmetic =
        RFLAGS_CF | RFLAGS_PF | RFLAGS_AF | RFLAGS_ZF | RFLAGS_SF | RFLAGS_OF;
    uint64_t f = (s->rflags & (arithmetic | RFLAGS_DF | RFLAGS_TF | (UINT64_C(1) << 21))) |
                 RFLAGS_FIXED | RFLAGS_IF;
    if (vcpu_cpl(s) == 0)
        f |= RFLAGS_NT; /* makes the guest's iretq fault */
    if (enter_real_ac(s))
        f |= s->rflags & RFLAGS_AC;
    return f | (arena->step.active ? RFLAGS_TF : 0);
}

static void resume_guest(void) __attribute__((noreturn));
static void resume_guest(void)
{
    static struct resume_frame f;
    const struct vcpu_state *s = &arena->vcpu;
    const uint64_t *r = s->gpr;
    f = (struct resume_frame){
        r[R15], r[R14],       r[R13], r[R12], r[R11],       r[R10],
        r[R9],  r[R8],        r[RDI], r[RSI], r[RBP],       r[RBX],
        r[RDX], r[RCX],       r[RAX], s->rip, HOST_USER_CS, hardware_flags(s),
        r[RSP], HOST_USER_SS,
    };
    const uint8_t *fp = (const uint8_t *)arena + arena->fp_offset;
    uint64_t mask = _xgetbv(0) & XFEATURES_GUEST;
    if (arena->timing)
        arena->counter[CTR_cycles_monitor] += now_tsc() - arena->trap_start;
    in_guest = true;
    resume(&f, fp, (uint32_t)mask, (uint32_t)(mask >> 32));
}

/* False: the vCPU must be looked at again. */
static bool deliver_event(void)
{
    struct vcpu_event ev = arena->vcpu.event;
    arena->vcpu.event.valid = false;
    if (arena->step.active)
        step_end();
    count(ev.vector == VEC_PF ? CTR_true_fault : CTR_exception);
    TRACE(inject, "vector %u code %#x rip %#lx", ev.vector, ev.error_code, arena->vcpu.rip);
    if (emulate_deliver(ev))
        return true;
    arena->exit.kind = VCPU_EXIT_SHUTDOWN;
    exit_to_runner();
    return false;
}

/* Back at the instruction whose page fault the guest has handled: the access comes next, so fill
 * now. */
static void refill(void)
{
    const struct vcpu_state *s = &arena->vcpu;
    if (s->rip != arena->refault.rip || s->cr3 != arena->refault.cr3 ||
        root_role(s) != arena->refault.role)
        return;
    arena->refault.armed = false;
    if (arena->policy.refill)
        fault_refill(gva(arena->refault.gva), arena->refault.write, arena->refault.fetch);
}

void enter_guest(void)
{
    for (;;) {
        if (atomic_load_explicit(&arena->kick, memory_order_relaxed)) {
            atomic_store(&arena->kick, 0);
            arena->exit.kind = VCPU_EXIT_TIMEOUT;
            exit_to_runner();
            continue;
        }
        if (arena->vcpu.event.valid && !deliver_event())
            continue;
        if (arena->policy.interpret && !arena->native_next && vcpu_cpl(&arena->vcpu) == 0 &&
            !arena->step.active) {
            interpret();
            continue;
        }
        if (!root_enter())
            continue;
        if (base_load())
            break;
        exit_error(
            "FS base %#lx or GS base %#lx cannot be loaded on a host without FSGSBASE: keep both "
            "below %#lx",
            arena->vcpu.fs.base, arena->vcpu.gs.base, (uint64_t)SPT_WINDOW);
    }
    arena->native_next = false;
    if (arena->refault.armed)
        refill();
    resume_guest();
}
