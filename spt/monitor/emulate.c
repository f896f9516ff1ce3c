/* SPDX-License-Identifier: Apache-2.0 */
/* Runs one instruction of the guest in the emulator and does what follows from it. */
#include "monitor.h"

#include <string.h>

static struct cpu_bus bus;

/* The bytes at RIP, as far as they are mapped, with the rights of a fetch. Bytes in the page at RIP
 * are read in place when this process has just tried to execute them. */
static size_t fetch(uint8_t bytes[CPU_INSN_MAX])
{
    struct gva rip = gva(arena->vcpu.rip);
    size_t first = PAGE_SIZE - page_offset(rip.v);
    uint64_t size;
    if (first >= CPU_INSN_MAX && shadow_lookup(me, rip, &size)) {
        memcpy(bytes, (const void *)rip.v, CPU_INSN_MAX);
        return CPU_INSN_MAX;
    }
    struct vcpu_event ev;
    bool user = root_role(&arena->vcpu) & ROLE_USER;
    size_t n = first < CPU_INSN_MAX ? first : CPU_INSN_MAX;
    uint64_t cr2 = arena->vcpu.cr2;
    if (bus.access(&bus, rip, bytes, n, ACCESS_FETCH, user, &ev) != CPU_BUS_OK)
        n = 0;
    else if (n < CPU_INSN_MAX && bus.access(&bus, gva(rip.v + n), bytes + n, CPU_INSN_MAX - n,
                                            ACCESS_FETCH, user, &ev) == CPU_BUS_OK)
        n = CPU_INSN_MAX;
    arena->vcpu.cr2 = cr2; /* a failed look ahead is not a fault */
    return n;
}

static void raise_event(uint8_t vector, bool has_error, uint32_t code)
{
    arena->vcpu.event = (struct vcpu_event){
        .valid = true, .has_error = has_error, .vector = vector, .error_code = code};
}

static const enum counter kind_counter[] = {
    [CPU_KIND_OTHER] = CTR_emul_other,        [CPU_KIND_IRETQ] = CTR_emul_iretq,
    [CPU_KIND_CR3_WRITE] = CTR_emul_cr3_load, [CPU_KIND_CR_WRITE] = CTR_emul_cr_write,
    [CPU_KIND_INVLPG] = CTR_emul_invlpg,      [CPU_KIND_IO] = CTR_emul_other,
    [CPU_KIND_HLT] = CTR_emul_other,          [CPU_KIND_MEMORY] = CTR_COUNT,
};

static void count_kind(enum cpu_kind k)
{
    if (kind_counter[k] != CTR_COUNT)
        count(kind_counter[k]);
    if (k == CPU_KIND_CR3_WRITE)
        count(CTR_emul_cr_write);
}

static void deliver_soft(struct vcpu_event ev, unsigned insn_len)
{
    unsigned effects = 0;
    count(CTR_exception);
    if (cpu_deliver(&bus, ev, insn_len, &effects))
        return;
    arena->exit.kind = VCPU_EXIT_SHUTDOWN;
    exit_to_runner();
}

static void to_runner(const struct vcpu_exit *x)
{
    arena->exit = *x;
    if (x->kind == VCPU_EXIT_MMIO)
        arena->exit = bus.mmio;
    arena->exit_pending = x->kind == VCPU_EXIT_MMIO || (x->kind == VCPU_EXIT_IO && x->io.in);
    exit_to_runner();
}

static bool gva_tracked(struct gva a)
{
    struct walk_env env = fault_env(root_role(&arena->vcpu) & ROLE_USER, ACCESS_WRITE);
    struct walk w;
    walk_ram(&env, a, &arena->ram, &w);
    uint32_t frame = w.status == WALK_OK ? shadow_gpa_frame(w.gpa) : UINT32_MAX;
    return frame != UINT32_MAX && shadow_tracked(frame);
}

static void native_step(const struct cpu_insn *insn, struct gva at)
{
    if (gva_tracked(at) && step_begin(at))
        return;
    exit_error("cannot emulate \"%s\" at rip %#lx on memory at %#lx; use plain mov there",
               cpu_insn_name(insn), arena->vcpu.rip, at.v);
}

static void finish(enum cpu_result r, const struct cpu_insn *insn, const struct cpu_outcome *out,
                   const struct vcpu_exit *x, struct gva at)
{
    switch (r) {
    case CPU_OK:
        break;
    case CPU_EVENT:
        if (out->soft)
            deliver_soft(out->event, out->soft);
        else
            arena->vcpu.event = out->event;
        break;
    case CPU_EXIT:
    case CPU_REFUSED:
        to_runner(x);
        break;
    case CPU_STEP:
        native_step(insn, at);
        break;
    }
}

void trap_emulate(enum trap_cause cause, struct gva at)
{
    uint8_t bytes[CPU_INSN_MAX];
    struct vcpu_exit x = {.kind = VCPU_EXIT_ERROR};
    struct cpu_outcome out = {0};
    size_t len = fetch(bytes);
    const struct cpu_insn *insn =
        len ? cpu_decode((struct cpu_cache *)arena->cache, gva(arena->vcpu.rip), bytes, len) : NULL;
    if (!insn || (cause == TRAP_GP && cpu_insn_kind(insn) == CPU_KIND_MEMORY)) {
        raise_event(VEC_GP, true, 0);
        return;
    }
    TRACE(emul, "%s rip %#lx", cpu_insn_name(insn), arena->vcpu.rip);
    count_kind(cpu_insn_kind(insn));
    enum cpu_result r = cpu_emulate(insn, &bus, &x, &out);
    if (r == CPU_STEP && cause == TRAP_GP)
        raise_event(VEC_GP, true, 0);
    else
        finish(r, insn, &out, &x, at);
}

void trap_complete(void)
{
    arena->exit_pending = 0;
    if (arena->exit.kind == VCPU_EXIT_IO) {
        cpu_finish_in(&arena->vcpu, &arena->exit);
        return;
    }
    bus.mmio = arena->exit;
    bus.mmio_done = true;
    trap_emulate(TRAP_ACCESS, gva(0));
    bus.mmio_done = false;
}

bool trap_deliver(struct vcpu_event ev)
{
    unsigned effects = 0;
    return cpu_deliver(&bus, ev, 0, &effects);
}

void trap_soft(uint8_t vector, unsigned insn_len)
{
    deliver_soft((struct vcpu_event){.valid = true, .vector = vector}, insn_len);
}

void trap_init(void)
{
    bus_init(&bus);
}
