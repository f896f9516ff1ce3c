/* SPDX-License-Identifier: Apache-2.0 */
#include "model_walk.h"

#include "common/pt.h"

/* Frame numbers in the pool, by region: entry 0 of a large page's region, the ones that large pages
 * show at the addresses under test, and in the first region more for tables. */
static const uint16_t pool_frame[MODEL_FRAMES - 1] = {
    0,  2,  3,  4,  8,  9,  10,  11,  12,  13,  14,   15,   16,   17,
    18, 19, 20, 21, 22, 23, 512, 514, 515, 516, 1024, 1026, 1027, 1028};

uint64_t model_frame_gpa(unsigned i)
{
    return i ? ORACLE_POOL + (uint64_t)pool_frame[i - 1] * PAGE_SIZE : 0;
}

/* In a region, frames 0, 2, 3, 4 are the first four; 8 to 23 follow in region 0. */
int model_frame(uint64_t at)
{
    static const int8_t small[5] = {0, -1, 1, 2, 3};
    static const int8_t first[ORACLE_REGIONS] = {1, 21, 25};
    if (at < PAGE_SIZE)
        return 0;
    if (at < ORACLE_POOL || at >= ORACLE_POOL_END)
        return -1;
    const uint64_t region = (at - ORACLE_POOL) / ORACLE_REGION, n = at % ORACLE_REGION / PAGE_SIZE;
    if (n < 5)
        return small[n] < 0 ? -1 : first[region] + small[n];
    return region == 0 && n >= 8 && n < 24 ? (int)n - 3 : -1;
}

uint64_t *model_word(struct model *m, uint64_t at)
{
    const int frame = model_frame(at);
    return frame < 0 ? NULL : &m->mem[frame][page_offset(at) / 8];
}

bool model_ram(const struct model *m, uint64_t at)
{
    if (m->loose_away && at >= ORACLE_LOOSE && at < ORACLE_LOOSE + ORACLE_REGION)
        return false;
    return model_frame(at) >= 0;
}

/* Bits that must be zero in a present entry, SDM Vol. 3A 4.5.4 tables 4-15 to 4-20. */
static bool has_reserved(const struct model *m, unsigned level, uint64_t e)
{
    const uint64_t frame_bits = UINT64_C(0x000ffffffffff000);
    if ((e & frame_bits) >> m->traits.maxphyaddr)
        return true;
    if (!m->nxe && (e & PTE_NX))
        return true;
    if (!(e & PTE_PS) || level == 1)
        return false;
    if (level == 4 || (level == 3 && m->traits.no_gb_pages))
        return true;
    /* A page's frame is aligned to its size; bit 12 is PAT. */
    const uint64_t page = level == 3 ? UINT64_C(1) << 30 : UINT64_C(1) << 21;
    return e & (page - 1) & ~UINT64_C(0x1fff);
}

/* Rights of the path so far. */
struct rights {
    bool write, user, execute;
};

static bool denied(const struct model *m, const struct rights *r, enum op_class access, bool user)
{
    if (user && !r->user)
        return true;
    if (access == CLASS_WRITE && !r->write)
        return user || m->wp;
    return access == CLASS_FETCH && !r->execute;
}

static void fail(const struct model *m, struct walk_result *w, uint32_t why, enum op_class access,
                 bool user)
{
    w->fault = true;
    w->error = why;
    if (access == CLASS_WRITE)
        w->error |= PF_W;
    if (user)
        w->error |= PF_U;
    if (access == CLASS_FETCH && m->nxe)
        w->error |= PF_I;
}

void walk_va(const struct model *m, uint64_t va, enum op_class access, bool user,
             struct walk_result *w)
{
    struct rights r = {true, true, true};
    uint64_t table = m->root;
    *w = (struct walk_result){0};
    for (unsigned level = 4;; level--) {
        const unsigned index = (unsigned)(va >> (12 + 9 * (level - 1))) & 511;
        const uint64_t at = table + 8 * index;
        if (!model_ram(m, at)) {
            w->illegal = "a table in a hole";
            return;
        }
        const uint64_t e = model_peek(m, at);
        if (!(e & PTE_P))
            return fail(m, w, 0, access, user);
        if (has_reserved(m, level, e))
            return fail(m, w, PF_RSVD | (m->traits.rsvd_without_p ? 0 : PF_P), access, user);
        w->entry[w->n++] = at;
        r.write = r.write && (e & PTE_W);
        r.user = r.user && (e & PTE_U);
        r.execute = r.execute && !(e & PTE_NX);
        const bool large = level > 1 && (e & PTE_PS);
        table = e & UINT64_C(0x000ffffffffff000);
        if (level > 1 && !large)
            continue;
        const uint64_t inside = (UINT64_C(1) << (12 + 9 * (level - 1))) - 1;
        w->gpa = (table & ~inside) | (va & inside);
        if (denied(m, &r, access, user))
            fail(m, w, PF_P, access, user);
        return;
    }
}

void walk_mark_used(struct model *m, const struct walk_result *w, bool write)
{
    for (unsigned i = 0; i < w->n; i++) {
        uint64_t *e = model_word(m, w->entry[i]);
        uint64_t bits = PTE_A | (write && i + 1 == w->n ? PTE_D : 0);
        if ((*e & bits) != bits)
            model_set(m, e, *e | bits);
    }
}

void walk_mark_stale(struct model *m, uint64_t at)
{
    struct walk_result w;
    for (unsigned i = 0; i < ORACLE_VAS; i++) {
        if (m->stale[i])
            continue;
        walk_va(m, oracle_va(i), CLASS_READ, false, &w);
        for (unsigned k = 0; k < w.n; k++)
            if (w.entry[k] == at)
                m->stale[i] = true;
    }
}

uint64_t model_entry_gpa(const struct model *m, uint64_t root, uint64_t va, unsigned level)
{
    uint64_t table = root;
    for (unsigned l = 4; l > level; l--) {
        const uint64_t at = table + 8 * ((va >> (12 + 9 * (l - 1))) & 511);
        if (!model_ram(m, at))
            return 0;
        const uint64_t e = model_peek(m, at);
        if (!(e & PTE_P) || (e & PTE_PS))
            return 0;
        table = e & UINT64_C(0x000ffffffffff000) & ~(UINT64_C(1) << 51);
    }
    return model_ram(m, table) ? table + 8 * ((va >> (12 + 9 * (level - 1))) & 511) : 0;
}
