/* SPDX-License-Identifier: Apache-2.0 */
/* div and idiv against the host's CPU, and #DE against arithmetic that is wide enough. */
#include "common/tests/test_main.h"
#include "fuzz.h"
#include "native.h"

/* F6 and F7 /6 and /7 with RBX as divisor. */
static size_t divide(uint8_t *insn, unsigned size, bool is_signed)
{
    size_t n = 0;

    if (size == 2)
        insn[n++] = 0x66;
    if (size == 8)
        insn[n++] = 0x48;
    insn[n++] = size == 1 ? 0xf6 : 0xf7;
    insn[n++] = is_signed ? 0xfb : 0xf3;
    return n;
}

/* Whether the quotient fits, by arithmetic that is wide enough. */
static bool fits(const uint64_t *gpr, unsigned size, bool is_signed)
{
    unsigned bits = 8 * size;
    uint64_t high = size == 1 ? gpr[RAX] >> 8 : gpr[RDX];
    unsigned __int128 n = (unsigned __int128)high << 64 | 0, one = 1;
    uint64_t d = gpr[RBX] << (64 - bits);

    n = (n << (64 - bits)) >> (128 - 2 * bits); /* the high half, above the low one */
    n = (n & ~((one << bits) - 1)) | (gpr[RAX] & (UINT64_MAX >> (64 - bits)));
    if (d == 0)
        return false;
    if (!is_signed)
        return n / (d >> (64 - bits)) < one << bits;
    __int128 sn = (__int128)(n << (128 - 2 * bits)) >> (128 - 2 * bits);
    __int128 sd = (int64_t)d >> (64 - bits), limit = (__int128)(one << (bits - 1));
    if (sd == -1) /* the most negative dividend has no negative */
        return sn >= -limit + 1 && sn <= limit;
    return sn / sd >= -limit && sn / sd < limit;
}

static void divide_once(struct fuzz *f, unsigned size, bool is_signed)
{
    uint64_t *gpr = f->m->s.gpr;
    uint8_t insn[4];
    size_t len = divide(insn, size, is_signed);

    gpr[RAX] = fuzz_operand(f);
    gpr[RDX] = fuzz_next(f) & 1 ? fuzz_operand(f) >> (fuzz_next(f) & 63) : 0;
    if (fuzz_next(f) & 1)
        gpr[RDX] = size == 8 ? (uint64_t)((int64_t)gpr[RAX] >> 63) : ~UINT64_C(0);
    gpr[RBX] = fuzz_operand(f) >> (fuzz_next(f) & 63);
    f->m->s.rflags = (fuzz_next(f) & ARITHMETIC) | RFLAGS_FIXED | RFLAGS_IF;
    f->m->s.rip = CODE_AT;
    struct native n = {gpr[RAX], gpr[RCX], gpr[RDX], gpr[RBX], f->m->s.rflags};
    if (!fits(gpr, size, is_signed)) {
        machine_expect(f->m, machine_run(f->m, insn, len), VEC_DE, 0);
        assert_true(gpr[RAX] == n.rax && gpr[RDX] == n.rdx);
        return;
    }
    native_run(f->page, insn, len, NULL, &n);
    assert_int_equal(machine_run(f->m, insn, len), CPU_OK);
    assert_true(gpr[RAX] == n.rax && gpr[RDX] == n.rdx && gpr[RBX] == n.rbx);
    assert_true((f->m->s.rflags & ARITHMETIC) == (n.rflags & ARITHMETIC));
}

static void divisions_match_cpu_or_raise_de(void **state)
{
    struct fuzz f = fuzz_begin(state, ARITHMETIC);

    for (unsigned i = 0; i < 20000; i++)
        divide_once(&f, 1u << (i & 3), i & 4);
    native_free(f.page);
}

static void division_overflow_by_one_raises_de(void **state)
{
    struct machine *m = *state;
    uint64_t *gpr = m->s.gpr;

    gpr[RAX] = 0x80000000;
    gpr[RDX] = 0xffffffff;
    gpr[RBX] = 0xffffffff;
    machine_expect(m, RUN(m, 0xf7, 0xfb), VEC_DE, 0); /* -2^31 / -1 */
    gpr[RBX] = 1;
    assert_int_equal(RUN(m, 0xf7, 0xfb), CPU_OK); /* -2^31 / 1 */
    assert_int_equal(gpr[RAX], 0x80000000);
    m->s.rip = CODE_AT;
    gpr[RDX] = gpr[RBX] = 7;
    machine_expect(m, RUN(m, 0xf7, 0xf3), VEC_DE, 0); /* quotient 2^32 at least */
    gpr[RBX] = 0;
    gpr[RDX] = 0;
    machine_expect(m, RUN(m, 0x48, 0xf7, 0xf3), VEC_DE, 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_machine(divisions_match_cpu_or_raise_de),
    cmocka_unit_test_machine(division_overflow_by_one_raises_de),
};

TEST_MAIN(tests)
