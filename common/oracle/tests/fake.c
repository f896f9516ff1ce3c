/* SPDX-License-Identifier: Apache-2.0 */
#include "fake.h"

#include "common/err.h"
#include "common/pt.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum fake_bug fake_bug;

struct mmu {
    struct ram *ram;
    struct vcpu_state state;
    struct model model;
    uint64_t next, log;
    atomic_bool kicked;
};

static void probe(struct mmu_probe *p)
{
    *p = (struct mmu_probe){.available = true};
}

static int create(struct mmu **out, const struct mmu_config *config)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return err(ENOMEM, "no memory");
    (*out)->ram = config->ram;
    return 0;
}

static void destroy(struct mmu *m)
{
    free(m);
}

static int set_state(struct mmu *m, const struct vcpu_state *s)
{
    const struct model_traits traits = {.maxphyaddr = 48, .no_gb_pages = fake_bug == FAKE_NO_1G};
    m->state = *s;
    model_init(&m->model, &traits, s->cr0 & CR0_WP, s->efer & EFER_NXE);
    m->model.case_pte = s->gpr[R12];
    m->model.case_pde = s->gpr[R13];
    m->next = s->gpr[RSI];
    m->log = s->gpr[RDI];
    return 0;
}

static int get_state(struct mmu *m, struct vcpu_state *s)
{
    *s = m->state;
    s->gpr[RDI] = m->log;
    return 0;
}

/* Which operation runs this pair of routines. */
static struct op decode(const uint64_t record[4])
{
    for (unsigned kind = 0; kind < OP_KINDS; kind++)
        for (unsigned cpl = 0; cpl <= 3; cpl += 3) {
            const struct op o = {kind, (uint8_t)cpl, record[1], record[2], record[3]};
            const struct op_code code = op_code(&o);
            if (op_at_cpl(kind, cpl) && (code.user | code.kernel << 32) == record[0])
                return o;
        }
    check_failed(__FILE__, __LINE__, "an operation that no routine runs");
}

static bool dirty_lost(struct mmu *m, const struct op *o, struct model_outcome *out)
{
    static struct model before;
    if (fake_bug != FAKE_NO_DIRTY || o->kind != OP_WRITE8 || oracle_va_number(o->a) < 0)
        return false;
    before = m->model;
    if (model_step(&m->model, o, out))
        return false;
    for (unsigned i = 0; i < MODEL_FRAMES; i++)
        for (unsigned k = 0; k < PT_ENTRIES; k++)
            if ((before.mem[i][k] ^ m->model.mem[i][k]) == PTE_D)
                m->model.mem[i][k] &= ~PTE_D;
    return true;
}

/* False: the machine halts here. */
static bool step(struct mmu *m, struct op o)
{
    struct model_outcome out;
    if (fake_bug == FAKE_WP_STUCK && o.kind == OP_CR0)
        o.a |= CR0_WP;
    if (!dirty_lost(m, &o, &out) && model_step(&m->model, &o, &out))
        out = (struct model_outcome){0}; /* follows from a bug before */
    if (fake_bug == FAKE_HALTS && o.kind == OP_FETCH && out.error != MODEL_NO_FAULT)
        return false;
    if (fake_bug == FAKE_WP_STUCK && o.kind == OP_CR0)
        out.rax = o.b;
    const uint64_t entry[8] = {out.rax, out.error, out.cr2, out.rip, out.pte, out.pde};
    memcpy(m->ram->base + m->log, entry, ORACLE_LOG_BYTES * op_logs(o.kind));
    m->log += ORACLE_LOG_BYTES * op_logs(o.kind);
    return true;
}

static void store_memory(struct mmu *m)
{
    for (unsigned i = 0; i < MODEL_FRAMES; i++)
        memcpy(m->ram->base + model_frame_gpa(i) + 8, m->model.mem[i] + 1, PAGE_SIZE - 8);
}

/* The exit that the operation makes, if it does. */
static bool exits(struct mmu *m, const struct op *o, unsigned nmmio, struct vcpu_exit *exit)
{
    extern const char k_halt[];
    const struct model_mmio *a = &m->model.mmio[nmmio];
    if (op_class(o->kind) == CLASS_HOST) {
        *exit = (struct vcpu_exit){.kind = VCPU_EXIT_HALT};
        m->state.rip = op_label(k_halt) + 1;
        return true;
    }
    if (m->model.nmmio == nmmio)
        return false;
    *exit = (struct vcpu_exit){
        .kind = VCPU_EXIT_MMIO,
        .mmio = {.at = gpa(a->gpa), .size = a->size, .write = a->write, .value = a->value}};
    return true;
}

static void until_kicked(struct mmu *m, struct vcpu_exit *exit)
{
    while (!atomic_exchange(&m->kicked, false))
        sched_yield();
    *exit = (struct vcpu_exit){.kind = VCPU_EXIT_TIMEOUT};
}

static int run(struct mmu *m, struct vcpu_exit *exit)
{
    while (m->next != m->state.gpr[R14]) {
        if (fake_bug == FAKE_HANGS) {
            until_kicked(m, exit);
            return 0;
        }
        struct op o = decode((const uint64_t *)(m->ram->base + m->next));
        const unsigned nmmio = m->model.nmmio;
        if (o.kind == OP_SLOT_AWAY && m->model.loose_away)
            o.kind = OP_SLOT_BACK;
        m->next += ORACLE_OP_BYTES;
        if (!step(m, o)) {
            *exit = (struct vcpu_exit){.kind = VCPU_EXIT_HALT};
            m->state.rip = 0x1234;
            return 0;
        }
        if (exits(m, &o, nmmio, exit))
            return 0;
        if (fake_bug == FAKE_SLOW) {
            until_kicked(m, exit);
            return 0;
        }
    }
    *exit = (struct vcpu_exit){.kind = VCPU_EXIT_HALT};
    store_memory(m);
    const uint64_t frame[2] = {0, op_label(o_end_of_list)};
    m->state.rip = op_label(o_stubs) + 16 * VEC_GP + 1;
    m->state.gpr[RSP] = ORACLE_RSP0 - sizeof frame;
    memcpy(m->ram->base + m->state.gpr[RSP], frame, sizeof frame);
    return 0;
}

static void kick(struct mmu *m)
{
    atomic_store(&m->kicked, true);
}

static int fake_counters(struct mmu *m, struct counters *c)
{
    (void)m;
    *c = (struct counters){0};
    return 0;
}

const struct mmu_ops oracle_fake = {
    .name = "fake",
    .policies = "first=0..1 (0): one thing\nsecond=1..8 (4): another\n",
    .probe = probe,
    .create = create,
    .destroy = destroy,
    .set_state = set_state,
    .get_state = get_state,
    .run = run,
    .kick = kick,
    .counters = fake_counters,
};
