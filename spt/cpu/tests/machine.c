/* SPDX-License-Identifier: Apache-2.0 */
#include "machine.h"
#include "common/tests/test_main.h"

#include <stdlib.h>
#include <string.h>

static enum cpu_bus_result fault(struct machine *m, uint64_t at, enum access kind, bool user,
                                 bool present, struct vcpu_event *ev)
{
    m->s.cr2 = at;
    *ev = (struct vcpu_event){.valid = true,
                              .has_error = true,
                              .vector = VEC_PF,
                              .error_code = (present ? PF_P : 0) |
                                            (kind == ACCESS_WRITE ? PF_W : 0) | (user ? PF_U : 0)};
    return CPU_BUS_FAULT;
}

static enum cpu_bus_result mmio(struct machine *m, uint64_t at, void *buf, size_t len, bool write)
{
    struct vcpu_exit *x = &m->bus.mmio;

    if (m->bus.mmio_done && x->mmio.write == write && x->mmio.at.v == at) {
        if (!write)
            memcpy(buf, &x->mmio.value, len);
        m->bus.mmio_done = false;
        return CPU_BUS_OK;
    }
    assert_true(len <= 8);
    *x = (struct vcpu_exit){.kind = VCPU_EXIT_MMIO};
    x->mmio.at = gpa(at);
    x->mmio.size = (uint8_t)len;
    x->mmio.write = write;
    if (write)
        memcpy(&x->mmio.value, buf, len);
    return CPU_BUS_MMIO;
}

static enum cpu_bus_result access_memory(struct cpu_bus *bus, struct gva at, void *buf, size_t len,
                                         enum access kind, bool user, struct vcpu_event *ev)
{
    struct machine *m = bus->ctx;
    bool write = kind == ACCESS_WRITE;

    m->accesses++;
    m->last_user = user;
    assert_true(len >= 1 && len <= 64);
    for (uint64_t page = at.v & PAGE_MASK; page < at.v + len; page += PAGE_SIZE) {
        uint64_t first = page < at.v ? at.v : page;
        if (page == m->fault_page || page >= MEMORY_BYTES)
            return fault(m, first, kind, user, false, ev);
        if ((write && page == m->readonly_page) ||
            (user && m->user_page != ~UINT64_C(0) && page != m->user_page))
            return fault(m, first, kind, user, true, ev);
    }
    if (!buf)
        return CPU_BUS_OK;
    if ((at.v & PAGE_MASK) == MMIO_AT)
        return mmio(m, at.v, buf, len, write);
    if (write) {
        m->writes++;
        memcpy(m->memory + at.v, buf, len);
    } else {
        memcpy(buf, m->memory + at.v, len);
    }
    return CPU_BUS_OK;
}

uint64_t machine_u64(const struct machine *m, uint64_t at)
{
    uint64_t v;

    memcpy(&v, m->memory + at, 8);
    return v;
}

void machine_set_u64(struct machine *m, uint64_t at, uint64_t v)
{
    memcpy(m->memory + at, &v, 8);
}

void machine_gate(struct machine *m, unsigned vector, uint64_t raw_low, uint64_t raw_high)
{
    machine_set_u64(m, IDT_AT + vector * 16u, raw_low);
    machine_set_u64(m, IDT_AT + vector * 16u + 8, raw_high);
}

void machine_handler(struct machine *m, unsigned vector, unsigned type, unsigned dpl, unsigned ist,
                     uint16_t selector, uint64_t handler)
{
    uint64_t low = (handler & 0xffff) | (uint64_t)selector << 16 | (uint64_t)ist << 32 |
                   (uint64_t)type << 40 | (uint64_t)dpl << 45 | UINT64_C(1) << 47 |
                   (handler & 0xffff0000) << 32;

    machine_gate(m, vector, low, handler >> 32);
}

static void make_gdt(struct machine *m)
{
    static const struct {
        unsigned at;
        uint64_t raw;
    } gdt[] = {
        {KCODE, UINT64_C(0x00af9b000000ffff)},
        {KDATA, UINT64_C(0x00cf93000000ffff)},
        {UDATA, UINT64_C(0x00cff3000000ffff)},
        {UCODE, UINT64_C(0x00affb000000ffff)},
        {ABSENT, UINT64_C(0x00af7b000000ffff)},
        {CODE32, UINT64_C(0x00cffb000000ffff)},
        {RODATA, UINT64_C(0x00cff1000000ffff)},
        {TSS_SEL, UINT64_C(0x0000890030000067) | (uint64_t)0x00 << 56},
        {LDT_SEL, UINT64_C(0x000082004000000f)},
        {CONF, UINT64_C(0x00af9f000000ffff)},
        {FRESH, UINT64_C(0x00cff2000000ffff)},
        {NOSTACK, UINT64_C(0x00cf73000000ffff)},
    };

    for (size_t i = 0; i < sizeof(gdt) / sizeof(gdt[0]); i++)
        machine_set_u64(m, GDT_AT + gdt[i].at, gdt[i].raw);
}

void machine_reset(struct machine *m)
{
    uint8_t *memory = m->memory;
    struct cpu_cache *cache = m->cache;

    memset(m, 0, sizeof(*m));
    memset(memory, 0, MEMORY_BYTES);
    m->memory = memory;
    m->cache = cache;
    m->fault_page = m->readonly_page = m->user_page = ~UINT64_C(0);
    vcpu_state_init(&m->s, gpa(0x10000), gva(CODE_AT), gva(KSTACK_TOP));
    m->bus = (struct cpu_bus){.ctx = m, .access = access_memory, .state = &m->s};
    m->s.gdt = (struct dtable){GDT_AT, GDT_END - 1};
    m->s.idt = (struct dtable){IDT_AT, 0xfff};
    m->s.tr = (struct segment){
        .base = TSS_AT, .limit = 0x67, .selector = TSS_SEL, .type = 11, .present = true};
    m->s.ldt = (struct segment){.unusable = true};
    make_gdt(m);
    machine_set_u64(m, TSS_AT + 4, KSTACK_TOP);
    machine_set_u64(m, TSS_AT + 36, IST1_TOP);
    m->memory[TSS_AT + 102] = 0x68; /* the I/O bitmap begins beyond the limit: no port */
    for (unsigned v = 0; v < 32; v++)
        machine_handler(m, v, 0xe, 0, 0, KCODE, 0x7fff00000000 + 0x100 * v);
}

int machine_setup(void **state)
{
    struct machine *m = aligned_alloc(64, sizeof(*m));

    assert_non_null(m);
    memset(m, 0, sizeof(*m));
    m->memory = malloc(MEMORY_BYTES);
    m->cache = calloc(1, cpu_cache_bytes);
    assert_non_null(m->memory);
    assert_non_null(m->cache);
    machine_reset(m);
    *state = m;
    return 0;
}

int machine_teardown(void **state)
{
    struct machine *m = *state;

    free(m->memory);
    free(m->cache);
    free(m);
    return 0;
}

void machine_user(struct machine *m)
{
    m->s.cs = segment_code64(UCODE | 3, 3);
    m->s.ss = segment_data(UDATA | 3, 3);
    m->s.gpr[RSP] = USTACK_TOP;
}

enum cpu_result machine_run(struct machine *m, const void *bytes, size_t len)
{
    const struct cpu_insn *insn = cpu_decode(m->cache, gva(m->s.rip), bytes, len);

    assert_non_null(insn);
    memset(&m->exit, 0, sizeof(m->exit));
    return cpu_emulate(insn, &m->bus, &m->exit, &m->out);
}

void machine_expect(struct machine *m, enum cpu_result r, unsigned vector, uint32_t code)
{
    assert_int_equal(r, CPU_EVENT);
    assert_int_equal(m->out.event.vector, vector);
    assert_int_equal(m->out.event.error_code, code);
    assert_true(m->out.event.valid);
    assert_int_equal(m->s.rip, CODE_AT);
    assert_int_equal(m->out.soft, 0);
}

void machine_prepare(struct machine *m)
{
    machine_reset(m);
    m->s.gpr[RDI] = DATA_AT;
    m->s.gpr[RSI] = 0xb000;
    m->s.gpr[RAX] = 0x21;
    m->s.gpr[RCX] = 3;
    m->s.gpr[RSP] = KSTACK_TOP - 64;
    m->s.rflags = RFLAGS_FIXED | RFLAGS_CF | RFLAGS_OF;
    machine_set_u64(m, DATA_AT, PATTERN);
    machine_set_u64(m, DATA_AT + 8, PATTERN);
}

void machine_at_start(struct machine *m)
{
    m->s.rip = CODE_AT;
}

void machine_refused(struct machine *m, enum cpu_result r, const char *word)
{
    assert_int_equal(r, CPU_REFUSED);
    assert_int_equal(m->exit.kind, VCPU_EXIT_ERROR);
    if (!strstr(m->exit.text, word))
        fail_msg("'%s' does not say '%s'", m->exit.text, word);
    assert_int_equal(m->s.rip, CODE_AT);
}
