/* SPDX-License-Identifier: Apache-2.0 */
/* Guest memory as the emulator sees it: walked with the right privilege, A/D set, tracked tables
 * kept in step. */
#include "bus.h"

#include "dirty.h"
#include "emulate.h"
#include "fault.h"
#include "frame.h"
#include "sync.h"
#include "tlb.h"

#include <string.h>

/* The part of an access that lies in one page. */
struct piece {
    struct gva at;
    uint32_t frame;
    unsigned len; /* 0: nothing to transfer */
    bool walked;  /* w and env hold; else the translation was kept, A and D are set */
    struct walk w;
    struct walk_env env;
};

static enum cpu_bus_result page_fault(struct cpu_bus *bus, struct gva at, uint32_t code,
                                      struct vcpu_event *ev)
{
    *ev =
        (struct vcpu_event){.valid = true, .has_error = true, .vector = VEC_PF, .error_code = code};
    bus->state->cr2 = at.v;
    tlb_drop(at); /* SDM Vol. 3A 4.10.4.1 */
    return CPU_BUS_FAULT;
}

/* The runner has answered this MMIO access: take its value instead of asking again. */
static bool answered(struct cpu_bus *bus, struct gpa at, void *buf, size_t len, bool write)
{
    const struct vcpu_exit *x = &bus->mmio;
    if (!bus->mmio_done || x->mmio.at.v != at.v || x->mmio.size != len || x->mmio.write != write)
        return false;
    bus->mmio_done = false;
    if (!write)
        memcpy(buf, &x->mmio.value, len < 8 ? len : 8);
    return true;
}

static enum cpu_bus_result hole(struct cpu_bus *bus, struct gpa at, void *buf, unsigned len,
                                bool write, struct piece *p)
{
    p->len = 0;
    p->frame = UINT32_MAX; /* nothing to transfer, and no translation to keep */
    if (!buf)
        return CPU_BUS_OK;
    if (answered(bus, at, buf, len, write))
        return CPU_BUS_OK;
    bus->mmio.kind = VCPU_EXIT_MMIO;
    bus->mmio.mmio.at = at;
    bus->mmio.mmio.size = (uint8_t)len;
    bus->mmio.mmio.write = write;
    bus->mmio.mmio.value = 0;
    if (write)
        memcpy(&bus->mmio.mmio.value, buf, len < 8 ? len : 8);
    return CPU_BUS_MMIO;
}

/* Finds the frame behind [at, at+len), which lies in one page. */
static enum cpu_bus_result translate(struct cpu_bus *bus, struct gva at, void *buf, unsigned len,
                                     enum access kind, bool user, struct vcpu_event *ev,
                                     struct piece *p)
{
    p->at = at;
    p->len = len;
    p->frame = tlb_find(at, kind, user);
    p->walked = p->frame == UINT32_MAX;
    if (!p->walked)
        return CPU_BUS_OK;
    if (!gva_canonical(at)) {
        *ev = (struct vcpu_event){.valid = true, .has_error = true, .vector = VEC_GP};
        return CPU_BUS_FAULT;
    }
    uint64_t t = timing_start();
    p->env = fault_env(user, kind);
    walk_ram(&p->env, at, &arena->ram, &p->w);
    timing_stop(CTR_cycles_walk, t);
    if (p->w.status == WALK_NO_TABLE)
        return page_fault(bus, at, PF_P | PF_RSVD, ev); /* a hole reads as ones */
    if (p->w.status != WALK_OK)
        return page_fault(bus, at, p->w.error_code, ev);
    p->frame = frame_of_gpa(p->w.gpa);
    if (p->frame == UINT32_MAX || (kind == ACCESS_WRITE && frame_write_exits(p->w.gpa)))
        return hole(bus, p->w.gpa, buf, len, kind == ACCESS_WRITE, p);
    return CPU_BUS_OK;
}

/* Almost all accesses are of these lengths; a copy of variable length is a call. */
static void copy(uint8_t *to, const uint8_t *from, unsigned len)
{
    if (len == 8)
        memcpy(to, from, 8);
    else if (len == 4)
        memcpy(to, from, 4);
    else if (len == 16)
        memcpy(to, from, 16);
    else
        memcpy(to, from, len);
}

/* The access happens: A and D are set, and the translation may be kept. */
static void commit(struct piece *p, enum access kind)
{
    if (!p->walked)
        return;
    dirty_set_ad(&p->env, &p->w, kind == ACCESS_WRITE);
    if (p->frame != UINT32_MAX)
        tlb_keep(p->at, kind, p->env.user, p->w.level, p->frame);
}

static void transfer(struct piece *p, uint8_t *buf, enum access kind)
{
    commit(p, kind);
    if (!p->len || !buf)
        return;
    unsigned offset = (unsigned)page_offset(p->at.v);
    uint8_t *host = frame_host(p->frame) + offset;
    if (kind != ACCESS_WRITE) {
        copy(buf, host, p->len);
        return;
    }
    copy(host, buf, p->len);
    dirty_mark(p->frame);
    if (!frame_tracked(p->frame))
        return;
    count(CTR_traced_write);
    sync_written(p->frame, offset, p->len);
    emulate_forget_code();
}

static enum cpu_bus_result bus_access(struct cpu_bus *bus, struct gva at, void *buf, size_t len,
                                      enum access kind, bool user, struct vcpu_event *ev)
{
    struct piece p[2];
    uint8_t *bytes = buf;
    unsigned first = (unsigned)(PAGE_SIZE - page_offset(at.v));
    unsigned n = len > first ? 2 : 1;
    if (n == 1)
        first = (unsigned)len;
    for (unsigned i = 0; i < n; i++) {
        unsigned skip = i ? first : 0, part = i ? (unsigned)len - first : first;
        enum cpu_bus_result r = translate(bus, gva(at.v + skip), bytes ? bytes + skip : NULL, part,
                                          kind, user, ev, &p[i]);
        if (r != CPU_BUS_OK)
            return r;
    }
    for (unsigned i = 0; i < n; i++)
        transfer(&p[i], bytes && i ? bytes + first : bytes, kind);
    return CPU_BUS_OK;
}

void bus_init(struct cpu_bus *bus)
{
    memset(bus, 0, sizeof *bus);
    bus->access = bus_access;
    bus->state = &arena->vcpu;
    bus->maxphyaddr = arena->maxphyaddr;
    bus->no_fsgsbase = !arena->fsgsbase;
}
