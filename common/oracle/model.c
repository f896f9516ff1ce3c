/* SPDX-License-Identifier: Apache-2.0 */
/* Operations on the reference: what each reads, writes and leaves in the log. */
#include "model.h"

#include "common/pt.h"
#include "model_walk.h"

#include <string.h>

static const char *forbid(struct model *m, const char *why)
{
    if (!m->illegal)
        m->illegal = why;
    return m->illegal;
}

void model_set(struct model *m, uint64_t *at, uint64_t value)
{
    if (m->njournal == MODEL_JOURNAL) {
        forbid(m, "more changes than one operation makes");
        return;
    }
    m->journal[m->njournal].at = at;
    m->journal[m->njournal++].old = *at;
    *at = value;
}

/* Entries name only frames that the model knows, with flags that it knows, at all times: any word
 * may become an entry. */
static bool sane_entry(uint64_t v)
{
    const uint64_t rsvd = UINT64_C(1) << 51, address = pt_x86_64.address & ~rsvd;
    const uint64_t flags = PTE_P | PTE_W | PTE_U | PTE_A | PTE_D | PTE_PS | PTE_NX | rsvd;
    uint64_t frame = v & address;
    if (frame != ORACLE_HOLE && model_frame(frame) < 0)
        return false;
    return !(v & ~(address | flags));
}

static bool is_entry_index(unsigned index)
{
    return index >= ORACLE_INDEX_MIN && index < ORACLE_INDEX_MIN + ORACLE_INDICES;
}

static void store(struct model *m, uint64_t gpa, unsigned size, uint64_t value)
{
    const unsigned index = (unsigned)page_offset(gpa) / 8, shift = (unsigned)(gpa % 8) * 8;
    const uint64_t mask = (size == 8 ? ~UINT64_C(0) : (UINT64_C(1) << 8 * size) - 1) << shift;
    uint64_t *word = model_word(m, gpa & ~UINT64_C(7));
    if (!word || !(is_entry_index(index) || index == 6 || index == 7)) {
        forbid(m, "a store to what must stay as it is");
        return;
    }
    uint64_t new = (*word & ~mask) | (value << shift & mask);
    if (is_entry_index(index)) {
        if (m->traits.always_accessed && (new &PTE_P) && !(new &PTE_A))
            forbid(m, "a present entry without A");
        if (!sane_entry(new)) {
            forbid(m, "an entry that leads out of the pool");
            return;
        }
        if ((*word & PTE_P) && new != *word)
            walk_mark_stale(m, gpa & ~UINT64_C(7));
    }
    model_set(m, word, new);
}

static uint64_t low_bytes(uint64_t v, unsigned size)
{
    return size == 8 ? v : v & ((UINT64_C(1) << 8 * size) - 1);
}

static uint64_t load(struct model *m, uint64_t gpa, unsigned size)
{
    const uint64_t *word = model_word(m, gpa & ~UINT64_C(7));
    if (!word) {
        forbid(m, "a load from outside the pool");
        return 0;
    }
    return low_bytes(*word >> gpa % 8 * 8, size);
}

uint64_t model_mmio_value(uint64_t gpa, unsigned size)
{
    return low_bytes(gpa * UINT64_C(0x9e3779b97f4a7c15), size);
}

static void mmio(struct model *m, const struct op *o, uint64_t gpa, struct model_outcome *out)
{
    const bool write = op_access(o->kind) == CLASS_WRITE;
    const unsigned size = op_size(o->kind);
    if (op_is_rmw(o->kind) || op_class(o->kind) == CLASS_STRING || m->nmmio == MODEL_MMIO) {
        forbid(m, "more than a plain access to a hole");
        return;
    }
    uint64_t v = write ? low_bytes(o->b, size) : model_mmio_value(gpa, size);
    if (!write)
        out->rax = v;
    m->mmio[m->nmmio++] =
        (struct model_mmio){.gpa = gpa, .value = v, .size = (uint8_t)size, .write = write};
}

/* What a read-modify-write leaves in memory; *rax as the instruction leaves it. */
static uint64_t modify(const struct op *o, uint64_t old, uint64_t *rax)
{
    switch (o->kind) {
    case OP_XCHG:
        *rax = old;
        return o->b;
    case OP_LOCK_XADD:
        *rax = old;
        return old + o->b;
    case OP_LOCK_CMPXCHG:
        *rax = old;
        return old == o->b ? o->c : old;
    case OP_LOCK_OR:
    case OP_OR1:
        return old | o->b;
    case OP_LOCK_AND:
    case OP_AND1:
        return old & o->b;
    case OP_LOCK_BTR:
        return old & ~PTE_W;
    case OP_LOCK_BTS:
        return old | PTE_W;
    default:
        return o->b;
    }
}

static void touch(struct model *m, const struct op *o, uint64_t gpa, struct model_outcome *out)
{
    const unsigned size = op_size(o->kind);
    if (!model_ram(m, gpa)) {
        const bool away = model_frame(gpa) >= 0, hole = gpa >= ORACLE_HOLE;
        if (op_access(o->kind) == CLASS_FETCH || !(away || hole))
            forbid(m, "a fetch from a hole, or a page of the fixed part");
        else
            mmio(m, o, gpa, out);
        return;
    }
    switch (op_access(o->kind)) {
    case CLASS_READ:
        out->rax = load(m, gpa, size);
        break;
    case CLASS_FETCH:
        if (page_offset(gpa) != ORACLE_STUB_OFFSET && page_offset(gpa) != ORACLE_STUB_END_OFFSET)
            forbid(m, "a fetch from where no code is");
        out->rax = load(m, gpa & ~UINT64_C(7), 8) >> 8 & UINT32_MAX;
        break;
    default: {
        uint64_t old = op_is_rmw(o->kind) ? load(m, gpa, size) : 0;
        store(m, gpa, size, modify(o, old, &out->rax));
    }
    }
}

static bool in_kernel_view(uint64_t va)
{
    return va >= ORACLE_POOL && va < ORACLE_POOL_END;
}

/* Outcomes in which the target is known to deviate are not part of a program. */
static void keep_clear(struct model *m, const struct op *o, const struct walk_result *w)
{
    const struct model_traits *t = &m->traits;
    const bool write = op_access(o->kind) == CLASS_WRITE;
    const bool sets_d = !w->fault && write && !(model_peek(m, w->entry[w->n - 1]) & PTE_D);
    const bool rmw_deviates = o->cpl ? t->no_user_rmw_fault : t->no_kernel_rmw_fault;
    if (rmw_deviates && op_is_rmw(o->kind) && (w->fault || sets_d))
        forbid(m, "a read-modify-write that faults or sets D");
    if (t->no_denied_rmw_of_hole && op_is_rmw(o->kind) && w->fault && w->gpa &&
        !model_ram(m, w->gpa))
        forbid(m, "a denied read-modify-write of a hole");
    if (t->no_rmw_own_entry && op_is_rmw(o->kind) && sets_d &&
        (w->gpa & ~UINT64_C(7)) == w->entry[w->n - 1])
        forbid(m, "a read-modify-write that sets D in the word itself");
    if (t->no_mmio_dirty && sets_d && !model_ram(m, w->gpa))
        forbid(m, "a write to a hole that sets D");
}

/* One access of `o` at `va`; false: it faulted, and *out says how. */
static bool access(struct model *m, const struct op *o, uint64_t va, struct model_outcome *out)
{
    struct walk_result w;
    if (in_kernel_view(va) && o->cpl == 0) {
        if (m->traits.no_absent_slot && !model_ram(m, va))
            forbid(m, "an access of the kernel to a memslot that is away");
        touch(m, o, va, out);
        return true;
    }
    const int number = oracle_va_number(va);
    if (number < 0 || m->stale[number]) {
        forbid(m, number < 0 ? "an address of the interpreter" : "a stale translation");
        return false;
    }
    walk_va(m, va, op_access(o->kind), o->cpl == 3, &w);
    if (w.illegal) {
        forbid(m, w.illegal);
        return false;
    }
    keep_clear(m, o, &w);
    if (w.fault) {
        out->error = w.error;
        out->cr2 = va;
        out->rip = op_access(o->kind) == CLASS_FETCH ? va : op_code(o).at;
        return false;
    }
    walk_mark_used(m, &w, op_access(o->kind) == CLASS_WRITE);
    touch(m, o, w.gpa, out);
    return true;
}

static void string(struct model *m, const struct op *o, struct model_outcome *out)
{
    if (o->c > 4) {
        forbid(m, "a longer string than the pool's entries");
        return;
    }
    for (uint64_t i = 0; i < o->c && !m->illegal; i++) {
        struct op one = *o;
        if (o->kind == OP_MOVS) {
            if (!in_kernel_view(o->a + 8 * i) || !in_kernel_view(o->b + 8 * i) ||
                !model_ram(m, o->b + 8 * i)) {
                forbid(m, "a move outside the kernel's view");
                return;
            }
            one.b = load(m, o->b + 8 * i, 8);
        }
        if (!access(m, &one, o->a + 8 * i, out))
            return;
    }
    out->rax = o->b;
    out->error = 0; /* rcx has counted down */
}

static void flush(struct model *m)
{
    memset(m->stale, 0, sizeof m->stale);
}

static void load_root(struct model *m, uint64_t cr3)
{
    for (unsigned i = 0; i < ORACLE_ROOTS; i++)
        if (cr3 == oracle_root(i)) {
            m->root = cr3;
            flush(m);
            return;
        }
    forbid(m, "CR3 is none of the roots");
}

static void invlpg(struct model *m, uint64_t va)
{
    const int number = oracle_va_number(va);
    if (number < 0)
        forbid(m, "invlpg of an address of the interpreter");
    else
        m->stale[number] = false;
}

static void control(struct model *m, const struct op *o)
{
    switch (o->kind) {
    case OP_INVLPG:
        invlpg(m, o->a);
        break;
    case OP_CR0:
        m->wp = o->a >> 16 & 1;
        break;
    case OP_EFER:
        if (m->traits.no_nxe_toggle && m->nxe != (o->b >> 11 & 1))
            forbid(m, "a change of EFER.NXE");
        m->nxe = o->b >> 11 & 1;
        load_root(m, o->a);
        break;
    case OP_SLOT_AWAY:
    case OP_SLOT_BACK:
        if (m->loose_away == (o->kind == OP_SLOT_AWAY))
            forbid(m, "the slot is there, or is not, already");
        m->loose_away = o->kind == OP_SLOT_AWAY;
        break;
    default:
        load_root(m, o->a);
        break;
    }
}

static void product_case(struct model *m, const struct op *o, struct model_outcome *out)
{
    store(m, m->case_pte, 8, o->b);
    store(m, m->case_pde, 8, o->c);
    invlpg(m, o->a);
    access(m, o, o->a, out);
    out->pte = load(m, m->case_pte, 8);
    out->pde = load(m, m->case_pde, 8);
}

/* All but memory, which the journal puts back. */
struct registers {
    uint64_t root;
    bool wp, nxe, loose_away, stale[ORACLE_VAS];
    unsigned nmmio;
};

static struct registers keep(const struct model *m)
{
    struct registers r = {m->root, m->wp, m->nxe, m->loose_away, {0}, m->nmmio};
    memcpy(r.stale, m->stale, sizeof r.stale);
    return r;
}

static void undo(struct model *m, const struct registers *r)
{
    while (m->njournal) {
        m->njournal--;
        *m->journal[m->njournal].at = m->journal[m->njournal].old;
    }
    m->root = r->root;
    m->wp = r->wp;
    m->nxe = r->nxe;
    m->loose_away = r->loose_away;
    m->nmmio = r->nmmio;
    memcpy(m->stale, r->stale, sizeof m->stale);
}

const char *model_step(struct model *m, const struct op *o, struct model_outcome *out)
{
    const struct registers before = keep(m);
    *out = (struct model_outcome){.rax = o->b, .error = MODEL_NO_FAULT, .rip = op_code(o).done};
    m->njournal = 0;
    m->illegal = NULL;
    if (!op_at_cpl(o->kind, o->cpl))
        forbid(m, "not at this CPL");
    switch (op_class(o->kind)) {
    case CLASS_STRING:
        string(m, o, out);
        break;
    case CLASS_CONTROL:
    case CLASS_HOST:
        control(m, o);
        break;
    case CLASS_CASE:
        product_case(m, o, out);
        break;
    default:
        access(m, o, o->a, out);
        break;
    }
    if (m->illegal)
        undo(m, &before);
    return m->illegal;
}

uint64_t model_peek(const struct model *m, uint64_t gpa)
{
    return m->mem[model_frame(gpa)][page_offset(gpa) / 8];
}

/* mov $number, %eax; ret */
static uint64_t stub(unsigned number)
{
    return UINT64_C(0xb8) | (uint64_t)number << 8 | UINT64_C(0xc3) << 40;
}

void model_init(struct model *m, const struct model_traits *t, bool wp, bool nxe)
{
    memset(m, 0, sizeof *m);
    m->traits = *t;
    m->wp = wp;
    m->nxe = nxe;
    m->root = oracle_root(0);
    for (unsigned i = 0; i < MODEL_FRAMES; i++)
        m->mem[i][ORACLE_STUB_OFFSET / 8] = m->mem[i][ORACLE_STUB_END_OFFSET / 8] = stub(i + 1);
}
