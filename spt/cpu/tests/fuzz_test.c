/* SPDX-License-Identifier: Apache-2.0 */
/* Memory instructions against the host's CPU: registers, flags and memory after random operands. */
#include "common/tests/test_main.h"
#include "fuzz.h"
#include "native.h"

#include <stdlib.h>
#include <string.h>

#define LOGICAL (ARITHMETIC & ~RFLAGS_AF) /* AF is undefined */
#define BIT     (RFLAGS_CF | RFLAGS_ZF)   /* the others are undefined */

/* prefix: 0 = none, 0x66, 0x48 (REX.W); then opcode bytes, ModRM with [rdi], immediate. */
static void compare_form(struct fuzz *f, const uint8_t *opcode, size_t nopcode, uint8_t prefix,
                         unsigned reg, unsigned immediate, bool near_index)
{
    uint8_t insn[15];
    size_t n = 0;

    if (prefix)
        insn[n++] = prefix;
    memcpy(insn + n, opcode, nopcode);
    n += nopcode;
    insn[n++] = (uint8_t)(reg << 3 | 7);
    for (unsigned i = 0; i < immediate; i++)
        insn[n++] = (uint8_t)fuzz_next(f);
    fuzz_compare(f, insn, n, near_index);
}

static const uint8_t widths[] = {0, 0x66, 0x48};

/* A form with a register operand: AL..BH for bytes, xAX..xBX for the wider ones. */
static void compare_byte(struct fuzz *f, const uint8_t *opcode, size_t n)
{
    for (unsigned reg = 0; reg < 8; reg++)
        compare_form(f, opcode, n, 0, reg, 0, false);
}

static void compare_wide(struct fuzz *f, const uint8_t *opcode, size_t n, bool near_index)
{
    for (size_t w = 0; w < sizeof(widths); w++) {
        for (unsigned reg = 0; reg < 4; reg++)
            compare_form(f, opcode, n, widths[w], reg, 0, near_index);
    }
}

static void binary_arithmetic_matches_cpu(void **state)
{
    struct fuzz f = fuzz_begin(state, ARITHMETIC);

    for (uint8_t row = 0; row < 8; row++) { /* add or adc sbb and sub xor cmp */
        f.defined = row == 1 || row == 4 || row == 6 ? LOGICAL : ARITHMETIC;
        for (uint8_t form = 0; form < 4; form++) {
            const uint8_t opcode[] = {(uint8_t)(row * 8 + form)};
            if (form & 1)
                compare_wide(&f, opcode, 1, false);
            else
                compare_byte(&f, opcode, 1);
        }
    }
    native_free(f.page);
}

static void immediate_arithmetic_matches_cpu(void **state)
{
    struct fuzz f = fuzz_begin(state, ARITHMETIC);

    for (unsigned op = 0; op < 8; op++) {
        f.defined = op == 1 || op == 4 || op == 6 ? LOGICAL : ARITHMETIC;
        compare_form(&f, (const uint8_t[]){0x80}, 1, 0, op, 1, false);
        for (size_t w = 0; w < sizeof(widths); w++) {
            compare_form(&f, (const uint8_t[]){0x83}, 1, widths[w], op, 1, false);
            compare_form(&f, (const uint8_t[]){0x81}, 1, widths[w], op, widths[w] == 0x66 ? 2 : 4,
                         false);
        }
    }
    native_free(f.page);
}

static void unary_and_test_match_cpu(void **state)
{
    static const struct {
        uint8_t opcode;
        uint8_t reg;
    } unary[] = {{0xfe, 0}, {0xfe, 1}, {0xf6, 2}, {0xf6, 3}};
    struct fuzz f = fuzz_begin(state, ARITHMETIC);

    for (size_t i = 0; i < sizeof(unary) / sizeof(unary[0]); i++) {
        const uint8_t wide[] = {(uint8_t)(unary[i].opcode | 1)};
        compare_form(&f, &unary[i].opcode, 1, 0, unary[i].reg, 0, false);
        for (size_t w = 0; w < sizeof(widths); w++)
            compare_form(&f, wide, 1, widths[w], unary[i].reg, 0, false);
    }
    f.defined = LOGICAL;
    compare_byte(&f, (const uint8_t[]){0x84}, 1);
    compare_wide(&f, (const uint8_t[]){0x85}, 1, false);
    compare_form(&f, (const uint8_t[]){0xf6}, 1, 0, 0, 1, false);
    compare_form(&f, (const uint8_t[]){0xf7}, 1, 0x48, 0, 4, false);
    native_free(f.page);
}

static void exchanges_match_cpu(void **state)
{
    struct fuzz f = fuzz_begin(state, ARITHMETIC);

    compare_byte(&f, (const uint8_t[]){0x86}, 1);
    compare_wide(&f, (const uint8_t[]){0x87}, 1, false);
    compare_byte(&f, (const uint8_t[]){0x0f, 0xc0}, 2);
    compare_byte(&f, (const uint8_t[]){0x0f, 0xb0}, 2);
    for (size_t w = 0; w < sizeof(widths); w++) {
        for (unsigned reg = 0; reg < 4; reg++) {
            uint8_t insn[5] = {widths[w], 0x0f, 0xc1, (uint8_t)(reg << 3 | 7)};
            size_t skip = widths[w] == 0;
            fuzz_compare(&f, insn + skip, 4 - skip, false);
            insn[2] = 0xb1;
            fuzz_compare(&f, insn + skip, 4 - skip, false);
        }
    }
    fuzz_compare(&f, (const uint8_t[]){0xf0, 0x0f, 0xc7, 0x0f}, 4, false); /* lock cmpxchg8b */
    fuzz_compare(&f, (const uint8_t[]){0x48, 0x0f, 0xc7, 0x0f}, 4, false); /* cmpxchg16b */
    fuzz_compare(&f, (const uint8_t[]){0xf0, 0x48, 0x01, 0x07}, 4, false); /* lock add [rdi], rax */
    native_free(f.page);
}

static void bit_instructions_match_cpu(void **state)
{
    static const uint8_t by_register[] = {0xa3, 0xab, 0xb3, 0xbb};
    struct fuzz f = fuzz_begin(state, BIT);

    for (size_t i = 0; i < sizeof(by_register); i++)
        compare_wide(&f, (const uint8_t[]){0x0f, by_register[i]}, 2, true);
    for (size_t w = 0; w < sizeof(widths); w++) {
        for (unsigned op = 4; op < 8; op++)
            compare_form(&f, (const uint8_t[]){0x0f, 0xba}, 2, widths[w], op, 1, false);
    }
    native_free(f.page);
}

/* The guest's kernel may be interpreted across instructions that touch no memory. */
static void register_forms_match_cpu(void **state)
{
    struct fuzz f = fuzz_begin(state, ARITHMETIC);

    for (uint8_t row = 0; row < 8; row++) {
        f.defined = row == 1 || row == 4 || row == 6 ? LOGICAL : ARITHMETIC;
        fuzz_compare(&f, (const uint8_t[]){0x48, (uint8_t)(row * 8 + 1), 0xc1}, 3, false);
        fuzz_compare(&f, (const uint8_t[]){(uint8_t)(row * 8 + 3), 0xd0}, 2, false);
        fuzz_compare(&f, (const uint8_t[]){(uint8_t)(row * 8), 0xe1}, 2, false); /* cl, ah */
    }
    f.defined = ARITHMETIC;
    fuzz_compare(&f, (const uint8_t[]){0x89, 0xd8}, 2, false);             /* mov eax, ebx */
    fuzz_compare(&f, (const uint8_t[]){0x0f, 0xb6, 0xd4}, 3, false);       /* movzx edx, ah */
    fuzz_compare(&f, (const uint8_t[]){0x87, 0xca}, 2, false);             /* xchg edx, ecx */
    fuzz_compare(&f, (const uint8_t[]){0x86, 0xe0}, 2, false);             /* xchg al, ah */
    fuzz_compare(&f, (const uint8_t[]){0x48, 0x0f, 0xc1, 0xc0}, 4, false); /* xadd rax, rax */
    fuzz_compare(&f, (const uint8_t[]){0x48, 0x0f, 0xb1, 0xca}, 4, false); /* cmpxchg rdx, rcx */
    f.defined = BIT;
    for (uint8_t op = 0; op < 4; op++) {
        fuzz_compare(&f, (const uint8_t[]){0x48, 0x0f, (uint8_t)(0xa3 + 8 * op), 0xc1}, 4, false);
        fuzz_compare(&f, (const uint8_t[]){0x0f, 0xba, (uint8_t)(0xe1 + 8 * op), 0x25}, 4, false);
    }
    native_free(f.page);
}

static void moves_match_cpu(void **state)
{
    static const uint8_t extend[] = {0xb6, 0xb7, 0xbe, 0xbf};
    struct fuzz f = fuzz_begin(state, ARITHMETIC);

    compare_byte(&f, (const uint8_t[]){0x88}, 1);
    compare_byte(&f, (const uint8_t[]){0x8a}, 1);
    compare_wide(&f, (const uint8_t[]){0x89}, 1, false);
    compare_wide(&f, (const uint8_t[]){0x8b}, 1, false);
    compare_wide(&f, (const uint8_t[]){0x63}, 1, false); /* movsxd */
    for (size_t i = 0; i < sizeof(extend); i++)
        compare_wide(&f, (const uint8_t[]){0x0f, extend[i]}, 2, false);
    compare_form(&f, (const uint8_t[]){0xc6}, 1, 0, 0, 1, false);
    compare_form(&f, (const uint8_t[]){0xc7}, 1, 0x66, 0, 2, false);
    compare_form(&f, (const uint8_t[]){0xc7}, 1, 0, 0, 4, false);
    compare_form(&f, (const uint8_t[]){0xc7}, 1, 0x48, 0, 4, false);
    compare_form(&f, (const uint8_t[]){0x0f, 0xc3}, 2, 0x48, 2, 0, false); /* movnti */
    native_free(f.page);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_machine(binary_arithmetic_matches_cpu),
    cmocka_unit_test_machine(immediate_arithmetic_matches_cpu),
    cmocka_unit_test_machine(unary_and_test_match_cpu),
    cmocka_unit_test_machine(exchanges_match_cpu),
    cmocka_unit_test_machine(bit_instructions_match_cpu),
    cmocka_unit_test_machine(register_forms_match_cpu),
    cmocka_unit_test_machine(moves_match_cpu),
};

TEST_MAIN(tests)
