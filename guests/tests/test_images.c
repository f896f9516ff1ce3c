/* SPDX-License-Identifier: Apache-2.0 */
/* What every image of the build must be: described, laid out, and its kernel free of vector
 * registers. */
#include "common/err.h"
#include "common/image.h"
#include "common/tests/test_main.h"

#include <elf.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <Zydis/Zydis.h>

static const char *dir;

/* Calls fn for the image of each workload. */
static void each_image(void (*fn)(const struct image *img, const char *name))
{
    char list[] = WORKLOADS, path[512], *save = NULL;
    unsigned n = 0;

    for (char *w = strtok_r(list, ",", &save); w; w = strtok_r(NULL, ",", &save), n++) {
        struct image img;
        snprintf(path, sizeof path, "%s/%s.elf", dir, w);
        if (image_open(&img, path))
            fail_msg("%s", err_text());
        fn(&img, w);
        image_close(&img);
    }
    assert_true(n >= 24);
}

static uint64_t symbol(const struct image *img, const char *name)
{
    const Elf64_Ehdr *eh = (const void *)img->bytes;
    const Elf64_Shdr *sh = (const void *)(img->bytes + eh->e_shoff);

    for (unsigned i = 0; i < eh->e_shnum; i++) {
        if (sh[i].sh_type != SHT_SYMTAB)
            continue;
        const Elf64_Sym *sym = (const void *)(img->bytes + sh[i].sh_offset);
        const char *text = (const char *)img->bytes + sh[sh[i].sh_link].sh_offset;
        for (uint64_t s = 0; s < sh[i].sh_size / sizeof *sym; s++)
            if (!strcmp(text + sym[s].st_name, name))
                return sym[s].st_value;
    }
    fail_msg("%s: no symbol %s", img->path, name);
    return 0;
}

static bool ends(const char *text, size_t size)
{
    return memchr(text, 0, size) != NULL;
}

static void check_descriptor(const struct image *img, const char *name)
{
    const struct guest_desc *d = &img->desc;

    assert_true(img->has_desc);
    assert_string_equal(d->name, name);
    assert_true(d->summary[0] && ends(d->summary, sizeof d->summary));
    for (uint32_t i = 0; i < d->nparams; i++) {
        const struct guest_param *p = &d->param[i];
        assert_true(p->name[0] && p->help[0] && ends(p->help, sizeof p->help));
        assert_true(p->min <= p->value && p->value <= p->max);
        assert_true(p->min <= p->quick && p->quick <= p->max);
    }
    for (uint32_t i = 0; i < d->nmetrics; i++) {
        assert_true(d->metric[i].name[0] && d->metric[i].help[0]);
        for (uint32_t j = 0; j < i; j++)
            assert_string_not_equal(d->metric[i].name, d->metric[j].name);
    }
}

static void descriptors_are_whole_and_their_defaults_in_bounds(void **state)
{
    (void)state;
    each_image(check_descriptor);
}

static void check_pages(const struct image *img, const char *name)
{
    static const char *const kernel[] = {"guest_entry",     "kernel_syscall", "boot",
                                         "panic_exception", "boot_frame",     "boot_image_pt",
                                         "boot_ist1"};
    static const char *const user[] = {"guest_user_entry", "guest_main", "guest_sample",
                                       "guest_descriptor", "guest_boot", "guest_user_stack_top"};
    uint64_t border = symbol(img, "guest_user_text"), end = symbol(img, "guest_user_end");

    (void)name;
    assert_int_equal(border % PAGE_SIZE, 0);
    assert_int_equal(symbol(img, "guest_user_data") % PAGE_SIZE, 0);
    for (unsigned i = 0; i < sizeof kernel / sizeof kernel[0]; i++)
        assert_in_range(symbol(img, kernel[i]), GUEST_IMAGE_GPA, border - 1);
    for (unsigned i = 0; i < sizeof user / sizeof user[0]; i++)
        assert_in_range(symbol(img, user[i]), border, end - 1);
    assert_true(end <= GUEST_IMAGE_GPA + (UINT64_C(2) << 20));
}

static void kernel_and_user_parts_share_no_page(void **state)
{
    (void)state;
    each_image(check_pages);
}

static void check_segments(const struct image *img, const char *name)
{
    const Elf64_Ehdr *eh = (const void *)img->bytes;
    const Elf64_Phdr *ph = (const void *)(img->bytes + eh->e_phoff);
    uint64_t end = GUEST_IMAGE_GPA;

    (void)name;
    for (unsigned i = 0; i < eh->e_phnum; i++) {
        if (ph[i].p_type != PT_LOAD)
            continue;
        assert_int_equal(ph[i].p_vaddr, ph[i].p_paddr);
        assert_int_equal(ph[i].p_vaddr % PAGE_SIZE, 0);
        assert_true(ph[i].p_vaddr >= end);
        assert_false((ph[i].p_flags & PF_W) && (ph[i].p_flags & PF_X));
        end = (ph[i].p_vaddr + ph[i].p_memsz + PAGE_SIZE - 1) & PAGE_MASK;
    }
}

static void segments_have_pages_of_their_own_and_none_is_writable_code(void **state)
{
    (void)state;
    each_image(check_segments);
}

static bool is_vector(ZydisRegister r)
{
    ZydisRegisterClass c = ZydisRegisterGetClass(r);

    return c == ZYDIS_REGCLASS_XMM || c == ZYDIS_REGCLASS_YMM || c == ZYDIS_REGCLASS_ZMM ||
           c == ZYDIS_REGCLASS_MMX || c == ZYDIS_REGCLASS_X87;
}

/* Kernel code is all that an executable segment has from start to end; constants follow it. */
struct kernel_code {
    uint64_t start, end;
    unsigned instructions;
};

static int check_code(void *ctx, struct gva at, const uint8_t *code, size_t len)
{
    struct kernel_code *k = ctx;
    ZydisDecodedInstruction insn;
    ZydisDecodedOperand op[ZYDIS_MAX_OPERAND_COUNT];
    ZydisDecoder decoder;

    ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    for (size_t i = 0; i < len && at.v >= k->start && at.v + i < k->end;
         i += insn.length, k->instructions++) {
        if (ZYAN_FAILED(ZydisDecoderDecodeFull(&decoder, code + i, len - i, &insn, op)))
            return -1;
        for (unsigned o = 0; o < insn.operand_count; o++)
            if (op[o].type == ZYDIS_OPERAND_TYPE_REGISTER && is_vector(op[o].reg.value))
                fail_msg("a vector register at 0x%lx", (unsigned long)(at.v + i));
    }
    return 0;
}

static void check_kernel(const struct image *img, const char *name)
{
    struct kernel_code k = {.start = symbol(img, "guest_entry"),
                            .end = symbol(img, "guest_kernel_end")};

    (void)name;
    assert_int_equal(image_each_code(img, check_code, &k), 0);
    assert_true(k.instructions > 200);
}

static void kernel_uses_general_registers_only(void **state)
{
    (void)state;
    each_image(check_kernel);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(descriptors_are_whole_and_their_defaults_in_bounds),
        cmocka_unit_test(kernel_and_user_parts_share_no_page),
        cmocka_unit_test(segments_have_pages_of_their_own_and_none_is_writable_code),
        cmocka_unit_test(kernel_uses_general_registers_only),
    };

    if (argc < 2) {
        fprintf(stderr, "usage: %s GUESTS_DIRECTORY [TEST]\n", argv[0]);
        return 2;
    }
    dir = argv[1];
    if (argc > 2)
        cmocka_set_test_filter(argv[2]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
