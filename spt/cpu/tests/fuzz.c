/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"
#include "common/tests/test_main.h"
#include "native.h"

#include <string.h>

#define ROUNDS 40u
#define WINDOW 64u /* bytes of memory that are compared; RDI points to the middle */

uint64_t fuzz_next(struct fuzz *f)
{
    f->random ^= f->random << 13;
    f->random ^= f->random >> 7;
    f->random ^= f->random << 17;
    return f->random;
}

uint64_t fuzz_operand(struct fuzz *f)
{
    static const uint64_t corner[] = {0,
                                      1,
                                      ~UINT64_C(0),
                                      UINT64_C(0x8080808080808080),
                                      UINT64_C(0x8000000080008080),
                                      UINT64_C(0x7fffffff7fff7f7f),
                                      0x10,
                                      0x0f};
    uint64_t r = fuzz_next(f);

    return r & 1 ? corner[r >> 1 & 7] : fuzz_next(f);
}

static void describe(const uint8_t *insn, size_t len)
{
    for (size_t i = 0; i < len; i++)
        print_error("%02x ", insn[i]);
    print_error("\n");
}

static void compare_once(struct fuzz *f, const uint8_t *insn, size_t len, bool near_index)
{
    struct vcpu_state *s = &f->m->s;
    _Alignas(16) uint8_t host[WINDOW];
    uint64_t *gpr = s->gpr;
    struct native n = {fuzz_operand(f), fuzz_operand(f), fuzz_operand(f), fuzz_operand(f), 0};

    if (near_index) { /* bit offsets that stay inside the window */
        n.rcx = (uint64_t)((int64_t)(fuzz_next(f) % 256) - 128);
        n.rax = n.rdx = n.rbx = n.rcx;
    }
    n.rflags = (fuzz_next(f) & ARITHMETIC) | RFLAGS_FIXED | RFLAGS_IF;
    for (size_t i = 0; i < WINDOW; i += 8) {
        uint64_t v = fuzz_next(f) & 3 ? fuzz_operand(f) : n.rax;
        memcpy(host + i, &v, 8);
    }
    memcpy(f->m->memory + DATA_AT, host, WINDOW);
    gpr[RAX] = n.rax;
    gpr[RCX] = n.rcx;
    gpr[RDX] = n.rdx;
    gpr[RBX] = n.rbx;
    gpr[RDI] = DATA_AT + WINDOW / 2;
    s->rflags = n.rflags;
    s->rip = CODE_AT;
    native_run(f->page, insn, len, host + WINDOW / 2, &n);
    assert_int_equal(machine_run(f->m, insn, len), CPU_OK);
    bool same = gpr[RAX] == n.rax && gpr[RCX] == n.rcx && gpr[RDX] == n.rdx && gpr[RBX] == n.rbx &&
                (s->rflags & f->defined) == (n.rflags & f->defined) && s->rip == CODE_AT + len &&
                memcmp(f->m->memory + DATA_AT, host, WINDOW) == 0;
    if (!same)
        describe(insn, len);
    assert_true(same);
}

void fuzz_compare(struct fuzz *f, const uint8_t *insn, size_t len, bool near_index)
{
    for (unsigned i = 0; i < ROUNDS; i++)
        compare_once(f, insn, len, near_index);
}

struct fuzz fuzz_begin(void **state, uint64_t defined)
{
    struct fuzz f = {*state, native_page(), UINT64_C(0x9e3779b97f4a7c15), defined};

    assert_non_null(f.page);
    return f;
}
