/* SPDX-License-Identifier: Apache-2.0 */
#include "op.h"

#include "common/pt.h"

#include <inttypes.h>
#include <stdio.h>

#define LABEL(name) extern const char name[]
#define BOTH(name)                \
    extern const char u_##name[]; \
    extern const char k_##name[]
LABEL(o_user_done);
LABEL(o_kernel_done);
LABEL(o_case_done);
LABEL(o_enter);
LABEL(o_enter_call);
LABEL(o_enter_stos);
LABEL(o_enter_movs);
LABEL(o_enter_efer);
LABEL(o_enter_case);
LABEL(o_enter_case_call);
LABEL(o_kernel_done_call);
LABEL(u_stos_at);
LABEL(u_stos_done);
LABEL(k_movs);
LABEL(k_invlpg);
LABEL(k_cr3);
LABEL(k_cr0);
LABEL(k_efer);
LABEL(k_halt);
BOTH(read8);
BOTH(read4);
BOTH(write8);
BOTH(write4);
BOTH(write1);
BOTH(xchg);
BOTH(lock_or);
BOTH(lock_and);
BOTH(lock_xadd);
BOTH(lock_cmpxchg);
BOTH(lock_btr);
BOTH(lock_bts);
BOTH(or1);
BOTH(and1);
BOTH(fetch);
BOTH(stos);
BOTH(case_read);
BOTH(case_write);
BOTH(case_fetch);
BOTH(case_read_at);
BOTH(case_write_at);
BOTH(case_fetch_at);

struct at_cpl {
    const char *user, *kernel, *at, *done;
};

struct op_def {
    const char *name;
    enum op_class class, access;
    unsigned size;
    bool rmw;
    struct at_cpl cpl0, cpl3;
};

#define U(name)                               \
    {                                         \
        u_##name, NULL, u_##name, o_user_done \
    }
#define K(enter, name)                           \
    {                                            \
        enter, k_##name, k_##name, o_kernel_done \
    }
#define DATA(label, class, size, rmw)                                \
    {                                                                \
#label, class, class, size, rmw, K(o_enter, label), U(label) \
    }
#define CONTROL(label, enter)                                            \
    {                                                                    \
#label, CLASS_CONTROL, CLASS_CONTROL, 0, false, K(enter, label), \
        {                                                                \
            0                                                            \
        }                                                                \
    }
#define CASE(label, access, enter, done)                                                 \
    {                                                                                    \
#label, CLASS_CASE, access, 8, false, {enter, k_##label, k_##label##_at, done }, \
        {                                                                                \
            u_##label, NULL, u_##label##_at, o_case_done                                 \
        }                                                                                \
    }

static const struct op_def defs[OP_KINDS] = {
    [OP_READ8] = DATA(read8, CLASS_READ, 8, false),
    [OP_READ4] = DATA(read4, CLASS_READ, 4, false),
    [OP_WRITE8] = DATA(write8, CLASS_WRITE, 8, false),
    [OP_WRITE4] = DATA(write4, CLASS_WRITE, 4, false),
    [OP_WRITE1] = DATA(write1, CLASS_WRITE, 1, false),
    [OP_XCHG] = DATA(xchg, CLASS_WRITE, 8, true),
    [OP_LOCK_OR] = DATA(lock_or, CLASS_WRITE, 8, true),
    [OP_LOCK_AND] = DATA(lock_and, CLASS_WRITE, 8, true),
    [OP_LOCK_XADD] = DATA(lock_xadd, CLASS_WRITE, 8, true),
    [OP_LOCK_CMPXCHG] = DATA(lock_cmpxchg, CLASS_WRITE, 8, true),
    [OP_LOCK_BTR] = DATA(lock_btr, CLASS_WRITE, 8, true),
    [OP_LOCK_BTS] = DATA(lock_bts, CLASS_WRITE, 8, true),
    [OP_OR1] = DATA(or1, CLASS_WRITE, 1, true),
    [OP_AND1] = DATA(and1, CLASS_WRITE, 1, true),
    [OP_FETCH] = {"fetch",
                  CLASS_FETCH,
                  CLASS_FETCH,
                  0,
                  false,
                  {o_enter_call, k_fetch, k_fetch, o_kernel_done_call},
                  U(fetch)},
    [OP_STOS] = {"stos",
                 CLASS_STRING,
                 CLASS_WRITE,
                 8,
                 false,
                 K(o_enter_stos, stos),
                 {u_stos, NULL, u_stos_at, u_stos_done}},
    [OP_MOVS] = {"movs", CLASS_STRING, CLASS_WRITE, 8, false, K(o_enter_movs, movs), {0}},
    [OP_INVLPG] = CONTROL(invlpg, o_enter),
    [OP_CR3] = CONTROL(cr3, o_enter),
    [OP_CR0] = CONTROL(cr0, o_enter),
    [OP_EFER] = {"efer",
                 CLASS_CONTROL,
                 CLASS_CONTROL,
                 0,
                 false,
                 {o_enter_efer, k_efer, k_efer, o_user_done},
                 {0}},
    [OP_SLOT_AWAY] = {"slot_away", CLASS_HOST, CLASS_HOST, 0, false, K(o_enter, halt), {0}},
    [OP_SLOT_BACK] = {"slot_back", CLASS_HOST, CLASS_HOST, 0, false, K(o_enter, halt), {0}},
    [OP_CASE_READ] = CASE(case_read, CLASS_READ, o_enter_case, o_kernel_done),
    [OP_CASE_WRITE] = CASE(case_write, CLASS_WRITE, o_enter_case, o_kernel_done),
    [OP_CASE_FETCH] = CASE(case_fetch, CLASS_FETCH, o_enter_case_call, o_kernel_done_call),
};

uint64_t oracle_root(unsigned i)
{
    static const unsigned frame[ORACLE_ROOTS] = {2, 8, 9, 10};
    return ORACLE_POOL + (uint64_t)frame[i] * PAGE_SIZE;
}

uint64_t oracle_va(unsigned i)
{
    uint64_t va = 0;
    for (unsigned level = 1; level <= PT_MAX_LEVELS; level++, i /= ORACLE_INDICES)
        va |= (uint64_t)(ORACLE_INDEX_MIN + i % ORACLE_INDICES) << pt_shift(level);
    return va;
}

int oracle_va_number(uint64_t va)
{
    int n = 0;
    if (va >> (pt_shift(PT_MAX_LEVELS) + 9))
        return -1;
    for (unsigned level = PT_MAX_LEVELS; level; level--) {
        unsigned digit = pt_index(gva(va), level) - ORACLE_INDEX_MIN;
        if (digit >= ORACLE_INDICES)
            return -1;
        n = n * (int)ORACLE_INDICES + (int)digit;
    }
    return n;
}

const char *op_name(enum op_kind k)
{
    return defs[k].name;
}

enum op_class op_class(enum op_kind k)
{
    return defs[k].class;
}

enum op_class op_access(enum op_kind k)
{
    return defs[k].access;
}

unsigned op_size(enum op_kind k)
{
    return defs[k].size;
}

bool op_is_rmw(enum op_kind k)
{
    return defs[k].rmw;
}

unsigned op_logs(enum op_kind k)
{
    return defs[k].class == CLASS_CASE ? 2 : 1;
}

bool op_at_cpl(enum op_kind k, unsigned cpl)
{
    return (cpl ? defs[k].cpl3.user : defs[k].cpl0.user) != NULL;
}

uint64_t op_label(const char *label)
{
    return label ? ORACLE_CODE + (uint64_t)(label - o_begin) : 0;
}

struct op_code op_code(const struct op *o)
{
    const struct at_cpl *d = o->cpl ? &defs[o->kind].cpl3 : &defs[o->kind].cpl0;
    return (struct op_code){op_label(d->user), op_label(d->kernel), op_label(d->at),
                            op_label(d->done)};
}

void op_entry_text(uint64_t entry, char *out, size_t bytes)
{
    static const struct {
        uint64_t bit;
        const char *name;
    } flag[] = {{PTE_P, " P"}, {PTE_W, " W"},   {PTE_U, " U"},   {PTE_A, " A"},
                {PTE_D, " D"}, {PTE_PS, " PS"}, {PTE_NX, " NX"}, {UINT64_C(1) << 51, " RSVD"}};
    const uint64_t frame = entry & pt_x86_64.address & ~(UINT64_C(1) << 51);
    int n = snprintf(out, bytes, "%#" PRIx64 "(%#" PRIx64, entry, frame);
    for (size_t i = 0; i < sizeof flag / sizeof flag[0] && n > 0 && (size_t)n < bytes; i++)
        if (entry & flag[i].bit)
            n += snprintf(out + n, bytes - (size_t)n, "%s", flag[i].name);
    if (n > 0 && (size_t)n < bytes)
        snprintf(out + n, bytes - (size_t)n, ")");
}

static int place_text(uint64_t a, char *out, size_t bytes)
{
    if (oracle_va_number(a) < 0)
        return snprintf(out, bytes, "kernel's view of frame %#" PRIx64 " entry %#x", a & PAGE_MASK,
                        (unsigned)page_offset(a) / 8);
    return snprintf(out, bytes, "va %u.%u.%u.%u+%#x", pt_index(gva(a), 4), pt_index(gva(a), 3),
                    pt_index(gva(a), 2), pt_index(gva(a), 1), (unsigned)page_offset(a));
}

void op_text(const struct op *o, char *out, size_t bytes)
{
    char place[96], b[96], c[96];
    const enum op_class class = defs[o->kind].class;
    place_text(o->a, place, sizeof place);
    op_entry_text(o->b, b, sizeof b);
    op_entry_text(o->c, c, sizeof c);
    if (class == CLASS_HOST)
        snprintf(out, bytes, "host %s", op_name(o->kind));
    else if (class == CLASS_CASE)
        snprintf(out, bytes, "cpl%u %s %s, pte %s, pde %s", o->cpl, op_name(o->kind), place, b, c);
    else if (o->kind == OP_CR3 || o->kind == OP_CR0 || o->kind == OP_EFER)
        snprintf(out, bytes, "cpl0 %s %#" PRIx64 " %#" PRIx64, op_name(o->kind), o->a, o->b);
    else if (class == CLASS_READ || class == CLASS_FETCH || o->kind == OP_INVLPG)
        snprintf(out, bytes, "cpl%u %s %s", o->cpl, op_name(o->kind), place);
    else if (o->kind == OP_STOS || o->kind == OP_MOVS)
        snprintf(out, bytes, "cpl%u %s %s, %s, count %" PRIu64, o->cpl, op_name(o->kind), place, b,
                 o->c);
    else if (o->kind == OP_LOCK_CMPXCHG)
        snprintf(out, bytes, "cpl%u %s %s, %s -> %s", o->cpl, op_name(o->kind), place, b, c);
    else
        snprintf(out, bytes, "cpl%u %s %s, %s", o->cpl, op_name(o->kind), place, b);
}
