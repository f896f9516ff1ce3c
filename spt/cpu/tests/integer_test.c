/* SPDX-License-Identifier: Apache-2.0 */
/* Instructions that only interpreted code meets: against the host's CPU, flags that the SDM calls
 * undefined included where one form of the instruction has them like another, and by their edges.
 */
#include "common/tests/test_main.h"
#include "fuzz.h"
#include "native.h"

#include <string.h>

static const uint8_t widths[] = {0, 0x66, 0x48};

/* `opcode` with ModRM `modrm`, for each operand size but bytes; an immediate of one byte if `imm`.
 */
static void each_width(struct fuzz *f, const char *opcode, uint8_t modrm, bool imm)
{
    for (size_t w = 0; w < sizeof(widths); w++) {
        uint8_t insn[CPU_INSN_MAX];
        size_t n = 0, len = strlen(opcode);
        bool rep = (uint8_t)opcode[0] == 0xf3;

        if (widths[w] == 0x66 || (widths[w] && !rep))
            insn[n++] = widths[w];
        if (rep)
            insn[n++] = 0xf3;
        if (rep && widths[w] == 0x48)
            insn[n++] = 0x48;
        memcpy(insn + n, opcode + rep, len - rep);
        n += len - rep;
        insn[n++] = modrm;
        if (imm)
            insn[n++] = (uint8_t)fuzz_next(f);
        fuzz_compare(f, insn, n, false);
    }
}

#define RAX_RCX 0xc1u /* reg RAX, r/m RCX */
#define RDX_RBX 0xd3u
#define RCX_MEM 0x0fu /* reg RCX, r/m [rdi] */

/* Flags after a shift (`op` of ModRM) by a constant that all CPUs have alike, by SDM Vol. 2B, "RCL,
 * RCR, ROL, ROR" and "SAL, SAR, SHL, SHR". The emulator shifts by CL, where Intel's CPUs leave
 * other values in the undefined ones than by a constant. */
static uint64_t defined_after(uint8_t op, unsigned count, unsigned bits)
{
    uint64_t undefined = op < 4 ? 0 : RFLAGS_AF;

    count &= bits == 64 ? 63 : 31;
    if (!count)
        return ARITHMETIC;
    if (count > 1)
        undefined |= RFLAGS_OF;
    if (op >= 4 && count >= bits)
        undefined |= RFLAGS_CF;
    return ARITHMETIC & ~undefined;
}

static void shift_by_constant(struct fuzz *f, uint8_t op, uint8_t count, unsigned i)
{
    uint8_t on = (uint8_t)(op << 3);

    f->defined = defined_after(op, count, 8);
    fuzz_compare(f, (const uint8_t[]){0xc0, 0xc0 | on | (i & 7), count}, 3, false);
    f->defined = defined_after(op, count, 32);
    fuzz_compare(f, (const uint8_t[]){0xc1, 0xc2 | on, count}, 3, false);
    f->defined = defined_after(op, count, 16);
    fuzz_compare(f, (const uint8_t[]){0x66, 0xc1, 0x07 | on, count}, 4, false);
    f->defined = defined_after(op, count, 64);
    fuzz_compare(f, (const uint8_t[]){0x48, 0xc1, 0xc3 | on, count}, 4, false);
    f->defined = ARITHMETIC;
}

static void shifts_match_cpu(void **state)
{
    struct fuzz f = fuzz_begin(state, ARITHMETIC);

    for (uint8_t op = 0; op < 8; op++) {
        for (unsigned i = 0; i < 24; i++) /* counts, those beyond the operand's size too */
            shift_by_constant(&f, op, (uint8_t)fuzz_next(&f), i);
        fuzz_compare(&f, (const uint8_t[]){0xd0, 0xc4 | op << 3}, 2, false); /* ah, 1 */
        fuzz_compare(&f, (const uint8_t[]){0xd2, 0x07 | op << 3}, 2, false); /* byte [rdi], cl */
        each_width(&f, "\xd1", (uint8_t)(0xc0 | op << 3), false);
        each_width(&f, "\xd3", (uint8_t)(0xc0 | op << 3), false);
        each_width(&f, "\xd3", (uint8_t)(0xc1 | op << 3), false); /* rcx by cl */
        each_width(&f, "\xd3", (uint8_t)(0x07 | op << 3), false);
    }
    native_free(f.page);
}

static void double_shifts_match_cpu(void **state)
{
    struct fuzz f = fuzz_begin(state, ARITHMETIC);

    for (unsigned i = 0; i < 24; i++) {
        each_width(&f, "\x0f\xa4", RDX_RBX, true);
        each_width(&f, "\x0f\xac", RDX_RBX, true);
    }
    each_width(&f, "\x0f\xa5", RDX_RBX, false);
    each_width(&f, "\x0f\xad", RDX_RBX, false);
    each_width(&f, "\x0f\xa5", RCX_MEM, false);
    each_width(&f, "\x0f\xad", RCX_MEM, false);
    native_free(f.page);
}

static void multiplications_match_cpu(void **state)
{
    struct fuzz f = fuzz_begin(state, ARITHMETIC);

    for (uint8_t op = 4; op < 6; op++) {
        for (uint8_t rm = 0; rm < 8; rm++)
            fuzz_compare(&f, (const uint8_t[]){0xf6, 0xc0 | op << 3 | rm}, 2, false);
        for (uint8_t rm = 0; rm < 4; rm++)
            each_width(&f, "\xf7", (uint8_t)(0xc0 | op << 3 | rm), false);
        each_width(&f, "\xf7", (uint8_t)(0x07 | op << 3), false);
    }
    each_width(&f, "\x0f\xaf", RAX_RCX, false);
    each_width(&f, "\x0f\xaf", RCX_MEM, false);
    each_width(&f, "\x6b", RDX_RBX, true);
    each_width(&f, "\x6b", RCX_MEM, true);
    fuzz_compare(&f, (const uint8_t[]){0x48, 0x69, 0xc3, 1, 2, 3, 0xf4}, 7, false);
    fuzz_compare(&f, (const uint8_t[]){0x66, 0x69, 0xc3, 1, 0x82}, 5, false);
    native_free(f.page);
}

static void bit_scans_and_swaps_match_cpu(void **state)
{
    static const char *const scan[] = {"\x0f\xbc", "\x0f\xbd", "\xf3\x0f\xbc", "\xf3\x0f\xbd",
                                       "\xf3\x0f\xb8"};
    struct fuzz f = fuzz_begin(state, ARITHMETIC);

    for (size_t i = 0; i < sizeof(scan) / sizeof(scan[0]); i++) {
        each_width(&f, scan[i], RAX_RCX, false);
        each_width(&f, scan[i], RCX_MEM, false);
    }
    fuzz_compare(&f, (const uint8_t[]){0x0f, 0xca}, 2, false);
    fuzz_compare(&f, (const uint8_t[]){0x48, 0x0f, 0xcb}, 3, false);
    native_free(f.page);
}

static void conversions_flags_and_addresses_match_cpu(void **state)
{
    static const uint8_t single[] = {0x98, 0x99, 0xf8, 0xf9, 0xf5, 0x9e, 0x9f, 0x90};
    struct fuzz f = fuzz_begin(state, ARITHMETIC);

    for (size_t i = 0; i < sizeof(single); i++) {
        fuzz_compare(&f, (const uint8_t[]){single[i]}, 1, false);
        fuzz_compare(&f, (const uint8_t[]){0x66, single[i]}, 2, false);
        fuzz_compare(&f, (const uint8_t[]){0x48, single[i]}, 2, false);
    }
    for (size_t w = 0; w < sizeof(widths); w++) {
        const uint8_t lea[] = {widths[w], 0x8d, 0x54, 0x8b, 0xf0}; /* [rbx+rcx*4-16] */
        const uint8_t lea32[] = {0x67, widths[w], 0x8d, 0x54, 0x8b, 0xf0};
        fuzz_compare(&f, lea + (widths[w] == 0), sizeof(lea) - (widths[w] == 0), false);
        if (widths[w])
            fuzz_compare(&f, lea32, sizeof(lea32), false);
    }
    fuzz_compare(&f, (const uint8_t[]){0x0f, 0x1f, 0x44, 0x00, 0x00}, 5, false);
    fuzz_compare(&f, (const uint8_t[]){0xf3, 0x0f, 0x1e, 0xfa}, 4, false); /* endbr64 */
    fuzz_compare(&f, (const uint8_t[]){0xf3, 0x90}, 2, false);
    fuzz_compare(&f, (const uint8_t[]){0x0f, 0xae, 0xf0}, 3, false); /* mfence */
    fuzz_compare(&f, (const uint8_t[]){0x0f, 0x18, 0x0f}, 3, false); /* prefetcht0 [rdi] */
    fuzz_compare(&f, (const uint8_t[]){0x0f, 0xae, 0x3f}, 3, false); /* clflush [rdi] */
    native_free(f.page);
}

static void conditions_match_cpu(void **state)
{
    struct fuzz f = fuzz_begin(state, ARITHMETIC);

    for (uint8_t cc = 0; cc < 16; cc++) {
        const char cmov[] = {0x0f, (char)(0x40 + cc), 0};
        for (uint8_t rm = 0; rm < 8; rm++)
            fuzz_compare(&f, (const uint8_t[]){0x0f, 0x90 + cc, 0xc0 | rm}, 3, false);
        fuzz_compare(&f, (const uint8_t[]){0x0f, 0x90 + cc, 0x07}, 3, false);
        each_width(&f, cmov, RAX_RCX, false);
        each_width(&f, cmov, RCX_MEM, false);
    }
    native_free(f.page);
}

/* Against setcc, which the test before this one holds against the CPU. */
static void jumps_are_taken_when_setcc_sets(void **state)
{
    struct machine *m = *state;

    for (unsigned i = 0; i < 16 * 64; i++) {
        uint8_t cc = i & 15;
        uint64_t to;
        m->s.rflags = RFLAGS_FIXED | (i >> 4 & 1 ? RFLAGS_CF : 0) | (i >> 5 & 1 ? RFLAGS_ZF : 0) |
                      (i >> 6 & 1 ? RFLAGS_SF : 0) | (i >> 7 & 1 ? RFLAGS_OF : 0) |
                      (i >> 8 & 1 ? RFLAGS_PF : 0) | RFLAGS_IOPL;
        m->s.rip = CODE_AT;
        assert_int_equal(RUN(m, 0x0f, 0x90 + cc, 0xc0), CPU_OK);
        bool taken = m->s.gpr[RAX] & 1;
        m->s.rip = CODE_AT;
        assert_int_equal(RUN(m, 0x70 + cc, 0xf0), CPU_OK);
        to = CODE_AT + 2 - (taken ? 0x10 : 0);
        assert_int_equal(m->s.rip, to);
        m->s.rip = CODE_AT;
        assert_int_equal(RUN(m, 0x0f, 0x80 + cc, 0, 1, 0, 0), CPU_OK);
        to = CODE_AT + 6 + (taken ? 0x100 : 0);
        assert_int_equal(m->s.rip, to);
    }
}

static void loop_counts_in_address_size(void **state)
{
    struct machine *m = *state;

    m->s.gpr[RCX] = UINT64_C(0x100000001);
    assert_int_equal(RUN(m, 0xe2, 0x10), CPU_OK);
    assert_int_equal(m->s.rip, CODE_AT + 0x12);
    assert_true(m->s.gpr[RCX] == UINT64_C(0x100000000));
    m->s.rip = CODE_AT;
    m->s.gpr[RCX] = UINT64_C(0x100000001);
    assert_int_equal(RUN(m, 0x67, 0xe2, 0x10), CPU_OK); /* ECX becomes 0 */
    assert_int_equal(m->s.rip, CODE_AT + 3);
    assert_int_equal(m->s.gpr[RCX], 0);
    m->s.rip = CODE_AT;
    assert_int_equal(RUN(m, 0xe3, 0x10), CPU_OK); /* jrcxz */
    assert_int_equal(m->s.rip, CODE_AT + 0x12);
    m->s.rip = CODE_AT;
    m->s.gpr[RCX] = UINT64_C(0x100000000);
    assert_int_equal(RUN(m, 0xe3, 0x10), CPU_OK);
    assert_int_equal(m->s.rip, CODE_AT + 2);
}

static void loop_with_condition_looks_at_zf(void **state)
{
    struct machine *m = *state;

    for (unsigned i = 0; i < 4; i++) { /* loopne E0, loope E1 */
        bool zf = i & 1, loope = i & 2;
        m->s.rip = CODE_AT;
        m->s.gpr[RCX] = 2;
        m->s.rflags = RFLAGS_FIXED | (zf ? RFLAGS_ZF : 0);
        assert_int_equal(RUN(m, 0xe0 + loope, 0x10), CPU_OK);
        assert_int_equal(m->s.rip, CODE_AT + 2 + (zf == loope ? 0x10 : 0));
        assert_int_equal(m->s.gpr[RCX], 1);
    }
}

static void jump_beyond_canonical_faults_in_place(void **state)
{
    struct machine *m = *state;

    m->s.rip = UINT64_C(0x7ffffffffff0);
    m->s.gpr[RCX] = 2;
    assert_int_equal(RUN(m, 0xe2, 0x70), CPU_EVENT);
    assert_int_equal(m->out.event.vector, VEC_GP);
    assert_true(m->s.rip == UINT64_C(0x7ffffffffff0));
    assert_int_equal(m->s.gpr[RCX], 2);
}

static void lea_ignores_segment_base(void **state)
{
    struct machine *m = *state;

    m->s.fs.base = 0x123000;
    m->s.gpr[RBX] = 0x40;
    assert_int_equal(RUN(m, 0x64, 0x48, 0x8d, 0x43, 0x08), CPU_OK);
    assert_int_equal(m->s.gpr[RAX], 0x48);
    assert_int_equal(m->accesses, 0);
}

static void direction_flag_is_set_and_cleared(void **state)
{
    struct machine *m = *state;

    assert_int_equal(RUN(m, 0xfd), CPU_OK);
    assert_true(m->s.rflags & RFLAGS_DF);
    assert_int_equal(RUN(m, 0xfc), CPU_OK);
    assert_false(m->s.rflags & RFLAGS_DF);
}

static void clflush_faults_like_a_read(void **state)
{
    struct machine *m = *state;

    m->fault_page = m->s.gpr[RDI] = DATA_AT;
    machine_expect(m, RUN(m, 0x0f, 0xae, 0x3f), VEC_PF, 0);
    assert_int_equal(RUN(m, 0x0f, 0x18, 0x0f), CPU_OK); /* a prefetch never does */
    m->s.gpr[RDI] = MMIO_AT;
    assert_int_equal(RUN(m, 0x0f, 0xae, 0x3f), CPU_OK);
}

static void faulting_rmw_shift_changes_nothing(void **state)
{
    struct machine *m = *state;

    m->readonly_page = m->s.gpr[RDI] = DATA_AT;
    machine_set_u64(m, DATA_AT, UINT64_MAX);
    m->s.rflags = RFLAGS_FIXED;
    machine_expect(m, RUN(m, 0x48, 0xd1, 0x27), VEC_PF, PF_P | PF_W);
    assert_int_equal(m->s.rflags, RFLAGS_FIXED);
}

static bool can(struct machine *m, const uint8_t *bytes, size_t len)
{
    const struct cpu_insn *insn = cpu_decode(m->cache, gva(CODE_AT), bytes, len);

    assert_non_null(insn);
    return cpu_can_interpret(insn);
}
#define CAN(m, ...) can((m), (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

static void only_what_is_emulated_wholly_is_interpreted(void **state)
{
    struct machine *m = *state;

    assert_true(CAN(m, 0x48, 0x89, 0xc8));        /* mov rax, rcx */
    assert_true(CAN(m, 0x74, 0x10));              /* jz */
    assert_true(CAN(m, 0x0f, 0x22, 0xd8));        /* mov cr3, rax */
    assert_true(CAN(m, 0xf3, 0x48, 0xab));        /* rep stosq */
    assert_true(CAN(m, 0x48, 0xcf));              /* iretq */
    assert_false(CAN(m, 0x66, 0x74, 0x10));       /* RIP of 16 bits on AMD, not on Intel */
    assert_false(CAN(m, 0x66, 0x0f, 0xc8));       /* bswap ax is undefined */
    assert_false(CAN(m, 0x0f, 0x28, 0xc1));       /* movaps */
    assert_false(CAN(m, 0xf2, 0x0f, 0x10, 0x07)); /* movsd xmm0, [rdi] */
    assert_false(CAN(m, 0xdb, 0xe3));             /* fninit */
    assert_false(CAN(m, 0xc5, 0xf8, 0x77));       /* vzeroupper */
    assert_false(CAN(m, 0x0f, 0x0b));             /* ud2 */
    assert_false(CAN(m, 0x0f, 0x23, 0xf8));       /* mov dr7, rax */
    assert_false(CAN(m, 0xc8, 0x10, 0x00, 0x00)); /* enter */
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_machine(shifts_match_cpu),
    cmocka_unit_test_machine(double_shifts_match_cpu),
    cmocka_unit_test_machine(multiplications_match_cpu),
    cmocka_unit_test_machine(bit_scans_and_swaps_match_cpu),
    cmocka_unit_test_machine(conversions_flags_and_addresses_match_cpu),
    cmocka_unit_test_machine(conditions_match_cpu),
    cmocka_unit_test_machine(jumps_are_taken_when_setcc_sets),
    cmocka_unit_test_machine(loop_counts_in_address_size),
    cmocka_unit_test_machine(loop_with_condition_looks_at_zf),
    cmocka_unit_test_machine(jump_beyond_canonical_faults_in_place),
    cmocka_unit_test_machine(lea_ignores_segment_base),
    cmocka_unit_test_machine(direction_flag_is_set_and_cleared),
    cmocka_unit_test_machine(clflush_faults_like_a_read),
    cmocka_unit_test_machine(faulting_rmw_shift_changes_nothing),
    cmocka_unit_test_machine(only_what_is_emulated_wholly_is_interpreted),
};

TEST_MAIN(tests)
