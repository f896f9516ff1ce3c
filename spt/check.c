/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "check_map.h"
#include "common/err.h"

#include <errno.h>
#include <Zydis/Zydis.h>

#define TABLE "reads the host's descriptor tables, not the guest's"
#define IMAGE "shows the host's tables or registers, or a dummy from its kernel"
#define BASE  "moves a segment base that the monitor does not see"
#define LOAD  "loads from the host's GDT where the selector is valid there, without a trap"
#define PKEY  "acts on the host's protection keys"
#define AUX   "gives the host's TSC_AUX"

static const struct {
    ZydisMnemonic mnemonic;
    const char *why;
} sensitive[] = {
    {ZYDIS_MNEMONIC_PUSHF, "shows the host's IF, IOPL and NT"},
    {ZYDIS_MNEMONIC_PUSHFQ, "shows the host's IF, IOPL and NT"},
    {ZYDIS_MNEMONIC_POPF, "leaves IF and IOPL as they are, without a trap"},
    {ZYDIS_MNEMONIC_POPFQ, "leaves IF and IOPL as they are, without a trap"},
    {ZYDIS_MNEMONIC_LAR, TABLE},
    {ZYDIS_MNEMONIC_LSL, TABLE},
    {ZYDIS_MNEMONIC_VERR, TABLE},
    {ZYDIS_MNEMONIC_VERW, TABLE},
    {ZYDIS_MNEMONIC_SGDT, IMAGE},
    {ZYDIS_MNEMONIC_SIDT, IMAGE},
    {ZYDIS_MNEMONIC_SLDT, IMAGE},
    {ZYDIS_MNEMONIC_STR, IMAGE},
    {ZYDIS_MNEMONIC_SMSW, IMAGE},
    {ZYDIS_MNEMONIC_RDFSBASE, "reads FS base without regard to the guest's CR4.FSGSBASE"},
    {ZYDIS_MNEMONIC_RDGSBASE, "reads GS base without regard to the guest's CR4.FSGSBASE"},
    {ZYDIS_MNEMONIC_WRFSBASE, BASE},
    {ZYDIS_MNEMONIC_WRGSBASE, BASE},
    {ZYDIS_MNEMONIC_LSS, LOAD},
    {ZYDIS_MNEMONIC_LFS, LOAD},
    {ZYDIS_MNEMONIC_LGS, LOAD},
    {ZYDIS_MNEMONIC_RDPKRU, PKEY},
    {ZYDIS_MNEMONIC_WRPKRU, PKEY},
    {ZYDIS_MNEMONIC_RDTSCP, AUX},
    {ZYDIS_MNEMONIC_RDPID, AUX},
    {ZYDIS_MNEMONIC_XGETBV, "gives the host's XCR0"},
    {ZYDIS_MNEMONIC_SYSENTER, "enters the host's kernel and loses the RIP it came from"},
    {ZYDIS_MNEMONIC_CPUID, "gives the host's values where the host cannot make it fault"},
};

struct check {
    const struct image *img;
    const struct check_map *map;
    check_fn fn;
    void *ctx;
    int found;
    ZydisDecoder decoder;
    ZydisFormatter formatter;
};

static bool has_segment_operand(const ZydisDecodedInstruction *z, const ZydisDecodedOperand *o)
{
    for (unsigned i = 0; i < z->operand_count_visible; i++) {
        if (o[i].type == ZYDIS_OPERAND_TYPE_REGISTER &&
            ZydisRegisterGetClass(o[i].reg.value) == ZYDIS_REGCLASS_SEGMENT)
            return true;
    }
    return false;
}

static bool moves_segment(const ZydisDecodedInstruction *z, const ZydisDecodedOperand *o)
{
    return (z->mnemonic == ZYDIS_MNEMONIC_MOV || z->mnemonic == ZYDIS_MNEMONIC_PUSH ||
            z->mnemonic == ZYDIS_MNEMONIC_POP) &&
           has_segment_operand(z, o);
}

/* NULL: harmless, or it traps. */
static const char *reason(const ZydisDecodedInstruction *z, const ZydisDecodedOperand *o)
{
    for (size_t i = 0; i < sizeof(sensitive) / sizeof(sensitive[0]); i++) {
        if (sensitive[i].mnemonic == z->mnemonic)
            return sensitive[i].why;
    }
    if (moves_segment(z, o))
        return o[0].type == ZYDIS_OPERAND_TYPE_REGISTER && z->mnemonic != ZYDIS_MNEMONIC_PUSH &&
                       ZydisRegisterGetClass(o[0].reg.value) == ZYDIS_REGCLASS_SEGMENT
                   ? LOAD
                   : "shows the host's selector, and its privilege";
    if (z->meta.branch_type == ZYDIS_BRANCH_TYPE_FAR && z->mnemonic != ZYDIS_MNEMONIC_INT &&
        (z->mnemonic == ZYDIS_MNEMONIC_CALL || z->mnemonic == ZYDIS_MNEMONIC_JMP ||
         z->mnemonic == ZYDIS_MNEMONIC_RET))
        return LOAD;
    return NULL;
}

static int report(struct check *c, uint64_t at, const ZydisDecodedInstruction *z,
                  const ZydisDecodedOperand *o, const char *why)
{
    char text[128] = "";
    struct check_finding f = {
        .at = gva(at), .mnemonic = ZydisMnemonicGetString(z->mnemonic), .text = text, .why = why};

    ZydisFormatterFormatInstruction(&c->formatter, z, o, z->operand_count_visible, text,
                                    sizeof(text), at, NULL);
    f.symbol = image_symbol(c->img, f.at, &f.offset);
    c->found++;
    return c->fn(c->ctx, &f);
}

/* Code from `at` on; bytes that are no instruction are stepped over one by one. */
static int sweep(struct check *c, uint64_t at, const uint8_t *code, size_t len)
{
    ZydisDecodedInstruction z;
    ZydisDecodedOperand o[ZYDIS_MAX_OPERAND_COUNT];

    for (size_t i = 0; i < len;) {
        if (ZYAN_FAILED(ZydisDecoderDecodeFull(&c->decoder, code + i, len - i, &z, o))) {
            i++;
            continue;
        }
        const char *why = reason(&z, o);
        int rc = why ? report(c, at + i, &z, o, why) : 0;
        if (rc)
            return rc;
        i += z.length;
    }
    return 0;
}

static int check_segment(void *ctx, struct gva at, const uint8_t *code, size_t len)
{
    struct check *c = ctx;
    uint64_t end = at.v + len;

    for (uint64_t from = at.v; from < end;) {
        uint64_t to;
        bool is_code = check_map_at(c->map, from, &to);

        if (to > end)
            to = end;
        int rc = is_code ? sweep(c, from, code + (from - at.v), to - from) : 0;
        if (rc)
            return rc;
        from = to;
    }
    return 0;
}

int check_image(const struct image *img, check_fn fn, void *ctx)
{
    struct check c = {.img = img, .fn = fn, .ctx = ctx};
    struct check_map map;
    int rc = check_map_open(&map, img);

    if (rc)
        return rc;
    c.map = &map;
    ZydisDecoderInit(&c.decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    ZydisFormatterInit(&c.formatter, ZYDIS_FORMATTER_STYLE_ATT);
    rc = image_each_code(img, check_segment, &c);
    check_map_close(&map);
    return rc ? rc : c.found;
}
