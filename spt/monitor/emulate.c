/* SPDX-License-Identifier: Apache-2.0 */
/* Runs one instruction of the guest in the emulator and does what follows from it. */
#include "emulate.h"

#include "base.h"
#include "bus.h"
#include "dirty.h"
#include "exit.h"
#include "fault.h"
#include "frame.h"
#include "root.h"
#include "shadow.h"
#include "step.h"
#include "sync.h"
#include "tlb.h"

#include <string.h>

static struct cpu_bus bus;

/* Where the code page of the last fetch lies in host memory, and what that translation hung on.
 * Kept over an interpreted run only, as an instruction TLB would: what drops translations drops it.
 */
static struct {
    const uint8_t *host; /* NULL: nothing cached */
    uint64_t page, cr3;
    uint32_t role;
} code_page;

void emulate_forget_code(void)
{
    code_page.host = NULL;
}

/* In place: this process maps the page as the vCPU sees it now. */
static const uint8_t *mapped_here(struct gva rip)
{
    const struct root *r = &arena->root[me];
    uint64_t size;
    if (r->pending.n || r->pending.flush || r->lost || arena->stale.end)
        return NULL;
    return root_is_mine() && shadow_lookup(me, rip, &size) ? (const uint8_t *)rip.v : NULL;
}

/* UINT32_MAX where a fetch would fault. */
static uint32_t code_frame(struct gva rip, bool user)
{
    struct walk w;
    struct walk_env env;
    uint32_t frame = tlb_find(rip, ACCESS_FETCH, user);
    if (frame != UINT32_MAX)
        return frame;
    env = fault_env(user, ACCESS_FETCH);
    walk_ram(&env, rip, &arena->ram, &w);
    frame = w.status == WALK_OK ? frame_of_gpa(w.gpa) : UINT32_MAX;
    if (frame == UINT32_MAX)
        return frame;
    dirty_set_ad(&env, &w, false);
    tlb_keep(rip, ACCESS_FETCH, user, w.level, frame);
    return frame;
}

/* Host address of the byte at RIP, good to the end of its page; NULL where a fetch would fault. */
static const uint8_t *code_at(struct gva rip)
{
    uint32_t role = root_role(&arena->vcpu);
    if (code_page.host && code_page.page == gva_page(rip).v && code_page.cr3 == arena->vcpu.cr3 &&
        code_page.role == role)
        return code_page.host + page_offset(rip.v);
    const uint8_t *host = mapped_here(rip);
    if (host)
        return host;
    uint32_t frame = code_frame(rip, role & ROLE_USER);
    if (frame == UINT32_MAX)
        return NULL;
    code_page.host = frame_host(frame);
    code_page.page = gva_page(rip).v;
    code_page.cr3 = arena->vcpu.cr3;
    code_page.role = role;
    return code_page.host + page_offset(rip.v);
}

/* The next page is looked at only if the instruction reaches into it: a look sets A there. */
static const struct cpu_insn *decode_at_page_end(struct cpu_cache *cache, struct gva rip,
                                                 const uint8_t *host)
{
    uint8_t bytes[CPU_INSN_MAX];
    size_t n = PAGE_SIZE - page_offset(rip.v);
    memcpy(bytes, host, n);
    const struct cpu_insn *insn = cpu_decode(cache, rip, bytes, n);
    if (insn || !(host = code_at(gva(rip.v + n))))
        return insn;
    memcpy(bytes + n, host, CPU_INSN_MAX - n);
    return cpu_decode(cache, rip, bytes, CPU_INSN_MAX);
}

const struct cpu_insn *emulate_decode(void)
{
    struct cpu_cache *cache = (struct cpu_cache *)arena->cache;
    struct gva rip = gva(arena->vcpu.rip);
    const uint8_t *host = code_at(rip);
    if (!host)
        return NULL;
    if (page_offset(rip.v) <= PAGE_SIZE - CPU_INSN_MAX)
        return cpu_decode(cache, rip, host, CPU_INSN_MAX);
    return decode_at_page_end(cache, rip, host);
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
    uint32_t frame = w.status == WALK_OK ? frame_of_gpa(w.gpa) : UINT32_MAX;
    return frame != UINT32_MAX && frame_protected(frame);
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

static void drop(struct gva a)
{
    tlb_drop(a);
    sync_gva(a);
}

static void drop_all(void)
{
    tlb_flush();
    sync_all();
}

/* Translations that the instruction dropped are not kept here either. */
static void follow(const struct cpu_outcome *out)
{
    if (out->effects & ~CPU_EFFECT_IRETQ)
        emulate_forget_code();
    if (out->effects & CPU_EFFECT_INVLPG)
        drop(out->invlpg);
    if (out->effects & (CPU_EFFECT_CR3 | CPU_EFFECT_FLUSH))
        drop_all();
}

enum cpu_result emulate_insn(const struct cpu_insn *insn, struct gva at)
{
    struct vcpu_exit x; /* filled in by what exits: its text is long and this path is hot */
    struct cpu_outcome out = {0};
    TRACE(emul, "%s rip %#lx", cpu_insn_name(insn), arena->vcpu.rip);
    count_kind(cpu_insn_kind(insn));
    enum cpu_result r = cpu_emulate(insn, &bus, &x, &out);
    follow(&out);
    finish(r, insn, &out, &x, at);
    return r;
}

void emulate_trap(enum emulate_cause cause, struct gva at)
{
    const struct cpu_insn *insn = emulate_decode();
    bool unknown = !insn || (cause == EMULATE_GP && cpu_insn_kind(insn) == CPU_KIND_MEMORY);
    if (unknown) /* its operands are bad, whatever it is */
        raise_event(VEC_GP, true, 0);
    else
        emulate_insn(insn, at);
}

void emulate_complete(void)
{
    arena->exit_pending = 0;
    if (arena->exit.kind == VCPU_EXIT_IO) {
        cpu_finish_in(&arena->vcpu, &arena->exit);
        return;
    }
    bus.mmio = arena->exit;
    bus.mmio_done = true;
    emulate_trap(EMULATE_ACCESS, gva(0));
    bus.mmio_done = false;
}

bool emulate_deliver(struct vcpu_event ev)
{
    unsigned effects = 0;
    return cpu_deliver(&bus, ev, 0, &effects);
}

void emulate_soft(uint8_t vector, unsigned insn_len)
{
    deliver_soft((struct vcpu_event){.valid = true, .vector = vector}, insn_len);
}

void emulate_init(void)
{
    bus_init(&bus);
    cpu_before_library(base_own);
}
