/* SPDX-License-Identifier: Apache-2.0 */
/* The decoder and its cache. */
#include "common/tests/test_main.h"
#include "machine.h"

#include <string.h>

#define DECODE(m, at, ...)                                          \
    cpu_decode((m)->cache, gva(at), (const uint8_t[]){__VA_ARGS__}, \
               sizeof((const uint8_t[]){__VA_ARGS__}))

static void kinds_and_names_are_told_apart(void **state)
{
    static const struct {
        uint8_t bytes[CPU_INSN_MAX];
        enum cpu_kind kind;
        const char *name;
    } cases[] = {
        {{0x48, 0xcf}, CPU_KIND_IRETQ, "iretq"},
        {{0x0f, 0x22, 0xd8}, CPU_KIND_CR3_WRITE, "mov"},
        {{0x0f, 0x22, 0xe0}, CPU_KIND_CR_WRITE, "mov"},
        {{0x0f, 0x06}, CPU_KIND_CR_WRITE, "clts"},
        {{0x0f, 0x01, 0x3f}, CPU_KIND_INVLPG, "invlpg"},
        {{0xef}, CPU_KIND_IO, "out"},
        {{0xf4}, CPU_KIND_HLT, "hlt"},
        {{0x48, 0x89, 0x07}, CPU_KIND_MEMORY, "mov"},
        {{0x0f, 0x11, 0x07}, CPU_KIND_MEMORY, "movups"},
        {{0x0f, 0x09}, CPU_KIND_OTHER, "wbinvd"},
        {{0x0f, 0x01, 0x17},
         CPU_KIND_OTHER,
         "lgdt"}, /* it traps for what it is, not for its memory */
    };
    struct machine *m = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct cpu_insn *in =
            cpu_decode(m->cache, gva(CODE_AT), cases[i].bytes, CPU_INSN_MAX);
        assert_non_null(in);
        assert_int_equal(cpu_insn_kind(in), cases[i].kind);
        assert_string_equal(cpu_insn_name(in), cases[i].name);
    }
}

static void same_bytes_hit_the_cache(void **state)
{
    struct machine *m = *state;
    const struct cpu_insn *first = DECODE(m, CODE_AT, 0x0f, 0x22, 0xd8);

    assert_ptr_equal(first, DECODE(m, CODE_AT, 0x0f, 0x22, 0xd8));
    /* What follows the instruction does not matter. */
    assert_ptr_equal(first, DECODE(m, CODE_AT, 0x0f, 0x22, 0xd8, 0xcc, 0xcc));
}

static void changed_bytes_are_decoded_again(void **state)
{
    struct machine *m = *state;
    uint8_t insn[15] = {0x48, 0xb8, 1, 2, 3, 4, 5, 6, 7, 8}; /* mov rax, imm64 */

    /* Every byte of the longest kinds counts: flip each in turn. */
    for (unsigned i = 2; i < 10; i++) {
        assert_non_null(cpu_decode(m->cache, gva(CODE_AT), insn, sizeof(insn)));
        insn[i] ^= 0x40;
        assert_int_equal(machine_run(m, insn, sizeof(insn)), CPU_OK);
        uint64_t expected;
        memcpy(&expected, insn + 2, 8);
        assert_int_equal(m->s.gpr[RAX], expected);
        m->s.rip = CODE_AT;
    }
    insn[1] = 0xb9; /* another register */
    assert_int_equal(machine_run(m, insn, sizeof(insn)), CPU_OK);
    assert_int_equal(m->s.gpr[RCX], m->s.gpr[RAX]);
}

static void longest_instruction_is_verified_to_its_last_byte(void **state)
{
    struct machine *m = *state;
    /* es es es es mov qword [rdi + disp32], imm32: 15 bytes */
    uint8_t insn[15] = {0x26, 0x26, 0x26, 0x26, 0x48, 0xc7, 0x87, 0, 0, 0, 0, 1, 0, 0, 0};

    m->s.gpr[RDI] = DATA_AT;
    assert_int_equal(machine_run(m, insn, sizeof(insn)), CPU_OK);
    assert_int_equal(machine_u64(m, DATA_AT), 1);
    insn[14] = 0x7f;
    m->s.rip = CODE_AT;
    assert_int_equal(machine_run(m, insn, sizeof(insn)), CPU_OK);
    assert_int_equal(machine_u64(m, DATA_AT), 0x7f000001);
    insn[7] = 8;
    m->s.rip = CODE_AT;
    assert_int_equal(machine_run(m, insn, sizeof(insn)), CPU_OK);
    assert_int_equal(machine_u64(m, DATA_AT + 8), 0x7f000001);
}

static void aliasing_addresses_do_not_mix(void **state)
{
    struct machine *m = *state;

    for (uint64_t at = CODE_AT; at < CODE_AT + 0x400000; at += 0x1000) {
        const struct cpu_insn *in = at & 0x1000 ? DECODE(m, at, 0xf4) : DECODE(m, at, 0xfa);
        assert_string_equal(cpu_insn_name(in), at & 0x1000 ? "hlt" : "cli");
    }
}

static void truncated_and_invalid_bytes_are_no_instruction(void **state)
{
    struct machine *m = *state;

    assert_null(DECODE(m, CODE_AT, 0x0f, 0x22));
    assert_null(DECODE(m, CODE_AT, 0x06));       /* push es: not in 64-bit mode */
    assert_null(DECODE(m, CODE_AT, 0xf0, 0x90)); /* lock on what takes none */
    assert_non_null(DECODE(m, CODE_AT, 0x0f, 0x22, 0xd8));
    assert_null(DECODE(m, CODE_AT, 0x0f, 0x22)); /* the hit needs all bytes, too */
}

static void failed_decoding_empties_the_entry(void **state)
{
    struct machine *m = *state;

    assert_non_null(DECODE(m, CODE_AT, 0xf4));
    assert_null(DECODE(m, CODE_AT, 0x06));
    assert_string_equal(cpu_insn_name(DECODE(m, CODE_AT, 0xf4)), "hlt");
}

static void cache_has_the_promised_size(void **state)
{
    (void)state;
    assert_in_range(cpu_cache_bytes, 64 * 1024, 256 * 1024);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_machine(kinds_and_names_are_told_apart),
    cmocka_unit_test_machine(same_bytes_hit_the_cache),
    cmocka_unit_test_machine(changed_bytes_are_decoded_again),
    cmocka_unit_test_machine(longest_instruction_is_verified_to_its_last_byte),
    cmocka_unit_test_machine(aliasing_addresses_do_not_mix),
    cmocka_unit_test_machine(truncated_and_invalid_bytes_are_no_instruction),
    cmocka_unit_test_machine(failed_decoding_empties_the_entry),
    cmocka_unit_test(cache_has_the_promised_size),
};

TEST_MAIN(tests)
